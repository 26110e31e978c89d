"""What every room uses and what knows nothing of vocabularies: findings, errors, the cache, safe files, slugs.

Doors: cache, context, errors, files.atomic, files.checksums, files.publish, files.swap, findings, fingerprint,
patterns, plugins, slugs, suggest, terminal, version.
"""
