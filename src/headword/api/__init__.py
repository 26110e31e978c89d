"""The vocabulary for Python programs.

Doors: annotations, answers, load, resources, search, tasks, texts, vocabulary.
"""
