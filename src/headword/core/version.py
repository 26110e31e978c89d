"""The version of headword."""

__version__ = "0.1.0"
