"""The dates on which each heading was added and changed, from the history of its page."""
