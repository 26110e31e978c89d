"""The meanings of keys of front matter in the config."""

from headword.project.config.validate import check_front_matter_key
from headword.project.config.values import choice, table

ID, TITLE, LANGUAGE, DESCRIPTION, TRANSLATION, IGNORE = "id", "title", "lang", "description", "translation", "ignore"
ORDER = "order"
"""The meaning whose value is a number: the position of a page among its siblings."""
RELATIONS = ("broader", "narrower", "related", "replacedBy", "member")
"""Meanings whose values are other pages, by a link, the title, the id or the name of the file."""
PROPERTIES = (
    "prefLabel", "altLabel", "hiddenLabel", "definition", "scopeNote", "note", "example", "historyNote",
    "editorialNote", "changeNote", "notation", *RELATIONS, "exactMatch", "closeMatch", "broadMatch", "narrowMatch",
    "relatedMatch", "seeAlso", "source", "created", "modified", "deprecated",
)  # fmt: skip
"""Meanings that are fields of the concept."""
MEANINGS = (ID, TITLE, LANGUAGE, DESCRIPTION, TRANSLATION, ORDER, *PROPERTIES, IGNORE)

FRONT_MATTER = table(choice(MEANINGS), "the meaning of {!r}", check=check_front_matter_key)
