"""A form, filled in with the day of the program and its first weekday."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cockpit_tui.domain.days.date_words import parse_date
from cockpit_tui.screens.verbs.verb_runner import VerbRunner
from cockpit_widgets.dialogs.form_dialog import FormCheck, FormDialog
from cockpit_widgets.dialogs.form_fields import FormField


async def filled(
    run: VerbRunner,
    title: str,
    fields: Sequence[FormField],
    verb: str,
    aside: str = "",
    check: FormCheck | None = None,
    *,
    is_past: bool = False,
) -> Mapping[str, object] | None:
    """Key to value of all fields; None when the form was left. `is_past`: its days look back."""
    today = run.session.clock.today()
    return await run.ask(
        FormDialog(
            title,
            fields,
            parse=lambda text: parse_date(text, today, is_past=is_past),
            today=today,
            verb=verb,
            aside=aside,
            check=check,
            first_weekday=run.session.practice.first_weekday,
        )
    )
