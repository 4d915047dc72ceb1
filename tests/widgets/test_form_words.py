"""What forms say: beside a field, and in full above the buttons."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from cockpit_tui.domain.days.date_words import parse_date
from cockpit_widgets.dialogs.dialog import DialogLine
from cockpit_widgets.dialogs.form_dialog import FormDialog
from cockpit_widgets.dialogs.form_fields import FieldKind, FormField
from tests.widgets.host import TODAY, Host, drive, texts


def test_what_is_cut_beside_a_field_stands_whole_above_the_buttons_while_one_is_on_it() -> None:
    note = "of an event: daily, weekly mon,thu, monthly 2nd tue … until a day"
    fields = [
        FormField("name", "Name", note="short"),
        FormField("repeat", "Repeat", note=note, example="weekly mon until eoy"),
        FormField("due", "Due", FieldKind.DATE),
    ]

    def told(dialog: FormDialog) -> str:
        return texts(dialog.query_one("#told", DialogLine))[0].strip()

    dialog = FormDialog("Form", fields, parse=partial(parse_date, today=TODAY), today=TODAY)

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.app.push_screen(dialog)
        await pilot.pause()
        assert told(dialog) == ""
        await pilot.press("tab")
        assert told(dialog) == note
        assert "e.g. weekly mon until eoy" in [entry.placeholder for entry in dialog.query(Input)]
        await pilot.press("tab", *"soon enough")
        assert told(dialog).startswith("“soon enough” is not a date. Try ")

    drive(Host(), steps, (84, 24))


def test_cl_21_what_a_text_comes_to_stands_beside_it_with_the_other_values_and_help_below() -> None:
    def understood(values: Mapping[str, object]) -> str:
        return f"{values['rule']} {values['due']}" if values["rule"] else ""

    fields = [
        FormField(
            "rule", "Rule", note="short", help="all that can be typed", understood=understood
        ),
        FormField("due", "Due", FieldKind.DATE, TODAY),
    ]
    dialog = FormDialog("Form", fields, parse=partial(parse_date, today=TODAY), today=TODAY)

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.app.push_screen(dialog)
        await pilot.pause()
        rule = next(row for row in dialog.rows if row.field.key == "rule")
        told = dialog.query_one("#told", DialogLine)
        assert rule.words[0] == "short"
        assert texts(told)[0].strip() == "all that can be typed"
        await pilot.press(*"daily")
        assert rule.words[0] == f"daily {TODAY}"
        assert texts(told)[0].strip() == ""
        await pilot.press("tab", *"+1d")
        assert rule.words[0] == f"daily {parse_date('+1d', TODAY)}"

    drive(Host(), steps, (84, 24))
