"""The common part of ``headword retire``, ``merge`` and ``split``: retiring one concept."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime

from headword.cli.output import print_notices, show_changes
from headword.cli.run_context import open_run_context
from headword.cli.settings import open_project


def today() -> str:
    """Return the date of SOURCE_DATE_EPOCH if it is set (reproducible-builds.org), otherwise today."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC).astimezone()
    return now.date().isoformat()


def run_retirement(id_: str, replaced_by: Sequence[str], *, keep_labels: bool, dry_run: bool) -> int:
    """Retire one concept, or show what that changes."""
    from headword.compiler.site import find_site
    from headword.ids.retire import retire, write
    from headword.project.select import select_pages
    from headword.publish.previous_output import add_published, list_subjects, read_published

    project = open_project()
    with open_run_context(project.root, no_cache=True, jobs=0) as context, context.busy("reading"):
        bare = find_site(project, select_pages(project, []), drafts=True)
        published = read_published(bare)
        site, subjects = add_published(bare, published, today()), list_subjects(bare, published, today())
        labels = {one.iri: one.labels for one in published if not one.is_scheme}
        retirement = retire(site, id_, replaced_by, today(), keep_labels=keep_labels, subjects=subjects, labels=labels)
    print_notices(retirement.notices)
    if dry_run:
        show_changes(retirement.texts, project)
        return 0
    write(retirement)
    print_notices([f"changed: {', '.join(project.relative(file) for file in retirement.texts)}"])
    return 0
