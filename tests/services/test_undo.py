"""Undo and redo of any single edit: the domain's rows are as they were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.domain.errors import ChangedSince, NotFound
from cockpit_tui.domain.ids import CtaId, TaskId
from cockpit_tui.domain.values import Outcome, Picklist
from cockpit_tui.services.ctas import NewCta
from cockpit_tui.services.going_along import MoveTasks
from cockpit_tui.services.tasks import NewTask
from cockpit_tui.services.workspace import wake_sleepers
from cockpit_tui.store.reverting import OnChange
from cockpit_tui.store.tables import schema
from tests.clock import TODAY
from tests.random_acts import RandomActs
from tests.workspace import Workspace

Edit = Callable[[Workspace, CtaId, TaskId], object]

EDITS: dict[str, Edit] = {
    "create a CTA": lambda w, _c, _t: w.ctas().add(NewCta(w.accounts["Hooli"], "New")),
    "rename": lambda w, c, _t: w.ctas().edit([c], {"name": "Other"}),
    "due date with its tasks": lambda w, c, _t: w.ctas().edit(
        [c], {"due": w.clock.today() + timedelta(30)}, shift_tasks=True
    ),
    "owner with all tasks": lambda w, c, _t: w.ctas().edit(
        [c], {"owner_id": w.people["Leo"]}, move_tasks=MoveTasks.ALL
    ),
    "flag": lambda w, c, _t: w.ctas().edit([c], {"is_flagged": True}),
    "status": lambda w, c, _t: w.ctas().edit(
        [c], {"status_id": w.value(Picklist.CTA_STATUS, "Closed lost")}
    ),
    "close with tasks": lambda w, c, _t: w.ctas().close([c], Outcome.LOST, close_tasks=True),
    "snooze": lambda w, c, _t: w.ctas().snooze([c], w.clock.today() + timedelta(3)),
    "delete the CTA": lambda w, c, _t: w.ctas().delete([c], keep_in_salesforce=False),
    "create a task": lambda w, c, _t: w.tasks().add(NewTask(c, "Another")),
    "edit the task": lambda w, _c, t: w.tasks().edit([t], {"title": "Call them", "comments": "x"}),
    "complete": lambda w, _c, t: w.tasks().complete([t]),
    "assign two": lambda w, _c, t: w.tasks().assign([t], [w.people["Sam"], w.people["Leo"]]),
    "assign one": lambda w, _c, t: w.tasks().assign([t], [w.people["Sam"]]),
    "delete the task": lambda w, _c, t: w.tasks().delete([t]),
    "sync": lambda w, _c, t: w.tasks().sync([t]),
    "desync and keep": lambda w, _c, t: w.tasks().desync([t], keep_in_salesforce=True),
    "apply a playbook": lambda w, c, _t: w.playbooks().apply(
        [c], w.playbooks().find("detractor"), move_due=True
    ),
    "create a CTA with a playbook": lambda w, _c, _t: w.ctas().add(
        NewCta(w.accounts["Hooli"], "New", playbook_id=w.playbooks().find("champion left"))
    ),
    "replace a playbook": lambda w, c, _t: w.playbooks().replace(
        [c], w.playbooks().find("adoption risk")
    ),
    "wait for a task": lambda w, c, t: w.tasks().edit([t], {"blockers": [w.tasks_of(c)[1].id]}),
    "desync and delete": lambda w, _c, t: w.tasks().desync([t], keep_in_salesforce=False),
}


@pytest.mark.parametrize("name", EDITS)
def test_undo_brings_back_the_rows_and_redo_the_edit(workspace: Workspace, name: str) -> None:
    workspace.map_fields()
    cta = workspace.add_cta()
    task = workspace.add_task(cta, "Call", "Ana", "Leo")
    workspace.add_task(cta, "Write")
    if name.startswith("replace"):
        workspace.playbooks().apply([cta], workspace.playbooks().find("detractor"))
    if name.startswith("desync"):
        workspace.tasks().sync([task])
    before = workspace.domain()
    EDITS[name](workspace, cta, task)
    after = workspace.domain()
    assert after != before
    workspace.history().undo()
    assert workspace.domain() == before
    workspace.history().redo()
    assert workspace.domain() == after
    workspace.history().undo()
    assert workspace.domain() == before


def test_undo_walks_back_and_redo_forward_through_several_acts(workspace: Workspace) -> None:
    states = [workspace.domain()]
    cta = workspace.add_cta()
    states.append(workspace.domain())
    for flagged in (True, False):
        workspace.ctas().edit([cta], {"is_flagged": flagged})
        states.append(workspace.domain())
    for state in reversed(states[:-1]):
        workspace.history().undo()
        assert workspace.domain() == state
    for state in states[1:]:
        workspace.history().redo()
        assert workspace.domain() == state
    with pytest.raises(NotFound):
        workspace.history().redo()


def test_a_new_act_ends_the_chance_to_redo(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    workspace.ctas().edit([cta], {"is_flagged": True})
    workspace.history().undo()
    workspace.ctas().edit([cta], {"name": "New words"})
    with pytest.raises(NotFound, match="redo"):
        workspace.history().redo()


def test_undo_refuses_what_somebody_else_changed_since_and_names_them(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    workspace.ctas().edit([cta], {"name": "Mine"})
    workspace.ctas("Leo").edit([cta], {"name": "Theirs"})
    before = workspace.domain()
    with pytest.raises(ChangedSince, match="Leo"):
        workspace.history().undo()
    assert workspace.domain() == before


def test_d1_a_refusal_names_whoever_changed_that_field_and_the_record_in_words(
    workspace: Workspace,
) -> None:
    cta = workspace.add_cta()
    workspace.ctas().edit([cta], {"is_flagged": True})
    workspace.ctas("Leo").edit([cta], {"is_flagged": False})
    workspace.ctas("Sam").edit([cta], {"comment": "later"})
    with pytest.raises(ChangedSince) as refused:
        workspace.history().undo()
    assert refused.value.message == (
        "The flag of CTA-1 “Usage down” was changed since, last by Leo. Nothing was taken back."
    )


def test_d1_an_undo_of_several_that_is_refused_says_what_was_taken_back(
    workspace: Workspace,
) -> None:
    cta = workspace.add_cta()
    workspace.ctas().edit([cta], {"name": "Mine"})
    workspace.ctas("Leo").edit([cta], {"name": "Theirs"})
    workspace.ctas().edit([cta], {"comment": "later"})
    with pytest.raises(ChangedSince) as refused:
        workspace.history().undo(3)
    assert workspace.row("cta", cta)["comment"] == ""
    message = refused.value.message
    assert (
        "The name of CTA-1 “Theirs” was changed since, last by Leo. That act stays as it is."
        in message
    )
    assert "Done before it: Undid: Comment written on “Theirs”, Globex." in message
    assert "Nothing" not in message


def test_undo_of_a_new_cta_refuses_when_somebody_added_a_task_to_it(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    workspace.tasks("Leo").add(NewTask(cta, "Leo's task"))
    with pytest.raises(ChangedSince, match="Leo"):
        workspace.history().undo()


def test_undo_takes_back_only_my_own_acts(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    workspace.ctas("Leo").edit([cta], {"is_flagged": True})
    workspace.ctas().edit([cta], {"name": "Mine"})
    workspace.history("Leo").undo()
    assert workspace.row("cta", cta)["is_flagged"] is False
    assert workspace.row("cta", cta)["name"] == "Mine"


@pytest.mark.parametrize("seed", range(2))
def test_d1_as_many_undos_as_random_acts_leave_the_rows_equal(
    workspace: Workspace, seed: int
) -> None:
    workspace.map_fields()
    workspace.add_linkable()
    for name in ("Ana", "Leo", "Sam"):
        workspace.add_task(workspace.add_cta(f"{name}'s", who=name), "Call", name)
    acts = RandomActs(
        workspace.ctas(),
        workspace.tasks(),
        [workspace.people[name] for name in ("Ana", "Leo", "Sam")],
        list(workspace.accounts.values()),
        seed,
    )
    before = workspace.domain()
    changed = acts.act(50)
    after = workspace.domain()
    workspace.history().undo(changed)
    assert workspace.domain() == before
    workspace.history().redo(changed)
    assert workspace.domain() == after


def test_d1_undo_over_somebody_elses_change_keeps_theirs_or_overwrites_when_told(
    workspace: Workspace,
) -> None:
    one, two = workspace.add_cta("One"), workspace.add_cta("Two")
    workspace.ctas().edit([one, two], {"comment": "mine"})
    workspace.ctas("Leo").edit([one], {"comment": "theirs"})
    with pytest.raises(ChangedSince):
        workspace.history().undo()
    (done,) = workspace.history().undo(1, OnChange.KEEP)
    assert done.notes == ("1 later change kept.",)
    assert [workspace.row("cta", cta)["comment"] for cta in (one, two)] == ["theirs", ""]
    workspace.history().redo()
    assert [workspace.row("cta", cta)["comment"] for cta in (one, two)] == ["theirs", "mine"]
    (done,) = workspace.history().undo(1, OnChange.OVERWRITE)
    assert [workspace.row("cta", cta)["comment"] for cta in (one, two)] == ["theirs", ""]


def test_d1_a_redo_brings_back_what_the_undo_overwrote_and_says_so(workspace: Workspace) -> None:
    cta = workspace.add_cta("One")
    workspace.ctas().edit([cta], {"comment": "mine"})
    workspace.history().undo()
    assert workspace.history().redo()[0].notes == ()
    workspace.ctas("Leo").edit([cta], {"comment": "theirs"})
    workspace.history().undo(1, OnChange.OVERWRITE)
    (done,) = workspace.history().redo()
    assert workspace.row("cta", cta)["comment"] == "theirs"
    assert done.notes == ("What others had set before the undo is there again.",)


def test_d1_a_redo_of_an_act_that_set_a_field_twice_speaks_of_nobody_else(
    workspace: Workspace,
) -> None:
    cta = workspace.add_cta("One")
    with workspace.ctas().work("Twice") as work:
        for comment in ("first", "second"):
            work.update(schema.cta, cta, {"comment": comment})
    workspace.history().undo()
    (done,) = workspace.history().redo()
    assert workspace.row("cta", cta)["comment"] == "second"
    assert done.notes == ()


def test_d1_an_overwriting_undo_of_a_new_cta_takes_what_was_added_to_it_along(
    workspace: Workspace,
) -> None:
    before = workspace.domain()
    cta = workspace.add_cta()
    workspace.tasks("Leo").add(NewTask(cta, "Leo's task"))
    workspace.ctas("Leo").edit([cta], {"name": "Leo's name"})
    workspace.history().undo(1, OnChange.OVERWRITE)
    assert workspace.domain() == before
    workspace.history().redo()
    assert workspace.row("cta", cta)["name"] == "Leo's name", "redo brings back what was taken"


def test_d1_undo_of_a_deleted_task_says_so_when_its_cta_is_gone(workspace: Workspace) -> None:
    cta = workspace.add_cta(who="Leo")
    task = workspace.add_task(cta, "Call", "Ana")
    workspace.tasks().delete([task])
    workspace.ctas("Leo").delete([cta])
    with pytest.raises(ChangedSince):
        workspace.history().undo()


def test_d12_a_fields_history_says_who_when_from_where_and_from_its_first_value(
    workspace: Workspace,
) -> None:
    cta = workspace.add_cta()
    workspace.ctas("Leo").edit([cta], {"is_flagged": True})
    workspace.history("Leo").undo()
    rows = workspace.history().of_field("cta", cta, ["is_flagged"])
    told = [(row.batch.actor, row.batch.where_from, row.old, row.new) for row in rows]
    assert told == [
        ("Leo", "undo", "true", "false"),
        ("Leo", "person", "false", "true"),
        ("Ana", "person", None, "false"),
    ]


def test_d12_every_change_that_nobody_typed_says_why(workspace: Workspace) -> None:
    """By a playbook, with its CTA, by a new day; what a person set says nothing."""
    cta = workspace.add_cta()
    by_hand = workspace.add_task(cta, "Call", "Ana")
    playbooks = workspace.playbooks()
    playbooks.apply([cta], playbooks.find("Detractor survey response"))
    made = next(task.id for task in workspace.tasks_of(cta) if task.id != by_hand)
    workspace.ctas().close([cta], close_tasks=True)
    workspace.tasks().edit([by_hand], {"due": TODAY + timedelta(days=90)}, move_cta=True)
    history = workspace.history()

    def reasons(entity: str, number: int, *fields: str) -> list[tuple[str, str]]:
        rows = history.of_field(entity, number, fields)
        return [(row.where_from, row.reason) for row in rows]

    closed = ("person", "went along: Closed “Usage down”, Globex")
    playbook = ("playbook", "by playbook Detractor survey response")
    assert reasons("task", made, "status_id") == [closed, playbook]
    assert reasons("task", made, "assignee_id") == [playbook]
    assert reasons("task", by_hand, "status_id") == [closed, ("person", "")]
    assert reasons("cta", cta, "status_id", "playbook") == [
        ("person", ""),
        ("person", ""),
        *[("person", "")] * 2,
    ]
    due = workspace.row("task", by_hand)["due"]
    assert isinstance(due, date)
    label = f"Due date set to {to_long_date(due, TODAY)}: task “Call”"
    moved = ("person", f"went along: {label}")
    assert reasons("cta", cta, "due")[0] == moved
    workspace.history().undo()
    assert reasons("task", by_hand, "due")[0] == ("undo", f"Undid: {label}")
    asleep = workspace.add_cta()
    workspace.ctas().snooze([asleep], TODAY)
    workspace.clock.advance(days=2)
    wake_sleepers(workspace.store, workspace.clock)
    woke = reasons("cta", asleep, "snoozed_until")[0]
    assert woke == ("system", "Woke after its snooze")
