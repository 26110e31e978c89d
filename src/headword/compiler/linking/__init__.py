"""The resolution of links."""
