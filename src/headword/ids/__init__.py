"""Published identifiers: the commands that list, accept, write and retire them.

Doors: annotate.annotate_ids, annotate.write_ids, inventory, left_behind, mint.choose_mint, retire.retire, retire.write.
"""
