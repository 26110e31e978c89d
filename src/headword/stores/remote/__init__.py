"""Triple stores of others: loading a vocabulary there, and looking at what they serve."""
