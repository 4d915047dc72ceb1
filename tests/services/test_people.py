"""Whose holidays count for whom: said by oneself or by an admin, and taken back (TP-7)."""

from __future__ import annotations

import pytest

from cockpit_tui.domain.errors import InvalidInput, NotPermitted
from cockpit_tui.services.people import PeopleService
from cockpit_tui.services.workspace import sign_in
from cockpit_tui.store.records.people import add_person
from tests.workspace import Workspace


def people(workspace: Workspace, who: str = "Ana") -> PeopleService:
    return PeopleService(workspace.store, workspace.actor(who), workspace.clock, workspace.practice)


def test_tp_7_holidays_are_set_checked_and_taken_back(workspace: Workspace) -> None:
    ana, leo = workspace.people["Ana"], workspace.people["Leo"]
    done = people(workspace).set_holidays([ana, leo], "de-by")
    assert done.label == "Holidays of 2 people: DE-BY"
    assert [workspace.row("person", one)["holidays"] for one in (ana, leo)] == ["DE-BY", "DE-BY"]
    with pytest.raises(InvalidInput, match="DE-QQ"):
        people(workspace).set_holidays([leo], "DE-QQ")
    workspace.history().undo()
    assert workspace.row("person", leo)["holidays"] == ""
    workspace.history().redo()
    people(workspace).set_holidays([leo], "default")
    assert workspace.row("person", leo)["holidays"] == ""
    for word, kept in (("auto", "auto"), ("None", "none")):
        people(workspace).set_holidays([leo], word)
        assert workspace.row("person", leo)["holidays"] == kept


def test_everybody_sets_their_own_an_admin_those_of_others(workspace: Workspace) -> None:
    leo, sam = workspace.people["Leo"], workspace.people["Sam"]
    people(workspace, "Leo").set_holidays([leo], "AT")
    assert workspace.row("person", leo)["holidays"] == "AT"
    with pytest.raises(NotPermitted, match="configure the workspace"):
        people(workspace, "Leo").set_holidays([leo, sam], "AT")
    with pytest.raises(NotPermitted, match="edit tasks"):
        people(workspace, "Vera").set_holidays([workspace.people["Vera"]], "AT")


def test_whoever_acts_is_found_by_a_name_that_begins_beyond_ascii(workspace: Workspace) -> None:
    with workspace.store.write() as connection:
        wanted = add_person(connection, "Álvaro Montañés", email="a@x.example", role="manager")
    for word in ("Álvaro Montañés", "álvaro montañés", "A@X.example"):
        assert sign_in(workspace.store, word).person_id == wanted
    assert sign_in(workspace.store, "005000000000001").person_id == workspace.people["Ana"]
