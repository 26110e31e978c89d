"""The vocabulary for Python programs.

Doors: answers, load, resources, texts, vocabulary.
"""
