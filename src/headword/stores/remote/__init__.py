"""Remote triple stores: loading a vocabulary into a store, and reading it from there."""
