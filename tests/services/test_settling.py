"""Conflicts are settled each in its own way, as one batch that one undo takes back."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from cockpit_tui.domain.errors import Blocked, ChangedSince, InvalidInput, NotFound, NotPermitted
from cockpit_tui.domain.ids import CtaId, TaskId
from cockpit_tui.domain.refusals import remedy
from cockpit_tui.domain.values import LinkKind, Picklist
from cockpit_tui.services.linking import LinkService
from cockpit_tui.services.mirroring import MirrorService
from cockpit_tui.services.sync_views import SyncViewService
from cockpit_tui.store.mirror import conflicts
from cockpit_tui.store.mirror.conflicts import Decision, NewConflict
from cockpit_tui.store.tables import schema
from tests import statements
from tests.workspace import Workspace

BASE, MINE, THEIRS = "One\nTwo", "One, ours\nTwo", "One\nTwo, theirs"
BOTH = "One, ours\nTwo, theirs"


@pytest.fixture
def task(workspace: Workspace) -> TaskId:
    """A mirrored task that was edited here, and whose comments and title wait for a person."""
    workspace.map_fields()
    task = workspace.add_task(workspace.add_cta(), "Mine", "Ana")
    workspace.tasks().edit([task], {"comments": MINE})
    workspace.tasks().sync([task])
    (part,) = workspace.domain()["task_part"]
    found = [
        NewConflict(
            int(str(part["id"])), None, field, base, mine, theirs, "Sam there", "ask", "ask"
        )
        for field, base, mine, theirs in (
            ("title", "Was", "Mine", "Theirs"),
            ("comments", BASE, MINE, THEIRS),
        )
    ]
    with workspace.store.write() as connection:
        conflicts.record_conflicts(connection, found, workspace.clock.now())
    return task


def mirror(workspace: Workspace, name: str = "Ana") -> MirrorService:
    return MirrorService(workspace.store, workspace.actor(name), workspace.clock)


def numbers(workspace: Workspace) -> dict[str, int]:
    return {row.field: row.id for row in mirror(workspace).conflicts()}


def test_each_field_in_its_own_way_and_one_undo(workspace: Workspace, task: TaskId) -> None:
    ids = numbers(workspace)
    done = mirror(workspace).settle(
        [Decision(ids["title"], "theirs"), Decision(ids["comments"], "both", BOTH)]
    )
    assert done.label == "Settled 2 conflicts"
    row = workspace.row("task", task)
    assert (row["title"], row["comments"]) == ("Theirs", BOTH)
    assert numbers(workspace) == {}
    workspace.history().undo()
    row = workspace.row("task", task)
    assert (row["title"], row["comments"]) == ("Mine", MINE)
    assert numbers(workspace) == ids


def test_both_is_refused_where_two_values_cannot_stand_together(
    workspace: Workspace, task: TaskId
) -> None:
    ids = numbers(workspace)
    for decision in (Decision(ids["title"], "both", "x"), Decision(ids["comments"], "both")):
        with pytest.raises(InvalidInput):
            mirror(workspace).settle([decision])
    assert workspace.row("task", task)["title"] == "Mine"
    assert numbers(workspace) == ids


def test_a_text_that_was_edited_meanwhile_is_not_lost_to_an_older_merge(
    workspace: Workspace, task: TaskId
) -> None:
    workspace.tasks().edit([task], {"comments": "Newer"})
    with pytest.raises(ChangedSince):
        mirror(workspace).settle([Decision(numbers(workspace)["comments"], "both", BOTH)])
    assert workspace.row("task", task)["comments"] == "Newer"


@pytest.mark.usefixtures("task")
def test_somebody_with_a_right_to_their_own_tasks_settles_nobody_elses(
    workspace: Workspace,
) -> None:
    ids = numbers(workspace)
    workspace.set_role("Leo", "sales")
    with pytest.raises(NotPermitted, match="of others"):
        mirror(workspace, "Leo").settle([Decision(ids["title"], "mine")])
    assert numbers(workspace) == ids


def ask_about(workspace: Workspace, task: TaskId, field: str, value: int | str | None) -> int:
    """A further conflict of the task, which Salesforce has won; its number."""
    part_id = next(row["id"] for row in workspace.domain()["task_part"] if row["task_id"] == task)
    found = NewConflict(
        int(str(part_id)), None, field, value, value, None, "Sam", "theirs", "theirs"
    )
    with workspace.store.write() as connection:
        conflicts.record_conflicts(connection, [found], workspace.clock.now())
    return numbers(workspace)[field]


def test_an_own_value_is_one_that_the_field_can_have(workspace: Workspace, task: TaskId) -> None:
    workspace.add_linkable()
    with workspace.store.write() as connection:
        connection.execute(
            update(schema.person).where(schema.person.c.name == "Sam").values(is_active=False)
        )
    links = LinkService(workspace.store, workspace.actor(), workspace.clock)
    ada, bo = (
        links.find(workspace.accounts["Globex"], LinkKind.CONTACT, name) for name in ("Ada", "Bo")
    )
    others = links.find(workspace.accounts["Hooli"], LinkKind.CONTACT, "Bo")
    links.set_contacts(task, [ada])
    reason = workspace.value(Picklist.REASON, "Low usage")
    ids = {
        field: ask_about(workspace, task, field, None)
        for field in ("contact_id", "status_id", "priority_id", "assignee_id", "due")
    }
    ids["comments"] = numbers(workspace)["comments"]
    before = workspace.domain()
    for field, value in (
        ("contact_id", "Bo of Globex"),
        ("contact_id", others),
        ("contact_id", 999),
        ("status_id", reason),
        ("status_id", "Open"),
        ("status_id", None),
        ("priority_id", workspace.value(Picklist.TASK_STATUS, "Open")),
        ("assignee_id", workspace.people["Sam"]),
        ("assignee_id", 999),
        ("due", "soon"),
        ("comments", 7),
    ):
        with pytest.raises((InvalidInput, NotFound)):
            mirror(workspace).settle([Decision(ids[field], "own", value)])
    assert workspace.domain() == before
    mirror(workspace).settle(
        [
            Decision(ids["contact_id"], "own", bo),
            Decision(ids["due"], "own", "2026-12-01"),
            Decision(ids["assignee_id"], "own", workspace.people["Leo"]),
        ]
    )
    with workspace.store.read() as connection:
        assert connection.scalars(select(schema.record_link.c.contact_id)).all() == [bo]
    assert str(workspace.row("task", task)["due"]) == "2026-12-01"


def test_an_own_value_asks_for_what_the_same_edit_asks_for(
    workspace: Workspace, task: TaskId
) -> None:
    """TP-16: the right to assign, and what the task waits for."""
    cta = int(str(workspace.row("task", task)["cta_id"]))
    workspace.tasks().edit([task], {"blockers": [workspace.add_task(CtaId(cta), "First")]})
    done = workspace.value(Picklist.TASK_STATUS, "Completed")
    opened = workspace.value(Picklist.TASK_STATUS, "Open")
    status = ask_about(workspace, task, "status_id", opened)
    with pytest.raises(Blocked, match="waits for “First”"):
        mirror(workspace).settle([Decision(status, "own", done)])
    whose = ask_about(workspace, task, "assignee_id", workspace.people["Ana"])
    workspace.set_role("Ana", "sales")
    with pytest.raises(NotPermitted, match="assign tasks"):
        mirror(workspace).settle([Decision(whose, "own", workspace.people["Leo"])])
    skipped = workspace.value(Picklist.TASK_STATUS, "Skipped")
    mirror(workspace).settle([Decision(status, "own", skipped), Decision(whose, "mine")])
    assert workspace.row("task", task)["status_id"] == skipped


@pytest.mark.usefixtures("task")
def test_the_board_holds_what_waits_in_words(workspace: Workspace) -> None:
    board = SyncViewService(workspace.store, workspace.actor(), workspace.clock).board()
    (record,) = board.conflicts
    assert [field.label for field in record.fields] == ["Title", "Comments"]
    assert (record.fields[0].mine, record.fields[0].theirs) == ("Mine", "Theirs")
    assert record.fields[0].taken == ""
    assert [act.who for act in record.history][:1] == ["Ana"]
    (waiting,) = board.outbox
    assert (waiting.kind, waiting.state, waiting.author) == ("create", "pending", "Ana")
    assert ("Title", "", "Mine") in {
        (change.label, change.old, change.new) for change in waiting.changes
    }


@pytest.mark.usefixtures("task")
def test_the_board_asks_as_little_for_many_conflicts_as_for_one(workspace: Workspace) -> None:
    view = SyncViewService(workspace.store, workspace.actor(), workspace.clock)
    with statements.counted(workspace.store) as of_one:
        assert len(view.board().conflicts) == 1
    for number in range(10):
        task_id = workspace.add_task(workspace.add_cta(), f"Mine {number}", "Ana")
        ask_about(workspace, task_id, "title", "Theirs")
        workspace.tasks().edit([task_id], {"title": f"Mine, too {number}"})
    with statements.counted(workspace.store) as of_many:
        found = view.board().conflicts
    assert [[change.words for change in row.history] for row in found[:-1]] == [
        ["made", "Title"] for _ in range(10)
    ]
    assert len(of_many) == len(of_one)


@pytest.mark.usefixtures("task")
def test_the_board_reads_the_names_of_contacts_and_deals_at_once(workspace: Workspace) -> None:
    view = SyncViewService(workspace.store, workspace.actor(), workspace.clock)
    workspace.add_linkable()
    names = ("Ada of Globex", "Bo of Globex", "Ada of Hooli", "Bo of Hooli")
    with workspace.store.read() as connection:
        table = schema.contact
        rows = connection.execute(select(table.c.name, table.c.id)).all()
    ids = {row.name: row.id for row in rows}

    def ask(name: str) -> None:
        task_id = workspace.add_task(workspace.add_cta(), f"Call {name}", "Ana")
        ask_about(workspace, task_id, "contact_id", ids[name])

    ask(names[0])
    with statements.counted(workspace.store) as of_one:
        view.board()
    for name in names[1:]:
        ask(name)
    with statements.counted(workspace.store) as of_many:
        found = view.board().conflicts
    assert {field.mine for record in found for field in record.fields} >= set(names)
    assert len(of_many) == len(of_one)


def test_every_refusal_has_a_meaning_and_a_cure() -> None:
    for kind, code in (
        ("user_fix", "FIELD_CUSTOM_VALIDATION_EXCEPTION"),
        ("permission", "SOMETHING_NEW"),
        ("bug", ""),
        ("user_fix", "SOMETHING_NEW"),
    ):
        means, cure = remedy(kind, code)
        assert means.endswith(".")
        assert cure.endswith(".")
