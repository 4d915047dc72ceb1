"""What a verb on several CTAs would change, shown before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.permissions import Actor, deed_words
from cockpit_tui.domain.rows import CtaRow, OrgRow, TaskRow
from cockpit_tui.screens.verbs.acts import CtaAct
from cockpit_widgets.dialogs.preview_body import Preview, PreviewRow

ROWS_SHOWN = 500
"""Beyond them the preview says how many more there are."""
REASONS_SHOWN = 4
"""Of those for which CTAs are left out."""


class Bulk(Struct, frozen=True):
    """What was read for a verb on several CTAs."""

    rows: Sequence[CtaRow]
    """All of them."""
    tasks: Sequence[TaskRow]
    """Their tasks."""
    refused: Mapping[int, str]
    """Those whose types forbid it, with the rule in words (CD-13)."""


class Planned(Struct, frozen=True):
    """What will be done: the preview, and the CTAs that it is done to."""

    preview: Preview
    ids: tuple[CtaId, ...]


def plan_bulk(act: CtaAct, bulk: Bulk, actor: Actor, org: OrgRow | None) -> Planned:
    """The preview of one verb on several CTAs.

    What changes comes first. Left out are CTAs that have the value already, those that the person
    may not change, and those whose types forbid it.
    """
    shown: list[PreviewRow] = []
    skipped: list[PreviewRow] = []
    changing: dict[int, CtaRow] = {}
    left_out: Counter[str] = Counter()
    for row in bulk.rows:
        old, new = act.change(row)
        said, why = new, ""
        if not actor.may(act.right, "cta", row.owner_id):
            deed = deed_words([act.right], "cta", is_of_others=True)
            said, why = "not permitted", f"your role may not {deed}"
        elif old == new:
            said, why = f"{new} already", "so already"
        elif row.id in bulk.refused:
            said, why = "not allowed", bulk.refused[row.id].rstrip(".")
        elif reason := act.forbids(row):
            said = why = reason
        line = PreviewRow(row.name, row.account, old, said, is_left_out=bool(why))
        if why:
            left_out[why] += 1
            skipped.append(line)
        else:
            changing[row.id] = row
            shown.append(line)
    shown += skipped
    touched = [
        task
        for task in bulk.tasks
        if task.cta_id in changing and act.touched(changing[task.cta_id], task)
    ]
    facts = [("Tasks", f"{len(touched):,} {act.tasks_word}" if touched else "none change")]
    facts.append(("Salesforce", _writes(touched, org)))
    facts.append(("Checked", "your rights, the rules of each type, the values"))
    if org is not None:
        facts.append(("Not checked", "the org's validation rules, triggers and flows"))
    facts += [("Left out", f"{n:,}: {why}") for why, n in left_out.most_common(REASONS_SHOWN)]
    others = sum(left_out.values()) - sum(n for _, n in left_out.most_common(REASONS_SHOWN))
    if others:
        facts.append(("Left out", f"{others:,} more for other reasons"))
    if len(shown) > ROWS_SHOWN:
        facts.append(("And", f"{len(shown) - ROWS_SHOWN:,} more CTAs"))
    n = len(changing)
    counted = f"{n:,} CTA{'' if n == 1 else 's'}"
    of_all = f"{n:,} of {len(shown):,} CTAs" if skipped else counted
    preview = Preview(
        f"{act.title} of {of_all}" if n else f"{act.title}: nothing would change",
        f"{act.verb} {counted}" if n else "",
        tuple(shown[:ROWS_SHOWN]),
        facts=tuple(facts),
        can_undo=n > 0,
    )
    return Planned(preview, tuple(CtaId(cta_id) for cta_id in changing))


def _writes(tasks: Sequence[TaskRow], org: OrgRow | None) -> str:
    if org is None:
        return "no org is connected; nothing is written anywhere else"
    parts = sum(1 for task in tasks for part in task.parts if part.is_synced)
    place = f"{org.name} · {org.kind}"
    if not parts:
        return f"{place}: nothing is written"
    held = "" if org.is_armed else ", held back: the org is read-only"
    return f"{place}: {parts:,} task{'' if parts == 1 else 's'} changed{held}"
