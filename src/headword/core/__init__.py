"""The foundation of every room, without vocabularies: findings, errors, the cache, safe files, slugs.

Doors: cache, context, errors, extras, files.atomic, files.checksums, files.publish, files.swap, findings, fingerprint,
patterns, plugins, slugs, suggest, terminal, version, web.
"""
