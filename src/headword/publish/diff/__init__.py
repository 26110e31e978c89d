"""Differences between two versions of a vocabulary."""
