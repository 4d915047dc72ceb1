"""What a verb on several CTAs would change, shown before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cockpit_tui.domain.rows import CtaRow, OrgRow, TaskRow
from cockpit_widgets.preview_body import Preview, PreviewRow

Change = Callable[[CtaRow], tuple[str, str]]
"""A CTA's old and new value, in the words of the screen."""
ROWS_SHOWN = 500
"""Beyond them the preview says how many more there are."""


def bulk_preview(
    title: str,
    rows: Sequence[CtaRow],
    total: int,
    change: Change,
    touched_tasks: Sequence[TaskRow],
    org: OrgRow | None,
) -> Preview:
    """The preview of one verb on `total` CTAs; `touched_tasks` are the tasks that change along."""
    shown = []
    for row in rows:
        old, new = change(row)
        shown.append(PreviewRow(row.name, row.account, old, new, is_left_out=old == new))
    same = sum(1 for row in shown if row.is_left_out)
    facts = [
        ("Tasks", f"{len(touched_tasks):,} change along" if touched_tasks else "none change"),
        ("Salesforce", _writes(touched_tasks, org)),
        ("Checked", "your rights, and that the values exist here"),
    ]
    if org is not None:
        facts.append(("Not checked", "the org's validation rules, triggers and flows"))
    if same:
        facts.append(("Left out", f"{same:,} that have the value already"))
    if total > len(rows):
        facts.append(("And", f"{total - len(rows):,} more CTAs"))
    changed = total - same
    verb = f"Change {changed:,} CTA{'' if changed == 1 else 's'}" if changed else ""
    return Preview(f"{title} of {total:,} CTAs", verb, tuple(shown), facts=tuple(facts))


def _writes(tasks: Sequence[TaskRow], org: OrgRow | None) -> str:
    if org is None:
        return "no org is connected; nothing is written anywhere else"
    parts = sum(1 for task in tasks for part in task.parts if part.is_synced)
    place = f"{org.name} · {org.kind}"
    if not parts:
        return f"{place}: nothing is written"
    held = "" if org.is_armed else ", held back: the org is read-only"
    return f"{place}: {parts:,} task{'' if parts == 1 else 's'} changed{held}"
