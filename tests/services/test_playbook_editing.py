"""Making and changing playbooks; rights, order, files, and one undo each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cockpit_tui.domain.errors import InvalidInput, NotFound, NotPermitted
from cockpit_tui.domain.ids import PlaybookId, StepId
from cockpit_tui.domain.playbook_files import read_playbooks
from cockpit_tui.domain.playbooks import OwnerRole, PlaybookRow
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.playbook_editing import NewStep, PlaybookEditService
from tests.workspace import Workspace

Edit = Callable[[PlaybookEditService, PlaybookRow, Workspace], object]


def edits(workspace: Workspace, who: str = "Ana") -> PlaybookEditService:
    return PlaybookEditService(
        workspace.store, workspace.actor(who), workspace.clock, workspace.practice
    )


def detractor(workspace: Workspace) -> PlaybookRow:
    service = workspace.playbooks()
    return service.get(service.find("detractor"))


EDITS: dict[str, Edit] = {
    "add": lambda e, _p, _w: e.add("Win-back", description="They left. Why?"),
    "rename": lambda e, p, _w: e.edit(p.id, {"name": "Low score"}),
    "for every type": lambda e, p, _w: e.edit(p.id, {"type_id": None}),
    "switch off": lambda e, p, _w: e.edit(p.id, {"is_active": False}),
    "delete": lambda e, p, _w: e.delete(p.id),
    "add a step": lambda e, p, _w: e.add_step(
        p.id, NewStep("Breathe", after=(p.steps[0].id,), place=1)
    ),
    "edit a step": lambda e, p, w: e.edit_step(
        p.steps[1].id,
        {
            "title": "Call",
            "day": 2,
            "role": OwnerRole.PERSON,
            "person_id": w.people["Sam"],
            "priority_id": w.value(Picklist.PRIORITY, "Low"),
            "after": (),
            "is_mirrored": False,
            "description": "",
        },
    ),
    "move a step": lambda e, p, _w: e.edit_step(p.steps[2].id, {"place": 1}),
    "delete a step": lambda e, p, _w: e.delete_step(p.steps[0].id),
    "import anew": lambda e, _p, _w: e.bring_in(
        read_playbooks(b'[[playbook]]\nname = "detractor survey response"', "x"),
        "x",
        is_replacing=True,
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_one_undo_takes_back_an_edit_and_redo_does_it_again(
    workspace: Workspace, name: str
) -> None:
    before = workspace.domain()
    EDITS[name](edits(workspace), detractor(workspace), workspace)
    after = workspace.domain()
    assert after != before
    workspace.history().undo()
    assert workspace.domain() == before
    workspace.history().redo()
    assert workspace.domain() == after


@pytest.mark.parametrize("name", EDITS)
def test_a_member_may_not_change_playbooks(workspace: Workspace, name: str) -> None:
    before = workspace.domain()
    with pytest.raises(NotPermitted, match="playbook"):
        EDITS[name](edits(workspace, "Leo"), detractor(workspace), workspace)
    assert workspace.domain() == before


def test_tp_10_an_inactive_playbook_is_kept_and_not_applied(workspace: Workspace) -> None:
    chosen = detractor(workspace)
    edits(workspace).edit(chosen.id, {"is_active": False})
    cta = workspace.add_cta()
    plan = workspace.playbooks().plans([cta], chosen.id)[0]
    assert "inactive" in plan.refusal
    assert chosen.id in {playbook.id for playbook in workspace.playbooks().all()}


def test_what_is_applied_stays_when_its_playbook_changes_or_goes(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    chosen = detractor(workspace)
    workspace.playbooks().apply([cta], chosen.id)
    edits(workspace).delete(chosen.id)
    assert len(workspace.tasks_of(cta)) == 9
    assert workspace.row("cta", cta)["playbook"] == chosen.name
    workspace.playbooks().replace([cta], workspace.playbooks().find("adoption"))
    assert len(workspace.tasks_of(cta)) == 7
    with pytest.raises(NotFound):
        workspace.playbooks().get(chosen.id)


def test_a_name_is_given_once(workspace: Workspace) -> None:
    with pytest.raises(InvalidInput, match="Renewal"):
        edits(workspace).add("RENEWAL")
    with pytest.raises(InvalidInput, match="Renewal"):
        edits(workspace).edit(detractor(workspace).id, {"name": "renewal"})
    edits(workspace).edit(detractor(workspace).id, {"name": "DETRACTOR survey response"})


def test_a_step_never_stands_before_what_it_waits_for(workspace: Workspace) -> None:
    steps = detractor(workspace).steps
    before = workspace.domain()
    for step, changes in (
        (steps[0], {"place": 5}),
        (steps[8], {"place": 0}),
        (steps[0], {"after": (steps[3].id,)}),
        (steps[0], {"after": (steps[0].id,)}),
    ):
        with pytest.raises(InvalidInput, match="does not come before"):
            edits(workspace).edit_step(step.id, changes)
    other = workspace.playbooks().get(workspace.playbooks().find("adoption"))
    with pytest.raises(InvalidInput):
        edits(workspace).edit_step(steps[3].id, {"after": (other.steps[0].id,)})
    assert workspace.domain() == before


def test_values_that_do_not_fit_are_refused(workspace: Workspace) -> None:
    service, chosen = edits(workspace), detractor(workspace)
    step = chosen.steps[0].id
    for name in ("   ", "x" * 121):
        with pytest.raises(InvalidInput):
            service.add(name)
    for changes in (
        {"title": ""},
        {"day": -1},
        {"role": OwnerRole.PERSON},
        {"description": "x" * 32_001},
    ):
        with pytest.raises(InvalidInput):
            service.edit_step(step, changes)
    with pytest.raises(NotFound):
        service.delete_step(StepId(4_711))
    with pytest.raises(NotFound):
        service.edit(PlaybookId(4_711), {"is_active": True})


FILE = """
[[playbook]]
name = "Win-back"
type = "risk"
[[playbook.step]]
title = "Ask why"
owner = "sam@x.example"
priority = "HIGH"
[[playbook.step]]
title = "Offer"
day = 5
owner = "manager"
mirror = true
after = [1]
"""


def test_a_file_brings_in_playbooks_with_the_workspaces_own_values(workspace: Workspace) -> None:
    done = edits(workspace).bring_in(read_playbooks(FILE.encode(), "x"), "x")
    found = workspace.playbooks().get(PlaybookId(done.ids[0]))
    assert (found.type, found.source) == ("Risk", "person")
    ask, offer = found.steps
    assert (ask.role, ask.person, ask.priority) == (OwnerRole.PERSON, "Sam", "High")
    assert (offer.role, offer.day, offer.after) == (OwnerRole.MANAGER, 5, (ask.id,))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"risk"', '"Churn"', "no type of this workspace"),
        ('"HIGH"', '"Urgent"', "step 1: “Urgent” is no priority"),
        ('"sam@x.example"', '"Nobody"', "neither a role nor one person"),
        ('"Win-back"', '"Renewal"', "already"),
    ],
)
def test_a_file_with_values_that_are_not_known_here_adds_nothing(
    workspace: Workspace, old: str, new: str, words: str
) -> None:
    content = FILE + '[[playbook]]\nname = "Second"\n'
    drafts = read_playbooks(content.replace(old, new).encode(), "pack.toml")
    before = workspace.domain()
    with pytest.raises(InvalidInput, match=words):
        edits(workspace).bring_in(drafts, "pack.toml")
    assert workspace.domain() == before
