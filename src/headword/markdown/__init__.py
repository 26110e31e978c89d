"""Markdown pages: front matter, outline, fields and links, each with its location, without any SKOS.

Doors: block, delimiters, field_tables, fields, front_matter, front_matter_edit, headings, inline, list_outline,
marking, markup, obsidian, outline, page, page_bytes, page_form, plain_yaml, profiles, prose, section, shortcodes,
suppressions, syntax, text, yaml_block.
"""
