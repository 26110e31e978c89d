"""A store in a folder with the statements of pages or RDF files, which is updated by differences.

`open_local_store` opens it for queries. `open_copies` is for a program that answers
from it while sources change. The default graph has each triple once, and each
document has a named graph in addition.
"""

from headword.stores.local.copies import StoreCopies, StoreCopy, open_copies
from headword.stores.local.folder import open_local_store
from headword.stores.local.sources import name_owner, part_of_file

__all__ = ["StoreCopies", "StoreCopy", "name_owner", "open_copies", "open_local_store", "part_of_file"]
