"""The import of RDF, outlines and tables as pages with the same facts, proved before anything is written.

Doors: importer.import_vocabulary, importer.refuse_vault, importer.ImportResult, arrangement.Layout, duplicates,
outline_pages, read, starter_config, vocabulary.
"""
