"""The version of headword, and its address."""

__version__ = "0.1.0"
ADDRESS = "https://w3id.org/headword"
"""The permanent address of the documentation. Each rule has a page below it."""
