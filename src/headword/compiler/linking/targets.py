"""The link targets of a page, computed from its plan."""

from collections import defaultdict

from headword.compiler.linking.resolve import LinkTargets
from headword.compiler.naming.lock import last_part
from headword.compiler.naming.plan import PagePlan
from headword.markdown.section import Heading
from headword.markdown.text import normalize
from headword.project.front_matter_map import read_order


def make_link_targets(plan: PagePlan, absent: str = "") -> LinkTargets:
    """Return the targets that other pages can link to in this page."""
    labels: dict[str, list[str]] = defaultdict(list)
    ids: dict[str, str] = {normalize(name): iri for name, iri in plan.retired.items()}
    names: dict[str, set[str]] = defaultdict(set)
    for planned in plan.headings:
        labels[planned.heading.label.text.casefold()].append(planned.iri)
        names[planned.name].add(planned.iri)
        # A concept that moved here from another page may have the name of an earlier one.
        name = normalize(planned.name)
        if planned.iri.startswith(plan.scheme) or name not in ids:
            ids[name] = planned.iri
    # Headings with explicit IRIs may have names that are not unique.
    for name, iris in names.items():
        if len(iris) > 1:
            del ids[name]
    main = plan.outline.main
    tops = tuple(one.iri for one in plan.headings if one.heading.parent is None and main in (None, one.heading))
    frozen = {label: tuple(dict.fromkeys(iris)) for label, iris in labels.items()}
    # A namespace may end in the middle of a name, so the last part of the IRI is also accepted.
    for planned in plan.headings:
        ids.setdefault(normalize(last_part(planned.iri)), planned.iri)
    scheme = plan.scheme if plan.role.has_scheme else ""
    collections = frozenset(planned.iri for planned in plan.headings if planned.is_collection)
    return LinkTargets(
        plan.file,
        plan.page.page_path,
        ids,
        frozen,
        tops,
        absent,
        collections,
        scheme,
        plan.role.under,
        marks={normalize(name): planned.iri for planned in reversed(plan.headings) for name in planned.heading.anchors},
        is_partial=any(map(_has_unnamed, plan.outline.headings)) or plan.outline.has_calls,
        order=read_order(plan.page),
    )


def _has_unnamed(heading: Heading) -> bool:
    """Return whether ``heading``, or a section of it, has no label, so that a program generates it."""
    return not heading.label.text or any(map(_has_unnamed, heading.sections))
