"""A noun of the command line: its verbs, and what is said of one that it does not have."""

from __future__ import annotations

import difflib

import click

from cockpit_tui.cli.contrary import refuse_contrary
from cockpit_tui.domain.errors import InvalidInput


class Noun(click.Group):
    """Refuses an unknown verb in our own words, with the nearest one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        word = args[0] if args else ""
        if word and not word.startswith("-") and self.get_command(ctx, word) is None:
            raise InvalidInput(
                f"There is no command `{ctx.command_path} {word}`.",
                nearest_command(word, ctx.command_path, self.list_commands(ctx)),
            )
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None:
            refuse_contrary(ctx, command, rest)
        return name, command, rest


def nearest_command(word: str, path: str, names: list[str]) -> str:
    """A hint: the command that may be meant, else where all are shown."""
    near = difflib.get_close_matches(word, names, n=1)
    return f"Did you mean `{path} {near[0]}`?" if near else f"See `{path} --help`."
