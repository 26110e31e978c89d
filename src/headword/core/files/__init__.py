"""Files on disk: replaced, swapped, carried over and published whole or not at all."""
