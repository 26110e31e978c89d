"""Reading one Markdown page: front matter, outline, fields, links. Knows no SKOS."""
