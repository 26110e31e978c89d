"""Which id and IRI each heading gets."""
