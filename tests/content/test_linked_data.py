"""Content as linked data: the URLs of pages, the Turtle of a build, the queries, and the site."""

from collections.abc import Callable
from pathlib import Path

import pytest

from headword.content.linked_data import describe_content
from headword.core.cache import open_cache
from headword.core.context import RunContext
from headword.core.errors import ConfigError
from headword.project.project import find_project
from support.project import Run

CONFIG = """\
base = "https://w3id.org/test/"
{}
[content]
paths = ["content"]
urls = {{content = "https://example.org/{}"}}
[content.keys]
tags = "*"
"""
FILES = {
    "taxonomy/topics.md": "# Rock\n## Granite; granit\n# Sand\n",
    "content/a/b.md": "---\ntitle: Stones\ndate: 2024-01-02T10:00:00Z\ntags: [granit, sand]\n---\n",
    "content/index.md": "---\ntags: [rock, mud]\n---\n# Home\n",
    "content/broken.md": "---\ntags: [rock\n---\n",
    "content/draft.md": "---\ntags: rock\ndraft: true\n---\n",
    "content/_drafts/c.md": "Text.\n",
}
FOLDER, HTML = "{path}/", "{path}.html"
UNKNOWN = "https://w3id.org/test/content#content/"


@pytest.fixture
def folder(site: Callable[..., Path]) -> Path:
    return site(FILES, CONFIG.format("", FOLDER))


@pytest.mark.parametrize(
    ("name", "text", "pattern", "profile", "expected"),
    [
        ("content/x/a b.md", "", FOLDER, "", "https://example.org/x/a%20b/"),
        ("content/X/A b.md", "", FOLDER, "hugo", "https://example.org/x/a-b/"),
        ("content/x/_index.md", "", FOLDER, "hugo", "https://example.org/x/"),
        ("content/x/index.md", "", HTML, "", "https://example.org/x/"),
        ("content/x/a.md", "", HTML, "", "https://example.org/x/a.html"),
        ("content/x/a.de.md", "", FOLDER, "", "https://example.org/de/x/a/"),
        ("content/x/a.md", "slug: z", FOLDER, "", "https://example.org/x/z/"),
        ("content/x/a.md", "slug: /z", FOLDER, "", "https://example.org/z"),
        ("content/x/a.md", "permalink: /y/z.html", HTML, "", "https://example.org/y/z.html"),
        ("content/x/a.md", "url: https://example.com/q", FOLDER, "", "https://example.com/q"),
        ("content/x/a.md", "permalink: /:title/", HTML, "", "https://example.org/a/"),
        ("content/x/a.md", "permalink: /:year/:title/", HTML, "", f"{UNKNOWN}x/a.md"),
        ("content/x/a.md", "permalink: /:categories/:title/", HTML, "", f"{UNKNOWN}x/a.md"),
        (
            "content/2024-01-02-a.md",
            "",
            "{year}/{month}/{day}/{slug}.html",
            "",
            "https://example.org/2024/01/02/a.html",
        ),
        ("content/2024-01-02-a.md", "date: 2023-12-31", "{year}/{slug}", "", "https://example.org/2023/a"),
        ("content/2024-01-02-a.md", "slug: b c", "{month}/{slug}", "", "https://example.org/01/b%20c"),
        ("content/a.md", "", "{year}/{slug}", "", f"{UNKNOWN}a.md"),
        ("content/x/a.md", "date: 2024-01-02", "{year}/{slug}/", "hugo", "https://example.org/2024/a-title/"),
        ("content/x/a.md", "url: /z/", "docs/{slug}/", "hugo", "https://example.org/docs/z/"),
        ("content/_posts/2024-01-02-a.md", "", HTML, "", f"{UNKNOWN}_posts/2024-01-02-a.md"),
    ],
)
def test_urls(site: Callable[..., Path], name: str, text: str, pattern: str, profile: str, expected: str) -> None:
    files = {"taxonomy/topics.md": "# Rock\n", name: f"---\ntitle: A title\n{text}\n---\n"}
    shape = f'profile = "{profile}"\nsources = "taxonomy"\n' if profile else ""
    config = CONFIG.format(f'{shape}languages = ["de"]', pattern)
    with open_cache(None) as cache:
        (page,) = describe_content(find_project(site(files, config)), RunContext(cache)).pages
    assert page.iri == expected
    assert page.url == ("" if expected.startswith(UNKNOWN) else expected)


def test_what_is_left_out_of_the_content_is_said(site: Callable[..., Path]) -> None:
    page = "---\ntitle: [a, b]\ndate: 2024-13-45\nlang: xx yy\n---\n"
    folder = site({"taxonomy/topics.md": "# Rock\n", "content/a.md": page}, CONFIG.format("", FOLDER))
    with open_cache(None) as cache:
        described = describe_content(find_project(folder), RunContext(cache))
    assert described.notices == (
        "content/a.md:2:12: left out: 'title' has 2 values",
        "content/a.md:3:7: left out: '2024-13-45' is not a day; write for example 2024-01-31",
        "content/a.md:4:7: 'xx yy' is not a language tag of BCP 47; the page has the language 'en'",
    )


def test_a_build_describes_the_content(folder: Path, headword: Run) -> None:
    run = headword("build", cwd=folder)
    assert run.returncode == 0
    assert "content/broken.md: left out of the content: it cannot be read" in run.stderr
    assert "values of the content that name no concept: 1; headword lint shows them" in run.stderr
    text = (folder / "vocab" / "content.ttl").read_text()
    assert text.startswith(
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
    )
    assert (
        "<https://example.org/a/b/> a foaf:Document ,\n        schema:WebPage ;\n"
        '    dcterms:title "Stones"@en ;\n    dcterms:created "2024-01-02"^^xsd:date ;\n    dcterms:language "en" ;\n'
        "    dcterms:subject <https://w3id.org/test/topics/granite> ,\n        <https://w3id.org/test/topics/sand> ;\n"
        "    schema:url <https://example.org/a/b/> .\n"
    ) in text
    assert "draft" not in text.replace("_drafts", "")
    assert headword("build", "--dry-run", cwd=folder).returncode == 0
    # The pages are no part of the vocabulary.
    assert "content.ttl" not in headword("check", "vocab", "--output-format", "concise", cwd=folder).stdout


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (("@pages", "rock"), ["https://example.org/,Home", "https://example.org/a/b/,Stones"]),
        (("--store", "store", "@pages", "sand"), ["https://example.org/a/b/,Stones"]),
        (("@pages", "granit"), ["https://example.org/a/b/,Stones"]),
        (("@untagged",), [f"{UNKNOWN}_drafts/c.md,content/_drafts/c.md"]),
        (("@cooccurring",), ["1,https://w3id.org/test/topics/granite,Granite,https://w3id.org/test/topics/sand,Sand"]),
    ],
)
def test_named_queries(folder: Path, headword: Run, query: tuple[str, ...], rows: list[str]) -> None:
    assert headword("query", *query, "--output-format", "csv", cwd=folder).stdout.splitlines()[1:] == rows


def test_the_site_links_to_the_pages(folder: Path, headword: Run) -> None:
    assert headword("site", cwd=folder).returncode == 0
    page = folder / "site" / "topics" / "sand" / "index.html"
    assert "<h2>Used in 1 page</h2>" in page.read_text()
    assert '<a href="https://example.org/a/b/"><bdi>Stones</bdi></a>' in page.read_text()
    (folder / "content" / "n.md").write_text("---\ntitle: New\ntags: sand\nurl: ':x'\n---\n")
    assert headword("site", cwd=folder).returncode == 0
    assert "<h2>Used in 2 pages</h2>" in page.read_text()
    assert "<li><bdi>New</bdi></li>" in page.read_text()


def test_a_page_counts_for_the_concepts_above_its_own(folder: Path) -> None:
    with open_cache(None) as cache:
        counts = describe_content(find_project(folder), RunContext(cache)).count_pages()
    assert {iri.rpartition("/")[2]: tuple(count) for iri, count in counts.items()} == {
        "rock": (1, 2),
        "granite": (1, 1),
        "sand": (1, 1),
    }


def test_what_is_refused(folder: Path) -> None:
    def describe() -> str:
        with open_cache(None) as cache, pytest.raises(ConfigError) as caught:
            describe_content(find_project(folder), RunContext(cache))
        return caught.value.message

    config = folder / "headword.toml"
    config.write_text(CONFIG.format("", "x"))
    assert describe() == "the URL of the pages in 'content' must have {path} or {slug} once"
    config.write_text(CONFIG.format("", FOLDER).replace("{content =", "{docs ="))
    assert describe() == "'docs' in `urls` is not in `paths` of [content]"
