"""Pages in other languages: the files of one page, the contents of a translation, and the coverage of languages."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from headword.compiler.vocabulary import Compiled, compile_project
from headword.lint.check import check_pages
from headword.project.config import Config
from headword.project.project import find_project
from headword.project.variants import find_unclaimed, join_editions, read_edition, read_name
from headword.rdf.terms import Literal, compact
from support.project import CONFIG, Run

Site = Callable[..., Path]
BASE = "https://w3id.org/test/"
LANGUAGES = CONFIG + 'languages = ["it"]\n'

ROCKS = """\
---
title: Rocks
description: What mountains are of.
category: stones
tag: [minerals, ores]
---

# Rocks; stones

## Quartz; rock crystal {#q}

The commonest mineral.

- Related: [Feldspar](#feldspar)
- Notation: Q1
- Label (fr): Quartz

## Feldspar
"""
ROCCE = """\
---
title: Rocce
description: Di che cosa sono le montagne.
category: pietre
tag: [minerali, ores]
---

# Rocce; pietre

## Quarzo; cristallo di rocca

Il minerale più comune, accanto al [feldspato](#feldspato).

> Se ne fanno orologi.

- Related: [Feldspato](#feldspato)
- Exact match: <http://www.wikidata.org/entity/Q43010>
- Notation: Q1
- Alt (de): Bergkristall

## Feldspato
"""


def compiled(folder: Path) -> Compiled:
    return compile_project(find_project(folder))


def said(made: Compiled, language: str) -> set[tuple[str, str, str]]:
    """Return all texts in a language, with their subjects and properties."""
    return {
        (subject.removeprefix(BASE), compact(predicate), value.value)
        for subject, predicate, value in made.facts
        if isinstance(value, Literal) and value.language == language
    }


def findings(folder: Path, *paths: str) -> list[str]:
    report, _ = check_pages(find_project(folder), [folder / path for path in paths], drafts=False)
    return [f"{one.location} {one.rule.name}" for one in report.findings]


@pytest.mark.parametrize(
    ("inside", "languages", "name"),
    [
        ("page.md", (), ("page", "")),
        ("a/page.it.md", (), ("a/page", "it")),
        ("a/page.pt-BR.markdown", (), ("a/page", "pt-br")),
        ("v1.2.md", (), ("v1.2", "")),
        ("page.css.md", (), ("page.css", "")),
        ("page.gsw.md", ("gsw",), ("page", "gsw")),
        (".it.md", (), (".it", "")),
        ("a/index.it.md", (), ("a", "it")),
        ("a/_index.en.md", (), ("a", "en")),
        ("it/a/page.md", (), ("it/a/page", "")),
        ("it/a/page.md", ("it",), ("a/page", "it")),
        ("IT/a/_index.md", ("it",), ("a", "it")),
        ("en/page.md", ("it",), ("page", "en")),
        ("a/it/page.md", ("it",), ("a/it/page", "")),
        ("it.md", ("it",), ("it", "")),
        ("en/page.it.md", ("it",), ("page", "it")),
    ],
)
def test_names(inside: str, languages: tuple[str, ...], name: tuple[str, str]) -> None:
    assert read_name(inside, Config(languages=languages)) == name


@pytest.mark.parametrize(
    ("files", "originals"),
    [
        (["a.md", "a.it.md", "b.md"], {"a.md": ["a.it.md"], "b.md": []}),
        (["a.en.md", "a.it.md"], {"a.en.md": ["a.it.md"]}),
        (["it/a.md", "en/a.md", "a.de.md"], {"en/a.md": ["a.de.md", "it/a.md"]}),
        (["it/a.md", "a.md"], {"a.md": ["it/a.md"]}),
        # Without one in the default language, the first language of the config, then of the alphabet.
        (["a.fr.md", "a.it.md", "a.de.md"], {"a.it.md": ["a.de.md", "a.fr.md"]}),
        (["a.fr.md", "a.de.md"], {"a.de.md": ["a.fr.md"]}),
        (["a.it.md"], {"a.it.md": []}),
        # Of one name in two folders, each is its own.
        (["x/a.md", "y/a.md", "x/a.it.md"], {"x/a.md": ["x/a.it.md"], "y/a.md": []}),
        # Two originals are two pages of one path.
        (["a.md", "a.en.md", "a.it.md"], {"a.en.md": ["a.it.md", "a.md"]}),
    ],
)
def test_files_of_one_page(files: list[str], originals: dict[str, list[str]]) -> None:
    config = Config(languages=("it",))
    editions = [read_edition(Path(file), file, config) for file in sorted(files)]
    joined = join_editions(editions, config)
    assert {one.inside: [other.inside for other in one.translations] for one in joined} == originals


def test_default_language_with_region() -> None:
    config = Config(lang="en-GB", languages=("it",))
    (page,) = join_editions([read_edition(Path(file), file, config) for file in ("a.en.md", "a.it.md")], config)
    assert page.inside == "a.en.md"


@pytest.mark.parametrize(
    ("files", "config", "folders"),
    [
        (["a.md", "it/a.md"], Config(), ["it"]),
        (["en/a.md", "it/a.md"], Config(), ["it"]),
        (["en/a.md", "it/a.md"], Config(languages=("it",)), []),
        (["a.md", "it/b.md"], Config(), []),
        (["a.md", "zz/a.md", "ita/a.md"], Config(), []),
        (["_index.md", "it/_index.md", "x/index.md", "it/x/index.md"], Config(), []),
    ],
)
def test_folders_that_look_like_languages_are_reported(files: list[str], config: Config, folders: list[str]) -> None:
    assert find_unclaimed(files, config) == folders


def test_language_folder_requires_config(site: Site, headword: Run) -> None:
    folder = site({"taxonomy/rocks.md": ROCKS, "taxonomy/it/rocks.md": ROCCE})
    run = headword("build", cwd=folder)
    assert run.stderr == (
        'note: taxonomy/it: its pages have the names of others; if they are translations, set `languages = ["it"]`\n'
    )
    assert (folder / "vocab/it/rocks.ttl").exists()


@pytest.mark.parametrize("file", ["rocks.it.md", "it/rocks.md"])
@pytest.mark.parametrize("more", ["", 'scheme = "site"\n', 'iri-style = "hash"\n'])
def test_a_translation_adds_labels_and_notes_to_the_same_concepts(site: Site, file: str, more: str) -> None:
    folder = site({"taxonomy/rocks.md": ROCKS, f"taxonomy/{file}": ROCCE}, LANGUAGES + more)
    alone = compiled(site({"taxonomy/rocks.md": ROCKS}, LANGUAGES + more)) if not more else None
    made = compiled(folder)
    assert not made.observations
    assert (made.pages, made.concepts) == (1, 6)
    start = {"": "rocks/", 'scheme = "site"\n': "", 'iri-style = "hash"\n': "rocks#"}[more]
    quartz = [one for one in said(made, "it") if one[0].endswith("q")]
    assert sorted(quartz) == [
        (f"{start}q", "skos:altLabel", "cristallo di rocca"),
        (f"{start}q", "skos:definition", f"Il minerale più comune, accanto al [feldspato]({BASE}{start}feldspar)."),
        (f"{start}q", "skos:example", "Se ne fanno orologi."),
        (f"{start}q", "skos:prefLabel", "Quarzo"),
    ]
    assert (f"{start}q", "skos:altLabel", "Bergkristall") in said(made, "de")
    # What leads there, and is the same, is said once; what is more, at its place.
    own = {triple: place for triple, place in made.facts.items() if triple[0] == f"{BASE}{start}q"}
    related = [place for (_, predicate, _), place in own.items() if predicate.endswith("#related")]
    assert [place.path for place in related] == ["taxonomy/rocks.md"]
    match = [place for (_, predicate, _), place in own.items() if predicate.endswith("#exactMatch")]
    assert [(place.path, place.line) for place in match] == [(f"taxonomy/{file}", 17)]
    assert sum(predicate.endswith("#notation") for _, predicate, _ in own) == 1
    label = next(place for (_, _, value), place in own.items() if value == Literal("Quarzo", "it"))
    assert str(label) == f"taxonomy/{file}:10:4"
    assert alone is None or {triple[0] for triple in alone.facts} == {triple[0] for triple in made.facts}


def test_the_front_matter_of_a_translation(site: Site) -> None:
    made = compiled(site({"taxonomy/rocks.md": ROCKS, "taxonomy/rocks.it.md": ROCCE}))
    assert {one for one in said(made, "it") if "/" not in one[0]} == {
        ("rocks", "dcterms:title", "Rocce"),
        ("rocks", "skos:prefLabel", "Rocce"),
        ("rocks", "dcterms:description", "Di che cosa sono le montagne."),
        ("rocks", "skos:definition", "Di che cosa sono le montagne."),
    }
    # Subjects are those of the original, with labels where they are other words.
    assert {one for one in said(made, "it") if one[0].startswith("subjects/")} == {
        ("subjects/stones", "skos:prefLabel", "pietre"),
        ("subjects/minerals", "skos:prefLabel", "minerali"),
    }
    fewer = ROCCE.replace("tag: [minerali, ores]", "tag: minerali")
    made = compiled(site({"taxonomy/rocks.md": ROCKS, "taxonomy/rocks.it.md": fewer}))
    assert {one[0] for one in said(made, "it") if one[0].startswith("subjects/")} == {"subjects/stones"}


def test_the_title_of_a_page_without_one_is_its_first_heading(site: Site) -> None:
    made = compiled(site({"taxonomy/a.md": "# Rocks\n## Ore\n", "taxonomy/a.it.md": "# Rocce\n## Minerale\n"}))
    assert ("a", "skos:prefLabel", "Rocce") in said(made, "it")


def test_untranslated_copy_adds_nothing(site: Site) -> None:
    copy = ROCKS.replace("title: Rocks", "title: Rocce").replace("stones\ntag", "pietre\ntag")
    folder = site({"taxonomy/rocks.md": ROCKS, "taxonomy/rocks.it.md": copy})
    assert not said(compiled(folder), "it")
    assert findings(folder) == ["taxonomy/rocks.it.md:8:3 untranslated-copy"]


def test_a_map_in_two_languages(site: Site) -> None:
    def page(*lines: str) -> str:
        return "\n".join(['{{< jsvis-map1 "white" "" >}}', *lines, "{{< /jsvis-map1 >}}", ""])

    english = page("# Space; orbit", "## 1. Launch; rocket", "### 1.1 Costs", "## 2. Return; landing", "### 2.1 Costs")
    italian = page("# Spazio; orbita", "## 1. Lancio; razzo", "### 1.1 Costi", "## 2. Rientro", "### 2.1 Costi")
    moved = page(
        "# Spazio", "## 1. Rientro; ; {#return}", "### 1.1 Costi", "## 2. Lancio; ; {#launch}", "### 2.1 Costi"
    )
    for text in (italian, moved):
        made = compiled(site({"taxonomy/space.md": english, "taxonomy/space.it.md": text}))
        assert not made.observations
        labels = {subject: value for subject, predicate, value in said(made, "it") if predicate == "skos:prefLabel"}
        assert labels == {
            "space": "Spazio",
            "space/space": "Spazio",
            "space/launch": "Lancio",
            "space/launch-costs": "Costi",
            "space/return": "Rientro",
            "space/return-costs": "Costi",
        }


def test_links_of_translations_lead_to_concepts(site: Site) -> None:
    """Ids of the original and translated labels are accepted, in files of any language."""
    links = [
        "[a](#quarzo)", "[a](#q)", "[a](ores.md#oro)", "[a](ores.it.md#gold)", '{{< ref "ores.md#oro" >}}',
        "[a](/ores.md#gold)", "[[ores#Oro]]", "[[Quarzo]]",
    ]  # fmt: skip
    italian = "# Rocce\n## Quarzo\n\n" + "".join(f"{link}\n\n" for link in links[:-1])
    files = {
        "rocks.md": "# Rocks\n## Quartz {#q}\n\n[a](ores.it.md#oro)\n",
        "rocks.it.md": italian,
        "ores.md": "# Ores\n## Gold\n",
        "ores.it.md": "# Minerali\n## Oro\n",
    }
    assert findings(site({f"taxonomy/{name}": text for name, text in files.items()})) == []


@pytest.mark.parametrize(
    "link", ["ores.md#oro", "/ores.md#gold", "/it/ores.md#gold", "../en/ores.md#gold", "tin.md#tin"]
)
@pytest.mark.parametrize("page", ["en", "it"])
def test_links_between_folders_of_languages(site: Site, link: str, page: str) -> None:
    files = {
        "en/rocks.md": "# Rocks\n## Quartz\n",
        "it/rocks.md": "# Rocce\n## Quarzo\n",
        "en/ores.md": "# Ores\n## Gold\n",
        "it/ores.md": "# Minerali\n## Oro\n",
        "en/tin.md": "# Metals\n## Tin\n",
    }
    files[f"{page}/rocks.md"] += f"\n- Related: [a]({link})\n"
    folder = site({f"taxonomy/{name}": text for name, text in files.items()}, LANGUAGES + 'ignore = ["HW402"]\n')
    assert findings(folder) == []
    related = [triple for triple in compiled(folder).facts if triple[1].endswith("#related")]
    assert {triple[0] for triple in related} >= {f"{BASE}rocks/quartz"}


def test_broken_link_in_translation_is_located_there(site: Site) -> None:
    folder = site({"taxonomy/rocks.md": ROCKS, "taxonomy/rocks.it.md": ROCCE.replace("](#feldspato).", "](#no).")})
    assert findings(folder) == ["taxonomy/rocks.it.md:12:36 broken-link-in-text"]
    silenced = ROCCE.replace("](#feldspato).", "](#no).").replace(
        "Il min", "<!-- headword-disable-next-line broken-link-in-text -->\n\nIl min"
    )
    assert findings(site({"taxonomy/rocks.it.md": silenced})) == []
    unused = ROCCE.replace("Il min", "<!-- headword-disable-next-line broken-link-in-text -->\n\nIl min")
    assert findings(site({"taxonomy/rocks.it.md": unused})) == ["taxonomy/rocks.it.md:12:33 unused-suppression"]


def test_a_translation_by_name(site: Site, headword: Run) -> None:
    folder = site(
        {
            "taxonomy/rocks.md": ROCKS.replace("#feldspar)", "#gone)"),
            "taxonomy/rocks.it.md": ROCCE.replace("## Feldspato\n", ""),
            "taxonomy/other.md": "# Other\n## Thing; Thing\n",
        }
    )
    assert findings(folder, "taxonomy/rocks.it.md") == ["taxonomy/rocks.it.md:10:4 translation-shape"]
    run = headword("check", "taxonomy/rocks.it.md", "--show-files", cwd=folder)
    assert run.stdout.split() == ["taxonomy/rocks.md", "taxonomy/rocks.it.md"]
    run = headword("check", "taxonomy/rocks.it.md", "--output-format", "concise", cwd=folder)
    assert run.returncode == 1
    assert run.stdout.splitlines()[0] == (
        "taxonomy/rocks.it.md:10:4: error[translation-shape] 'Feldspar' (taxonomy/rocks.md:18:4) has no partner in "
        "this translation, where it belongs after 'Quarzo' (taxonomy/rocks.it.md:10:4); "
        "the heading next to it is not paired either"
    )


def test_page_without_original_is_a_separate_page(site: Site) -> None:
    made = compiled(site({"taxonomy/rocks.it.md": ROCCE}))
    assert ("rocks/quarzo", "skos:prefLabel", "Quarzo") in said(made, "it")
    assert not said(made, "en") - {one for one in said(made, "en") if one[0].startswith(("subjects", BASE))}


def test_drafts(site: Site, headword: Run) -> None:
    draft = ROCCE.replace("title: Rocce", "title: Rocce\ndraft: true")
    folder = site({"taxonomy/rocks.md": ROCKS, "taxonomy/rocks.it.md": draft})
    run = headword("check", cwd=folder)
    assert (run.returncode, run.stderr) == (0, "note: taxonomy/rocks.it.md: left out: it is a draft\n")
    assert "Quarzo" not in (headword("query", "@search", "Quarzo", cwd=folder).stdout)
    headword("build", "--drafts", cwd=folder)
    assert '"Quarzo"@it' in (folder / "vocab/rocks.ttl").read_text("utf-8")
    # What goes with a draft is told too.
    folder = site({"taxonomy/rocks.md": ROCKS.replace("title", "draft: true\ntitle"), "taxonomy/rocks.it.md": ROCCE})
    assert "left out: it is a draft; taxonomy/rocks.it.md with it" in headword("check", cwd=folder).stderr


def test_turtle_file_of_translation_is_read(site: Site) -> None:
    extra = f'<{BASE}rocks/q> <http://www.w3.org/2004/02/skos/core#hiddenLabel> "quarso"@it .\n'
    folder = site({"taxonomy/rocks.md": ROCKS, "taxonomy/rocks.it.md": ROCCE, "taxonomy/rocks.it.extra.ttl": extra})
    assert ("rocks/q", "skos:hiddenLabel", "quarso") in said(compiled(folder), "it")


@pytest.mark.parametrize(
    ("original", "translated", "message"),
    [
        ("# A\n## B\n", "", "a.it.md:1: 'A' (taxonomy/a.md:1:3) has no partner in this translation"),
        ("", "# A\n", "a.it.md:1:3: this heading has no partner in taxonomy/a.md"),
        (
            "# A\n## B\n",
            "# X\n",
            "a.it.md:1:3: 'B' (taxonomy/a.md:2:4) has no partner in this translation, where it belongs under 'X'",
        ),
        (
            "# A\n## B\n",
            "# X\n## Y\n## Z\n## W\n",
            "a.it.md:3:4: this heading has no partner in taxonomy/a.md, where it belongs after 'B'",
        ),
        (
            "# A\n## B\n## C\n### D\n",
            "# X\n## Y\n### Z\n## W\n",
            "a.it.md:2:4: the outlines differ here: this heading may be 'B' (taxonomy/a.md:2:4), or a heading next to",
        ),
        ("# Ore {#ore}\n", "# X {#oer}\n", "a.it.md:1:6: taxonomy/a.md has no concept #oer; the nearest is #ore"),
        ("# A\n## B {#b}\n", "# X {#b}\n## Y {#b}\n", "a.it.md:2:7: #b is already the id of the heading at"),
    ],
)
def test_differences_of_outlines_are_reported(site: Site, original: str, translated: str, message: str) -> None:
    folder = site({"taxonomy/a.md": original, "taxonomy/a.it.md": translated, "taxonomy/b.md": "# B\n## C\n"})
    said = [f"{one.location}: {one.message}" for one in compiled(folder).observations]
    assert any(one.startswith(f"taxonomy/{message}") for one in said), said


def test_unreadable_translation_is_reported_once(site: Site) -> None:
    folder = site({"taxonomy/rocks.md": ROCKS, "taxonomy/rocks.it.md": b"# Rocce \xff\n"})
    assert findings(folder) == ["taxonomy/rocks.it.md:1:9 unreadable-page"]


def test_skipped_headings_need_no_translation(site: Site) -> None:
    english = "# Rocks\n## Notes {.skip}\n### More\n## Ore\n"
    files = {"taxonomy/a.md": english, "taxonomy/a.it.md": "# Rocce\n## Minerale\n"}
    assert findings(site(files)) == []
    files["taxonomy/a.it.md"] = "# Rocce\n## Minerale\n## Appunti {.skip}\n"
    assert findings(site(files)) == []
    assert ("a/ore", "skos:prefLabel", "Minerale") in said(compiled(site({})), "it")


def test_ids_come_only_from_the_original(site: Site, headword: Run) -> None:
    folder = site({"taxonomy/rocks.md": ROCKS})
    headword("ids", "--accept", cwd=folder, SOURCE_DATE_EPOCH="0")
    before = (folder / "headword.lock").read_bytes()
    (folder / "taxonomy/rocks.it.md").write_text(ROCCE, "utf-8")
    headword("ids", "--accept", "--write", cwd=folder, SOURCE_DATE_EPOCH="0")
    assert (folder / "headword.lock").read_bytes() == before
    assert (folder / "taxonomy/rocks.it.md").read_text("utf-8") == ROCCE
    # An id of the lock pairs as well as one at the heading.
    swapped = ROCCE.replace("## Feldspato", "").replace("## Quarzo", "## Feldspato {#feldspar}\n\n## Quarzo")
    (folder / "taxonomy/rocks.it.md").write_text(swapped, "utf-8")
    (folder / "taxonomy/rocks.md").write_text(ROCKS.replace("## Feldspar", "## Felspars"), "utf-8")
    assert findings(folder) == ["taxonomy/rocks.md:18:4 slug-changed"]


def test_retired_heading_is_removed_from_translations(site: Site, headword: Run) -> None:
    folder = site({"taxonomy/rocks.md": ROCKS, "taxonomy/rocks.it.md": ROCCE})
    headword("ids", "--accept", cwd=folder)
    run = headword("retire", "rocks/q", cwd=folder)
    assert run.returncode == 0, run.stderr
    assert "Quarzo" not in (folder / "taxonomy/rocks.it.md").read_text("utf-8")
    assert findings(folder) == ["headword.lock:4 replaced-by-missing"]


def test_kept_labels_of_retired_concept_in_each_language(site: Site, headword: Run) -> None:
    folder = site({"taxonomy/rocks.md": ROCKS, "taxonomy/rocks.it.md": ROCCE})
    headword("ids", "--accept", cwd=folder)
    run = headword("merge", "q", "feldspar", "--labels", cwd=folder)
    assert run.returncode == 0, run.stderr
    assert (folder / "taxonomy/rocks.md").read_text("utf-8").endswith("\n## Feldspar; Quartz, rock crystal\n")
    italian = (folder / "taxonomy/rocks.it.md").read_text("utf-8")
    assert italian.endswith("\n# Rocce; pietre\n\n## Feldspato; Quarzo, cristallo di rocca\n")


def test_a_fix_is_made_in_the_translation(site: Site, headword: Run) -> None:
    folder = site({"taxonomy/rocks.md": ROCKS, "taxonomy/rocks.it.md": ROCCE.replace("; pietre", "; Rocce, pietre")})
    assert headword("check", "--fix", cwd=folder).returncode == 0
    assert (folder / "taxonomy/rocks.it.md").read_text("utf-8") == ROCCE
    assert (folder / "taxonomy/rocks.md").read_text("utf-8") == ROCKS


def test_a_glob_may_name_translations(site: Site) -> None:
    config = CONFIG + '[per-file-ignores]\n"taxonomy/*.it.md" = ["translation-shape"]\n'
    files = {"taxonomy/rocks.md": ROCKS, "taxonomy/rocks.it.md": ROCCE.replace("## Feldspato\n", "")}
    assert findings(site(files, config)) == []


def test_coverage(site: Site, headword: Run) -> None:
    files = {
        "taxonomy/rocks.md": ROCKS,
        "taxonomy/rocks.it.md": ROCCE,
        "taxonomy/metals.md": "# Metals\n\n- Label (it): Metalli\n\n## Tin\n\nA metal.\n\n## Lead {.deprecated}\n",
    }
    folder = site(files, LANGUAGES)
    run = headword("translations", cwd=folder)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == (
        "page                language  concepts          notes\n"
        "taxonomy/metals.md  it          1 of 2   50 %  0 of 1\n"
        "taxonomy/metals.md  fr          0 of 2    0 %  0 of 1\n"
        "taxonomy/rocks.md   it          3 of 3  100 %  2 of 1\n"
        "taxonomy/rocks.md   fr          1 of 3   33 %  0 of 1\n"
        "all pages           it          4 of 5   80 %  2 of 2\n"
        "all pages           fr          1 of 5   20 %  0 of 2\n"
    )
    run = headword("translations", "taxonomy/metals.md", "--missing", cwd=folder)
    assert run.stdout == "taxonomy/metals.md:5:4: it: Tin\n"
    run = headword("translations", "taxonomy/rocks.md", "--missing", "--output-format", "json", cwd=folder)
    (italian, french) = json.loads(run.stdout)["pages"]
    assert (italian["labelled"], italian["missing"]) == (3, [])
    assert [(one["line"], one["label"]) for one in french["missing"]] == [(8, "Rocks"), (18, "Feldspar")]
    run = headword("translations", "--output-format", "markdown", cwd=folder)
    assert "| taxonomy/metals.md | it | 1 of 2 | 50 % | 0 of 1 |" in run.stdout.splitlines()


def test_coverage_of_one_language(site: Site, headword: Run) -> None:
    run = headword("translations", cwd=site({"taxonomy/a.md": "# Rocks\n## Ore\n"}))
    assert (run.returncode, run.stdout) == (0, "")
    assert "`languages`" in run.stderr


def test_name_or_match_of_another_heading_prevents_pair(site: Site) -> None:
    agencies = "# Agencies\n## ESA\n## NASA\n## JAXA\n"
    same = agencies.replace("Agencies", "Agenzie")
    made = said(compiled(site({"taxonomy/a.md": agencies, "taxonomy/a.it.md": same})), "it")
    assert ("a/esa", "skos:prefLabel", "ESA") in made
    swapped = "# Agenzie\n## NASA\n## ESA\n## JAXA\n"
    made = said(compiled(site({"taxonomy/a.md": agencies, "taxonomy/a.it.md": swapped})), "it")
    assert {one for one in made if one[0] not in ("a", "a/agencies")} == set()
    matched = "# A\n## One\n- Exact match: <https://e.example/1>\n## Two\n- Exact match: <https://e.example/2>\n"
    crossed = "# A\n## Uno\n- Exact match: <https://e.example/2>\n## Due\n- Exact match: <https://e.example/1>\n"
    made = said(compiled(site({"taxonomy/a.md": matched, "taxonomy/a.it.md": crossed})), "it")
    assert not {one for one in made if one[0] in ("a/one", "a/two")}


def test_page_and_file_with_its_language_are_duplicates(site: Site, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# A\n## B\n", "taxonomy/a.en.md": "# A\n## B\n"}, CONFIG + 'languages = ["it"]\n')
    run = headword("check", "--output-format", "concise", "--ignore", "missing-language", cwd=folder)
    assert run.stdout.count("translation-twice") == 1
    assert "same-iri" not in run.stdout
