"""The index that the search of the site loads."""
