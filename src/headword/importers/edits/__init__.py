"""Changes of values, labels and places in the outline as the smallest edits of pages, proved first."""
