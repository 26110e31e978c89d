"""The vocabulary for Python programs.

Doors: annotations, answers, load, resources, tasks, texts, vocabulary.
"""
