"""The map of a concept scheme."""
