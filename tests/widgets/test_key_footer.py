"""The footer."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from cockpit_widgets.frame.key_footer import KeyFooter
from tests.widgets.host import WIDTHS, Host, drive, texts

KEYS = [(key, f"verb {key}") for key in "abcdefghijklmnop"]


@pytest.mark.parametrize("width", WIDTHS)
def test_as_many_keys_as_fit_and_help_last(width: int) -> None:
    footer = KeyFooter()

    async def steps(pilot: Pilot[Any]) -> None:
        footer.show(KEYS, marked=1234)
        text = texts(footer)[0]
        assert text.startswith(" ● 1,234 marked   a verb a  b verb b")
        assert text.endswith(" ? help ")
        assert "…" not in text

    drive(Host(footer), steps, (width, 3))


def test_a_refused_verb_is_faint_and_the_reason_is_said() -> None:
    footer = KeyFooter()

    async def steps(pilot: Pilot[Any]) -> None:
        footer.show(KEYS[:2], aside="read-only: edits are kept, not sent", refused=frozenset("a"))
        strip = footer.render_line(0)
        styles = {segment.text: segment.style for segment in strip}
        assert not styles["a"].bold  # type: ignore[union-attr]
        assert styles["b"].bold  # type: ignore[union-attr]
        assert strip.text.endswith("read-only: edits are kept, not sent   ? help ")

    drive(Host(footer), steps, (100, 3))
