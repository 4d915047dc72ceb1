"""What a field of a form offers depends on another one, and takes its time to be looked up."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any

from textual.pilot import Pilot

from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.form_dialog import FormDialog
from cockpit_widgets.dialogs.form_fields import FieldKind, FormField
from cockpit_widgets.dialogs.form_row import FormRow
from tests.widgets.host import TODAY, Host, drive, texts

CUSTOMERS = tuple(Choice[object](n, name) for n, name in enumerate(("Globex", "Hooli"), 1))


def said(dialog: FormDialog) -> dict[str, str]:
    return {row.field.key: texts(row.said)[0].strip() for row in dialog.query(FormRow)}


def test_what_is_wrong_with_a_field_stands_there_also_once_its_choices_have_come() -> None:
    """Ctrl+s overtook the look-up; another customer is looked up anew, and nothing is wrong yet."""
    gate = asyncio.Event()

    async def contacts(customer: int) -> list[Choice[object]]:
        await gate.wait()
        return [Choice[object](customer * 10, f"Ada of {customer}")] if customer == 1 else []

    def check(values: Mapping[str, object]) -> Mapping[str, str]:
        return {} if values["contacts"] else {"contacts": "is needed by its type"}

    fields = [
        FormField("customer", "Customer", FieldKind.CHOICE, 1, CUSTOMERS),
        FormField(
            "contacts", "Contacts", FieldKind.SEVERAL, (), within="customer", look_up=contacts
        ),
    ]
    dialog = FormDialog("New", fields, parse=date.fromisoformat, today=TODAY, check=check)

    async def steps(pilot: Pilot[Any]) -> None:
        pilot.app.push_screen(dialog)
        await pilot.pause()
        await pilot.press("ctrl+s")
        assert said(dialog)["contacts"] == "is needed by its type"
        gate.set()
        await pilot.pause()
        await pilot.pause()
        assert said(dialog)["contacts"] == "is needed by its type"
        await pilot.press("shift+tab", "enter", "down", "enter")
        await pilot.pause()
        await pilot.pause()
        assert said(dialog)["contacts"] == "there is none"

    drive(Host(), steps)
