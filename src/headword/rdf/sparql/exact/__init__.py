"""A store that keeps literals and language tags as they are written, for queries and in their results."""
