"""The concepts that a text is about: where it mentions them, how much they weigh, and which values they propose."""
