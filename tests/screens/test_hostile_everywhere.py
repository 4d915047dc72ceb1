"""Hostile text in every field that somebody else may write, on every screen: it is only text."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence

import pytest
from sqlalchemy import Connection, String, select
from textual.pilot import Pilot

from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.lists.saved_views import ViewDraft
from cockpit_tui.domain.values import LinkKind
from cockpit_tui.services.attaching import AttachmentService
from cockpit_tui.services.linking import LinkService
from cockpit_tui.services.saved_views import SavedViewService
from cockpit_tui.store.mirror import conflicts, mirror_state
from cockpit_tui.store.mirror.conflicts import NewConflict
from cockpit_tui.store.tables import mirror_schema, schema
from tests.activities import insert_activity
from tests.screens.bench import Bench, cockpit, picture, press
from tests.snapshots.conftest import connect

HOSTILE = "[/b][red]x \x1b[2J\x1b]0;owned\x07 \u202eelif\u2066 \x9b31m\r\n\tz 漢字"
FREE = {
    "person": ("name", "title", "email"),
    "account": ("name", "industry", "type", "website", "stage", "segment"),
    "contact": ("name", "title", "email", "phone"),
    "opportunity": ("name", "stage", "type", "next_step"),
    "support_case": ("number", "subject", "status", "priority"),
    "activity": (
        *("subtype", "subject", "status", "priority"),
        *("owner_name", "who_name", "what_name", "comments"),
    ),
    "picklist_value": ("label", "letter"),
    "org": ("name",),
    "playbook": ("name", "description"),
    "playbook_step": ("title", "description"),
    "saved_view": ("name",),
    "cta": ("name", "comment", "playbook"),
    "task": ("title", "comments", "playbook"),
    "attachment": ("name", "address"),
    "batch": ("label",),
    "journal": ("old", "new"),
    "conflict": ("base", "mine", "theirs", "theirs_by"),
    "outbox": ("error_code", "error_message"),
    "sync_log": ("message", "record"),
}
"""The columns that hold what people, admins and Salesforce wrote."""
PLACES: dict[str, Sequence[str]] = {
    "list": (),
    "by owner": ("b", "o"),
    "by reason": ("b", "r"),
    "by customer": ("b", "a"),
    "columns": ("vertical_line", "1", "2", "enter"),
    "a task": ("tab",),
    "an activity": ("tab", "G"),
    "facts": ("tab", "k", "k", "k"),
    "unset fields": ("tab", *"kkkkkk", "enter"),
    "activities": ("A",),
    "an activity's text": ("A", "enter"),
    "triage": ("T",),
    "the end of triage": ("T", *"jjjjjjj"),
    "calendar": ("K",),
    "week": ("K", "2"),
    "radar": ("Q",),
    "playbooks": ("B",),
    "steps": ("B", "tab"),
    "playbook form": ("B", "E"),
    "outbox": ("X", "1"),
    "in doubt": ("X", "2"),
    "conflicts": ("X", "3"),
    "quarantine": ("X", "4"),
    "log": ("X", "5"),
    "new CTA": ("n",),
    "edit": ("E",),
    "new task": ("t",),
    "comment": ("m",),
    "owner": ("o",),
    "status": ("S",),
    "close": ("c",),
    "links": ("l",),
    "playbook": ("P",),
    "playbook preview": ("P", "1"),
    "bulk preview": ("space", "space", "space", "p", "3"),
    "history": ("H", "h"),
    "explain": ("e",),
    "views": ("v",),
    "switches": ("F", "i"),
    "palette": ("colon",),
    "help": ("question_mark",),
    "completions": ("slash", *"owner:"),
    "a toast": ("f",),
}


@pytest.fixture
def hostile(bench: Bench) -> Bench:
    """One of everything, and then every free text is hostile."""
    connect(bench)
    bench.workspace.map_fields()
    bench.workspace.add_linkable()
    cta, tasks = bench.ctas["Usage down"], list(bench.tasks.values())
    bench.workspace.ctas().edit([cta], {"comment": "Why", "opportunity_id": 1})
    bench.workspace.tasks().edit(tasks, {"comments": "How"})
    bench.workspace.tasks().sync(tasks)
    actor, clock, store = bench.workspace.actor(), bench.clock, bench.store
    LinkService(store, actor, clock).link(cta, [(LinkKind.CONTACT, 1), (LinkKind.CASE, 1)])
    AttachmentService(store, actor, clock).attach(cta, "https://globex.example/deck", "Deck")
    SavedViewService(store, actor, clock).save([ViewDraft("Ours", "is:open")])
    with store.write() as connection:
        furnish_mirror(bench, connection, cta)
        for table, columns in FREE.items():
            spoil(connection, table, columns)
    return bench


def furnish_mirror(bench: Bench, connection: Connection, cta: CtaId) -> None:
    """Activities, a conflict, edits in each state, and a log."""
    now = bench.clock.now()
    account = bench.cta("Usage down")["account_id"]
    for number in range(4):
        activity = {
            "salesforce_id": f"00T0000000{number:05d}AAA",
            "kind": "Task",
            "subject": "Call",
            "account_id": account,
            "is_closed": bool(number % 2),
            "date": bench.day(-number),
        }
        insert_activity(connection, **activity)
    parts = list(connection.scalars(select(schema.task_part.c.id)))
    found = NewConflict(parts[0], None, "comments", "Was", "Mine", "Theirs", "Sam", "ask", "ask")
    conflicts.record_conflicts(connection, [found], now)
    for part, state in zip(parts, ("pending", "in_doubt", "quarantined"), strict=True):
        connection.execute(
            mirror_schema.outbox.update()
            .where(mirror_schema.outbox.c.local_id == part)
            .values(state=state, fields=json.dumps({"title": ["x", HOSTILE]}))
        )
    mirror_state.log(connection, now, "error", "Salesforce refused.", None)


def spoil(connection: Connection, name: str, columns: Sequence[str]) -> None:
    """Hostile text in these columns of every row, as long as they take it."""
    table = schema.metadata.tables[name]
    for key in connection.execute(select(table.primary_key.columns.values()[0])).scalars().all():
        values = {}
        for column in columns:
            kind = table.c[column].type
            length = kind.length if isinstance(kind, String) else None
            text = json.dumps(HOSTILE) if name == "journal" else f"{key}{HOSTILE}"
            values[column] = text if name == "journal" else text[:length]
        row = table.primary_key.columns.values()[0] == key
        connection.execute(table.update().where(row).values(**values))


@pytest.mark.parametrize("size", [(140, 40), (80, 24)], ids=["wide", "narrow"])
def test_what_others_wrote_is_only_text(hostile: Bench, size: tuple[int, int]) -> None:
    """No control reaches the terminal, none turns the line round, and none of it is markup."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2")
        for place, keys in PLACES.items():
            await press(pilot, "g", "g", *keys)
            shown = picture(pilot)
            found = [ascii(line) for line in shown.splitlines() if any(map(is_control, line))]
            assert found == [], place
            assert "[/b]" in shown or "[re" in shown, (place, shown)
            await leave(pilot)

    hostile.drive(steps, size)


async def leave(pilot: Pilot[None]) -> None:
    """Back to the list, by the key that leaves one thing after the other."""
    for _ in range(9):
        await press(pilot, "escape")
        if pilot.app.screen is cockpit(pilot) and cockpit(pilot).cta_list.has_focus:
            return
    raise AssertionError(picture(pilot))


def is_control(sign: str) -> bool:
    return sign != "\n" and unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp")


def test_a_failure_tells_hostile_text_as_text(hostile: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        cockpit(pilot).tell_failure(CockpitError(HOSTILE, HOSTILE))
        await press(pilot)
        assert "[/b][red]x" in picture(pilot)
        assert not any(map(is_control, picture(pilot)))

    hostile.drive(steps)


def test_a_form_keeps_the_texts_that_nobody_touched(hostile: Bench) -> None:
    """Shown as signs; saved as they are, but for the one that was changed."""
    before = hostile.cta("Usage down")
    comment = str(before["comment"])
    assert HOSTILE in comment

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "E", "ctrl+s", "m", "ctrl+s")
        assert hostile.cta("Usage down") == before
        await press(pilot, "E", "end", *"!!", "ctrl+s")
        after = hostile.cta("Usage down")
        assert str(after["name"]).endswith("!!")
        assert after["comment"] == comment

    hostile.drive(steps)
