"""What each shape of site means: where its pages are, and what its pages say that others do not."""

from dataclasses import dataclass


COMMON_KEYS = (
    ("aka", "altLabel"),
    ("also_known_as", "altLabel"),
    ("short_description", "definition"),
    ("translationkey", "translation"),
)
"""Keys of front matter that mean the same on any site."""


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """One shape of site.

    ``sources`` is the folder of pages where the config names none, and
    ``sources_key`` the key by which the site's own config names another.
    ``spellings`` are keys of front matter that are one and the same.
    ``markup`` names the signs that its readers do not see; ``pairs`` are signs that
    words stand between, each with its HTML element, ``container`` is the sign of
    which three begin a container, and ``templates`` names the template language of
    its tags, in addition to Hugo's shortcodes.  With ``callouts`` a quote may begin
    ``[!kind]``, with ``inline_fields`` a line may read ``key:: value``.  With ``named_by_file`` a page
    is a concept that has the name of its file, ``aliases`` for other labels,
    and is found by that name from anywhere; values of subjects are nested at
    each ``nesting``.  Without ``wikilinks`` what stands in ``[[…]]`` in the text
    is a link only if it leads to a page.  Pages with one of the names ``indexes`` are those of their
    folder; a page beside an ``index.md`` is part of that where the site has
    ``bundles``.  ``concepts``, ``sections`` and ``folders`` are what these keys of the config are without a value,
    ``front_matter`` pairs of a key of front matter and its meaning.
    """

    name: str
    title: str
    sources: str = "taxonomy"
    sources_key: str = ""
    subjects: tuple[str, ...] = ("category", "tag")
    spellings: tuple[tuple[str, ...], ...] = ()
    markup: str = "plain"
    pairs: tuple[tuple[str, str], ...] = (("~~", "s"), ("~", "s"))
    container: str = ""
    templates: str = ""
    callouts: bool = False
    inline_fields: bool = False
    named_by_file: bool = False
    nesting: str = ""
    wikilinks: bool = True
    indexes: tuple[str, ...] = ("index", "_index")
    bundles: bool = False
    concepts: str = "headings"
    sections: str = "notes"
    folders: str = "concepts"
    front_matter: tuple[tuple[str, str], ...] = COMMON_KEYS
    first_page: str = "example.md"


_SUBJECTS = (("category", "categories"), ("tag", "tags"))

PLAIN = SiteProfile("plain", "a plain folder", container=":", templates="liquid")
HUGO = SiteProfile(
    "hugo",
    "a Hugo site",
    sources="content",
    sources_key="contentDir",
    wikilinks=False,
    spellings=_SUBJECTS,
    markup="hugo",
    callouts=True,
    bundles=True,
)
MKDOCS = SiteProfile(
    "mkdocs",
    "a MkDocs site",
    sources="docs",
    sources_key="docs_dir",
    wikilinks=False,
    indexes=("index", "README"),
    spellings=_SUBJECTS,
    markup="mkdocs",
    pairs=(("~~", "s"), ("~", "sub"), ("^", "sup"), ("^^", "ins"), ("==", "mark")),
    container="/",
    templates="jinja",
    callouts=True,
)
OBSIDIAN = SiteProfile(
    "obsidian",
    "an Obsidian vault",
    sources=".",
    subjects=("tags",),
    spellings=(("tags", "tag"), ("aliases", "alias")),
    markup="obsidian",
    pairs=(("~~", "s"), ("==", "mark")),
    callouts=True,
    inline_fields=True,
    named_by_file=True,
    nesting="/",
    concepts="page",
    sections="concepts",
    folders="ignore",
    front_matter=(*COMMON_KEYS, ("up", "broader"), ("parent", "broader")),
    first_page="Minerals.md",
)

SITES = {profile.name: profile for profile in (HUGO, OBSIDIAN, MKDOCS, PLAIN)}
"""The shapes of site by name."""
