"""A store in a folder, which holds what pages or files of RDF say, and is kept current by the difference only.

`open_store` is for asking it, `hold_store` and `renew` for a program that
goes on while sources change.  What is said stands in the default graph, each
triple once; beside that each document has a graph of its own.
"""

from headword.diskstore.folder import hold_store, open_store
from headword.diskstore.renewing import Renewal, renew
from headword.diskstore.sources import name_owner, part_of_file

__all__ = ["Renewal", "hold_store", "name_owner", "open_store", "part_of_file", "renew"]
