"""The rules in Python, for conditions that SHACL Core cannot express, or only in a complicated way.

Each function is one rule with the same name. It takes a `GraphView` and the metadata of the rule, and yields
observations. An observation on a resource may depend on the resource, on others in its schemes, and on the predicates
in `hw:reads` of the rule's file. A rule that depends on more must be in `FAR_RULES`. Rules must not depend on the
source of the graph.
"""

from collections.abc import Callable, Iterator

from headword.core.findings import Observation, Rule
from headword.lint.graph_rules import hierarchy, integrity, labels, replacement, wording, xl
from headword.lint.graph_rules.view import GraphView

GraphRule = Callable[[GraphView, Rule], Iterator[Observation]]

GRAPH_RULES: dict[str, GraphRule] = {
    **integrity.RULES,
    **hierarchy.RULES,
    **labels.RULES,
    **wording.RULES,
    **replacement.RULES,
    **xl.RULES,
}

FAR_RULES = frozenset({"label-reused-across-schemes"})
"""Rules that need all schemes at once."""
