"""Text that databases or terminals choke on is kept and harms nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from cockpit_tui.domain.errors import InvalidInput, InvalidQuery
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.services.ctas import NewCta
from cockpit_tui.services.views import ViewService
from cockpit_tui.store.tables import schema
from tests.workspace import Workspace

HOSTILE = {
    "markup": "[/b] [bold]x",
    "escape": "\x1b]0;owned\x07",
    "right to left": "\u202eevil\u202c",
    "wide": "界" * 300,
    "quotes": "Robert'); DROP TABLE cta;--",
    "emoji": "👩‍👩‍👧‍👦",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_comment_comes_back_as_it_was_written(workspace: Workspace, name: str) -> None:
    cta = workspace.add_cta()
    workspace.ctas().edit([cta], {"comment": HOSTILE[name]})
    assert workspace.row("cta", cta)["comment"] == HOSTILE[name]


def test_a_nul_character_is_made_visible_because_postgresql_cannot_hold_it(
    workspace: Workspace,
) -> None:
    new = NewCta(workspace.accounts["Globex"], "Call\0them", comment="a\0b")
    cta = workspace.ctas().add(new).ids[0]
    workspace.history().undo()
    workspace.history().redo()
    row = workspace.row("cta", cta)
    assert (row["name"], row["comment"]) == ("Call\u2400them", "a\u2400b")


def test_a_lone_surrogate_is_made_visible_because_no_database_can_hold_it(
    workspace: Workspace,
) -> None:
    """What is pasted, or read where UTF-8 was meant and something else came, may hold some."""
    new = NewCta(workspace.accounts["Globex"], "Caf\udce9", comment="a\ud800b")
    cta = CtaId(workspace.ctas().add(new).ids[0])
    workspace.ctas().edit([cta], {"comment": "\ud83d\ude00 \udfff"})
    workspace.history().undo()
    workspace.history().redo()
    row = workspace.row("cta", cta)
    assert (row["name"], row["comment"]) == ("Caf\ufffd", "\ufffd\ufffd \ufffd")


def test_what_is_looked_for_with_a_lone_surrogate_is_refused_in_words(
    workspace: Workspace,
) -> None:
    with pytest.raises(InvalidInput, match="not UTF-8"), workspace.store.read() as connection:
        connection.execute(select(schema.cta.c.id).where(schema.cta.c.name == "Caf\udce9"))


HUGE = {
    "CTA-9999999999": 0,
    "id:CTA-1,CTA-9999999999": 1,
    "health<999999999999b": 1,
    "health=99999999999": 0,
    "-health=99999999999": 2,
    "health:-99999999999..99999999999": 1,
    "nps>-999999999999": 0,
    "arr<999999999999b": 2,
    "count(activities)=999999999999b": 0,
    "count(activities, 30d)<999999999999b": 2,
    "change(arr, 9999d)<-99999999%": 0,
}
"""How many of two CTAs each finds."""


@pytest.mark.parametrize("query", HUGE)
def test_numbers_beyond_every_column_find_what_they_mean(workspace: Workspace, query: str) -> None:
    account = schema.account
    with workspace.store.write() as connection:
        connection.execute(account.update().where(account.c.name == "Globex").values(health=50))
    workspace.add_cta()
    workspace.add_cta(account="Hooli")
    views = ViewService(workspace.store, workspace.actor(), workspace.clock, workspace.practice)
    try:
        found = views.listing(query).total
    except InvalidQuery:
        found = 0
    assert found == HUGE[query]
