"""Text that databases or terminals choke on is kept and harms nothing."""

from __future__ import annotations

import pytest

from cockpit_tui.services.ctas import NewCta
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
