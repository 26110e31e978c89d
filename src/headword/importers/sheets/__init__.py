"""Spreadsheets of a vocabulary: written, read, and applied to the pages that they were written from."""
