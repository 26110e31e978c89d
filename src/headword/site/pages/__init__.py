"""The values that each kind of page is made from."""
