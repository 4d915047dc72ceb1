"""One call of the program: its settings, its workspace, and who acts; each opened when needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click
from click.shell_completion import CompletionItem

from cockpit_tui.domain.values import PLAIN_ORDERS, SortBy
from cockpit_tui.paths import Paths
from cockpit_tui.settings.configuration import Configuration
from cockpit_tui.settings.loading import Resolved

if TYPE_CHECKING:
    from cockpit_tui.services.session import Session
    from cockpit_tui.store.rehearsal import Rehearsal

P = ParamSpec("P")
R = TypeVar("R")


class Invocation:
    """What the commands share. `flags` are settings by key and win over everything else."""

    def __init__(self, flags: dict[str, object], *, is_plain: bool = False) -> None:
        """`is_plain`: it answers people, so dates and amounts are as their locale has them."""
        self.flags = flags
        self._is_plain = is_plain
        self.rehearsal: Rehearsal | None = None
        """Set by `rehearse`: then nothing that is done is kept."""

    @cached_property
    def paths(self) -> Paths:
        from cockpit_tui.paths import locate

        return locate()

    @cached_property
    def resolved(self) -> Resolved:
        """The settings with their sources; raises InvalidInput for a wrong one."""
        from cockpit_tui.settings.loading import load

        return load(self.paths.config_file, flags=self.flags)

    @property
    def configuration(self) -> Configuration:
        return self.resolved.configuration

    @property
    def read_only_by(self) -> str:
        """What makes this call write nothing to Salesforce; empty where it may write."""
        if not self.configuration.sync.read_only:
            return ""
        found = (item.source for item in self.resolved.settings if item.key == "sync.read_only")
        source = next(found)
        return "--read-only" if source == "flag" else source.removeprefix("environment ")

    @cached_property
    def session(self) -> Session:
        """The workspace with its person signed in.

        Raises StoreMissing without a workspace, NotFound when nobody is in it.
        """
        from cockpit_tui.logs import start_log
        from cockpit_tui.workspace import open_session

        start_log(self.paths.log)
        if self._is_plain:
            self._use_locale()
        return open_session(self.configuration, self.paths)

    def _use_locale(self) -> None:
        from cockpit_tui.domain.style import use_style
        from cockpit_tui.settings.locales import learnt_style, remembered_style

        ui, file = self.configuration.ui, self.paths.state_file
        use_style(remembered_style(ui, file) or learnt_style(ui, file))

    def rehearse(self) -> None:
        """From here on everything is done as asked, and taken back at the end (`--dry-run`)."""
        from dataclasses import replace

        from cockpit_tui.store.rehearsal import Rehearsal

        session = self.session
        session.close()
        store = session.store
        self.rehearsal = Rehearsal(
            store.url, is_read_only=store.is_read_only, snooze_zone=store.snooze_zone
        )
        self.session = replace(session, store=self.rehearsal)

    def close(self) -> None:
        """Closes the workspace if it was opened."""
        if "session" in self.__dict__:
            self.session.close()


pass_invocation = click.make_pass_decorator(Invocation)


def json_option(command: Callable[P, R]) -> Callable[P, R]:
    """`--json`: one document on standard output, also when the command fails."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(command)


def dry_run_option(command: Callable[P, R]) -> Callable[P, R]:
    """`--dry-run`: shows what would change."""
    words = "Show what would change, and change nothing."
    return click.option("--dry-run", is_flag=True, help=words)(command)


def limit_option(
    what: str, default: int | None = None
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """`--limit`: as many as are printed in all, the same on every command; `total` stays."""
    told = "all" if default is None else str(default)
    return click.option(
        "--limit",
        type=click.IntRange(min=0),
        metavar="N",
        default=default,
        help=f"At most N {what} in all; 0: none; left out: {told}.",
    )


class OrderType(click.ParamType[SortBy]):
    """An order by its word; with a minus before it, the other way round."""

    name = "order"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002
        return f"[{'|'.join(PLAIN_ORDERS)}]"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> SortBy:
        if value not in set(SortBy):
            words = ", ".join(map(repr, map(str, PLAIN_ORDERS)))
            self.fail(f"{value!r} is not one of {words}, or one after a minus.", param, ctx)
        return SortBy(str(value))

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        return [CompletionItem(word) for word in SortBy if word.startswith(incomplete)]


def sort_option(command: Callable[P, R]) -> Callable[P, R]:
    """`--sort`: the order of the rows."""
    words = "A minus before it turns the order round: -due."
    return click.option("--sort", "sort_by", type=OrderType(), help=words)(command)
