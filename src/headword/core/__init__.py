"""What every room uses and what knows nothing of vocabularies: findings, errors, the cache, safe files, slugs.

Doors: cache, context, errors, extras, files.atomic, files.checksums, files.publish, files.swap, findings, fingerprint,
patterns, plugins, slugs, suggest, terminal, version.
"""
