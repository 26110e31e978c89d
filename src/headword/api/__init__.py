"""The vocabulary for Python programs.

Doors: answers, load, resources, tasks, texts, vocabulary.
"""
