"""The dialogs about commands themselves: the palette, and the keys that work here."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit_tui.commands import NAVIGATION, Command, Where
from cockpit_tui.key_names import key_label
from cockpit_tui.screens.base.command_screen import CommandScreen
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.help_dialog import HelpDialog, HelpRow
from cockpit_widgets.dialogs.picker import GOES_BACK, Picker


class CommandPicker(Picker[str]):
    """The palette: as wide as its sentences need."""

    LEAVING = GOES_BACK
    width = 84


def palette(screen: CommandScreen, commands: Sequence[Command]) -> CommandPicker:
    """A command found by its words; its key and help beside it."""
    choices = [
        Choice(
            command.id,
            f"{command.shown_key:<9} {command.help_in(screen.where)}",
            detail="not permitted" if screen.missing_right(command) else "",
            words=f"{command.id} {command.label} {command.twin}",
        )
        for command in commands
    ]
    return CommandPicker("Commands", choices)


def key_help(commands: Sequence[Command], where: Where) -> HelpDialog:
    """The keys that work here, by group."""
    groups = dict.fromkeys(command.group for command in commands)
    rows = [
        HelpRow(group, _keys_of(command), command.label_in(where), command.help_in(where))
        for group in groups
        for command in commands
        if command.group == group
    ]
    rows += [HelpRow("Move", *entry) for entry in NAVIGATION]
    return HelpDialog(rows, title=f"Keys that work here: {where.value}")


def _keys_of(command: Command) -> str:
    """All keys of a command, as people type them; the palette's where it has none."""
    return " ".join(key_label(key) for key in command.keys) or ":"
