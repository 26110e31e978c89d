"""``python -m headword``."""

from headword.cli import main

main()
