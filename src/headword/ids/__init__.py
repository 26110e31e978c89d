"""Published identifiers: listed, given, written at headings, retired.

Doors: annotate.annotate_ids, inventory, left_behind, mint.choose_mint, retire.retire, retire.write.
"""
