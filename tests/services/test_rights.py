"""Rights: every service method asks one, and a refusal names it (decision 11, WP-4)."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import update

import cockpit_tui.services as services_package
from cockpit_tui.domain.errors import NotPermitted
from cockpit_tui.domain.ids import CtaId, PersonId, TaskId
from cockpit_tui.domain.lists.saved_views import ViewDraft
from cockpit_tui.domain.permissions import SHIPPED_ROLES, Actor, Right
from cockpit_tui.services.ctas import NewCta
from cockpit_tui.services.logging_activities import LogService, NewLog
from cockpit_tui.services.people import PeopleService
from cockpit_tui.services.permitted import Done, Service
from cockpit_tui.services.playbook_editing import PlaybookEditService
from cockpit_tui.services.saved_views import SavedViewService
from cockpit_tui.store.reverting import OnChange
from cockpit_tui.store.tables import schema
from tests.workspace import Workspace


def service_classes() -> list[type[Service]]:
    found: dict[str, type[Service]] = {}
    for entry in pkgutil.iter_modules(services_package.__path__):
        module = importlib.import_module(f"cockpit_tui.services.{entry.name}")
        found |= {
            name: item
            for name, item in vars(module).items()
            if inspect.isclass(item) and issubclass(item, Service) and item is not Service
        }
    return list(found.values())


def public_methods() -> Iterator[tuple[type[Service], str, Callable[..., Any]]]:
    for service in service_classes():
        for name, method in inspect.getmembers(service, inspect.isfunction):
            if not name.startswith("_") and method.__qualname__.startswith(service.__name__):
                yield service, name, method


METHODS = sorted(public_methods(), key=lambda entry: (entry[0].__name__, entry[1]))
IDS = [f"{service.__name__}.{name}" for service, name, _ in METHODS]


def test_the_walk_finds_the_services() -> None:
    assert {"CtaService", "TaskService", "HistoryService", "ViewService"} <= {
        service.__name__ for service in service_classes()
    }


@pytest.mark.parametrize(("service", "name", "method"), METHODS, ids=IDS)
def test_every_service_method_asks_a_right(
    service: type[Service], name: str, method: Callable[..., Any]
) -> None:
    assert hasattr(method, "__required_right__"), f"{service.__name__}.{name} asks no right"


@pytest.mark.parametrize("role", SHIPPED_ROLES)
@pytest.mark.parametrize(("service", "name", "method"), METHODS, ids=IDS)
def test_a_role_without_the_right_is_refused_before_anything_is_looked_at(
    service: type[Service], name: str, method: Callable[..., Any], role: str
) -> None:
    actor = Actor(PersonId(1), "Vera", role, frozenset(SHIPPED_ROLES[role]))
    right, record = method.__required_right__  # type: ignore[attr-defined]
    if actor.may(right, record):
        return
    instance = service.__new__(service)
    instance.actor = actor
    with pytest.raises(NotPermitted) as refused:
        method(instance)
    assert refused.value.right == f"{right} {record}"
    assert refused.value.exit_code == 4


def test_a_refusal_says_what_is_refused_and_who_can_do_it() -> None:
    sam = Actor(PersonId(1), "Sam", "member", frozenset(SHIPPED_ROLES["member"]))
    with pytest.raises(NotPermitted) as refused:
        sam.require(Right.DELETE, "cta", PersonId(2))
    assert refused.value.message == (
        "Your role (member) may not delete CTAs of others. Nothing was changed."
    )
    assert refused.value.hint == (
        "Somebody whose role has the right “delete cta of others” can do it."
    )
    with pytest.raises(NotPermitted, match="may not configure the workspace"):
        sam.require(Right.CONFIGURE, "workspace")


def test_a_viewer_reads_and_changes_nothing(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    before = workspace.domain()
    with pytest.raises(NotPermitted, match="edit CTAs"):
        workspace.ctas("Vera").edit([cta], {"name": "Hers"})
    assert workspace.domain() == before


def test_deleting_others_ctas_names_that_right(workspace: Workspace) -> None:
    cta = workspace.add_cta(who="Ana")
    with pytest.raises(NotPermitted) as refused:
        workspace.ctas("Leo").delete([cta])
    assert refused.value.right == f"{Right.DELETE} cta of others"


def test_a_member_may_delete_their_own(workspace: Workspace) -> None:
    cta = workspace.add_cta(who="Leo")
    workspace.ctas("Leo").delete([cta])
    assert workspace.domain()["cta"] == []


def test_one_refused_record_leaves_the_others_of_the_call_untouched(workspace: Workspace) -> None:
    mine, others = workspace.add_cta(who="Leo"), workspace.add_cta(who="Ana")
    before = workspace.domain()
    with pytest.raises(NotPermitted):
        workspace.ctas("Leo").delete([mine, others])
    assert workspace.domain() == before


def _views(workspace: Workspace, who: str) -> SavedViewService:
    actor = workspace.actor(who)
    return SavedViewService(workspace.store, actor, workspace.clock, workspace.practice)


def _people(workspace: Workspace, who: str) -> PeopleService:
    actor = workspace.actor(who)
    return PeopleService(workspace.store, actor, workspace.clock, workspace.practice)


def _become(workspace: Workspace, name: str, role: str) -> None:
    person = schema.person
    with workspace.store.write() as connection:
        connection.execute(update(person).where(person.c.name == name).values(role=role))


def _add_for(workspace: Workspace, who: str, owner: str) -> CtaId:
    new = NewCta(workspace.accounts["Hooli"], "New", owner_id=workspace.people[owner])
    return CtaId(workspace.ctas(who).add(new).ids[0])


def _log_a_call(workspace: Workspace, who: str) -> Done:
    service = LogService(workspace.store, workspace.actor(who), workspace.clock)
    return service.log(
        NewLog(workspace.accounts["Globex"], "call", "Intro", workspace.clock.today())
    )


@pytest.mark.parametrize("role", ["viewer", "sales", "member"])
def test_wp_5_whoever_reads_a_customer_may_add_to_its_timeline(
    workspace: Workspace, role: str
) -> None:
    """WP-5: a viewer changes nothing else, and may take back what they logged."""
    _become(workspace, "Leo", role)
    log_id = _log_a_call(workspace, "Leo").ids[0]
    assert workspace.row("logged_activity", log_id)["subject"] == "Intro"
    assert workspace.history("Leo").undo()[0].label.startswith("Undid: Logged call")
    workspace.history("Leo").redo()
    assert workspace.row("logged_activity", log_id)["author_id"] == workspace.people["Leo"]


def test_wp_4_whoever_may_not_read_is_shown_nothing_and_told_which_right(
    workspace: Workspace,
) -> None:
    """WP-4."""
    _become(workspace, "Leo", "none")
    with pytest.raises(NotPermitted) as refused:
        _log_a_call(workspace, "Leo")
    assert refused.value.message == "Your role (none) may not read customers. Nothing is shown."
    assert refused.value.right == "read account"


ACTS: dict[str, tuple[str, Callable[[Workspace, CtaId, TaskId], object]]] = {
    "a view of one's own": (
        "viewer",
        lambda w, _c, _t: _views(w, "Leo").save([ViewDraft("Mine", "type:risk")]),
    ),
    "one's own holidays": (
        "sales",
        lambda w, _c, _t: _people(w, "Leo").set_holidays([w.people["Leo"]], "DE"),
    ),
    "a CTA for another": ("sales", lambda w, _c, _t: _add_for(w, "Leo", "Ana")),
    "one's own task": ("sales", lambda w, _c, t: w.tasks("Leo").complete([t])),
    "a closed CTA with its tasks": (
        "member",
        lambda w, c, _t: w.ctas("Leo").close([c], close_tasks=True),
    ),
    "one's own CTA, deleted with others' tasks": (
        "member",
        lambda w, c, _t: w.ctas("Leo").delete([c]),
    ),
    "a new owner": (
        "member",
        lambda w, c, _t: w.ctas("Leo").edit([c], {"owner_id": w.people["Ana"]}),
    ),
    "a task for several": (
        "member",
        lambda w, _c, t: w.tasks("Leo").assign([t], [w.people["Sam"], w.people["Ana"]]),
    ),
    "a team's view": (
        "admin",
        lambda w, _c, _t: _views(w, "Leo").save([ViewDraft("All", "is:open")], is_team=True),
    ),
    "a playbook": (
        "manager",
        lambda w, _c, _t: PlaybookEditService(w.store, w.actor("Leo"), w.clock).add("Rescue"),
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_d1_whoever_may_act_may_take_it_back_and_do_it_again(
    workspace: Workspace, name: str
) -> None:
    """Decision 11: undo and redo need the rights of the act, and no others."""
    role, act = ACTS[name]
    cta = workspace.add_cta(who="Leo")
    task = workspace.add_task(cta, "Call", "Leo")
    workspace.add_task(cta, "Write", "Ana")
    _become(workspace, "Leo", role)
    before = workspace.domain()
    act(workspace, cta, task)
    after = workspace.domain()
    workspace.history("Leo").undo()
    assert workspace.domain() == before
    workspace.history("Leo").redo()
    assert workspace.domain() == after


@pytest.mark.parametrize("name", [name for name in ACTS if "own" not in name])
def test_d1_an_act_is_not_taken_back_without_its_right(workspace: Workspace, name: str) -> None:
    role, act = ACTS[name]
    cta = workspace.add_cta(who="Leo")
    task = workspace.add_task(cta, "Call", "Leo")
    _become(workspace, "Leo", role)
    act(workspace, cta, task)
    after = workspace.domain()
    _become(workspace, "Leo", "viewer")
    with pytest.raises(NotPermitted):
        workspace.history("Leo").undo()
    assert workspace.domain() == after


def test_d1_undo_on_ones_own_task_asks_for_others_when_it_became_theirs(
    workspace: Workspace,
) -> None:
    task = workspace.add_task(workspace.add_cta(), "Call", "Leo")
    _become(workspace, "Leo", "sales")
    workspace.tasks("Leo").complete([task])
    workspace.tasks().assign([task], [workspace.people["Ana"]])
    with pytest.raises(NotPermitted, match="edit tasks of others"):
        workspace.history("Leo").undo()


def test_d1_writing_over_what_others_set_needs_the_right_to_edit(workspace: Workspace) -> None:
    _become(workspace, "Leo", "sales")
    cta = _add_for(workspace, "Leo", "Ana")
    workspace.ctas().edit([cta], {"name": "Ana's words"})
    with pytest.raises(NotPermitted, match="edit CTAs"):
        workspace.history("Leo").undo(1, OnChange.OVERWRITE)
    assert workspace.row("cta", cta)["name"] == "Ana's words"
