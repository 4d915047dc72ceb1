"""The user's own keys, and that no key does two things in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from cockpit_tui.commands.command import Command, Where
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.key_names import FORBIDDEN_KEYS, is_key, key_label, to_key

LIST_KEYS = frozenset(
    {"j", "k", "g", "G", "up", "down", "home", "end", "pageup", "pagedown", "ctrl+d", "ctrl+u"}
)
"""What moves in a list; it takes them before any command does."""
USABLE = "Use a letter, a digit, a function key or ctrl with a letter."


def with_keymap(commands: Iterable[Command], keymap: Mapping[str, str]) -> tuple[Command, ...]:
    """The commands with the user's keys (`"record.close" = "c,f8"`; empty unbinds).

    Raises InvalidInput for an unknown id, a key that no terminal can send or that lists take for
    themselves, and two commands on one key in one place.
    """
    table = {command.id: command for command in commands}
    for command_id, written in keymap.items():
        if command_id not in table:
            import difflib

            near = difflib.get_close_matches(command_id, table, n=1)
            hint = f"Did you mean `{near[0]}`?" if near else "The help page lists every command."
            raise InvalidInput(f"keys: there is no command `{command_id}`.", hint)
        keys = tuple(to_key(key) for key in written.split(",") if key.strip())
        _refuse_list_keys(table[command_id], keys)
        table[command_id] = replace(table[command_id], keys=keys)
    bound = tuple(table.values())
    refuse_clashes(bound)
    return bound


def _refuse_list_keys(command: Command, keys: Iterable[str]) -> None:
    """In triage alone there is no list that would take them."""
    taken = LIST_KEYS.intersection(keys).difference(command.keys)
    if taken and any(place is not Where.TRIAGE for place in command.where):
        raise InvalidInput(
            f"keys: {key_label(min(taken))} of `{command.id}` moves in lists, which take it first.",
            "Give it another key in config.toml, [keys].",
        )


def refuse_clashes(commands: Iterable[Command]) -> None:
    """Raises InvalidInput naming both commands where one key would do two things."""
    taken: dict[str, list[Command]] = {}
    for command in commands:
        for key in command.keys:
            if "alt+" not in key and not is_key(key):
                raise InvalidInput(f"keys: `{key}` of `{command.id}` is no key.", USABLE)
            if key in FORBIDDEN_KEYS or "alt+" in key:
                raise InvalidInput(
                    f"keys: {key_label(key)} of `{command.id}` never arrives from a terminal.",
                    USABLE,
                )
            for other in taken.get(key, ()):
                if any(a.overlaps(b) for a in command.where for b in other.where):
                    raise InvalidInput(
                        f"keys: `{other.id}` and `{command.id}` are both on {key_label(key)}.",
                        "Give one of them another key in config.toml, [keys].",
                    )
            taken.setdefault(key, []).append(command)
