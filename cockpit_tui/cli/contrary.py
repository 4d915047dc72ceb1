"""Flags that say the opposite of each other: Click would take the last one without a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import click

from cockpit_tui.domain.errors import InvalidInput


def refuse_contrary(ctx: click.Context, command: click.Command, words: Sequence[str]) -> None:
    """Raises InvalidInput where the words after a command hold two answers to one question, such
    as `--keep --delete`; `ctx` is that of the group that knows the command."""
    if isinstance(command, click.Group) or ctx.resilient_parsing:
        return
    parser = command.make_parser(click.Context(command, parent=ctx, info_name=command.name))
    _, _, order = parser.parse_args(list(words))
    flags = [option for option in order if isinstance(option, click.Option) and option.is_flag]
    for _, answers in groupby(sorted(flags, key=_name), _name):
        given = list(dict.fromkeys(_spelt(list(answers), words)))
        if len(given) > 1:
            both = " and ".join(given)
            raise InvalidInput(f"{both} were both given. Nothing was done.", "Use one of them.")


def _name(option: click.Option) -> str:
    return option.name or ""


def _spelt(answers: Sequence[click.Option], words: Sequence[str]) -> Iterator[str]:
    """How each answer to one question is spelt, those of a pair such as `--keep/--delete` too."""
    for option in answers:
        if len(answers) == 1 or not option.secondary_opts:
            yield option.opts[0]
        else:
            yield from (word for word in words if word in (*option.opts, *option.secondary_opts))
