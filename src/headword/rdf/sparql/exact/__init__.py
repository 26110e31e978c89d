"""A store that keeps the spelling of literals and language tags, in queries and in their results."""
