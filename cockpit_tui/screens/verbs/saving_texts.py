"""Saving a long text that somebody else may have written meanwhile: a person gets both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from cockpit_tui.domain.errors import CockpitError, StoreError, WrittenMeanwhile
from cockpit_tui.domain.line_merge import LONGEST_TEXT
from cockpit_tui.screens.verbs.verb_runner import VerbRunner
from cockpit_tui.services.permitted import Done
from cockpit_widgets.dialogs.text_dialog import TextDialog

Save = Callable[[Mapping[str, Any], Mapping[str, str]], Done]
"""Saves changes; takes the long texts among them as they were when the edit began, too."""


def save_texts(
    run: VerbRunner,
    save: Save,
    changes: Mapping[str, Any],
    since: Mapping[str, str],
    *,
    limit: int = LONGEST_TEXT,
) -> None:
    """Saves one record; where somebody else wrote the same lines of a text, both are shown to be
    settled, and saved then with the other changes. A text that the database could not take is
    shown again, to be saved once it can."""

    def otherwise(error: CockpitError) -> bool:
        if isinstance(error, WrittenMeanwhile):
            run.ask_on(partial(_settle, run, save, changes, since, limit, error))
            return True
        texts = [field for field in since if changes.get(field)]
        if type(error) is not StoreError or not texts:
            return False
        run.screen.nearest_open.tell_failure(error)
        run.ask_on(partial(_again, run, save, changes, since, limit, texts[0]))
        return True

    run.save(lambda: save(changes, since), otherwise=otherwise)


async def _again(
    run: VerbRunner,
    save: Save,
    changes: Mapping[str, Any],
    since: Mapping[str, str],
    limit: int,
    field: str,
) -> None:
    text = await run.ask(
        TextDialog(
            field.capitalize(),
            changes[field],
            is_long=True,
            limit=limit,
            note="not saved: the database could not be used",
            kept=since[field],
        )
    )
    if text is not None:
        save_texts(run, save, {**changes, field: text}, since, limit=limit)


async def _settle(
    run: VerbRunner,
    save: Save,
    changes: Mapping[str, Any],
    since: Mapping[str, str],
    limit: int,
    error: WrittenMeanwhile,
) -> None:
    text = await run.ask(
        TextDialog(
            error.field.capitalize(),
            error.both,
            is_long=True,
            limit=limit,
            note=f"Above yours: what {error.who} wrote",
            kept=error.theirs,
        )
    )
    if text is not None:
        changes, since = {**changes, error.field: text}, {**since, error.field: error.theirs}
        save_texts(run, save, changes, since, limit=limit)
