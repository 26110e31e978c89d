"""The config: its schema, reading it, checking it, and changing it."""
