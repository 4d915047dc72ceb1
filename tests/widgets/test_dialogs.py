"""Dialogs for text, forms, previews and help."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.dialog import DialogButtons, DialogLine
from cockpit_widgets.dialogs.form_dialog import FormDialog
from cockpit_widgets.dialogs.form_fields import FieldKind, FieldLine, FormField
from cockpit_widgets.dialogs.form_row import FormRow
from cockpit_widgets.dialogs.help_dialog import HelpDialog, HelpRow, HelpRows
from cockpit_widgets.dialogs.preview_body import Preview, PreviewBody, PreviewOption, PreviewRow
from cockpit_widgets.dialogs.preview_dialog import PreviewAnswer, PreviewDialog
from cockpit_widgets.dialogs.text_dialog import TextDialog
from cockpit_widgets.drawing.line_widget import LineWidget
from tests.widgets.host import HOSTILE, TODAY, Host, drive, texts
from tests.widgets.test_pickers import NOT_LEFT, answer


def test_one_line_is_taken_with_enter_and_several_with_ctrl_s() -> None:
    assert answer(TextDialog("Name", "Usage"), "space", "x", "enter") == "Usage x"
    long = TextDialog("Comment", "One", is_long=True)
    assert answer(long, "enter", *"two", "ctrl+s") == "One\ntwo"
    assert answer(TextDialog("Name", "Usage"), "escape") is None


def test_one_esc_loses_nothing_that_was_typed() -> None:
    """The first says so, the second leaves; typing on, or back to what was there, disarms it."""
    text = ("x", "escape")
    assert answer(TextDialog("Name", "Usage"), *text) is NOT_LEFT
    assert answer(TextDialog("Name", "Usage"), *text, "escape") is None
    assert answer(TextDialog("Name", "Usage"), *text, "y", "escape") is NOT_LEFT
    assert answer(TextDialog("Name", "Usage"), "x", "backspace", "escape") is None
    assert answer(form(), "escape") is None
    chosen = ("tab", "enter", "down", "enter", "escape")
    assert answer(form(), *chosen) is NOT_LEFT
    assert answer(form(), *chosen, "escape") is None
    app = Host()

    async def steps(pilot: Pilot[Any]) -> None:
        dialog = form()
        app.push_screen(dialog)
        await pilot.press("x", "escape")
        buttons = dialog.query_one(DialogButtons)
        assert texts(buttons)[0].strip() == "Esc again throws away what you typed"
        await pilot.press("y")
        assert "Save" in texts(buttons)[0]

    drive(app, steps)


def test_a_text_that_is_too_long_or_wrong_is_explained_and_not_taken() -> None:
    app = Host()

    def check(text: str) -> str:
        return "" if text.strip() else "A name is needed."

    async def steps(pilot: Pilot[Any]) -> None:
        dialog = TextDialog("Name", "abcd", limit=5, check=check)
        app.push_screen(dialog)
        await pilot.pause()
        note = dialog.query_one("#note", DialogLine)
        await pilot.press("e", "f")
        assert "1 character too many" in texts(note)[0]
        assert texts(note)[0].endswith("6/5")
        await pilot.press("enter", *["backspace"] * 6, "enter")
        assert "A name is needed." in texts(note)[0]
        assert app.screen is dialog

    drive(app, steps)


def test_text_from_outside_is_edited_as_it_is() -> None:
    assert answer(TextDialog("Name", "[b]x[/b] 漢"), "enter") == "[b]x[/b] 漢"


PEOPLE = tuple(Choice[object](n, name) for n, name in ((1, "Maria Chen"), (2, "Leo Wirth")))
FIELDS = (
    FormField("name", "Name", is_required=True, limit=8),
    FormField("account", "Customer", FieldKind.CHOICE, None, PEOPLE, is_required=True),
    FormField("due", "Due", FieldKind.DATE, TODAY),
    FormField("owners", "Owners", FieldKind.SEVERAL, (1,), PEOPLE),
    FormField("comment", "Comment", FieldKind.LONG, "Hello"),
    FormField("source", "Source", value="manual", refusal="set by the rule"),
)


def form(**more: Any) -> FormDialog:
    return FormDialog("New CTA", FIELDS, parse=date.fromisoformat, today=TODAY, **more)


def said(dialog: FormDialog) -> dict[str, str]:
    return {row.field.key: texts(row.said)[0].strip() for row in dialog.query(FormRow)}


def test_cl_20_a_form_is_filled_in_from_the_keyboard_alone() -> None:
    """CL-20: name, customer, due date, comment and owner."""
    keys = [*"Save it", "tab", "enter", "down", "enter", "tab", "end", *["backspace"] * 10]
    keys = [("space" if key == " " else key) for key in keys]
    keys += [*"2026-12-01", "tab", "space", "down", "tab", "enter", "tab", *"!", "ctrl+s"]
    values = answer(form(), *keys)
    assert dict(values) == {
        "name": "Save it",
        "account": 2,
        "due": date(2026, 12, 1),
        "owners": (1, 2),
        "comment": "Hello!",
        "source": "manual",
    }
    with pytest.raises(TypeError):
        values["name"] = "x"


def test_a_letter_in_a_field_that_is_chosen_opens_its_picker_instead_of_vanishing() -> None:
    keys = [*"Save it", "tab", "l", "down", "enter", "ctrl+s"]
    found = answer(form(), *keys)
    assert isinstance(found, Mapping)
    assert found["account"] == 2


def test_complaints_stand_beside_their_fields_and_the_first_gets_the_focus() -> None:
    app = Host()

    async def steps(pilot: Pilot[Any]) -> None:
        dialog = form()
        app.push_screen(dialog)
        await pilot.pause()
        assert said(dialog)["source"] == "set by the rule"
        dialog.query_one("#field-due", Input).value = "soon"
        await pilot.pause()
        assert said(dialog)["due"].startswith("Invalid isoformat")
        dialog.query_one("#field-due", Input).value = "2026-12-01"
        await pilot.pause()
        assert said(dialog)["due"] == "Tue 1 Dec, in 8d"
        dialog.query_one("#field-comment", TextArea).focus()
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert (said(dialog)["name"], said(dialog)["account"]) == ("is needed", "is needed")
        assert dialog.focused is dialog.query_one("#field-name")
        await pilot.press(*"123456789", "enter")
        assert said(dialog)["name"] == "1 character too many"
        assert isinstance(dialog.focused, FieldLine)
        await pilot.press("escape", "escape")
        assert app.screen is not dialog

    drive(app, steps)


def test_what_is_typed_on_a_chosen_field_begins_its_picker() -> None:
    people = tuple(Choice[object](n, name) for n, name in enumerate(("Ana", "Leo", "Lena"), 1))
    given: list[Mapping[str, object] | None] = []
    app = Host()

    async def steps(pilot: Pilot[Any]) -> None:
        owner = FormField("owner", "Owner", FieldKind.CHOICE, 1, people)
        app.push_screen(
            FormDialog("Edit", [owner], parse=date.fromisoformat, today=TODAY), given.append
        )
        await pilot.pause()
        await pilot.press("l")
        await pilot.pause()
        await pilot.press("e", "n", "enter")
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()

    drive(app, steps)
    assert given == [{"owner": 3}]


def test_fields_that_do_not_go_together_are_refused_by_the_caller() -> None:
    def check(values: Mapping[str, object]) -> Mapping[str, str]:
        return {"due": "before the task of 2 Dec"} if values["due"] == TODAY else {}

    app = Host()

    async def steps(pilot: Pilot[Any]) -> None:
        fields = tuple(replace(field, is_required=False) for field in FIELDS)
        dialog = FormDialog("Edit", fields, parse=date.fromisoformat, today=TODAY, check=check)
        app.push_screen(dialog)
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert said(dialog)["due"].startswith("before the task of")

    drive(app, steps)


def preview(on: frozenset[str] = frozenset({"tasks"}), rows: int = 5) -> Preview:
    moved = tuple(
        PreviewRow(f"CTA {n}", "Globex", "20 Nov", "Fri 27 Nov", "4") for n in range(rows)
    )
    return Preview(
        f"Move the due date of {rows} CTAs by 7 days",
        f"Move {rows} CTAs",
        (*moved, PreviewRow("Not mine", "Hooli", "", "", is_left_out=True)),
        ("CTA", "Customer", "Due", "Tasks"),
        (
            PreviewOption("tasks", "also move their 14 open tasks", is_on=True),
            PreviewOption("tell", "tell the owners"),
        ),
        (
            ("Salesforce", f"{9 if 'tasks' in on else 0} tasks are updated in Demo · SANDBOX"),
            ("Not checked", "the org's validation rules, triggers and flows"),
        ),
    )


def test_cl_22_a_preview_shows_old_and_new_and_what_is_left_out() -> None:
    """CL-22: a bulk change shows first what will change."""
    app = Host()

    async def steps(pilot: Pilot[Any]) -> None:
        dialog = PreviewDialog(preview())
        app.push_screen(dialog)
        await pilot.pause()
        lines = texts(dialog.query_one(PreviewBody))
        assert lines[1].startswith("CTA 0")
        assert "20 Nov → Fri 27 Nov     4" in lines[1]
        bold = [s.text for s in dialog.query_one(PreviewBody).render_line(1) if s.style.bold]  # type: ignore[union-attr]
        assert bold == ["Fri 27 Nov"]
        assert "× left out" in lines[6]
        assert lines[8].startswith("[x] also move")
        buttons = texts(dialog.query_one(DialogButtons))[0]
        assert buttons.startswith(" Enter  Move 5 CTAs    Esc  Cancel ")
        assert buttons.endswith("one undo takes it back: u")

    drive(app, steps, (100, 30))


def test_options_are_switched_revise_the_preview_and_come_back_with_the_answer() -> None:
    seen: list[frozenset[str]] = []

    def revise(on: frozenset[str]) -> Preview:
        seen.append(on)
        return preview(on)

    dialog = PreviewDialog(preview(), revise=revise)
    given = answer(dialog, "space", "down", "space", "enter")
    assert given == PreviewAnswer(frozenset({"tell"}))
    assert seen == [frozenset(), frozenset({"tell"})]
    assert answer(PreviewDialog(preview()), "escape") is None


def test_a_preview_without_anything_to_do_cannot_be_accepted() -> None:
    nothing = replace(preview(), verb="")
    assert answer(PreviewDialog(nothing), "enter") is NOT_LEFT


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (100, 30), (200, 50)])
def test_a_thousand_rows_are_paged_within_the_screen(size: tuple[int, int]) -> None:
    app = Host()

    async def steps(pilot: Pilot[Any]) -> None:
        many = preview(rows=1000)
        hostile = PreviewRow(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
        dialog = PreviewDialog(replace(many, rows=(hostile, *many.rows), facts=many.facts))
        app.push_screen(dialog)
        await pilot.pause()
        body = dialog.query_one(PreviewBody)
        assert dialog.query_one("#box").region.height <= size[1] - 4
        assert any("of 1,002: PgDn" in line for line in texts(body))
        await pilot.press("pagedown", "pagedown")
        assert not any(line.startswith("CTA 0 ") for line in texts(body))
        buttons = dialog.query_one(DialogButtons)
        assert buttons.region.bottom <= dialog.query_one("#box").region.bottom - 1

    drive(app, steps, size)


def test_in_the_smallest_terminal_title_buttons_options_and_the_org_are_in_view() -> None:
    app = Host()

    async def steps(pilot: Pilot[Any]) -> None:
        dialog = PreviewDialog(preview())
        app.push_screen(dialog)
        await pilot.pause()
        body = texts(dialog.query_one(PreviewBody))
        assert [line.split()[0] for line in body[:5]] == ["CTA", "1", "[x]", "[", "Salesforce"]
        assert texts(dialog.query_one(DialogButtons))[0].startswith(" Enter  Move 5 CTAs    Esc  ")
        title = texts(dialog.query(DialogLine).first())[0]
        assert title.startswith("Move the due date of 5 CTAs by 7 days")
        await pilot.press("pagedown", *["pagedown"] * 6)
        assert "and flows" in texts(dialog.query_one(PreviewBody))[-1]

    drive(app, steps, (60, 16))


def test_help_finds_by_word_and_by_key() -> None:
    rows = [
        HelpRow("Move", "gg G", "top, bottom"),
        HelpRow("Act", "c", "close", "with an outcome"),
        HelpRow("Act", "s", "snooze", HOSTILE),
    ]
    app = Host()

    async def steps(pilot: Pilot[Any]) -> None:
        dialog = HelpDialog(rows)
        app.push_screen(dialog)
        await pilot.pause()
        shown = dialog.query_one(HelpRows)
        assert len([line for line in texts(shown) if line.strip()]) == 5
        await pilot.press(*"outcome")
        assert [line.split()[0] for line in texts(shown) if line.strip()] == ["Act", "c"]
        await pilot.press(*["backspace"] * 7, "s")
        assert any(line.startswith("s ") for line in texts(shown))
        await pilot.press("f1")
        assert app.screen is not dialog

    drive(app, steps)


def test_help_scrolls_when_it_is_higher_than_the_screen() -> None:
    rows = [HelpRow("All", str(n), f"verb {n}") for n in range(60)]
    app = Host()

    async def steps(pilot: Pilot[Any]) -> None:
        dialog = HelpDialog(rows)
        app.push_screen(dialog)
        await pilot.pause()
        last = texts(dialog.query_one(DialogButtons))[-1]
        assert "1 to 13 of 61: PgDn, PgUp" in last, "what is not in sight is counted"
        await pilot.press(*["pagedown"] * 9)
        assert "verb 59" in texts(dialog.query_one(HelpRows))[-1]
        assert "49 to 61 of 61" in texts(dialog.query_one(DialogButtons))[-1]
        await pilot.press(*["pageup"] * 9)
        assert texts(dialog.query_one(HelpRows))[0].startswith("All")

    drive(app, steps, (80, 24))


@pytest.mark.parametrize("width", [60, 80, 120])
def test_every_line_of_every_dialog_is_whole_with_hostile_words(width: int) -> None:
    app = Host()

    async def steps(pilot: Pilot[Any]) -> None:
        field = FormField("x", HOSTILE, FieldKind.CHOICE, 1, (Choice(1, HOSTILE),), note=HOSTILE)
        for dialog in (
            TextDialog(HOSTILE, note=HOSTILE),
            FormDialog(HOSTILE, [field], parse=date.fromisoformat, today=TODAY, aside=HOSTILE),
            PreviewDialog(Preview(HOSTILE, "Do it", facts=((HOSTILE, HOSTILE),))),
            HelpDialog([HelpRow(HOSTILE, "x", HOSTILE, HOSTILE)]),
        ):
            app.push_screen(dialog)
            await pilot.pause()
            for part in dialog.query(LineWidget):
                texts(part)
            await pilot.press("escape")

    drive(app, steps, (width, 24))
