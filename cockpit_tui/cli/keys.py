"""`cockpit keys`: every command of the screen with its keys, yours among them."""

from __future__ import annotations

import click

from cockpit_tui.cli.documents import Document, to_list
from cockpit_tui.cli.invocation import Invocation, json_option, pass_invocation
from cockpit_tui.cli.output import Column, table, to_document
from cockpit_tui.commands import Command
from cockpit_tui.key_names import key_label

COLUMNS = (
    Column("Key"),
    Column("Id"),
    Column("Does", can_shrink=True),
    Column("Where", can_shrink=True),
    Column("Yours"),
)


@click.command("keys")
@click.argument("words", nargs=-1)
@json_option
@pass_invocation
def keys_command(invocation: Invocation, words: tuple[str, ...], as_json: bool) -> None:
    """List the screen's commands with their keys; WORDS keep those that hold them all.

    A clash, an unknown id or a key that no terminal sends is refused with its file and line, as at
    start.
    """
    from cockpit_tui.commands import with_keymap
    from cockpit_tui.settings.fitting import all_commands, refuse_unfit_keys

    refuse_unfit_keys(invocation.resolved)
    keymap = invocation.configuration.keys
    commands = [
        command for command in with_keymap(all_commands(), keymap) if _holds(command, words)
    ]
    if as_json:
        items = [_document(command, is_yours=command.id in keymap) for command in commands]
        click.echo(to_document(to_list(items)))
        return
    rows = [
        (
            " ".join(key_label(key) for key in command.keys),
            command.id,
            command.whole_help,
            ", ".join(command.where),
            "yes" if command.id in keymap else "",
        )
        for command in commands
    ]
    for line in table(COLUMNS, rows):
        click.echo(line)


def _holds(command: Command, words: tuple[str, ...]) -> bool:
    """Whether every word is in it; a key alone finds its command."""
    labels = [key_label(key) for key in command.keys]
    text = f"{command.id} {command.label} {command.whole_help} {command.group}".casefold()
    return all(word in labels or word.casefold() in text for word in words)


def _document(command: Command, *, is_yours: bool) -> Document:
    return {
        "id": command.id,
        "keys": [key_label(key) for key in command.keys],
        "label": command.label,
        "help": command.whole_help,
        "where": [place.value for place in command.where],
        "group": command.group,
        "twin": command.twin or None,
        "yours": is_yours,
    }
