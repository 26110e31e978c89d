"""The part of Apache's rules that finds the best type, here and at w3id.org.

Qualities are in variables of the request, such as ``HW_TTL``. ``HW_END`` is the text to add to the address: ``/`` for
the page, or an ending.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from headword.site.hosting.accept import Test, list_wanted


def list_quality_rules(endings: Mapping[str, str]) -> Iterator[str]:
    """Yield the rules that find the quality of the page and of each data format."""
    # Of data, what is not set is not wanted; the page is what the others are compared with.
    yield 'RewriteRule "^" "-" [E=HW_HTML:0]'
    for name, tests in list_wanted(endings):
        yield from _list_quality_rules(name.upper(), tests)


def _list_quality_rules(name: str, tests: Sequence[Test]) -> Iterator[str]:
    for number, test in enumerate(tests, 1):
        flag = " [OR]" if number < len(tests) else ""
        if test.captures:
            yield f'RewriteCond "%{{HTTP:Accept}}" "{test.pattern}"{flag}'
        else:
            # The quality is written before the header, for the pattern to have it to find.
            yield f'RewriteCond "1 %{{HTTP:Accept}}" "{_after_one(test.pattern)}"{flag}'
    yield f'RewriteRule "^" "-" [E=HW_{name}:%1]'


def _after_one(pattern: str) -> str:
    return pattern.replace("(?:^|,)", r"^(1)\s(?:.*,)?", 1)


def list_choice_rules(endings: Iterable[str], condition: str = "") -> Iterator[str]:
    """Yield the rules that choose the best ending; ``condition`` is one more, with ``{ending}`` in it."""
    yield 'RewriteRule "^" "-" [E=HW_END:/,E=HW_BEST:%{ENV:HW_HTML}]'
    for ending in endings:
        yield f'RewriteCond expr "%{{ENV:HW_{ending.upper()}}} > %{{ENV:HW_BEST}}"'
        if condition:
            yield condition.format(ending=ending)
        yield f'RewriteRule "^" "-" [E=HW_END:.{ending},E=HW_BEST:%{{ENV:HW_{ending.upper()}}}]'


def escape_target(url: str) -> str:
    """Return a URL as a substitution, without anything that mod_rewrite replaces."""
    return url.replace("%", r"\%").replace("$", r"\$")
