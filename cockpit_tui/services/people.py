"""What is known of people beside what Salesforce says: whose holidays count for them (TP-7)."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit_tui.domain.days.public_holidays import calendar_of, own_place, place_of
from cockpit_tui.domain.days.working_days import WorkCalendar
from cockpit_tui.domain.ids import PersonId
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.rows.org import Person
from cockpit_tui.services.permitted import Done, Service, requires
from cockpit_tui.store.tables import schema


class PeopleService(Service):
    """Everybody may say it of themselves who may edit a task; of others it takes an admin."""

    @requires(Right.READ, "cta")
    def calendar(self, person: Person) -> WorkCalendar:
        """The days on which the person works, as it stands."""
        place = place_of(person.holidays, self.practice.holidays, person.time_zone)
        return calendar_of(place)

    @requires(Right.EDIT, "task")
    def set_holidays(self, ids: Sequence[PersonId], word: str) -> Done:
        """From now on these holidays count for the people: a country, a part of one, `auto` (by
        the time zone), `none` (weekends alone), or `default` (as the setting says).

        Dates that stand do not move. Raises InvalidInput for an unknown place, NotFound, and
        NotPermitted for somebody else's without the right to configure the workspace.
        """
        if set(ids) != {self.actor.person_id}:
            self.actor.require(Right.CONFIGURE, "workspace")
        place = own_place(word)
        with self.work("Holidays") as work:
            rows = [work.row(schema.person, person_id) for person_id in ids]
            for person_id in ids:
                work.update(schema.person, person_id, {"holidays": place})
            whose = rows[0]["name"] if len(rows) == 1 else f"{len(rows):,} people"
            label = work.label = f"Holidays of {whose}: {place or 'as the setting says'}"
        return Done(label, tuple(ids), work.batch_id)
