"""Literals of every datatype of XML Schema made by hypothesis, in many forms, well-formed and not, and odd tags."""

import datetime as dt
import re

from hypothesis import strategies as st

from headword.rdf.lexical_forms import INTEGERS, is_well_formed
from headword.rdf.terms import XSD, Literal


def typed(datatype: str, text: str) -> Literal:
    return Literal(text, "", XSD + datatype)


SIGNS = st.sampled_from(["", "+", "-"])
ZEROS = st.sampled_from(["", "0", "00"])
DIGITS = st.text("0123456789", min_size=1, max_size=25)
WHOLE = st.one_of(st.integers(0, 300), st.integers(0, 10**6), st.integers(10**17, 10**30))
INTEGER_FORMS = st.builds(lambda sign, zeros, number: f"{sign}{zeros}{number}", SIGNS, ZEROS, WHOLE)
DECIMAL_FORMS = st.builds(
    lambda sign, zeros, number, rest: f"{sign}{zeros}{number}.{rest}", SIGNS, ZEROS, WHOLE, DIGITS
)
MANTISSAS = st.sampled_from(["1", "1.0", "0.5", "12.50", ".5", "007", "3.25", "0"])
REAL_FORMS = st.builds(
    lambda sign, mantissa, power: f"{sign}{mantissa}{power}", SIGNS, MANTISSAS, st.sampled_from(["", "E0", "e1", "E-2"])
)
HUGE_FORMS = st.sampled_from(["1E400", "-1E400", "INF", "-INF", "NaN"])
ZONES = st.sampled_from(["", "Z", "+00:00", "-00:00", "+05:30", "-11:00"])
FRACTIONS = st.sampled_from(["", ".0", ".000", ".10", ".123456"])
MOMENTS = st.datetimes(min_value=dt.datetime(1000, 1, 1), max_value=dt.datetime(9998, 1, 1))  # noqa: DTZ001
MOMENT_FORMS = st.builds(
    lambda moment, fraction, zone: f"{moment.replace(microsecond=0).isoformat()}{fraction}{zone}",
    MOMENTS, FRACTIONS, ZONES,
)  # fmt: skip
DAY_FORMS = st.builds(lambda day, zone: f"{day.date().isoformat()}{zone}", MOMENTS, ZONES)
WHOLE_NUMBERS = st.builds(typed, st.sampled_from(sorted(INTEGERS)), INTEGER_FORMS)
NUMBERS = st.one_of(
    WHOLE_NUMBERS,
    DECIMAL_FORMS.map(lambda text: typed("decimal", text)),
    st.builds(typed, st.sampled_from(["double", "float"]), REAL_FORMS),
)
OTHERS = st.sampled_from(
    [
        typed(datatype, text)
        for datatype, texts in {
            "gYear": ["2024", "2024+00:00", "2024Z"],
            "gYearMonth": ["2024-01", "2024-01-00:00"],
            "gMonth": ["--01"],
            "gMonthDay": ["--01-02Z"],
            "gDay": ["---01"],
            "duration": ["P12M", "P1Y", "PT60S", "-P0D", "P1Y0M"],
            "dayTimeDuration": ["PT24H", "P1D"],
            "yearMonthDuration": ["P12M", "P1Y"],
            "time": ["10:00:00.000", "24:00:00", "10:00:00-00:00"],
            "dateTime": ["2024-01-01T24:00:00", "12024-01-01T00:00:00Z", "-0044-03-15T00:00:00"],
            "dateTimeStamp": ["2024-01-01T00:00:00.0Z"],
            "hexBinary": ["0a", "0A"],
            "base64Binary": ["YQ=="],
            "anyURI": ["http://e.example/"],
            "normalizedString": ["a b", "a\tb"],
            "token": ["a", " a ", "a  b"],
            "language": ["en-GB"],
            "QName": ["a:b"],
            "NCName": ["a"],
        }.items()
        for text in texts
    ]
)
FORMS = st.sampled_from(
    [
        "x", "", " 7", "TRUE", "1_0", "inf", "Infinity", "nan", "\u0660", "7", "007", "+7", "-0", "1.0", "1.", "1e5",
        ".5", "300", "-1", "2024-01-01", "2024-02-30", "2023-02-29", "2024-13-01", "20240101", "2024-01-01+15:00",
        "2024-01-01T00:00:00", "2024-01-01 00:00:00", "2024-01-01T24:00:01", "10:00", "25:00:00", "P", "PT", "P1.5D",
        "P1M1Y", "true", "0", "24", "2024-01", "--01", "9223372036854775808", "1" * 40, "0g",
    ]
)  # fmt: skip
"""Texts that are well-formed for few datatypes."""
DATATYPES = [
    *INTEGERS, "decimal", "double", "float", "boolean", "date", "dateTime", "dateTimeStamp", "time", "gYear",
    "gYearMonth", "gMonth", "gMonthDay", "gDay", "duration", "dayTimeDuration", "yearMonthDuration", "hexBinary",
    "base64Binary",
]  # fmt: skip
TRUTHS = st.sampled_from([typed("boolean", text) for text in ("true", "false", "1", "0")])
PLAIN = st.builds(lambda text: Literal(text), st.sampled_from(["", "a", "b", "A", "7", "007", "\u00e9"]))
TAGGED = st.builds(
    lambda text, tag: Literal(text, tag),
    st.sampled_from(["", "a", "A", "7"]),
    st.sampled_from(["en", "en-GB", "zh-Hant-TW", "x-own", "de-1996", "i-klingon", "sl-rozaj-biske"]),
)
FOREIGN = st.sampled_from([Literal("1", "", "urn:x"), Literal("01", "", "urn:x"), Literal("a", "", "urn:y")])
LITERALS = st.one_of(
    NUMBERS,
    st.builds(typed, st.sampled_from(["double", "float"]), HUGE_FORMS),
    TRUTHS,
    MOMENT_FORMS.map(lambda text: typed("dateTime", text)),
    DAY_FORMS.map(lambda text: typed("date", text)),
    OTHERS,
    st.builds(typed, st.sampled_from(DATATYPES), FORMS),
    PLAIN,
    TAGGED,
    FOREIGN,
)


def find_kind(literal: Literal) -> str:
    """The kind within which SPARQL 1.1 compares a literal with others (section 17.3); empty if there is none."""
    if not is_well_formed(literal):
        return ""
    name = literal.datatype.removeprefix(XSD)
    if name in INTEGERS or name == "decimal" or (name in ("double", "float") and "NaN" not in literal.value):
        return "number"
    if name == "dateTime" and re.match(r"[1-9]", literal.value) and "T24" not in literal.value:
        return "moment with a zone" if re.search(r"T.*(Z|[+-]..:..)$", literal.value) else "moment"
    return {"": f"text {literal.language}", "boolean": "truth"}.get(name, "")


COMPARABLE = st.one_of(NUMBERS, TRUTHS, MOMENT_FORMS.map(lambda text: typed("dateTime", text)), PLAIN).filter(find_kind)
PAIRS = COMPARABLE.flatmap(
    lambda one: st.tuples(st.just(one), COMPARABLE.filter(lambda other: find_kind(other) == find_kind(one)))
)
"""Two literals that SPARQL 1.1 compares."""
