"""Pickers of one, of several and of dates."""

from __future__ import annotations

import asyncio
import calendar
from datetime import date, timedelta
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.screen import ModalScreen

from cockpit_tui.domain.days.date_words import EXAMPLES
from cockpit_tui.domain.errors import InvalidInput
from cockpit_widgets.dialogs.choice_list import Choice, ChoiceList, matches
from cockpit_widgets.dialogs.date_picker import DatePicker, to_distance, usual_days
from cockpit_widgets.dialogs.dialog import DialogLine
from cockpit_widgets.dialogs.find_picker import FindPicker
from cockpit_widgets.dialogs.picker import (
    Again,
    Picker,
    PickerBase,
    SeveralPicker,
    TogglePicker,
)
from tests.widgets.host import HOSTILE, TODAY, Host, drive, texts

PEOPLE = [
    Choice(1, "Maria Chen", detail="CSM"),
    Choice(2, "Leo Wirth", detail="Sales"),
    Choice(3, "Ana Pires", detail="CSM"),
    Choice(4, "小林 葵", detail="CSM"),
    Choice(5, "Mariana Alves", detail="Sales"),
]
STATUSES = [Choice("new", "New", "n"), Choice("open", "Open", "o"), Choice("shut", "Closed", "c")]
NOT_LEFT = object()


def answer(screen: ModalScreen[Any], *keys: str, size: tuple[int, int] = (100, 30)) -> Any:
    """What the dialog gives back after these keys; NOT_LEFT while it is still open."""
    app = Host()
    given: list[Any] = []

    async def steps(pilot: Pilot[Any]) -> None:
        app.push_screen(screen, given.append)
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
        await pilot.pause()
        for part in screen.query(ChoiceList):
            texts(part)

    drive(app, steps, size)
    return given[0] if given else NOT_LEFT


def test_enter_gives_the_row_under_the_cursor() -> None:
    assert answer(Picker("Owner", PEOPLE), "down", "enter") == 2


def test_the_cursor_starts_on_what_is_set_now() -> None:
    assert answer(Picker("Owner", PEOPLE, current=3), "enter") == 3


def test_escape_gives_nothing() -> None:
    assert answer(Picker("Owner", PEOPLE), "down", "escape") is None


def test_letters_find_and_enter_takes_the_best() -> None:
    assert answer(Picker("Owner", PEOPLE), *"wir", "enter") == 2
    assert answer(Picker("Owner", PEOPLE), *"ana", "enter") == 3
    assert answer(Picker("Owner", PEOPLE), *"pirse", "enter") == 3


def test_enter_on_nothing_found_keeps_the_picker_open() -> None:
    assert answer(Picker("Owner", PEOPLE), *"zzzz", "enter") is NOT_LEFT


def test_a_rows_own_key_takes_it_at_once_unless_something_was_typed() -> None:
    assert answer(Picker("Status", STATUSES), "c") == "shut"
    assert answer(Picker("Status", STATUSES), "p", "e") is NOT_LEFT
    assert answer(Picker("Status", STATUSES), "p", "e", "enter") == "open"


def test_matches_put_beginnings_before_insides_before_misspellings() -> None:
    assert [choice.value for choice in matches(PEOPLE, "ar")] == [1, 5]
    assert next(choice.value for choice in matches(PEOPLE, "a")) == 3
    assert [choice.value for choice in matches(PEOPLE, "sales")] == [2, 5]
    assert [choice.value for choice in matches(PEOPLE, "小")] == [4]
    assert matches(PEOPLE, "") == PEOPLE
    zofie = Choice(6, "Žofie Ł", words="Łódź")
    for sought in ("zof", "Žof", "zofie l", "lodz"):
        assert matches([*PEOPLE, zofie], sought)[0] is zofie


def test_tab_takes_several_in_order_and_enter_gives_them() -> None:
    picker = SeveralPicker("Assignees", PEOPLE, taken=(3,))
    assert answer(picker, "up", "up", "tab", "down", "tab", "enter") == (3, 1, 2)
    assert answer(SeveralPicker("Assignees", PEOPLE, taken=(1,)), "tab", "down", "enter") == (2,)


@pytest.mark.parametrize(
    ("taken", "keys", "given"),
    [
        ((3,), ("enter",), (3,)),
        ((3,), (*"leo", "enter"), (2,)),
        ((3, 1), (*"leo", "enter"), (2,)),
        ((3, 1), (*"maria c", "enter"), (3, 1)),
        ((3,), ("up", "enter"), (2,)),
        ((3,), (*"leo", "tab", "enter"), (3, 2)),
        ((3,), (*"leo", "tab", *"maria c", "enter"), (3, 2, 1)),
        ((), (*"leo", "tab", *"maria c", "enter"), (2, 1)),
        ((), (*"leo", "tab", "down", "enter"), (2,)),
        ((3,), ("tab", *"leo", "enter"), (2,)),
        ((3,), (*"zzz", "enter"), NOT_LEFT),
    ],
)
def test_enter_takes_the_name_that_was_typed(
    taken: tuple[int, ...], keys: tuple[str, ...], given: tuple[int, ...]
) -> None:
    """In place of those from before, or besides those that Tab took just now."""
    assert answer(SeveralPicker("Assignees", PEOPLE, taken=taken), *keys) == given


def test_the_picker_says_what_enter_would_take() -> None:
    app = Host()
    said: list[str] = []

    async def steps(pilot: Pilot[Any]) -> None:
        picker = SeveralPicker("Assignees", PEOPLE, taken=(3,))
        app.push_screen(picker)
        await pilot.pause()
        for keys in ((), tuple("leo"), ("tab",), tuple("maria c")):
            await pilot.press(*keys)
            await pilot.pause()
            said.append(texts(picker.query_one("#note", DialogLine))[0].strip())

    drive(app, steps, (100, 30))
    assert said == [
        "Enter keeps Ana Pires",
        "Enter: Leo Wirth in place of Ana Pires",
        "Enter: Ana Pires, Leo Wirth",
        "Enter: Ana Pires, Leo Wirth, Maria Chen",
    ]


@pytest.mark.parametrize(
    ("keys", "given"),
    [((*"open", "enter"), ["new", "open"]), ((*"new", "enter"), ["new"]), (("enter",), ["new"])],
)
def test_enter_in_a_list_to_tick_also_takes_what_was_typed(
    keys: tuple[str, ...], given: list[str]
) -> None:
    many = [Choice(word, word) for word in ("new", "open", "shut")]
    assert answer(TogglePicker("Links", many, taken=("new",)), *keys) == tuple(given)


def test_enter_in_a_list_to_tick_ends_nothing_where_nothing_fits_what_was_typed() -> None:
    app = Host()
    given: list[Any] = []
    many = [Choice(word, word) for word in ("new", "open", "shut")]

    async def steps(pilot: Pilot[Any]) -> None:
        picker = TogglePicker("Links", many, taken=("new",))
        app.push_screen(picker, given.append)
        await pilot.pause()
        await pilot.press(*"zzzz", "enter")
        await pilot.pause()
        note = picker.query_one("#note", DialogLine)
        assert "Ctrl+u clears it" in texts(note)[0]
        assert given == []
        await pilot.press("ctrl+u")
        await pilot.pause()
        assert not note.display
        await pilot.press(*"open", "enter")
        await pilot.pause()

    drive(app, steps, (100, 30))
    assert given == [("new", "open")]


def test_a_click_takes_a_row() -> None:
    app = Host()
    given: list[Any] = []

    async def steps(pilot: Pilot[Any]) -> None:
        picker = Picker("Owner", PEOPLE)
        app.push_screen(picker, given.append)
        await pilot.pause()
        await pilot.click(picker.query_one(ChoiceList), offset=(5, 2))
        await pilot.pause()

    drive(app, steps, (100, 30))
    assert given == [3]


@pytest.mark.parametrize(("kind", "taken"), [(Picker, 3), (TogglePicker, None)])
def test_a_click_takes_the_row_that_was_there_though_others_are_shown_meanwhile(
    kind: type[PickerBase[Any, int]], taken: int | None
) -> None:
    """Letters that come right after the click find other rows before it is handled."""
    app = Host()
    given: list[Any] = []

    async def steps(pilot: Pilot[Any]) -> None:
        picker = kind("Owner", PEOPLE)
        app.push_screen(picker, given.append)
        await pilot.pause()
        rows = picker.query_one(ChoiceList)
        rows.on_click(events.Click(rows, 5, 2, 0, 0, 1, False, False, False))
        picker.show_choices(PEOPLE[:1])
        await pilot.pause()

    drive(app, steps, (100, 30))
    assert given == ([] if taken is None else [taken])


@pytest.mark.parametrize("width", [60, 80, 100, 140, 200])
def test_hostile_labels_and_long_lists_keep_the_width_and_the_screen(width: int) -> None:
    many = [Choice(n, f"{n} {HOSTILE}", detail=HOSTILE) for n in range(100)]
    assert answer(Picker(HOSTILE, many), *["down"] * 40, "enter", size=(width, 20)) == 40


def test_it_opens_under_the_cursor_row_where_there_is_room_and_else_in_the_middle() -> None:
    app = Host()

    async def steps(pilot: Pilot[Any]) -> None:
        for anchor, expected in ((5, 6), (28, None)):
            picker = Picker("Owner", PEOPLE, anchor=anchor)
            app.push_screen(picker)
            await pilot.pause()
            box = picker.query_one("#box").region
            assert box.y == (expected or (30 - box.height) // 2)
            assert box.width == 48
            await pilot.press("escape")

    drive(app, steps, (100, 30))


def test_the_list_below_loses_its_bar_and_gets_it_back() -> None:
    from cockpit_widgets.frame.notice import Notice

    first, below = Notice(), Notice()
    app = Host(first, below)

    async def steps(pilot: Pilot[Any]) -> None:
        below.focus()
        await pilot.pause()
        app.push_screen(Picker("Owner", PEOPLE))
        await pilot.pause()
        focus = [(first.has_focus, below.has_focus)]
        await pilot.press("escape")
        await pilot.pause()
        focus.append((first.has_focus, below.has_focus))
        assert focus == [(False, False), (False, True)]

    drive(app, steps)


def parse(text: str) -> date:
    if text == "next week":
        return TODAY + timedelta(days=7)
    if text == "never":
        raise InvalidInput("“never” is no date.", "Try 24 Dec.")
    return date.fromisoformat(text)


DAYS: list[Choice[date | Again]] = [
    Choice(TODAY, "Today", "t"),
    Choice(TODAY + timedelta(days=1), "Tomorrow", "m"),
]


def date_picker() -> DatePicker:
    return DatePicker("Due date", DAYS, parse=parse, today=TODAY, current=TODAY)


def test_d7_a_point_answers_as_the_last_time_where_it_is_offered_and_types_elsewhere() -> None:
    again: Choice[date | Again] = Choice(Again.AS_LAST_TIME, "Mon 30 Nov", key=".")
    offering = DatePicker("Due date", DAYS, parse=parse, today=TODAY, again=again)
    assert answer(offering, "full_stop") is Again.AS_LAST_TIME
    typed = DatePicker("Due date", DAYS, parse=parse, today=TODAY, again=again)
    assert answer(typed, "2", "full_stop", "escape") is None
    assert answer(date_picker(), "full_stop", "escape") is None


def test_a_date_is_taken_by_its_key_in_words_or_in_figures() -> None:
    assert answer(date_picker(), "m") == TODAY + timedelta(days=1)
    words = [("space" if letter == " " else letter) for letter in "next week"]
    assert answer(date_picker(), *words, "enter") == TODAY + timedelta(days=7)
    assert answer(date_picker(), *"2026-12-01", "enter") == date(2026, 12, 1)
    assert answer(date_picker(), *"Tom", "enter") == TODAY + timedelta(days=1)


def test_what_was_understood_shows_while_typing_and_so_does_what_is_wrong() -> None:
    app = Host()

    async def steps(pilot: Pilot[Any]) -> None:
        picker = date_picker()
        app.push_screen(picker)
        await pilot.pause()
        await pilot.press(*"2026-12-01")
        assert texts(picker.query_one(ChoiceList))[0].strip().startswith("▌ Tue 1 Dec")
        assert "in 8d" in texts(picker.query_one(ChoiceList))[0]
        await pilot.press("ctrl+u", *"never")
        await pilot.pause()
        assert "“never” is no date." in texts(picker.query_one("#note", DialogLine))[0]
        await pilot.press("enter")
        assert app.screen is picker
        await pilot.press("ctrl+u", *"2026-12-2", "enter")
        assert app.screen is picker, "half a date is no other day"

    drive(app, steps)


def test_no_day_in_words_begins_with_the_key_of_a_usual_day() -> None:
    """CD-5: `24 nov`, `tomorrow`, `mon` can be typed straight on."""
    names = [*calendar.day_name, *calendar.month_name[1:], *EXAMPLES.split(", "), "yesterday"]
    beginnings = {name[0].lower() for name in names} | set("0123456789+-")
    assert not beginnings & {row.key for row in usual_days(TODAY)}


def test_distances() -> None:
    assert [to_distance(TODAY + timedelta(days=n), TODAY) for n in (0, 8, -3)] == [
        "today",
        "in 8d",
        "3d ago",
    ]


def test_enter_waits_for_what_fits_all_that_was_typed() -> None:
    """No row of fewer letters is taken while the last ones are still looked up."""
    gates: dict[str, asyncio.Event] = {}
    given: list[Any] = []

    async def find(text: str) -> list[Choice[str]]:
        gate = gates.setdefault(text, asyncio.Event())
        await gate.wait()
        return [Choice(f"of {text}", HOSTILE)]

    app = Host()

    async def steps(pilot: Pilot[Any]) -> None:
        app.push_screen(FindPicker("Find", find), given.append)
        await pilot.pause()
        gates[""].set()
        await pilot.press("a", "b", "enter")
        gates["ab"].set()
        await pilot.pause()
        await pilot.pause()
        assert given == ["of ab"]

    drive(app, steps, (100, 30))


def test_a_look_up_that_fails_says_so_and_escape_leaves() -> None:
    async def find(_text: str) -> list[Choice[int]]:
        raise InvalidInput("The database does not answer.")

    app = Host()
    given: list[Any] = []

    async def steps(pilot: Pilot[Any]) -> None:
        app.push_screen(FindPicker("Find", find), given.append)
        await pilot.pause()
        await pilot.press("enter")
        note = app.screen.query_one("#note", DialogLine)
        assert "The database does not answer." in texts(note)[0]
        await pilot.press("escape")
        assert given == [None]

    drive(app, steps, (100, 30))
