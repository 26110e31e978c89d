"""The readers of outlines of other programs, and of tables, which all return lines in order."""
