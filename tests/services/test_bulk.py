"""Verbs on many at once do what they do one by one, to the row; and undo takes either back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Any

import pytest
from sqlalchemy import Table, event, insert, select, text, update

from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.field_rules import FieldRule
from cockpit_tui.domain.ids import CtaId, TaskId, ValueId
from cockpit_tui.domain.values import Outcome, Picklist
from cockpit_tui.services.field_rules import FieldRuleService
from cockpit_tui.services.going_along import MoveTasks
from cockpit_tui.services.hygiene import HygieneService
from cockpit_tui.services.linking import LinkService
from cockpit_tui.services.permitted import Done
from cockpit_tui.store.encoding import Record, to_records
from cockpit_tui.store.rehearsal import Rehearsal
from cockpit_tui.store.tables import mirror_schema, playbook_schema, schema
from cockpit_tui.store.work.known_rows import KnownRows
from tests.random_acts import RandomActs
from tests.workspace import Workspace

EXAMPLES = 10
Verb = Callable[[Workspace, Sequence[int]], Done]
COMPARED = (
    schema.cta,
    schema.task,
    schema.task_part,
    schema.record_link,
    playbook_schema.task_blocker,
    schema.cta_count,
    mirror_schema.link,
    mirror_schema.outbox,
    schema.journal,
)
NUMBERED_ANEW = {"outbox": {"id", "ref"}, "journal": {"id", "batch_id"}}


def _verbs(random: Random, who: str) -> tuple[Callable[[Workspace, list[CtaId]], Done], ...]:
    """Verbs on CTAs with arguments drawn at random."""
    day = random.randrange(1, 40)
    picked = {
        picklist: random.randrange(100)
        for picklist in (
            Picklist.CTA_STATUS,
            Picklist.PRIORITY,
            Picklist.REASON,
            Picklist.CTA_TYPE,
        )
    }
    first, second, move = (
        random.random() < 0.5,
        random.random() < 0.5,
        random.choice(list(MoveTasks)),
    )
    outcome, person = random.choice(list(Outcome)), random.choice(("Ana", "Leo", "Sam"))

    def value(w: Workspace, picklist: Picklist) -> int:
        found = _values(w, picklist)
        return found[picked[picklist] % len(found)]

    def due(w: Workspace) -> Any:
        return w.clock.today().replace(day=1).fromordinal(w.clock.today().toordinal() + day)

    return (
        lambda w, ids: w.ctas(who).close(ids, outcome, close_tasks=first),
        lambda w, ids: w.ctas(who).reopen(ids, reopen_tasks=first),
        lambda w, ids: w.ctas(who).snooze(ids, due(w)),
        lambda w, ids: w.ctas(who).wake(ids),
        lambda w, ids: w.ctas(who).delete(ids, keep_in_salesforce=first),
        lambda w, ids: w.ctas(who).edit(ids, {"due": due(w)}, shift_tasks=first),
        lambda w, ids: w.ctas(who).edit(ids, {"owner_id": w.people[person]}, move_tasks=move),
        lambda w, ids: w.ctas(who).edit(
            ids,
            {"status_id": value(w, Picklist.CTA_STATUS)},
            close_tasks=first,
            reopen_tasks=second,
        ),
        lambda w, ids: w.ctas(who).edit(
            ids,
            {
                "priority_id": value(w, Picklist.PRIORITY),
                "reason_id": value(w, Picklist.REASON),
                "type_id": value(w, Picklist.CTA_TYPE),
            },
        ),
        lambda w, ids: w.ctas(who).edit(
            ids, {"is_flagged": first, "is_milestone": second, "comment": f"Said {day}"}
        ),
        lambda w, ids: HygieneService(w.store, w.actor(who), w.clock).archive(ids),
        lambda w, ids: HygieneService(w.store, w.actor(who), w.clock).unarchive(ids),
    )


def _task_verbs(random: Random, who: str) -> tuple[Callable[[Workspace, list[TaskId]], Done], ...]:
    keep, day = random.random() < 0.5, random.randrange(1, 40)
    people = random.sample(("Ana", "Leo", "Sam"), random.choice((1, 2)))
    return (
        lambda w, ids: w.tasks(who).complete(ids, is_forced=True),
        lambda w, ids: w.tasks(who).reopen(ids),
        lambda w, ids: w.tasks(who).assign(ids, [w.people[name] for name in people]),
        lambda w, ids: w.tasks(who).edit(ids, {"title": f"Task {day}", "comments": "Said"}),
        lambda w, ids: w.tasks(who).sync(ids),
        lambda w, ids: w.tasks(who).desync(ids, keep_in_salesforce=keep),
        lambda w, ids: w.tasks(who).delete(ids, keep_in_salesforce=keep),
    )


def _values(workspace: Workspace, picklist: Picklist) -> list[int]:
    table = schema.picklist_value
    with workspace.store.read() as connection:
        query = select(table.c.id).where(table.c.picklist == picklist.value).order_by(table.c.id)
        return list(connection.scalars(query))


def _furnish(workspace: Workspace) -> None:
    """A few CTAs to which much has happened, with tasks in every state of the mirror."""
    workspace.map_fields()
    for name in ("Ana", "Leo", "Sam"):
        workspace.add_task(workspace.add_cta(f"{name}'s", who=name), "Call", name, "Sam")
    people = [workspace.people[name] for name in ("Ana", "Leo", "Sam")]
    accounts = list(workspace.accounts.values())
    RandomActs(workspace.ctas(), workspace.tasks(), people, accounts, 1).act(25)
    ids = [workspace.add_cta(f"Last {number}") for number in range(3)]
    workspace.tasks().sync([workspace.add_task(cta, "Mail", "Ana", "Leo") for cta in ids])
    part, outbox = schema.task_part, mirror_schema.outbox
    with workspace.store.write() as connection:
        synced = list(connection.scalars(select(part.c.id).where(part.c.is_synced)))
        for number, part_id in enumerate(synced):
            state = ("pending", "sent", "quarantined")[number % 3]
            own = outbox.c.local_id == part_id
            connection.execute(update(outbox).where(own).values(state=state))
            if number % 2:
                connection.execute(outbox.delete().where(own))
                values = {
                    "sobject": "Task",
                    "local_id": part_id,
                    "salesforce_id": f"00T{part_id:012d}AAA",
                    "ref": None,
                    "state": ("active", "released", "deleted", "hidden")[number // 2 % 4],
                }
                connection.execute(insert(mirror_schema.link).values(**values))


def _rows(workspace: Workspace, table: Table) -> list[Record]:
    hidden = NUMBERED_ANEW.get(table.name, set())
    with workspace.store.read() as connection:
        found = to_records(connection.execute(select(table).order_by(*table.primary_key)))
    return [{name: row[name] for name in row if name not in hidden} for row in found]


def _everything(workspace: Workspace) -> dict[str, object]:
    found: dict[str, object] = {table.name: _rows(workspace, table) for table in COMPARED}
    with workspace.store.read() as connection:
        key = "rowid" if connection.dialect.name == "sqlite" else "cta_id"
        documents = connection.execute(text(f"SELECT {key}, * FROM cta_text ORDER BY 1"))
        found["cta_text"] = [tuple(row) for row in documents]
    return found


def _tried(
    workspace: Workspace, acts: Iterable[Callable[[Workspace], Done]]
) -> tuple[str, dict[str, object]]:
    """What the acts leave, in a store that keeps nothing; undo then has to take all of it back."""
    rehearsal = Rehearsal(workspace.store.url)
    there = Workspace.at(rehearsal, workspace)
    try:
        before = there.domain()
        changed = 0
        try:
            for act in acts:
                changed += act(there).batch_id is not None
        except CockpitError as error:
            return error.message, {}
        after = _everything(there)
        for _ in range(changed):
            there.history(there.acting).undo()
        assert there.domain() == before
        return "", after
    finally:
        rehearsal.close()


def test_d4_many_at_once_leave_the_same_rows_as_one_by_one(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows, journal, outbox, counts and words, with rights and field rules; and each undone."""
    random = Random(3)
    _furnish(workspace)
    rules = FieldRuleService(workspace.store, workspace.actor(), workspace.clock)
    risk = _values(workspace, Picklist.CTA_TYPE)[0]
    rules.set(ValueId(risk), "comment", [FieldRule.TO_CLOSE])
    ids = {table: [row["id"] for row in _rows(workspace, table)] for table in COMPARED[:2]}
    ends: set[bool] = set()
    for _ in range(EXAMPLES):
        workspace.acting = random.choice(("Ana", "Ana", "Leo"))
        table = random.choice((schema.cta, schema.cta, schema.task))
        verbs: Any = (_verbs if table is schema.cta else _task_verbs)(random, workspace.acting)
        verb: Verb = random.choice(verbs)
        some = random.sample(ids[table], min(len(ids[table]), random.randint(2, 5)))
        told, at_once = _tried(workspace, [lambda w, some=some, verb=verb: verb(w, some)])  # type: ignore[misc]
        with monkeypatch.context() as patch:
            # Nothing is known beforehand: each row is read and written by a statement of its own.
            patch.setattr(KnownRows, "know", lambda *_, **__: [])
            one_by_one = [lambda w, one=one, verb=verb: verb(w, [one]) for one in some]
            told_singly, singly = _tried(workspace, one_by_one)
        assert bool(told) == bool(told_singly)
        assert at_once == singly
        ends.add(bool(told))
    assert ends == {True, False}


def test_d4_a_bulk_takes_as_many_statements_for_many_as_for_few(workspace: Workspace) -> None:
    """Closing with mirrored tasks, undo and redo: what is written grows, not how often."""
    workspace.map_fields()
    ids = [workspace.add_cta(f"Number {number}") for number in range(16)]
    tasks = [workspace.add_task(cta, "Call") for cta in ids]
    workspace.add_linkable()
    with workspace.store.read() as connection:
        contact_id = connection.scalars(select(schema.contact.c.id).limit(1)).one()
    links = LinkService(workspace.store, workspace.actor(), workspace.clock)
    for task_id in tasks:
        links.set_contacts(task_id, [contact_id])
    statements: list[str] = []

    @event.listens_for(workspace.store.engine, "before_cursor_execute")
    def noted(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    def spent(act: Callable[[], object]) -> int:
        statements.clear()
        act()
        return len(statements)

    def at_once(wanted: slice) -> list[int]:
        ctas, of_tasks, history = workspace.ctas(), workspace.tasks(), workspace.history()
        some, theirs, leo = ids[wanted], tasks[wanted], workspace.people["Leo"]
        acts: tuple[Callable[[], object], ...] = (
            lambda: of_tasks.sync(theirs),
            lambda: of_tasks.edit(theirs, {"comments": "Said"}),
            lambda: of_tasks.complete(theirs),
            history.undo,
            lambda: ctas.close(some, close_tasks=True),
            history.undo,
            history.redo,
            lambda: ctas.reopen(some, reopen_tasks=True),
            lambda: ctas.edit(some, {"owner_id": leo}, move_tasks=MoveTasks.ALL),
            lambda: ctas.edit(some, {"due": workspace.clock.today()}, shift_tasks=True),
            lambda: ctas.delete(some),
            history.undo,
            lambda: of_tasks.assign(theirs, [workspace.people["Ana"], leo]),
            history.undo,
            lambda: of_tasks.delete(theirs),
            history.undo,
        )
        return [spent(act) for act in acts]

    few, many = at_once(slice(0, 4)), at_once(slice(4, 12))
    assert few == many
    assert max(few) <= 45
