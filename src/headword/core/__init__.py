"""The foundation of every room, without vocabularies: findings, errors, the cache, safe files, slugs.

Doors: cache, context, errors, extras, files.atomic, files.checksums, files.publish, files.swap, findings, fingerprint,
package_data, patterns, plugins, slugs, suggest, terminal, version, web.
"""
