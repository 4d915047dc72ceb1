"""The first run's block, and the sentence for a terminal that is too small."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from cockpit_widgets.frame.fitted_screen import too_small
from cockpit_widgets.frame.notice import Notice, NoticeChoice
from cockpit_widgets.frame.too_small import TooSmall
from tests.widgets.host import HOSTILE, WIDTHS, Host, drive, texts

CHOICES = (
    NoticeChoice("1", "Try the demo", "60 customers and 80 CTAs. " * 4, "ready in 4s"),
    NoticeChoice("2", "Connect to Salesforce", "A browser signs you in.", "2 orgs found"),
    NoticeChoice("3", "Start empty", "Your own customers."),
)


def test_the_block_is_centred_with_the_cursor_on_the_first_choice() -> None:
    notice = Notice()

    async def steps(pilot: Pilot[Any]) -> None:
        notice.show("Welcome to Cockpit", "Your customers.", CHOICES, keys=[("q", "quit")])
        lines = texts(notice)
        title = next(line for line in lines if "Welcome" in line)
        assert title.startswith(" " * 17 + "Welcome to Cockpit")
        demo = next(line for line in lines if "Try the demo" in line)
        assert demo.startswith(" " * 15 + "▌ 1  Try the demo")
        assert demo[: 17 + 66].endswith("ready in 4s")
        assert any("q quit" in line for line in lines)

    drive(Host(notice), steps, (100, 28))


def test_a_choice_is_taken_by_its_key_by_enter_or_by_a_click() -> None:
    notice = Notice()
    app = Host(notice)

    async def steps(pilot: Pilot[Any]) -> None:
        notice.show("Welcome", "Text.", CHOICES)
        await pilot.press("3", "j", "enter")
        y = next(y for y, line in enumerate(texts(notice)) if "Try the demo" in line)
        await pilot.click(notice, offset=(30, y))
        assert [message.key for message in app.of(Notice.Taken)] == ["3", "2", "1"]

    drive(app, steps, (100, 28))


@pytest.mark.parametrize("width", [40, *WIDTHS])
def test_hostile_texts_keep_every_line_whole(width: int) -> None:
    notice = Notice()

    async def steps(pilot: Pilot[Any]) -> None:
        choice = NoticeChoice("1", HOSTILE, HOSTILE, "aside")
        notice.show(HOSTILE, HOSTILE, (choice, choice), keys=[("q", HOSTILE)], foot=HOSTILE)
        texts(notice)

    drive(Host(notice), steps, (width, 60))


def test_below_sixty_by_sixteen_one_sentence_says_what_is_needed() -> None:
    assert too_small(60, 16) == ""
    assert too_small(59, 30).startswith("The cockpit needs 60 columns and 16 lines")
    small = TooSmall(too_small)

    async def steps(pilot: Pilot[Any]) -> None:
        said = " ".join(line.strip() for line in texts(small)).strip()
        assert said == too_small(30, 6)

    drive(Host(small), steps, (30, 6))
