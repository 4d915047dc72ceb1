"""`cockpit config`: every setting, its value and where that came from; and the one writer of it."""

from __future__ import annotations

import difflib
import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from cockpit_tui.cli.documents import Document, to_list
from cockpit_tui.cli.groups import Noun
from cockpit_tui.cli.invocation import Invocation, json_option, pass_invocation
from cockpit_tui.cli.output import Column, table, to_document
from cockpit_tui.cli.settings_file import remove_setting, write_setting
from cockpit_tui.domain.errors import CockpitError, InvalidInput
from cockpit_tui.settings.configuration import SECRETS
from cockpit_tui.settings.loading import Setting, default_settings, load
from cockpit_widgets.drawing.printable import printable

MASK = "••••••"
COLUMNS = (Column("Setting"), Column("Value", can_shrink=True), Column("Source"))
DIFF_COLUMNS = (
    Column("Setting"),
    Column("Default"),
    Column("Value", can_shrink=True),
    Column("Source"),
)


@click.group("config", cls=Noun, invoke_without_command=True)
@json_option
@click.pass_context
def config_command(ctx: click.Context, as_json: bool) -> None:
    """Show, check and change settings; bare, every one with its value and source."""
    if ctx.invoked_subcommand is not None:
        return
    invocation = ctx.find_object(Invocation)
    assert invocation is not None
    settings = invocation.resolved.settings
    if as_json:
        document = to_list([_document(setting) for setting in settings])
        click.echo(to_document({**document, "file": str(invocation.paths.config_file)}))
        return
    rows = [(setting.key, _word(_shown(setting)), setting.source) for setting in settings]
    for line in table(COLUMNS, rows):
        click.echo(line)


@config_command.command("get")
@click.argument("key")
@json_option
@pass_invocation
def get_setting(invocation: Invocation, key: str, as_json: bool) -> None:
    """One setting's value; secrets masked. A last part that only one has is enough: theme."""
    key = _full_key(key)
    for setting in invocation.resolved.settings:
        if setting.key == key:
            shown = _document(setting)
            click.echo(to_document(shown) if as_json else printable(_word(shown["value"])))
            return
    raise _unknown(key)


@config_command.command("set")
@click.argument("key")
@click.argument("value", required=False)
@json_option
@pass_invocation
def set_setting(invocation: Invocation, key: str, value: str | None, as_json: bool) -> None:
    """Write one setting to the file; comments and order stay. Checked before it is written.

    A last part that only one setting has is enough: `cockpit config set theme colour-safe-dark`,
    or `theme=colour-safe-dark`.
    """
    if value is None:
        key, sign, value = key.partition("=")
        if not sign:
            raise InvalidInput(f"Which value is `{key}` to have?", "Write KEY VALUE or KEY=VALUE.")
    key = _full_key(key)
    typed = _checked(invocation, key, value)
    file = invocation.paths.config_file
    write_setting(file, key, typed)
    shown: object = MASK if key in SECRETS else typed
    if as_json:
        click.echo(to_document({"key": key, "value": shown, "file": str(file)}))
        return
    click.echo(printable(f"{key} = {_word(shown)}"))
    click.echo(printable(f"Written to {file}."), err=True)


@config_command.command("unset")
@click.argument("key")
@json_option
@pass_invocation
def unset_setting(invocation: Invocation, key: str, as_json: bool) -> None:
    """Take one setting out of the file, so that it is as it comes; all else in it stays.

    A last part that only one setting has is enough: `cockpit config unset theme`.
    """
    key = _full_key(key)
    if key not in default_settings() and not key.startswith("keys."):
        raise _unknown(key)
    file = invocation.paths.config_file
    was_set = remove_setting(file, key)
    resolved = load(file, flags=invocation.flags)
    unset = Setting(key, "", "", "default")
    setting = next((s for s in resolved.settings if s.key == key), unset)
    if as_json:
        click.echo(to_document({**_document(setting), "file": str(file), "removed": was_set}))
        return
    source = "" if setting.source == "default" else f" ({setting.source})"
    click.echo(printable(f"{key} = {_word(_shown(setting))}{source}"))
    said = f"Taken out of {file}." if was_set else f"Nothing had to change: {file} does not set it."
    click.echo(printable(said), err=True)


@config_command.command("diff")
@json_option
@pass_invocation
def diff_settings(invocation: Invocation, as_json: bool) -> None:
    """Settings that are not as they come."""
    changed = [s for s in invocation.resolved.settings if s.value != s.default]
    if as_json:
        click.echo(to_document(to_list([_document(setting) for setting in changed])))
        return
    rows = [(s.key, _word(s.default), _word(_shown(s)), s.source) for s in changed]
    for line in table(DIFF_COLUMNS, rows):
        click.echo(line)
    if not changed:
        click.echo("Everything is as it comes.", err=True)


@config_command.command("validate")
@json_option
@pass_invocation
def validate_settings(invocation: Invocation, as_json: bool) -> None:
    """Check the file, the environment and the flags; names file, line, key and the nearest key."""
    from cockpit_tui.settings.fitting import refuse_unfit

    resolved = invocation.resolved
    file = invocation.paths.config_file
    refuse_unfit(resolved, invocation.paths)
    set_count = sum(setting.source != "default" for setting in resolved.settings)
    if as_json:
        document = {"valid": True, "file": str(file), "exists": file.is_file(), "set": set_count}
        click.echo(to_document(document))
        return
    what = "" if file.is_file() else " (there is no file yet)"
    click.echo(printable(f"No mistakes in {file}{what}."))


@config_command.command("path")
@json_option
@pass_invocation
def print_path(invocation: Invocation, as_json: bool) -> None:
    """Where the file is, or would be."""
    file = invocation.paths.config_file
    click.echo(to_document({"file": str(file), "exists": file.is_file()}) if as_json else str(file))


@config_command.command("schema")
@json_option
def print_schema(as_json: bool) -> None:  # noqa: ARG001  it is JSON in any case
    """The settings as a JSON schema, for editors that complete and check TOML."""
    from cockpit_tui.cli.settings_schema import settings_schema

    click.echo(json.dumps(settings_schema(), indent=2))


@config_command.command("edit")
@json_option
@pass_invocation
def edit_file(invocation: Invocation, as_json: bool) -> None:
    """Open the file in your editor, and check it afterwards."""
    from cockpit_tui.settings.fitting import refuse_unfit

    if not sys.stdin.isatty():
        raise InvalidInput(
            "An editor needs a terminal.", "`cockpit config set KEY VALUE` does not."
        )
    file = invocation.paths.config_file
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        click.edit(filename=str(file))
    except click.ClickException as error:
        raise CockpitError(
            error.message, "Nothing was changed. EDITOR names another one."
        ) from error
    refuse_unfit(load(file, flags=invocation.flags), invocation.paths)
    document = {"valid": True, "file": str(file)}
    click.echo(to_document(document) if as_json else printable(f"No mistakes in {file}."))


def _full_key(key: str) -> str:
    """`theme` as `ui.theme`, where no other setting ends so; else as it is."""
    known = default_settings()
    if key in known:
        return key
    fitting = [name for name in known if name.rpartition(".")[2] == key]
    return fitting[0] if len(fitting) == 1 else key


def _checked(invocation: Invocation, key: str, value: str) -> object:
    """The value in its type; raises InvalidInput as `cockpit config validate` does."""
    from cockpit_tui.settings.fitting import (
        refuse_unfit_holidays,
        refuse_unfit_keys,
        refuse_unfit_locale,
        refuse_unfit_theme,
    )

    if key not in default_settings() and not key.startswith("keys."):
        raise _unknown(key)
    try:
        resolved = load(Path(os.devnull), environ={}, flags={key: value})
        if key == "ui.theme":
            refuse_unfit_theme(resolved, invocation.paths)
        elif key == "ui.locale":
            refuse_unfit_locale(resolved)
        elif key == "tasks.holidays":
            refuse_unfit_holidays(resolved)
        elif key.startswith("keys."):
            # With the other keys as they are: two commands on one key are refused.
            refuse_unfit_keys(load(invocation.paths.config_file, environ={}, flags={key: value}))
    except InvalidInput as error:
        # It was typed just now, and comes from no file that could be named.
        error.reword(error.message.removeprefix("flag: "))
        raise
    return next(setting.value for setting in resolved.settings if setting.key == key)


def _unknown(key: str) -> InvalidInput:
    near = difflib.get_close_matches(key, default_settings(), n=1)
    hint = f"Did you mean `{near[0]}`?" if near else "`cockpit config` lists every key."
    return InvalidInput(f"There is no setting `{key}`.", hint)


def _document(setting: Setting) -> Document:
    return {
        "key": setting.key,
        "value": _shown(setting),
        "default": setting.default,
        "source": setting.source,
    }


def _shown(setting: Setting) -> object:
    """The value without secrets: tokens, and the password of a database address."""
    if setting.key in SECRETS:
        return MASK if setting.value else ""
    if setting.key == "database_url":
        return re.sub(r"(//[^:/@]*):[^@]*@", rf"\1:{MASK}@", str(setting.value))
    return setting.value


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return json.dumps(value)
    return str(value)
