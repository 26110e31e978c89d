"""The keys that define how pages are read, for the whole site and for the pages of some paths."""

from dataclasses import dataclass

from headword.project.config.validate import HEADINGS, LEVELS
from headword.project.config.values import ValueType, choice, key, records, texts

CONCEPTS = choice(("headings", "page"))
SECTIONS = choice(("notes", "ignore", "concepts"))
OUTLINE = choice(("headings", "lists"))
LINK_LISTS = choice(("text", "narrower"))
FOLDERS = choice(("concepts", "collections", "ignore"))
SCHEME = choice(("page", "folder", "site"))

ABOUT_CONCEPTS = (
    "The part of a page that is a concept. `headings`: each heading. `page`: the page as a whole; "
    "its label is `title`, else the first heading, else the name of the file."
)
ABOUT_SECTIONS = (
    "The headings in a page that is a concept. `notes`: each is a note of the concept, with the text below it. "
    "`ignore`: they are not read. `concepts`: they are narrower concepts."
)
ABOUT_FOLDERS = (
    "The folders of pages that are concepts. `concepts`: the page of a folder (`_index.md`, `index.md`) "
    "is broader than the pages in it. `collections`: it is a collection of them. `ignore`: folders have no meaning."
)
ABOUT_SCHEME = (
    "The pages that are one concept scheme. `page`: each page is a scheme of its own. `site`: all pages are one. "
    "`folder`: those of each topmost folder are one, whose title is that of the page of the folder. "
    "In a table `pages`, the folder is the one that `paths` names."
)
ABOUT_LINK_LISTS = (
    "The items of lists that begin with a link to a page. `narrower`: that page is narrower than the page of the list, "
    "or than the page of the item above it. `text`: they are text."
)
ABOUT_OUTLINE = (
    "The parts of a page that are its outline. `headings`: the headings. "
    "`lists`: the items of lists too, below their heading."
)
ABOUT_LEVELS = (
    "The levels of the headings that are concepts. The text below a deeper heading belongs to the concept above it."
)
ABOUT_SKIPPED = (
    "Headings that are not read, with everything below them: their texts, in which `*` matches any characters, "
    "or regular expressions between slashes."
)
ABOUT_FLATTENED = (
    "Headings that are not concepts, while those below them are: these move up one level. "
    "The text below such a heading is a note of the concept above it."
)


# fmt: off
@dataclass(frozen=True, slots=True)
class PageRule:
    """A table `pages`: how the pages of some paths are read, if that differs from the whole site."""

    paths: tuple[str, ...] = key(texts(minItems=1), (), ["content/glossary"],
        "The files, folders or glob patterns that the table is about.", required=True)
    concepts: str = key(CONCEPTS, "", "page", ABOUT_CONCEPTS)
    sections: str = key(SECTIONS, "", "notes", ABOUT_SECTIONS)
    folders: str = key(FOLDERS, "", "ignore", ABOUT_FOLDERS)
    scheme: str = key(SCHEME, "", "folder", ABOUT_SCHEME)
    outline: str = key(OUTLINE, "", "lists", ABOUT_OUTLINE)
    link_lists: str = key(LINK_LISTS, "", "narrower", ABOUT_LINK_LISTS)
    levels: tuple[int, int] | None = key(LEVELS, None, "2-4", ABOUT_LEVELS)
    skip_headings: tuple[str, ...] | None = key(HEADINGS, None, ["See also"], ABOUT_SKIPPED)
    flatten_headings: tuple[str, ...] | None = key(HEADINGS, None, ["Overview"], ABOUT_FLATTENED)
# fmt: on


PAGE_RULES: ValueType = records(PageRule, "pages")
