"""The meaning of headings, fields and front matter in SKOS."""
