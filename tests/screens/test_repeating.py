"""`.` does the last verb again, never the one before it (D7)."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.screens.bench import Bench, picture, press

NOT_REPEATED = [
    (["P", "1", "enter"], "a playbook"),
    (["E", *" renamed", "ctrl+s"], "an edit of several fields"),
    (["t", *"Ask", "ctrl+s"], "a new task"),
    (["n", *"Ask", "ctrl+s"], "a new CTA"),
    (["l", "1", "enter"], "a choice of links"),
    (["at", *"https://example.com", "tab", *"x", "ctrl+s"], "an attachment"),
    (["N", *"Called", "ctrl+s"], "a logged activity"),
]


@pytest.mark.parametrize(("keys", "what"), NOT_REPEATED, ids=[what for _, what in NOT_REPEATED])
def test_d7_what_is_not_repeated_is_not_answered_by_the_verb_before(
    bench: Bench, keys: list[str], what: str
) -> None:
    bench.workspace.add_linkable()

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "f", "j", "j", *keys)
        before = bench.workspace.domain()
        await press(pilot, "j", "j", "full_stop")
        assert bench.workspace.domain() == before, picture(pilot)
        assert f"The last act was {what}, which is not repeated." in picture(pilot)
        await press(pilot, "escape", "p", "1", "k", "k", "full_stop")
        assert "not repeated" not in picture(pilot), picture(pilot)

    bench.drive(steps, (160, 45))


def test_d7_undo_is_no_verb_and_the_one_that_it_took_back_can_be_done_elsewhere(
    bench: Bench,
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "f", "u", "j", "j", "full_stop")
        assert not bench.cta("Usage down")["is_flagged"]
        assert bench.cta("Renewal kick-off")["is_flagged"]

    bench.drive(steps)
