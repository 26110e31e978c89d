"""Markdown pages: front matter, outline, fields, links, each with its place.  It knows no SKOS.

Doors: block, delimiters, field_tables, fields, front_matter, headings, inline, list_outline, marking, markup, obsidian,
outline, page, page_form, profiles, shortcodes, suppressions, syntax, text, yaml_block.
"""
