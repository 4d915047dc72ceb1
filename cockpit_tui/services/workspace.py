"""Opening a workspace: making it where it is new, and who acts in it."""

from __future__ import annotations

import getpass

from cockpit_tui.domain.days.clock import Clock
from cockpit_tui.domain.defaults import VALUES
from cockpit_tui.domain.errors import Ambiguous, NotFound
from cockpit_tui.domain.ids import PersonId
from cockpit_tui.domain.permissions import SHIPPED_ROLES, Actor
from cockpit_tui.domain.playbook_files import shipped_playbooks
from cockpit_tui.domain.values import Origin
from cockpit_tui.store import schema_version, workspace
from cockpit_tui.store.engine import Store, protect_file
from cockpit_tui.store.playbooks import playbooks
from cockpit_tui.store.records import people
from cockpit_tui.store.snooze_day import snooze_today
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.unit_of_work import Author, UnitOfWork


def prepare(store: Store) -> None:
    """Creates or upgrades the schema, and furnishes a fresh workspace."""
    protect_file(store.url)
    if not schema_version.is_current(store):
        from cockpit_tui.store import migrate

        migrate.upgrade(store)
    with store.read() as connection:
        is_furnished = workspace.is_furnished(connection)
        has_playbooks = playbooks.has_shipped(connection)
    if not is_furnished or not has_playbooks:
        with store.write() as connection:
            if not is_furnished:
                workspace.furnish(connection, VALUES, SHIPPED_ROLES)
            playbooks.furnish_playbooks(connection, shipped_playbooks())


def start_empty(store: Store) -> None:
    """A workspace without an org: the person at this machine becomes its first, an admin."""
    prepare(store)
    with store.write() as connection:
        if people.first_person(connection) is None:
            people.add_person(connection, _login_name(), role="admin")


def wake_sleepers(store: Store, clock: Clock) -> int:
    """Wakes every CTA whose snooze is over, journaled as the system's doing; how many woke (CD-4).

    Cheap where nobody is to be woken: one look into an index, nothing written.
    """
    with store.read() as connection:
        ids = workspace.overslept(connection, snooze_today(connection, clock))
    if ids:
        author = Author(None, Origin.SYSTEM)
        with UnitOfWork(store, author, "Woke after its snooze", clock) as work:
            for cta_id in ids:
                work.update(schema.cta, cta_id, {"snoozed_until": None, "snooze_reason_id": None})
    return len(ids)


def sign_in(store: Store, word: str | None) -> Actor:
    """Who acts: `word` (a Salesforce user id, an e-mail or a name), else the user of the connected
    org, else the first person of the workspace.

    Raises NotFound for an unknown word or an empty workspace, Ambiguous when several fit.
    """
    with store.read() as connection:
        if word:
            return people.actor(connection, _named(people.find_people(connection, word), word))
        person_id = people.org_person(connection) or people.first_person(connection)
        if person_id is None:
            raise NotFound(
                "Nobody is in this workspace yet.", "`cockpit demo` or `cockpit connect` fill it."
            )
        return people.actor(connection, person_id)


def _named(found: list[tuple[PersonId, str]], word: str) -> PersonId:
    if not found:
        raise NotFound(
            f"Nobody here is called “{word}”.",
            "The setting `user` (COCKPIT_USER) is a Salesforce user id, an e-mail or a full name.",
        )
    if len(found) > 1:
        raise Ambiguous(
            f"“{word}” fits {len(found)} people.",
            "Put the e-mail or the id into the setting `user` (COCKPIT_USER).",
        )
    return found[0][0]


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "me"
