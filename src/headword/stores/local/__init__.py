"""A store in a folder, which holds what pages or files of RDF say, and is kept current by the difference only.

`open_local_store` is for asking it, `open_copies` for a program that answers from
it while sources change.  What is said stands in the default graph, each triple
once; beside that each document has a graph of its own.
"""

from headword.stores.local.copies import StoreCopies, StoreCopy, open_copies
from headword.stores.local.folder import open_local_store
from headword.stores.local.sources import name_owner, part_of_file

__all__ = ["StoreCopies", "StoreCopy", "name_owner", "open_copies", "open_local_store", "part_of_file"]
