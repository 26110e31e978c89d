"""The vocabulary within a Hugo site: data that any theme can show, and shortcodes that show it.

`hugodata` writes the data, `placing` puts them and the layouts of this folder
where Hugo looks for them, next to the user's files.
"""
