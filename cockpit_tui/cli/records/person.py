"""`cockpit person`: who may own work, and whose holidays count for them (TP-7)."""

from __future__ import annotations

from collections.abc import Sequence

import click
from click.shell_completion import CompletionItem

from cockpit_tui.cli.acting import tell
from cockpit_tui.cli.completing import complete_person
from cockpit_tui.cli.groups import Noun
from cockpit_tui.cli.invocation import Invocation, dry_run_option, json_option, pass_invocation
from cockpit_tui.cli.output import Column, table, to_document
from cockpit_tui.cli.records.assignments import split_words
from cockpit_tui.cli.words import people_named
from cockpit_tui.domain.documents import Document
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.rows.org import Person
from cockpit_tui.services.session import Session

FIELD = "holidays"
COLUMNS = (
    Column("Name", can_shrink=True),
    Column("E-mail", can_shrink=True),
    Column("Role"),
    Column("Time zone", can_shrink=True),
    Column("Set"),
    Column("Holidays", can_shrink=True),
)


@click.group("person", cls=Noun)
def person_command() -> None:
    """People who may own work, and whose holidays count for them."""


@person_command.command("list")
@click.option("--all", "with_inactive", is_flag=True, help="Those who left, too.")
@json_option
@pass_invocation
def list_people(invocation: Invocation, with_inactive: bool, as_json: bool) -> None:
    """Everybody, with what is set for them and the country that counts."""
    session = invocation.session
    people = session.views.people(with_inactive=with_inactive)
    if as_json:
        items = [_document(session, person) for person in people]
        click.echo(to_document({"items": items, "total": len(items)}))
        return
    rows = [
        (
            person.name,
            person.email,
            person.role,
            person.time_zone,
            person.holidays or "default",
            _place_words(session, person),
        )
        for person in people
    ]
    for line in table(COLUMNS, rows):
        click.echo(line)


def _complete(
    context: click.Context, parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """People, and after `holidays=` the places."""
    from cockpit_tui.domain.days.places import countries

    field, sign, word = typed.partition("=")
    if not sign:
        named = [CompletionItem(f"{FIELD}=")] if FIELD.startswith(typed) else []
        return [*complete_person(context, parameter, typed), *named]
    if field != FIELD:
        return []
    words = [("default", "as the setting says"), ("auto", "by time zone"), ("none", "weekends")]
    return [
        CompletionItem(f"{FIELD}={code}", help=name)
        for code, name in (*words, *countries())
        if code.lower().startswith(word.lower())
    ]


@person_command.command("set")
@click.argument("words", nargs=-1, metavar="PERSON… holidays=PLACE", shell_complete=_complete)
@dry_run_option
@json_option
@pass_invocation
def set_person(invocation: Invocation, words: Sequence[str], dry_run: bool, as_json: bool) -> None:
    """Say whose holidays count: DE, DE-BY, auto (by time zone), none (weekends), default.

    Days of playbooks and dates that follow others go around them from now on; dates that stand
    do not move. Everybody may say it of themselves (`me`), an admin of all.
    """
    named, fields = split_words(words)
    if set(fields) != {FIELD}:
        raise InvalidInput("A person has one field: holidays.", "Write holidays=DE, for example.")
    if not named:
        raise InvalidInput("Nobody was named.", "Name people by name, e-mail or id, or `me`.")
    if dry_run:
        invocation.rehearse()
    session = invocation.session
    ids = people_named(session.views, named)
    done = session.people.set_holidays(ids, fields[FIELD])

    def items() -> list[Document]:
        return [_document(session, session.views.person(person_id)) for person_id in ids]

    tell(invocation, done, items, as_json=as_json)


def _document(session: Session, person: Person) -> Document:
    return {
        "id": person.salesforce_id or str(person.id),
        "name": person.name,
        "email": person.email or None,
        "title": person.title or None,
        "role": person.role,
        "active": person.is_active,
        "time_zone": person.time_zone or None,
        "holidays": person.holidays or None,
        "holidays_of": session.people.calendar(person).place or None,
    }


def _place_words(session: Session, person: Person) -> str:
    from cockpit_tui.domain.days.places import place_name

    return place_name(session.people.calendar(person).place) or "weekends alone"
