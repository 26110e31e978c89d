"""Content that uses the vocabulary: the concepts that its pages name, and the rules about them.

Doors: annotation.annotate, annotation.formats, annotation.suggest, check, linked_data, lint, pages, prose.check,
reader, tag_files, thesaurus, usage, vocabulary.
"""
