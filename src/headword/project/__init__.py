"""A project on disk: its config, its pages in every language, its RDF files, and its git history.

Doors: choose, config, config.describe, config.edit, config.load, config.schema, config.validate, config.values, detect,
forms, front_matter_map, git, git_log, inputs, parse, project, rdf_files, read, select, site_facts, variants,
version_policy.
"""
