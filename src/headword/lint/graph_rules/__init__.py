"""Rules that look at the graph in Python: what SHACL Core cannot say, or not in one sentence.

Each function is one rule and bears its name; it takes a `GraphView` and its own
metadata, and gives observations.  What it says of a resource may
depend on that resource, on others in its schemes, and on what `hw:reads` in the
rule's file names; a rule that depends on more stands in `FAR_RULES`.  Must not
know where the graph came from.
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
"""Rules that must be shown all schemes at once."""
