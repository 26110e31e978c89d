"""A project on disk: its config, its pages in every language, its RDF files, its git history.

Doors: config.edit, config.json_schema, config.load, config.schema, config.validate, detect, git, git_log, inputs,
parse, project, rdf_files, read, select, variants, version_policy.
"""
