"""The toast: one, the newest, six seconds; failures stay."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from cockpit_widgets.frame import toast as toast_module
from cockpit_widgets.frame.toast import Toast, ToastKind, ToastText, is_cut, toast_line
from tests.widgets.host import HOSTILE, Host, drive, texts

DONE = ToastText("Done “Joint call with sales”, Globex", key="u", key_label="undo")


def test_it_says_what_was_done_and_the_key_that_takes_it_back() -> None:
    toast = Toast()

    async def steps(pilot: Pilot[Any]) -> None:
        assert not toast.display
        toast.place(1, 3, 60)
        toast.show(DONE)
        await pilot.pause()
        assert texts(toast)[0].startswith(" ✓ Done “Joint call with sales”, Globex  u undo")
        assert (toast.region.x, toast.region.y, toast.region.width) == (1, 3, 60)

    drive(Host(toast), steps, (80, 5))


def test_the_newest_wins_and_a_long_one_keeps_its_key() -> None:
    toast = Toast()

    async def steps(pilot: Pilot[Any]) -> None:
        toast.place(0, 0, 40)
        toast.show(DONE)
        toast.show(ToastText(HOSTILE, key="u", key_label="undo"))
        await pilot.pause()
        assert texts(toast)[-1].endswith("  u undo ")
        assert "Done" not in texts(toast)[0]
        toast.place(0, 0, 80)
        await pilot.pause()
        assert texts(toast)[-1].endswith("  u undo ")
        assert toast.region.height <= 4

    drive(Host(toast), steps, (80, 5))


def test_where_it_is_narrow_what_was_done_is_told_on_three_lines() -> None:
    """Beside the list of 100 columns it stands in the pane: the value comes before any cut."""
    toast = Toast()

    async def steps(pilot: Pilot[Any]) -> None:
        toast.place(61, 28, 37)
        words = "Due date set to Fri 27 Nov: “Upsell: analytics add-on, budget confirmed”"
        toast.show(ToastText(words, key="u", key_label="undo"))
        await pilot.pause()
        first, second, third = (line.strip() for line in texts(toast))
        assert first == "✓ Due date set to Fri 27 Nov:"
        assert second == "“Upsell: analytics add-on, budget"
        assert third.startswith("confirmed”")
        assert third.endswith("u undo")
        assert (toast.region.y, toast.region.height) == (26, 3)

    drive(Host(toast), steps, (100, 30))


@pytest.mark.parametrize(
    ("width", "words"),
    [
        (39, "Saved the view My owner list"),
        (
            80,
            "Closed “Scope of phase two unclear”, Jodłowiec Energia Sp. z o.o. 7 tasks stay open.",
        ),
    ],
)
def test_what_one_line_does_not_hold_is_told_whole_on_two(width: int, words: str) -> None:
    toast = Toast()

    async def steps(pilot: Pilot[Any]) -> None:
        toast.place(0, 3, width)
        toast.show(ToastText(words, key="u", key_label="undo"))
        await pilot.pause()
        first, second = (line.strip() for line in texts(toast))
        assert f"{first} {second}".startswith(f"✓ {words}")
        assert second.endswith("u undo")

    drive(Host(toast), steps, (80, 5))


def test_it_goes_by_itself_but_a_failure_stays_until_it_is_sent_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(toast_module, "SECONDS_SHOWN", 0.01)
    toast = Toast()
    app = Host(toast)

    async def steps(pilot: Pilot[Any]) -> None:
        toast.show(DONE)
        while toast.display:
            await pilot.pause()
        assert len(app.of(Toast.Gone)) == 1
        toast.show(ToastText("Salesforce refused “Call”.", ToastKind.FAILED))
        assert toast._timer is None
        await pilot.pause()
        assert texts(toast)[0].startswith(" × Salesforce refused “Call”.  Esc close")
        assert toast.dismiss()
        assert not toast.dismiss()

    drive(app, steps, (80, 5))


def test_it_stands_on_the_last_row_but_never_over_the_cursor() -> None:
    assert toast_line(10, 22, 23) == 22
    assert toast_line(22, 22, 23) == 23
    assert toast_line(None, 22, 23) == 22


def test_a_failure_is_told_whole_on_up_to_three_lines_with_its_key_on_the_last() -> None:
    toast = Toast()
    words = "“Call” is a task already. Nothing was changed. Choose another one, and try again."

    async def steps(pilot: Pilot[Any]) -> None:
        toast.place(0, 4, 50)
        toast.show(ToastText(words, ToastKind.FAILED))
        await pilot.pause()
        assert " ".join(" ".join(texts(toast)).split()) == f"× {words} Esc close"
        assert texts(toast)[-1].endswith("Esc close ")
        assert (toast.region.y, toast.region.height) == (5 - len(texts(toast)), len(texts(toast)))
        toast.show(DONE)
        await pilot.pause()
        assert (toast.region.y, toast.region.height) == (4, 1)

    drive(Host(toast), steps, (80, 5))


def test_what_four_narrow_lines_do_not_hold_is_known() -> None:
    words = "Applied “Renewal” to “Scope of phase two unclear”, Jodłowiec Energia Sp. z o.o. "
    text = ToastText(words + "CTA-59 is due before its last task. " * 2, key="u", key_label="undo")
    assert is_cut(text, 37)
    assert not is_cut(text, 100)
    assert not is_cut(DONE, 37)
