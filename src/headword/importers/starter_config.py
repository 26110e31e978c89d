"""The config of a site that begins with an imported vocabulary."""

import re
from collections import Counter

from headword.compiler.naming.lock import last_part
from headword.importers.vocabulary import SourceVocabulary, count_labels
from headword.project.config import PLACEHOLDER_BASE, Config
from headword.project.config.schema import Website
from headword.rdf.languages import is_known
from headword.rdf.terms import is_iri


def suggest_config(vocabulary: SourceVocabulary, name: str) -> Config:
    """Return a config for pages of ``vocabulary``: its base, title and languages; ``name`` is the default title."""
    counts = Counter(scheme for iri in vocabulary.entries for scheme in vocabulary.schemes_of(iri))
    scheme = min(counts, key=lambda one: (-counts[one], one), default="")
    first = scheme or min(vocabulary.entries, default="")
    title = vocabulary.title(scheme)
    return Config(
        base=_find_base(first),
        # The title in the config must be in the language of the config.
        title=title.value if title is not None and title.language in ("", vocabulary.language) else name,
        lang=vocabulary.language or "en",
        site=Website(languages=tuple(_list_site_languages(vocabulary))),
    )


def _list_site_languages(vocabulary: SourceVocabulary) -> list[str]:
    """Return the languages for pages of the site, if there are several: those with labels of half of the concepts."""
    counts = count_labels(vocabulary)
    most = max(counts.values(), default=0)
    found = sorted(tag for tag, count in counts.items() if 2 * count >= most and is_known(tag))
    main = vocabulary.language
    return [main, *(tag for tag in found if tag != main)] if main in found and len(found) > 1 else []


def _find_base(iri: str) -> str:
    """Return the part of an IRI before the name of the scheme; a base cannot have ``#`` or ``?``."""
    whole = re.split(r"[#?]", iri)[0].rstrip("/")
    base = whole[: len(whole) - len(last_part(whole))] if whole == iri.rstrip("/") else f"{whole}/"
    return base if is_iri(base) and base.count("/") > 2 else PLACEHOLDER_BASE
