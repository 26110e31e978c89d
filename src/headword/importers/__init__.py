"""The import of RDF, outlines and tables as pages with the same facts, proved before anything is written.

Doors: importer.import_vocabulary, importer.refuse_vault, importer.ImportResult, arrangement.Layout, duplicates,
outline_pages, read, sheets.apply, sheets.export, sheets.import_sheet, sheets.problems,
sheets.read_tables, sheets.rows, sheets.tables, starter_config, vocabulary.
"""
