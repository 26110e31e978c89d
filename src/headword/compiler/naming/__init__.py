"""The ids and IRIs of headings."""
