"""Whether settings fit the rest: a theme that can be shown, keys that do not clash.

What a setting may be by itself is checked when it is read (`loading.py`); this looks at what it
names, and so needs more of the program.
"""

from __future__ import annotations

from cockpit_themes.errors import ThemeError
from cockpit_themes.registry import load_theme
from cockpit_tui.commands import COMMANDS, DEMO, Command, tab_commands, with_keymap
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.paths import Paths
from cockpit_tui.settings.loading import Resolved
from cockpit_tui.terminal.colours import AUTOMATIC


def all_commands() -> tuple[Command, ...]:
    """Every command of the cockpit's screen, the tabs' digits among them."""
    return (*COMMANDS, *DEMO, *tab_commands())


def refuse_unfit(resolved: Resolved, paths: Paths) -> None:
    """Raises InvalidInput that names where the setting comes from and what is wrong with it."""
    refuse_unfit_theme(resolved, paths)
    refuse_unfit_locale(resolved)
    refuse_unfit_holidays(resolved)
    refuse_unfit_keys(resolved)


def refuse_unfit_theme(resolved: Resolved, paths: Paths) -> None:
    """Raises InvalidInput for a theme that is not there or cannot be used."""
    name = resolved.configuration.ui.theme
    if name == AUTOMATIC:
        return
    try:
        load_theme(name, paths.user_themes)
    except ThemeError as error:
        source = _source_of(resolved, "ui.theme")
        hint = f"Did you mean `{error.nearest}`?" if error.nearest else "`auto` always works."
        words = str(error).removesuffix(f" {hint}")
        raise InvalidInput(f"{source}: ui.theme: {words}", hint) from error


def refuse_unfit_locale(resolved: Resolved) -> None:
    """Raises InvalidInput for a locale that there is not."""
    from cockpit_tui.settings.locales import locale_name, style_of

    setting = resolved.configuration.ui.locale
    name = locale_name(setting, {})
    if not setting or not name:
        return
    try:
        style_of(name)
    except InvalidInput as error:
        source = _source_of(resolved, "ui.locale")
        raise InvalidInput(f"{source}: ui.locale: {error.message}", error.hint) from error


def refuse_unfit_holidays(resolved: Resolved) -> None:
    """Raises InvalidInput for a place whose holidays nobody knows."""
    from cockpit_tui.domain.days.public_holidays import checked_place

    try:
        checked_place(resolved.configuration.tasks.holidays)
    except InvalidInput as error:
        source = _source_of(resolved, "tasks.holidays")
        raise InvalidInput(f"{source}: tasks.holidays: {error.message}", error.hint) from error


def _source_of(resolved: Resolved, key: str) -> str:
    return next(entry.source for entry in resolved.settings if entry.key == key)


def refuse_unfit_keys(resolved: Resolved) -> None:
    """Raises InvalidInput for an unknown command, a key never sent, two commands on one key."""
    try:
        with_keymap(all_commands(), resolved.configuration.keys)
    except InvalidInput as error:
        sources = [
            entry.source
            for entry in resolved.settings
            if f"`{entry.key.removeprefix('keys.')}`" in error.message
        ]
        where = f"{sources[0]}: " if sources else ""
        raise InvalidInput(f"{where}{error.message}", error.hint) from error
