"""`cockpit playbook add|set|delete|step|import|export`: playbooks made, changed and carried."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from cockpit_tui.cli.acting import done_document, label_words, preview, tell_record
from cockpit_tui.cli.completing import complete_playbook, complete_value
from cockpit_tui.cli.documents import Document
from cockpit_tui.cli.groups import Noun
from cockpit_tui.cli.invocation import Invocation, dry_run_option, json_option, pass_invocation
from cockpit_tui.cli.output import to_document
from cockpit_tui.cli.records.assignments import NONE_WORDS, field_refused, split_words
from cockpit_tui.cli.records.playbook_lines import playbook_lines, to_playbook
from cockpit_tui.cli.words import to_bool, value_named
from cockpit_tui.domain.errors import CockpitError, InvalidInput
from cockpit_tui.domain.ids import PlaybookId, StepId
from cockpit_tui.domain.playbook_files import LARGEST_FILE, read_playbooks, write_playbooks
from cockpit_tui.domain.playbooks import OwnerRole, PlaybookRow
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.permitted import Done
from cockpit_widgets.drawing.printable import printable

PLAYBOOK = click.argument("playbook", metavar="PLAYBOOK", shell_complete=complete_playbook)
NUMBER = click.argument("number", metavar="STEP", type=click.IntRange(min=1))
_STEP_FIELDS = "title, day, owner, priority, mirror, after, description, position"
ANY_WORDS = (*NONE_WORDS, "any")


@click.command("add")
@click.option("--name", required=True)
@click.option("--type", "type_", shell_complete=complete_value(Picklist.CTA_TYPE))
@click.option("--description", default="")
@dry_run_option
@json_option
@pass_invocation
def add_playbook(
    invocation: Invocation,
    name: str,
    type_: str | None,
    description: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Make a playbook, to which `playbook step add` adds steps; without --type for every type."""
    if dry_run:
        invocation.rehearse()
    session = invocation.session
    type_id = None if type_ is None else value_named(session.views, Picklist.CTA_TYPE, type_)
    done = session.playbook_edits.add(name, type_id, description)
    _tell(invocation, done, PlaybookId(done.ids[0]), as_json=as_json)


@click.command("set")
@PLAYBOOK
@click.argument("words", nargs=-1, metavar="FIELD=VALUE…")
@dry_run_option
@json_option
@pass_invocation
def set_playbook(
    invocation: Invocation, playbook: str, words: Sequence[str], dry_run: bool, as_json: bool
) -> None:
    """Change fields: name, type (any for every type), active, description."""
    if dry_run:
        invocation.rehearse()
    playbook_id = invocation.session.playbooks.find(playbook)
    changes = _playbook_changes(invocation, _fields(words, "name, type, active, description"))
    done = invocation.session.playbook_edits.edit(playbook_id, changes)
    _tell(invocation, done, playbook_id, as_json=as_json)


@click.command("delete")
@PLAYBOOK
@dry_run_option
@json_option
@pass_invocation
def delete_playbook(invocation: Invocation, playbook: str, dry_run: bool, as_json: bool) -> None:
    """Remove a playbook; tasks that it made stay."""
    if dry_run:
        invocation.rehearse()
    service = invocation.session.playbooks
    found = service.get(service.find(playbook))
    done = invocation.session.playbook_edits.delete(found.id)
    _tell_of(invocation, done, found, as_json=as_json)


@click.group("step", cls=Noun)
def step_group() -> None:
    """Steps of a playbook, by their number in it."""


@step_group.command("add")
@PLAYBOOK
@click.argument("words", nargs=-1, metavar="FIELD=VALUE…")
@dry_run_option
@json_option
@pass_invocation
def add_step(
    invocation: Invocation, playbook: str, words: Sequence[str], dry_run: bool, as_json: bool
) -> None:
    """Add a step: title=… and day, owner, priority, mirror, after, description, position.

    The owner is csm, cta-owner, manager, opportunity-owner, or a person. `after=1,2` names earlier
    steps that have to be done before.
    """
    from cockpit_tui.services.playbook_editing import NewStep

    if dry_run:
        invocation.rehearse()
    service = invocation.session.playbooks
    found = service.get(service.find(playbook))
    fields = _fields(words, _STEP_FIELDS)
    if "title" not in fields:
        raise InvalidInput("A step needs a title.", "Write title='…'.")
    new = NewStep(**_step_changes(invocation, found, fields))  # type: ignore[arg-type]
    done = invocation.session.playbook_edits.add_step(found.id, new)
    _tell(invocation, done, found.id, as_json=as_json)


@step_group.command("set")
@PLAYBOOK
@NUMBER
@click.argument("words", nargs=-1, metavar="FIELD=VALUE…")
@dry_run_option
@json_option
@pass_invocation
def set_step(
    invocation: Invocation,
    playbook: str,
    number: int,
    words: Sequence[str],
    dry_run: bool,
    as_json: bool,
) -> None:
    """Change fields of a step: title, day, owner, priority, mirror, after, description, position.

    `priority=none` takes the CTA's, `after=none` waits for nothing.
    """
    if dry_run:
        invocation.rehearse()
    service = invocation.session.playbooks
    found = service.get(service.find(playbook))
    changes = _step_changes(invocation, found, _fields(words, _STEP_FIELDS))
    done = invocation.session.playbook_edits.edit_step(_step_id(found, number), changes)
    _tell(invocation, done, found.id, as_json=as_json)


@step_group.command("delete")
@PLAYBOOK
@NUMBER
@dry_run_option
@json_option
@pass_invocation
def delete_step(
    invocation: Invocation, playbook: str, number: int, dry_run: bool, as_json: bool
) -> None:
    """Remove a step; nothing waits for it any more."""
    if dry_run:
        invocation.rehearse()
    service = invocation.session.playbooks
    found = service.get(service.find(playbook))
    done = invocation.session.playbook_edits.delete_step(_step_id(found, number))
    _tell(invocation, done, found.id, as_json=as_json)


@click.command("export")
@click.argument("playbooks", nargs=-1, metavar="[PLAYBOOK]…", shell_complete=complete_playbook)
@click.option("--output", "-o", metavar="FILE", help="Write there; default: standard output.")
@json_option
@pass_invocation
def export_playbooks(
    invocation: Invocation, playbooks: Sequence[str], output: str | None, as_json: bool
) -> None:
    """Playbooks as TOML, all of them unless some are named."""
    service = invocation.session.playbooks
    chosen = [service.get(service.find(word)) for word in playbooks] or service.all()
    text = write_playbooks(chosen)
    if output is not None:
        _write(Path(output), text)
    if as_json:
        items = [to_playbook(playbook) for playbook in chosen]
        click.echo(to_document({"items": items, "total": len(items), "file": output}))
    elif output is None:
        click.echo(text, nl=False)
    else:
        click.echo(printable(f"Wrote {len(chosen)} to {output}."))


@click.command("import")
@click.argument("file", metavar="FILE")
@click.option("--replace", is_flag=True, help="Put them in place of those of the same name.")
@dry_run_option
@json_option
@pass_invocation
def import_playbooks(
    invocation: Invocation, file: str, replace: bool, dry_run: bool, as_json: bool
) -> None:
    """Playbooks from a TOML file, `-` for standard input; all of them or none."""
    source = "standard input" if file == "-" else file
    drafts = read_playbooks(_read(file), source)
    if dry_run:
        invocation.rehearse()
    done = invocation.session.playbook_edits.bring_in(drafts, source, is_replacing=replace)
    found = [invocation.session.playbooks.get(PlaybookId(number)) for number in done.ids]
    if as_json:
        items = [to_playbook(playbook) for playbook in found]
        click.echo(to_document(done_document(invocation, done, items, list(done.notes))))
        return
    click.echo(printable(label_words(invocation, done)))
    for playbook in found:
        for line in playbook_lines(playbook):
            click.echo(line)


def _read(file: str) -> bytes:
    """At most one byte more than is read, so that a device or a huge file ends the call."""
    try:
        if file == "-":
            stdin = getattr(sys.stdin, "buffer", None)
            return stdin.read(LARGEST_FILE + 1) if stdin else sys.stdin.read().encode()
        with Path(file).open("rb") as stream:
            return stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror}.", "Nothing was added.") from (
            error
        )


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CockpitError(f"{path} cannot be written: {error.strerror}.") from error


def _tell(invocation: Invocation, done: Done, playbook_id: PlaybookId, *, as_json: bool) -> None:
    found = invocation.session.playbooks.get(playbook_id)
    tell_record(
        invocation, done, to_playbook(found), lambda: playbook_lines(found), as_json=as_json
    )


def _tell_of(invocation: Invocation, done: Done, gone: PlaybookRow, *, as_json: bool) -> None:
    if as_json:
        click.echo(to_document(done_document(invocation, done, [to_playbook(gone)], [])))
        return
    click.echo(printable(label_words(invocation, done)))
    for line in preview(invocation):
        click.echo(line)


def _fields(words: Sequence[str], known: str) -> dict[str, str]:
    others, fields = split_words(words)
    if others:
        raise InvalidInput(f"“{others[0]}” is no FIELD=VALUE.", f"Fields: {known}.")
    names = known.split(", ")
    for name in fields:
        if name not in names:
            raise field_refused(name, names)
    if not fields:
        raise InvalidInput("Nothing is to be set.", f"Write FIELD=VALUE; fields: {known}.")
    return fields


def _playbook_changes(invocation: Invocation, fields: Mapping[str, str]) -> Document:
    changes: Document = {}
    for name, word in fields.items():
        if name == "type":
            views, is_any = invocation.session.views, word.strip().lower() in ANY_WORDS
            changes["type_id"] = None if is_any else value_named(views, Picklist.CTA_TYPE, word)
        elif name == "active":
            changes["is_active"] = to_bool("active", word)
        else:
            changes[name] = word
    return changes


def _step_changes(
    invocation: Invocation, playbook: PlaybookRow, fields: Mapping[str, str]
) -> Document:
    views = invocation.session.views
    changes: Document = {}
    for name, word in fields.items():
        is_none = word.strip().lower() in NONE_WORDS
        if name == "day":
            changes["day"] = _whole("day", word)
        elif name == "position":
            changes["place"] = max(1, _whole("position", word)) - 1
        elif name == "owner":
            changes |= _owner(invocation, word)
        elif name == "priority":
            value = None if is_none else value_named(views, Picklist.PRIORITY, word)
            changes["priority_id"] = value
        elif name == "mirror":
            changes["is_mirrored"] = to_bool("mirror", word)
        elif name == "after":
            numbers = [] if is_none else [_whole("after", part) for part in word.split(",")]
            changes["after"] = tuple(_step_id(playbook, number) for number in numbers)
        else:
            changes[name] = word
    return changes


def _owner(invocation: Invocation, word: str) -> Document:
    roles = [role for role in OwnerRole if role is not OwnerRole.PERSON]
    role = next((role for role in roles if role.value == word.strip().lower()), None)
    if role is not None:
        return {"role": role, "person_id": None}
    return {"role": OwnerRole.PERSON, "person_id": invocation.session.views.find_person(word)}


def _whole(name: str, word: str) -> int:
    text = word.strip()
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise InvalidInput(f"{name} is “{word}”.", "It takes a whole number from 0.")
    return int(text)


def _step_id(playbook: PlaybookRow, number: int) -> StepId:
    if not 1 <= number <= len(playbook.steps):
        raise InvalidInput(
            f"“{playbook.name}” has no step {number}.", f"It has {len(playbook.steps)} steps."
        )
    return playbook.steps[number - 1].id


EDITS = [
    add_playbook,
    set_playbook,
    delete_playbook,
    step_group,
    import_playbooks,
    export_playbooks,
]
"""In the order of the help."""
