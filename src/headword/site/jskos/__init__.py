"""The vocabulary as JSKOS."""
