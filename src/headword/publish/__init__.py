"""Builds, releases, and the differences between two versions.

Doors: build, catalog, previous_output, release, vanished, diff.compare, diff.editions, diff.indexed, diff.versions,
diff.formats, diff.formats.common, diff.formats.context, diff.formats.markdown,
exports.formats, exports.marks, exports.terms.
"""
