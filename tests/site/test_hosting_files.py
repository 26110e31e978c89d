"""Rules for servers as files: what they say, and that nothing in them can be more than it is."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from headword.core.errors import HeadwordError
from headword.site.hosting import Hosting, list_rules
from headword.site.hosting.accept import HTML_TYPES, list_tests
from headword.site.hosting.moved import list_moves
from headword.site.hosting.nginx import _IS_GREATER
from support.hosted_site import BASE, DOCUMENT_ENDINGS, ENDINGS, JSONLD, MOVED, TURTLE, hosting

# Anything at all, and what the rules' own syntaxes are made of.
TEXTS = st.text(st.one_of(st.characters(), st.sampled_from("\"'`\\ \n\r\t${}%#;:*/.?()[]<>&|^~+1")), max_size=20)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
@example([('a"b', "https://x.example/\"'`$1 {}%0a%zz\\")])
@example([("a\nb", "c")])
@example([("a", "https://x.example/\nRewriteRule ^ -")])
@example([("a", "javascript:alert(1)")])
@example([("\xa0", "b")])
@example([("\ud800", "")])
@example([("a", "\udfff")])
@example([("a", "https://x.example/\ud800")])
@settings(max_examples=300)
def test_no_address_gets_out_of_its_place(redirects: list[tuple[str, str]]) -> None:
    served = Hosting(BASE, "https://rocks.example/vocab/", ENDINGS, DOCUMENT_ENDINGS, tuple(redirects))
    try:
        moves = list_moves(served)
    except HeadwordError:
        return
    rules = {path: data.decode() for path, data in list_rules(served)}
    plain = {path: data.decode().splitlines() for path, data in list_rules(hosting(served.url, ()))}

    def new(path: str) -> list[str]:
        known = set(plain[path])
        return [
            line.strip()
            for line in re.split(r"[\n\r\u2028\u2029\x85\x0b\x0c]", rules[path])
            if line and line not in known
        ]

    url = r"[!#%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]*"
    # A space of another kind, which no server takes for the end of a word, may stand as it is.
    pattern = r"[^\" \t`$%'{}]*\(\\\.\(\?:ttl\|jsonld\|json\|rdf\)\|/\(\?:index\[\^/\]\*\\\.html\)\?\)\?\$"
    expected = {
        ".htaccess": [rf'RewriteRule "\^{pattern}" "(/%{{ENV:HW_ROOT}})?(\\%|{url})*?(\$1)?" \[R=301,L,NE\]'],
        "-/server/nginx.conf": [rf'location ~ "\^{pattern}" {{ return 301 "{url}(\$1)?"; }}'],
        "-/server/Caddyfile": [
            rf"@hw_moved_\d+ path_regexp hw_moved_\d+ `\^{pattern}`",
            rf"redir @hw_moved_\d+ `{url}(\{{re\.hw_moved_\d+\.1\}})?` 301",
        ],
        "_redirects": [rf"/{url} (/|https?:){url} 301"] * 5,
    }
    for path, forms in expected.items():
        lines = [line for line in new(path) if not line.startswith("# ")]
        assert len(lines) == len(moves) * len(forms), lines
        assert all(any(re.fullmatch(form, line) for form in forms) for line in lines), lines
    for move in moves:
        check_page(rules[f"{move.old}/index.html"])


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def check_page(page: str) -> dict[str, str | None]:
    tags = Tags()
    tags.feed(page)
    names = [tag for tag, _ in tags.seen]
    assert " ".join(names) == "html head meta title meta meta meta link body main h1 p bdi a bdi"
    (href,) = [attributes["href"] for tag, attributes in tags.seen if tag == "a"]
    assert href
    assert re.match(r"\.\./|https?://", href)
    (refresh,) = [of["content"] for tag, of in tags.seen if of.get("http-equiv") == "refresh"]
    assert refresh == f"0; url={href}"
    (canonical,) = [of["href"] for tag, of in tags.seen if tag == "link"]
    return {"href": href, "canonical": canonical}


def test_a_page_stands_at_each_old_address() -> None:
    served = hosting("https://rocks.example/vocab/", MOVED)
    pages = {path: data.decode() for path, data in list_rules(served) if path.endswith("index.html")}
    assert len(pages) == len(MOVED)
    for path, href, canonical in (
        ("minerals/quarz/index.html", "../../minerals/quartz/", "https://rocks.example/vocab/minerals/quartz/"),
        ("minerals/whole/index.html", "../../", "https://rocks.example/vocab/"),
        ("minerals/first/index.html", "../../gems/ruby/", "https://rocks.example/vocab/gems/ruby/"),
    ):
        assert check_page(pages[path]) == {"href": href, "canonical": canonical}
        assert '<meta name="robots" content="noindex">' in pages[path]
    assert "hostile/<b>/index.html" in pages
    assert "&lt;b&gt;" in pages["hostile/<b>/index.html"]


@pytest.mark.parametrize(
    ("redirects", "message"),
    [
        ([("", "x")], "not the address of a concept"),
        ([("-/a-z", "x")], "not the address of a concept"),
        ([("a/../b", "x")], "not an address to redirect"),
        ([("a//b", "x")], "not an address to redirect"),
        ([("a\nb", "x")], "not an address to redirect"),
        ([("a%0Ab", "x")], "not an address to redirect"),
        ([("a%FF", "x")], "percent-encode it as UTF-8"),
        ([("a\\b", "x")], "not an address to redirect"),
        ([("a", "https://x.example/\n")], "is not an IRI to redirect to"),
        ([("a", "b"), ("a/", "c")], "two redirects"),
        ([("a", "a")], "leads back to itself"),
        ([("a", "b"), ("b", "c"), ("c", BASE + "a")], "leads back to itself"),
    ],
)
def test_what_cannot_be_redirected_is_said(redirects: list[tuple[str, str]], message: str) -> None:
    with pytest.raises(HeadwordError) as error:
        list(list_rules(hosting("https://rocks.example/", tuple(redirects))))
    assert message in str(error.value)


@pytest.mark.parametrize("url", ["rocks.example/", "https://rocks.example", "https://rocks.example/%22/", "ftp://x/"])
def test_an_address_that_no_server_can_be_told_of_is_refused(url: str) -> None:
    with pytest.raises(HeadwordError):
        hosting(url)


def test_rules_are_as_many_for_any_number_of_concepts_and_the_same_in_any_order() -> None:
    rules = dict(list_rules(hosting("https://rocks.example/", MOVED)))
    assert rules == dict(list_rules(hosting("https://rocks.example/", tuple(reversed(MOVED)))))
    assert set(rules) >= {
        ".htaccess",
        "-/server/w3id.htaccess",
        "-/server/nginx.conf",
        "-/server/nginx-maps.conf",
        "-/server/nginx-locations.conf",
        "-/server/Caddyfile",
        "_headers",
        "_redirects",
        "rest/v1/.htaccess",
    }


def test_nothing_leads_from_a_site_to_itself() -> None:
    assert "-/server/w3id.htaccess" not in dict(list_rules(hosting(BASE)))


def read_headers(text: str) -> dict[str, dict[str, str]]:
    """As Netlify and Cloudflare read ``_headers``."""
    rules: dict[str, dict[str, str]] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("/"):
            rules[line] = last = {}
        elif not line.startswith("#"):
            name, colon, value = line.partition(":")
            assert colon
            last[name] = value.strip()
    return rules


def test_headers_for_netlify_and_cloudflare() -> None:
    rules = read_headers(dict(list_rules(hosting("https://rocks.example/")))["_headers"].decode())
    assert rules["/*"]["Access-Control-Allow-Origin"] == "*"
    assert "Link" in rules["/*"]["Access-Control-Expose-Headers"]
    assert rules["/*.ttl"] == {"Content-Type": "text/turtle; charset=utf-8"}
    assert rules["/*.jsonld"] == {"Content-Type": JSONLD}
    assert len(rules) <= 100
    assert all(path.count("*") == 1 for path in rules)
    assert all(len(line) <= 2000 for of in rules.values() for line in of.values())
    # What several rules say of one file is joined there: none may say the same header twice.
    names = [name for of in rules.values() for name in of if name != "Content-Type"]
    assert len(names) == len(set(names))


def test_redirects_for_netlify_and_cloudflare() -> None:
    text = dict(list_rules(hosting("https://rocks.example/")))["_redirects"].decode()
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert "/minerals/quarz /minerals/quartz/ 301" in lines
    assert "/minerals/quarz/ /minerals/quartz/ 301" in lines
    assert "/minerals/quarz.ttl /minerals/quartz.ttl 301" in lines
    assert "/hostile/a%3Ab%2Ac /minerals/quartz/ 301" in lines
    assert len({line.split()[0] for line in lines}) == len(lines)
    assert "redirects to http://" in text
    assert "Cloudflare Pages reads the first" not in text


def test_what_cloudflare_does_not_read_is_said() -> None:
    many = tuple((f"old/{number}", f"new/{number}") for number in range(1500))
    text = dict(list_rules(hosting("https://rocks.example/", many)))["_redirects"].decode()
    assert "# Cloudflare Pages reads the first 2,000 of 7,500 redirects, Netlify reads all." in text
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(line.split()[0].endswith(".ttl") is False for line in lines[:3000])
    long = dict(list_rules(hosting("https://rocks.example/", (("x" * 1000, "y"),))))["_redirects"].decode()
    assert "more than 1,000 characters" in long


def quality(header: str, *media_types: str) -> float:
    for pattern, captures in list_tests(media_types):
        found = re.search(pattern, header)
        if found:
            return float(found[1]) if captures else 1.0
    return 0.0


RANGES = st.sampled_from(
    ["text/html", TURTLE, JSONLD, "text/*", "application/*", "*/*", "image/png", "application/xhtml+xml"]
)
QUALITIES = st.one_of(st.none(), st.integers(0, 1000))


@given(
    st.dictionaries(RANGES, QUALITIES, min_size=1),
    st.sampled_from([",", ", ", " ,"]),
    st.sampled_from([";", "; ", ";x=y;"]),
)
def test_accept_is_read_as_rfc_9110_says(wanted: dict[str, int | None], comma: str, semicolon: str) -> None:
    spelled = [name if value is None else f"{name}{semicolon}q={value / 1000:.3f}" for name, value in wanted.items()]
    header = comma.join(spelled)
    for media_type in (TURTLE, JSONLD):
        ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
        best = next((wanted[name] for name in ranges if name in wanted), 0)
        assert quality(header, media_type) == (1.0 if best is None else best / 1000)


def test_html_is_asked_for_by_two_names() -> None:
    assert quality("application/xhtml+xml;q=0.5", *HTML_TYPES) == 0.5
    assert quality("application/*;q=0.5", *HTML_TYPES) == 0.0


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_nginx_compares_qualities_as_numbers(one: int, other: int) -> None:
    spelled = [f"{number / 1000:g}" for number in (one, other)]
    assert bool(re.search(_IS_GREATER, ":".join(spelled))) == (one > other)
    # Apache and Caddy compare them as text.
    assert (spelled[0] > spelled[1]) == (one > other)
