"""The import of RDF, outlines and tables as pages with the same facts, proved before anything is written.

Doors: importer.import_vocabulary, importer.refuse_vault, importer.ImportResult, importer.list_pages,
arrangement.Layout, duplicates, edits.columns, edits.edit, edits.problems, edits.proof_of_edits, edits.request,
edits.rows, outline_pages, read, sheets.apply, sheets.export, sheets.import_sheet, sheets.read_tables, sheets.tables,
starter_config, vocabulary.
"""
