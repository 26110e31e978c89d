"""From RDF, outlines and tables to pages that say the same, proved before anything is written.

Doors: importer.import_vocabulary, importer.refuse_vault, importer.ImportResult, arrangement.Layout, duplicates,
outline_pages, read, sheets.export, sheets.rows, sheets.tables, starter_config, vocabulary.
"""
