"""Types of CTAs: always shown, filtered by any set of them, and an admin's own beside them."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from cockpit_tui.domain.ids import ValueId
from cockpit_tui.domain.values import GroupBy, Picklist, SortBy
from cockpit_tui.services.ctas import NewCta
from cockpit_tui.services.views import ViewService
from cockpit_tui.store.tables import schema
from tests.workspace import Workspace


def views(workspace: Workspace) -> ViewService:
    return ViewService(workspace.store, workspace.actor(), workspace.clock, workspace.practice)


def add_of_type(workspace: Workspace, type_id: ValueId, name: str) -> None:
    workspace.ctas().add(NewCta(workspace.accounts["Globex"], name, type_id=type_id))


def names(workspace: Workspace, query: str) -> list[str]:
    listing = views(workspace).listing(query, GroupBy.TYPE, SortBy.NAME)
    return [row.name for row in views(workspace).rows(listing.ids)]


@pytest.fixture
def four_types(workspace: Workspace) -> Workspace:
    """A CTA of each shipped type, and one of a type that an admin made."""
    with workspace.store.write() as connection:
        result = connection.execute(
            insert(schema.picklist_value).values(
                picklist=Picklist.CTA_TYPE.value, label="Advocacy", position=99, letter="A"
            )
        )
    assert result.inserted_primary_key is not None
    for label in ("Risk", "Opportunity", "Event"):
        add_of_type(workspace, workspace.value(Picklist.CTA_TYPE, label), label)
    add_of_type(workspace, ValueId(result.inserted_primary_key[0]), "Advocacy")
    return workspace


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Risk", "Opportunity", "Event", "Advocacy"]),
        ("type:risk", ["Risk"]),
        ("type:risk,event", ["Risk", "Event"]),
        ("type:advocacy,opportunity", ["Opportunity", "Advocacy"]),
        ("-type:risk", ["Opportunity", "Event", "Advocacy"]),
    ],
)
def test_cl_5_any_set_of_types_can_be_filtered(
    four_types: Workspace, query: str, expected: list[str]
) -> None:
    assert names(four_types, query) == expected


def test_cl_5_the_type_is_always_shown_by_word_and_letter(four_types: Workspace) -> None:
    listing = views(four_types).listing("", GroupBy.TYPE, SortBy.NAME)
    shown = [(row.type, row.type_letter) for row in views(four_types).rows(listing.ids)]
    assert shown == [("Risk", "R"), ("Opportunity", "O"), ("Event", "E"), ("Advocacy", "A")]
    assert [group.label for group in listing.groups] == [word for word, _ in shown]
