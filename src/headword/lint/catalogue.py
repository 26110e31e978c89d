"""The catalogue of rules: each rule is a file in ``shapes/`` with its own documentation."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import msgspec
import pyoxigraph as ox

from headword.core.cache import Cache, CacheEntry, decode, digest, encode
from headword.core.errors import HeadwordError
from headword.core.findings import Basis, Location, Rule, Severity
from headword.core.fingerprint import program_fingerprint
from headword.core.package_data import PACKAGE
from headword.core.plugins import RULE_PACKS, load_plugins
from headword.project.config import PROFILES, Config
from headword.rdf.graph import LocatedGraph
from headword.rdf.graph_json import decode_graph, encode_graph
from headword.rdf.parse import name_blank_nodes, parse_rdf
from headword.rdf.shacl import vocabulary as shacl
from headword.rdf.terms import (
    DCTERMS,
    HW,
    RDF,
    RDF_TYPE,
    SH,
    SKOS,
    Literal,
)

RULES = "https://w3id.org/headword/rules/"

SEVERITIES = {
    SH + "Violation": Severity.ERROR,
    SH + "Warning": Severity.WARNING,
    SH + "Info": Severity.INFO,
}

CONTENT = "content"
"""The value of ``hw:seenIn`` for rules on pages that use the vocabulary."""
_OURS = "headword"
"""The name of the rule pack that is part of headword."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules by name, with their shapes.

    ``shapes`` are the triples of all files. ``rule_of`` maps each subject in them, blank nodes included, to the name of
    its rule.
    """

    rules: Mapping[str, Rule]
    shapes: LocatedGraph
    rule_of: Mapping[str, str]
    catalogue: Mapping[str, Rule]
    """Every rule, including those that are not selected, to check names in the config."""
    digests: Mapping[str, str]
    """The function that groups the findings of a rule, by rule: see `headword.lint.cycles`."""
    config: Config = field(default_factory=Config)
    """The config of the project, for rules in Python that depend on its languages."""

    def find(self, word: str) -> Rule | None:
        """Return the rule with this name or code, ignoring case."""
        wanted = word.strip().lower()
        for rule in self.rules.values():
            if wanted in (rule.name, rule.code.lower()):
                return rule
        return None


def own_shapes_folder() -> Path:
    """Return the folder of headword's own shapes: in the wheel, or at the top of a checkout."""
    return PACKAGE / "shapes" if (PACKAGE / "shapes").is_dir() else PACKAGE.parents[1] / "shapes"


def load_rules(user_folder: Path | None = None, store: Cache | None = None) -> RuleSet:
    """Load the rules of headword, those of installed rule packs, and those in the user's own folder.

    A rule pack is a plugin: a function that returns the folder of its shapes. With a ``store``, the rules of headword
    are read from there if their files have not changed.

    Raises:
        HeadwordError: a file does not parse, uses a term that SHACL does not define, lacks metadata, or has the name or
            code of another rule.
    """
    own = own_shapes_folder()
    folders = [folder() for name, folder in load_plugins(RULE_PACKS).items() if name != _OURS]
    if user_folder is not None and user_folder.is_dir() and not user_folder.samefile(own):
        folders.append(user_folder)
    own_files = sorted(own.rglob("*.ttl"))
    found = list(zip(own_files, _read_own_rules(own_files, store), strict=True))
    found += [(file, _read_file(file, ours=False)) for folder in folders for file in _list_shapes(folder, own)]
    rules: dict[str, Rule] = {}
    shapes: LocatedGraph = {}
    rule_of: dict[str, str] = {}
    digests: dict[str, str] = {}
    for file, (rule, facts) in found:
        taken = rules.get(rule.name) or next((r for r in rules.values() if r.code == rule.code), None)
        if taken is not None:
            raise HeadwordError(
                f"the rule name {rule.name!r} or its code {rule.code!r} is already taken by {taken.name!r}",
                Location(str(file)),
                "give the rule a name and a code of its own",
            )
        rules[rule.name] = rule
        shapes.update(facts)
        rule_of.update((subject, rule.name) for subject, _, _ in facts)
        named = _texts(facts, _rule_subject(facts), HW + "digest")
        if named:
            digests[rule.name] = named[0]
    return RuleSet(rules, shapes, rule_of, rules, digests)


def _read_file(file: Path, *, ours: bool) -> tuple[Rule, LocatedGraph]:
    facts = _read_shapes(file)
    return _read_rule(file, facts, ours), facts


_STORED = "rules"
_read_stored = msgspec.json.Decoder(tuple[tuple[Rule, str], ...]).decode


def _read_own_rules(own_files: Sequence[Path], store: Cache | None) -> list[tuple[Rule, LocatedGraph]]:
    """Return the rules in the files, in order; parsing them takes longer than a check of an unchanged site."""
    if store is None:
        return [_read_own(file) for file in own_files]
    key = digest(program_fingerprint(), *(part for file in own_files for part in (str(file), file.read_bytes())))
    stored = decode(store.read(_STORED, ""), key, _read_stored)
    if stored is not None:
        return [(rule, decode_graph(text)) for rule, text in stored]
    read = [_read_own(file) for file in own_files]
    value = encode([(rule, encode_graph(facts)) for rule, facts in read])
    store.write(_STORED, {"": CacheEntry(key, value)})
    return read


@cache
def _read_own(file: Path) -> tuple[Rule, LocatedGraph]:
    """Read a rule of headword; it is cached, because its file does not change during a run."""
    return _read_file(file, ours=True)


def _list_shapes(folder: Path, own: Path) -> Iterator[Path]:
    """Yield the shapes in ``folder``, without identical copies of headword's own, which a project may keep."""
    for file in sorted(folder.rglob("*.ttl")):
        original = own / file.relative_to(folder)
        if not original.is_file() or original.read_bytes() != _read_bytes(file):
            yield file


def _read_bytes(file: Path) -> bytes:
    try:
        if not file.is_file():
            raise HeadwordError("this is not a regular file", Location(str(file)))
        return file.read_bytes()
    except OSError as error:
        raise HeadwordError(f"cannot be read: {error.strerror}", Location(str(file))) from error


def _read_shapes(file: Path) -> LocatedGraph:
    facts = parse_rdf(_read_bytes(file), ox.RdfFormat.TURTLE, str(file), RULES)
    for triple in facts:
        for term in triple:
            if isinstance(term, str) and term.startswith(SH) and term[len(SH) :] not in shacl.TERMS:
                _refuse_term(file, term[len(SH) :])
    # Blank nodes of different files must stay distinct.
    return name_blank_nodes(facts, f"_:{file.stem.encode().hex()}x")


def _refuse_term(file: Path, name: str) -> None:
    line = next((n for n, text in enumerate(file.read_text("utf-8").splitlines(), 1) if f"sh:{name}" in text), 0)
    near = difflib.get_close_matches(name, shacl.TERMS, n=1, cutoff=0.6)
    hint = f"did you mean sh:{near[0]}?" if near else "see https://www.w3.org/TR/shacl/ for those it does"
    raise HeadwordError(f"SHACL does not define sh:{name}", Location(str(file), line), hint)


def _rule_subject(facts: LocatedGraph) -> str:
    for subject, predicate, value in facts:
        if predicate == RDF_TYPE and value == HW + "Rule":
            return subject
    return ""


def _texts(facts: LocatedGraph, subject: str, predicate: str) -> tuple[str, ...]:
    return tuple(
        value.value if isinstance(value, Literal) else value for s, p, value in facts if s == subject and p == predicate
    )


_REQUIRED = {
    "dcterms:identifier": DCTERMS + "identifier",
    "dcterms:title": DCTERMS + "title",
    "sh:message": SH + "message",
    "hw:why": HW + "why",
    "hw:fix": HW + "fix",
    "dcterms:source": DCTERMS + "source",
    "sh:severity": SH + "severity",
    "skos:example": SKOS + "example",
}


def _read_rule(file: Path, facts: LocatedGraph, ours: bool) -> Rule:
    subject = _rule_subject(facts)
    if not subject:
        if ours:
            raise HeadwordError("no hw:Rule in this file", Location(str(file)))
        return _plain_rule(file, facts)
    _check_metadata(file, facts, subject)

    def text(iri: str, otherwise: str = "") -> str:
        return next(iter(_texts(facts, subject, iri)), otherwise)

    limit = text(HW + "limit")
    reads = list(_read_rdf_list(facts, text(HW + "reads")))
    return Rule(
        name=file.stem,
        code=text(DCTERMS + "identifier"),
        title=text(DCTERMS + "title"),
        message=text(SH + "message"),
        why=text(HW + "why"),
        fix=text(HW + "fix"),
        severity=SEVERITIES.get(text(SH + "severity"), Severity.ERROR),
        basis=Basis(text(HW + "basis", "convention")),
        sources=_texts(facts, subject, DCTERMS + "source"),
        example=text(SKOS + "example").strip("\n") + "\n",
        family=file.parent.name,
        at=tuple(_read_rdf_list(facts, text(HW + "at"))),
        seen_in=text(HW + "seenIn", "shape"),
        yields_to=_texts(facts, subject, HW + "yieldsTo"),
        completeness=text(HW + "completeness") == "true",
        comparing=text(HW + "comparing") == "true",
        by_default=text(HW + "byDefault") != "false" and file.parent.name not in PROFILES,
        limit=int(text(limit, "0") if limit.startswith("http") else limit or 0),
        limited_by=limit if limit.startswith("http") else "",
        reads=tuple(zip(reads[::2], reads[1::2], strict=True)),
        ours=ours,
    )


def _check_metadata(file: Path, facts: LocatedGraph, subject: str) -> None:
    missing = [name for name, iri in _REQUIRED.items() if not _texts(facts, subject, iri)]
    if missing:
        raise HeadwordError(
            f"the rule {file.stem!r} lacks {', '.join(missing)}", Location(str(file)), "see CONTRIBUTING.md"
        )
    if subject.rsplit("/", 1)[-1].rsplit("#", 1)[-1] != file.stem:
        raise HeadwordError(f"the rule in this file is <{subject}>, not {file.stem!r}", Location(str(file)))


def _plain_rule(file: Path, facts: LocatedGraph) -> Rule:
    """Return a rule for a shapes file without headword's metadata, named after the file."""
    messages = [v.value for _, p, v in facts if p == SH + "message" and isinstance(v, Literal)]
    severities = [SEVERITIES[v] for _, p, v in facts if p == SH + "severity" and v in SEVERITIES]
    return Rule(
        name=file.stem,
        code=file.stem,
        title=file.stem.replace("-", " ").replace("_", " "),
        message=messages[0] if len(messages) == 1 else "",
        why="",
        fix="",
        severity=max(severities, default=Severity.ERROR),
        basis=Basis.CONVENTION,
        sources=(),
        example="",
        family="your own",
        at=(),
        seen_in="shape",
        ours=False,
    )


def _read_rdf_list(facts: LocatedGraph, head: str) -> Iterator[str]:
    cells = {(s, p): o for s, p, o in facts if p in (RDF + "first", RDF + "rest")}
    while (head, RDF + "first") in cells:
        yield str(cells[(head, RDF + "first")])
        head = str(cells[(head, RDF + "rest")])


def shapes_of(rule_set: RuleSet) -> LocatedGraph:
    """Return the shapes of the selected rules."""
    wanted = {name for name, rule in rule_set.rules.items() if rule.seen_in == "shape"}
    return {triple: place for triple, place in rule_set.shapes.items() if rule_set.rule_of[triple[0]] in wanted}


def fingerprint_rules(rules: RuleSet) -> str:
    """Return a fingerprint of the rules and of headword."""
    metadata = [
        (
            name,
            rule.message,
            rule.at,
            rule.yields_to,
            rule.completeness,
            rule.limit,
            rule.reads,
            rules.digests.get(name),
        )
        for name, rule in sorted(rules.rules.items())
    ]
    shapes = [(rules.rule_of[triple[0]], *triple) for triple in shapes_of(rules)]
    return digest(program_fingerprint(), repr(metadata), repr(shapes), rules.config.lang, *rules.config.languages)
