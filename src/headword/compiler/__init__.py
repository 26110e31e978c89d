"""From pages to the graph of a site: naming, then linking, then meaning, one page at a time.

Doors: documents, incremental, linking.resolve, meaning.dialect, meaning.field_keys, meaning.metadata, meaning.passages,
meaning.retired, meaning.state, meaning.translations, naming.lock, naming.match, naming.page_role, naming.plan,
naming.schemes, page, page_list, parallel, publication, run, site, site_hints, summary, vocabulary.
"""
