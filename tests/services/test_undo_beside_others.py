"""Undo beside what others did meanwhile: nothing is there twice, and nobody's work is lost (D1)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update

from cockpit_tui.domain.errors import ChangedSince, NotPermitted, TakenBackAlready
from cockpit_tui.domain.ids import CtaId, TaskId
from cockpit_tui.domain.values import LinkKind
from cockpit_tui.services.history import HistoryService
from cockpit_tui.services.linking import LinkService
from cockpit_tui.services.playbook_editing import PlaybookEditService
from cockpit_tui.store import history, reverting
from cockpit_tui.store.reverting import OnChange
from cockpit_tui.store.tables import schema
from tests.workspace import Workspace

Act = Callable[[Workspace, CtaId, tuple[TaskId, TaskId]], object]
CONTACT = (LinkKind.CONTACT, 1)


def _links(workspace: Workspace, who: str) -> LinkService:
    return LinkService(workspace.store, workspace.actor(who), workspace.clock, workspace.practice)


def _playbooks(workspace: Workspace, who: str) -> PlaybookEditService:
    actor = workspace.actor(who)
    return PlaybookEditService(workspace.store, actor, workspace.clock, workspace.practice)


def _assign(workspace: Workspace, who: str, task: TaskId, *names: str) -> None:
    workspace.tasks(who).assign([task], [workspace.people[name] for name in names])


ADDED_ANEW: dict[str, tuple[Act, Act, Act]] = {
    "a link": (
        lambda w, c, _t: _links(w, "Ana").link(c, [CONTACT]),
        lambda w, c, _t: _links(w, "Ana").unlink(c, [CONTACT]),
        lambda w, c, _t: _links(w, "Leo").link(c, [CONTACT]),
    ),
    "a part that was taken away": (
        lambda w, _c, t: _assign(w, "Ana", t[0], "Ana", "Sam"),
        lambda w, _c, t: _assign(w, "Ana", t[0], "Ana"),
        lambda w, _c, t: _assign(w, "Leo", t[0], "Ana", "Sam"),
    ),
    "a part that was given away": (
        lambda w, _c, t: _assign(w, "Ana", t[0], "Sam"),
        lambda w, _c, t: _assign(w, "Ana", t[0], "Ana"),
        lambda w, _c, t: _assign(w, "Leo", t[0], "Ana", "Sam"),
    ),
    "what a task waits for": (
        lambda w, _c, t: w.tasks().edit([t[0]], {"blockers": [t[1]]}),
        lambda w, _c, t: w.tasks().edit([t[0]], {"blockers": []}),
        lambda w, _c, t: w.tasks("Leo").edit([t[0]], {"blockers": [t[1]]}),
    ),
    "what waits for the task": (
        lambda w, _c, t: w.tasks().edit([t[0]], {"blockers": [t[1]]}),
        lambda w, _c, t: w.tasks().edit([t[0]], {"blockers": []}),
        lambda w, _c, t: w.tasks("Leo").edit([t[1]], {"blockers": [t[0]]}),
    ),
    "a playbook's name": (
        lambda w, _c, _t: _playbooks(w, "Ana").add("Rescue"),
        lambda w, _c, _t: _playbooks(w, "Ana").edit(
            w.playbooks().find("Rescue"), {"name": "Salvage"}
        ),
        lambda w, _c, _t: _playbooks(w, "Leo").add("Rescue"),
    ),
}


@pytest.mark.parametrize("on_change", [OnChange.KEEP, OnChange.OVERWRITE])
def test_d1_an_act_of_which_nothing_is_left_does_not_stand_before_those_before_it(
    workspace: Workspace, on_change: OnChange
) -> None:
    """D1: whatever others did with all of it, the next undo comes to the act before it."""
    first, second = workspace.add_cta("First"), workspace.add_cta("Second", who="Leo")
    workspace.ctas().edit([first], {"name": "First of all"})
    workspace.ctas().edit([second], {"name": "Second of all"})
    if on_change is OnChange.OVERWRITE:
        workspace.ctas("Leo").delete([second])
    else:
        workspace.ctas("Leo").edit([second], {"name": "Leo's"})
    now = workspace.domain()
    (done,) = workspace.history().undo(1, on_change)
    assert workspace.domain() == now
    assert done.label.startswith("Left as it is: ")
    assert done.notes == ("All of it was changed since, so nothing was taken back.",)
    workspace.history().undo()
    assert workspace.row("cta", first)["name"] == "First"
    workspace.history().redo(2)
    assert workspace.domain() == now


@pytest.mark.parametrize("on_change", OnChange)
@pytest.mark.parametrize("name", ADDED_ANEW)
def test_d1_undo_makes_no_second_one_of_what_somebody_added_anew(
    workspace: Workspace, name: str, on_change: OnChange
) -> None:
    workspace.add_linkable()
    person = schema.person
    with workspace.store.write() as connection:
        connection.execute(update(person).where(person.c.name == "Leo").values(role="admin"))
    cta = workspace.add_cta()
    tasks = (workspace.add_task(cta, "Call", "Ana"), workspace.add_task(cta, "Write", "Ana"))
    for act in ADDED_ANEW[name]:
        act(workspace, cta, tasks)
    now = workspace.domain()
    if on_change is OnChange.REFUSE:
        with pytest.raises(ChangedSince):
            workspace.history().undo()
        assert workspace.domain() == now
        return
    workspace.history().undo(1, on_change)
    after = workspace.domain()
    for table, key in (
        ("task_part", ("task_id", "assignee_id")),
        ("record_link", ("cta_id", "contact_id")),
        ("playbook", ("name",)),
    ):
        kept = [tuple(row[column] for column in key) for row in after[table]]
        assert len(kept) == len(set(kept)), table
    assert len(after["task_blocker"]) == len(now["task_blocker"])


@pytest.mark.parametrize("on_change", OnChange)
@pytest.mark.parametrize("act", ["delete", "edit"])
def test_d1_two_windows_take_an_act_back_once(
    workspace: Workspace, act: str, on_change: OnChange
) -> None:
    """The second found the act before the first took it back."""
    cta = workspace.add_cta()
    if act == "delete":
        workspace.ctas().delete([cta])
    else:
        workspace.ctas().edit([cta], {"name": "Mine"})
    with workspace.store.read() as connection:
        batch_id = history.last_undoable(connection, workspace.people["Ana"])
    assert batch_id is not None
    workspace.history().undo()
    workspace.ctas().edit([cta], {"name": "A later edit"})
    now = workspace.domain()
    second: HistoryService = workspace.history()
    with (
        pytest.raises(TakenBackAlready, match="another window"),
        second.work("Undid", undo_of=batch_id) as work,
    ):
        reverting.revert(work, batch_id, on_change, lambda _work, _task: None)
    assert workspace.domain() == now


def test_d1_an_overwriting_undo_deletes_no_task_that_the_actor_may_not_delete(
    workspace: Workspace,
) -> None:
    cta = workspace.add_cta(who="Leo")
    workspace.add_task(cta, "Call", "Ana")
    now = workspace.domain()
    with pytest.raises(NotPermitted, match="delete tasks of others"):
        workspace.history("Leo").undo(1, OnChange.OVERWRITE)
    assert workspace.domain() == now
