"""Content that uses the vocabulary: which concepts its pages name, and what is wrong with how they name them.

Doors: annotation.annotate, annotation.formats, annotation.suggest, check, linked_data, lint, pages, prose.check,
reader, tag_files, thesaurus, usage, vocabulary.
"""
