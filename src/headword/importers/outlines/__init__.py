"""Outlines of other programs, and tables, as lines in their order: what every reader here gives."""
