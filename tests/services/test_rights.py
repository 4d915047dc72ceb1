"""Rights: every service method asks one, and a refusal names it (decision 11, WP-4)."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import cockpit_tui.services as services_package
from cockpit_tui.domain.errors import NotPermitted
from cockpit_tui.domain.ids import PersonId
from cockpit_tui.domain.permissions import SHIPPED_ROLES, Actor, Right
from cockpit_tui.services.permitted import Service
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


def test_a_viewer_reads_and_changes_nothing(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    before = workspace.domain()
    with pytest.raises(NotPermitted, match="edit cta"):
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
