"""The root command: knows every noun by name and imports one only when it is called."""

from __future__ import annotations

import difflib
import os
import re
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

import click
from msgspec import Struct

from cockpit_tui.cli import COMPLETION, PROGRAM
from cockpit_tui.cli.contrary import refuse_contrary
from cockpit_tui.cli.errors import guarded
from cockpit_tui.cli.invocation import Invocation
from cockpit_tui.cli.output import prepare_streams
from cockpit_tui.domain.errors import InvalidInput

IS_JSON = "cockpit.is_json"
"""In a call's context: whether a script reads the answer."""


class Noun(Struct, frozen=True):
    """Where a command is, and its line in the help: known without importing it."""

    module: str
    help: str


NOUNS: Mapping[str, Noun] = {
    "demo": Noun("demo", "Open the cockpit on demo data with a live local org."),
    "connect": Noun("org.connect", "Say which Salesforce org this workspace belongs to."),
    "cta": Noun("records.cta", "Calls to action: list, add, change, close, snooze."),
    "task": Noun("records.task", "Tasks of calls to action, and their mirror in Salesforce."),
    "playbook": Noun("records.playbook", "Playbooks: lists of tasks with days and owners."),
    "account": Noun("records.account", "Customers and their Salesforce activities."),
    "export": Noun("export", "CTAs of a view as CSV, JSON or iCalendar."),
    "opportunity": Noun("records.opportunity", "Deals that CTAs are linked to."),
    "person": Noun("records.person", "People, and whose holidays count for them."),
    "layout": Noun("layout", "What each type of CTA asks of its fields."),
    "view": Noun("view", "Saved views: list, save, rename, move, delete, share."),
    "undo": Noun("journal", "Take back your last acts."),
    "redo": Noun("journal", "Do again what was undone."),
    "history": Noun("journal", "Tell who changed what, and when."),
    "sync": Noun("org.sync", "Mirror tasks with Salesforce, without a screen."),
    "status": Noun("org.sync", "Tell how the mirror stands."),
    "doubt": Noun("org.doubt", "Requests whose answer was lost."),
    "conflict": Noun("org.conflict", "Fields that were changed on both sides."),
    "quarantine": Noun("org.quarantine", "Edits that Salesforce refused."),
    "keys": Noun("keys", "List the screen's commands with their keys."),
    "config": Noun("settings", "Show, check and change settings."),
    "doctor": Noun("org.doctor", "Tell what works, what does not, and what to do."),
    "sandbox": Noun("org.sandbox", "Serve the local Salesforce-compatible org alone."),
    "completion": Noun("completion", "Print a shell's completion script."),
}


VERBS = ("list", "show", "add", "set", "close", "reopen", "snooze", "delete", "flag")
"""Verbs on CTAs that people write without their noun."""


class LazyRoot(click.Group):
    """A group whose commands are imported when they are called, not when they are listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(NOUNS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        noun = NOUNS.get(cmd_name)
        if noun is None:
            return None
        command = getattr(import_module(f"cockpit_tui.cli.{noun.module}"), f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in NOUNS and not args[0].startswith("-"):
            known = {**{name: name for name in NOUNS}, **{verb: f"cta {verb}" for verb in VERBS}}
            near = difflib.get_close_matches(args[0], known, n=1)
            hint = f"See `{PROGRAM} --help`."
            if near:
                hint = f"Did you mean `{PROGRAM} {known[near[0]]}`?"
            raise InvalidInput(f"There is no command `{args[0]}`.", hint)
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None:
            refuse_contrary(ctx, command, rest)
        return name, command, rest

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, noun.help) for name, noun in NOUNS.items()])


def _print_version(ctx: click.Context, _parameter: click.Parameter, is_asked: bool) -> None:
    if is_asked:
        from importlib.metadata import version

        click.echo(f"{PROGRAM} {version('cockpit-tui')}")
        ctx.exit()


@click.group(cls=LazyRoot, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--read-only", is_flag=True, help="Write nothing to Salesforce; keep edits here.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal (screen).")
@click.option("--theme", metavar="NAME", help="Colours of the screen.")
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version.",
)
@click.pass_context
def cockpit(ctx: click.Context, read_only: bool, no_mouse: bool, theme: str | None) -> None:
    """The customer-success cockpit: calls to action and tasks, mirrored with Salesforce.

    Called bare it opens the screen. Every command takes --json and then prints one document.
    """
    flags: dict[str, object] = {}
    if read_only:
        flags["sync.read_only"] = True
    if no_mouse:
        flags["ui.mouse"] = False
    if theme:
        flags["ui.theme"] = theme
    invocation = Invocation(flags, is_plain=not ctx.meta.get(IS_JSON, False))
    if theme:
        _require_theme(theme, invocation.paths.user_themes)
    ctx.obj = invocation
    ctx.call_on_close(invocation.close)


def _require_theme(name: str, folder: Path) -> None:
    from cockpit_themes.errors import ThemeError
    from cockpit_themes.registry import load_theme
    from cockpit_tui.terminal.colours import AUTOMATIC

    try:
        if name != AUTOMATIC:
            load_theme(name, folder)
    except ThemeError as error:
        raise InvalidInput(str(error), "Nothing was done.") from error


def run(arguments: Sequence[str]) -> int:
    """Runs one command; the exit status."""
    prepare_streams()
    return guarded(lambda: _invoke(arguments), as_json="--json" in arguments)


def _invoke(arguments: Sequence[str]) -> int:
    """Parses and calls; not through Click's `main`, which would end the program on its own."""
    for word in arguments:
        if not word.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in word):
            raise InvalidInput("A word of the call is not UTF-8. Nothing was done.")
    if COMPLETION in os.environ:
        from cockpit_tui.cli.shells import use_ours

        use_ours()
        cockpit.main([], prog_name=PROGRAM, complete_var=COMPLETION)
    try:
        with cockpit.make_context(PROGRAM, list(arguments)) as context:
            context.meta[IS_JSON] = "--json" in arguments
            status = cockpit.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        # A call without words is a wrong call; its message is the help.
        click.echo(error.format_message(), file=sys.stderr)
        return InvalidInput.exit_code
    except click.UsageError as error:
        raise InvalidInput(_in_a_line(error.format_message()), _usage_hint(error)) from error
    except click.ClickException as error:
        raise InvalidInput(error.format_message()) from error
    except click.Abort:
        raise KeyboardInterrupt from None
    return status if isinstance(status, int) else 0


def _in_a_line(message: str) -> str:
    """Click's words, which it breaks over lines, and which tell its own types."""
    plain = " ".join(message.split())
    return re.sub(r"a valid integer( range)?\b", "a whole number", plain)


def _usage_hint(error: click.UsageError) -> str:
    path = error.ctx.command_path if error.ctx else PROGRAM
    return f"See `{path} --help`."
