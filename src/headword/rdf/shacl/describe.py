"""Nodes of a shapes graph in Turtle: a blank node is written with all of its properties."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from headword.rdf.terms import Term, Triple, is_blank, to_ntriples

Statements = Mapping[Term, Sequence[tuple[str, Term]]]
"""Predicates and objects by subject."""


def index_statements(triples: Iterable[Triple]) -> Statements:
    """Index triples by subject."""
    statements: defaultdict[Term, list[tuple[str, Term]]] = defaultdict(list)
    for subject, predicate, value in triples:
        statements[subject].append((predicate, value))
    return statements


def describe_node(node: Term, statements: Statements, above: Collection[Term] = ()) -> str:
    """Return ``node`` in Turtle.

    Args:
        node: the node.
        statements: the statements of its graph.
        above: the blank nodes that contain it; they are written as ``[]`` inside, so that cycles end.
    """
    if not is_blank(node):
        return to_ntriples(node)
    if node in above:
        return "[]"
    inside = (*above, node)
    # Sorted as text, because the names of blank nodes differ from run to run.
    parts = sorted(f"<{predicate}> {describe_node(o, statements, inside)}" for predicate, o in statements.get(node, ()))
    return f"[ {' ; '.join(parts)} ]" if parts else "[]"
