"""What other pages can link to in a page."""

from collections import defaultdict

from headword.compiler.linking.resolve import LinkTargets
from headword.compiler.naming.lock import last_part
from headword.compiler.naming.plan import PagePlan
from headword.markdown.outline import Heading
from headword.markdown.text import normalize
from headword.project.front_matter_map import read_order


def make_link_targets(plan: PagePlan, absent: str = "") -> LinkTargets:
    """What other pages can link to in this one."""
    labels: dict[str, list[str]] = defaultdict(list)
    ids: dict[str, str] = {normalize(name): iri for name, iri in plan.retired.items()}
    names: dict[str, set[str]] = defaultdict(set)
    for planned in plan.headings:
        labels[planned.heading.label.text.casefold()].append(planned.iri)
        names[planned.name].add(planned.iri)
        # What came from another page may have the name of what was here before.
        name = normalize(planned.name)
        if planned.iri.startswith(plan.scheme) or name not in ids:
            ids[name] = planned.iri
    # Headings with IRIs of their own may have labels that nothing distinguishes.
    for name, iris in names.items():
        if len(iris) > 1:
            del ids[name]
    main = plan.outline.main
    tops = tuple(one.iri for one in plan.headings if one.heading.parent is None and main in (None, one.heading))
    frozen = {label: tuple(dict.fromkeys(iris)) for label, iris in labels.items()}
    # Where a namespace ends in the middle of a name, all of the name will do as well.
    for planned in plan.headings:
        ids.setdefault(normalize(last_part(planned.iri)), planned.iri)
    scheme = plan.scheme if plan.standing.has_scheme else ""
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
        plan.standing.under,
        marks={normalize(name): planned.iri for planned in reversed(plan.headings) for name in planned.heading.anchors},
        is_partial=any(map(_has_unnamed, plan.outline.headings)),
        order=read_order(plan.page),
    )


def _has_unnamed(heading: Heading) -> bool:
    """Whether ``heading``, or one below it that is no concept, has no label: a program writes it."""
    return not heading.label.text or any(map(_has_unnamed, heading.sections))
