"""A form, filled in with the day of the program and its first weekday."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from msgspec.structs import replace

from cockpit_tui.domain.days.date_words import parse_date
from cockpit_tui.domain.errors import CockpitError, StoreError
from cockpit_tui.screens.verbs.verb_runner import VerbRunner
from cockpit_widgets.dialogs.form_dialog import FormCheck, FormDialog
from cockpit_widgets.dialogs.form_fields import FormField

Typed = Mapping[str, object]
"""Key to value of all fields."""


async def filled(
    run: VerbRunner,
    title: str,
    fields: Sequence[FormField],
    verb: str,
    aside: str = "",
    check: FormCheck | None = None,
    *,
    is_past: bool = False,
    typed: Typed | None = None,
) -> Typed | None:
    """What the fields hold; None when the form was left. `is_past`: its days look back. `typed`:
    what they held before, and could not be saved."""
    today = run.session.clock.today()
    if typed is not None:
        fields = [replace(field, value=typed[field.key]) for field in fields]
        aside = "not saved yet"
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
            was_typed=typed is not None,
        )
    )


def asked_again(
    run: VerbRunner, form: Callable[[Typed], Awaitable[None]], typed: Typed
) -> Callable[[CockpitError], bool]:
    """For `VerbRunner.save`: what the database could not take stands in its form again."""

    def otherwise(error: CockpitError) -> bool:
        if type(error) is not StoreError:
            return False
        run.screen.nearest_open.tell_failure(error)
        run.ask_on(partial(form, typed))
        return True

    return otherwise
