"""People and their rights, as rows."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from cockpit_tui.domain.days.public_holidays import calendar_of, place_of
from cockpit_tui.domain.days.working_days import WorkCalendar
from cockpit_tui.domain.ids import PersonId, looks_like_salesforce_id, to_salesforce_id
from cockpit_tui.domain.permissions import Actor, to_rights
from cockpit_tui.store.tables import mirror_schema, schema

_person = schema.person


class WorkCalendars:
    """On which days people work, read in one connection; each person is read once.

    `setting` is the configured country, for those of whom nothing else is said.
    """

    def __init__(self, connection: Connection, setting: str) -> None:
        self._connection = connection
        self._setting = setting
        self._found: dict[int, WorkCalendar] = {}

    def of(self, person_id: int) -> WorkCalendar:
        """The days on which the person works."""
        if person_id not in self._found:
            query = select(_person.c.holidays, _person.c.time_zone).where(_person.c.id == person_id)
            row = self._connection.execute(query).one()
            place = place_of(row.holidays, self._setting, row.time_zone)
            self._found[person_id] = calendar_of(place)
        return self._found[person_id]


def find_people(connection: Connection, word: str) -> list[tuple[PersonId, str]]:
    """Active people whose Salesforce id, e-mail, username or name is exactly `word`; id and name.

    Case counts in ids alone.
    """
    columns = (_person.c.id, _person.c.name, _person.c.email, _person.c.username)
    active = select(*columns).where(_person.c.is_active).order_by(_person.c.id)
    if looks_like_salesforce_id(word):
        by_id = active.where(_person.c.salesforce_id == to_salesforce_id(word))
        if found := connection.execute(by_id).one_or_none():
            return [(PersonId(found.id), found.name)]
    # Compared here: SQLite's lower() knows the letters of English alone.
    wanted = word.casefold()
    return [
        (PersonId(row.id), row.name)
        for row in connection.execute(active)
        if wanted in (row.email.casefold(), row.username.casefold(), row.name.casefold())
    ]


def first_person(connection: Connection) -> PersonId | None:
    """Who came first into this workspace."""
    found = connection.scalar(select(func.min(_person.c.id)))
    return None if found is None else PersonId(found)


def org_person(connection: Connection) -> PersonId | None:
    """The person as whom the connected org knows us."""
    query = select(_person.c.id).join(
        mirror_schema.org, mirror_schema.org.c.user_salesforce_id == _person.c.salesforce_id
    )
    found = connection.scalar(query)
    return None if found is None else PersonId(found)


def actor(connection: Connection, person_id: PersonId) -> Actor:
    """The person with the rights that their role's rows give."""
    row = connection.execute(
        select(_person.c.name, _person.c.role).where(_person.c.id == person_id)
    ).one()
    right = schema.role_right
    rights = connection.execute(
        select(right.c.right, right.c.object, right.c.scope).where(right.c.role == row.role)
    )
    return Actor(person_id, row.name, row.role, to_rights((r[0], r[1], r[2]) for r in rights))


def add_person(connection: Connection, name: str, *, email: str = "", role: str) -> PersonId:
    """A person of a local workspace."""
    result = connection.execute(insert(_person).values(name=name, email=email, role=role))
    assert result.inserted_primary_key is not None
    return PersonId(result.inserted_primary_key[0])
