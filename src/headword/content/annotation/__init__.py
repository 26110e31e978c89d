"""The concepts that a text is about: their mentions and weights, and proposed values."""
