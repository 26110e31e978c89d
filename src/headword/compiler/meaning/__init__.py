"""What headings, fields and front matter mean in SKOS."""
