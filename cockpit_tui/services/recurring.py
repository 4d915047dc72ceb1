"""Recurring CTAs (CL-21): added, changed, ended, and made when their days come."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from cockpit_tui.domain.days.clock import Clock
from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.domain.days.recurrence import Series, parse_series
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.field_rules import CONTACTS
from cockpit_tui.domain.ids import CtaId, PersonId, PlaybookId, SeriesId
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.practice import Practice
from cockpit_tui.domain.rows.ctas import SeriesRow
from cockpit_tui.domain.values import EVENT, Origin, Picklist
from cockpit_tui.services import field_rules
from cockpit_tui.services.ctas import NewCta, checked_name
from cockpit_tui.services.permitted import Done, Service, counted, requires
from cockpit_tui.services.playbooks import circumstances
from cockpit_tui.store.engine import Store
from cockpit_tui.store.playbooks import recurrences
from cockpit_tui.store.playbooks.playbook_applying import Circumstances
from cockpit_tui.store.playbooks.playbooks import read_playbook
from cockpit_tui.store.records.picklists import default_value
from cockpit_tui.store.tables import schema
from cockpit_tui.store.tables.recurrence_schema import recurrence
from cockpit_tui.store.work.unit_of_work import Author, UnitOfWork


class Repeat(Struct, frozen=True):
    """How a CTA repeats."""

    series: Series
    ahead: int = 0
    """Days before its day on which each CTA is made."""


class RecurringService(Service):
    """Each call that changes something is one batch: one undo takes it back.

    Undo of a new series takes the CTAs along that it made at once, not those that came later.
    """

    @requires(Right.CREATE, "cta")
    def add(self, new: NewCta, repeat: Repeat) -> Done:
        """A series of CTAs like `new`, due on their days; `ids[0]` is the series', the others are
        those of CTAs whose days have come.

        Days before today are not made. Raises InvalidInput for a type that does not repeat, for
        links, and for what the rules of the type forbid (CD-13).
        """
        name = checked_name(new.name, "A CTA")
        if new.opportunity_id is not None or new.contact_ids:
            raise InvalidInput(
                "The CTAs of a series are linked one by one, when they are made.",
                "Nothing was added; leave the links out, or the repetition.",
            )
        today = self.clock.today()
        with self.work(f"Added “{name}”, {repeat.series.rule}") as work:
            type_id = new.type_id or event_type(work)
            _require_event(work, type_id)
            account = work.row(schema.account, new.account_id)
            if new.playbook_id is not None:
                _require_fitting(work, new.playbook_id, type_id)
            of_each = {
                "name": name,
                "account_id": new.account_id,
                "type_id": type_id,
                "reason_id": new.reason_id or default_value(work, Picklist.REASON),
                "priority_id": new.priority_id or default_value(work, Picklist.PRIORITY),
                "owner_id": new.owner_id or self.actor.person_id,
                "comment": new.comment,
            }
            day = repeat.series.start
            asked = {**of_each, "due": day, "opportunity_id": None, CONTACTS: 0}
            given = field_rules.given_fields(work, asked, self.actor.person_id, day)
            field_rules.require_new(work, asked, given)
            values = {
                **of_each,
                "playbook_id": new.playbook_id,
                **_rule_values(repeat, today),
                "created_by": self.actor.person_id,
                "created_at": work.now,
            }
            series_id = SeriesId(work.insert(recurrence, values))
            made = recurrences.make_due(work, series_id, circumstances(self)).ids
        label = f"Added “{name}”, {account['name']}, {repeat.series.rule}"
        notes = _notes(made, repeat.series, today)
        return Done(label, (series_id, *made), work.batch_id, notes)

    @requires(Right.READ, "cta")
    def all(self, *, is_over: bool | None = False) -> list[SeriesRow]:
        """The series by their next day: those that go on, those that are over, or (None) both."""
        with self.store.read() as connection:
            return recurrences.read_series(connection, is_over=is_over)

    @requires(Right.READ, "cta")
    def get(self, series_id: SeriesId) -> SeriesRow:
        """One series; raises NotFound."""
        with self.store.read() as connection:
            return recurrences.read_one(connection, series_id)

    @requires(Right.READ, "cta")
    def find(self, word: str) -> SeriesId:
        """The series of that id or name; raises NotFound or Ambiguous."""
        with self.store.read() as connection:
            return recurrences.find_series(connection, word)

    @requires(Right.READ, "cta")
    def of_cta(self, cta_id: CtaId) -> SeriesRow | None:
        """The series that made the CTA, unless it was ended."""
        with self.store.read() as connection:
            return recurrences.series_of(connection, cta_id)

    @requires(Right.EDIT, "cta")
    def change(
        self,
        series_id: SeriesId,
        repeat: Repeat | None = None,
        *,
        owner_id: PersonId | None = None,
    ) -> Done:
        """Another rule, from today on, or another owner of what is made from now on; CTAs that are
        made already stay."""
        today = self.clock.today()
        with self.work("Changed the repetition") as work:
            row = work.row(recurrence, series_id)
            self.actor.require(Right.EDIT, "cta", row["owner_id"])
            words: list[str] = []
            made: tuple[CtaId, ...] = ()
            notes: tuple[str, ...] = ()
            if owner_id is not None:
                self.actor.require(Right.ASSIGN, "cta", row["owner_id"])
                work.update(recurrence, series_id, {"owner_id": owner_id})
                words.append(f"goes on for {work.row(schema.person, owner_id)['name']}")
            if repeat is not None:
                values = {**_rule_values(repeat, today), "next_on": None}
                work.update(recurrence, series_id, values)
                made = recurrences.make_due(work, series_id, circumstances(self)).ids
                notes = _notes(made, repeat.series, today)
                words.append(f"repeats {repeat.series.rule}")
            work.label = f"“{row['name']}” {' and '.join(words)}"
        return Done(work.label, (series_id, *made), work.batch_id, notes)

    @requires(Right.EDIT, "cta")
    def end(self, series_id: SeriesId) -> Done:
        """No further CTAs; those that are made already stay."""
        with self.work("Ended the repetition") as work:
            row = work.row(recurrence, series_id)
            self.actor.require(Right.EDIT, "cta", row["owner_id"])
            work.delete(recurrence, series_id)
            work.label = f"“{row['name']}” repeats no more"
        return Done(work.label, (series_id,), work.batch_id)

    @requires(Right.READ, "cta")
    def parse(self, words: str, start: date | None = None) -> Series:
        """The series that the words mean today; raises InvalidInput."""
        return parse_series(words, self.clock.today(), start)


def make_due_occurrences(store: Store, clock: Clock, practice: Practice) -> tuple[int, int]:
    """Makes the CTAs of series whose days have come, as the system's doing: how many, and how many
    missed days were left out.

    Exactly once, however many programs do it. Cheap where nothing has come: one look into an index.
    The act's label says how many missed days were left out.
    """
    given = Circumstances(clock.today(), practice.holidays, practice.auto_sync)
    with store.read() as connection:
        waiting = recurrences.due_series(connection, given.today)
    made = left_out = 0
    for series_id in waiting:
        author = Author(None, Origin.SYSTEM)
        with UnitOfWork(store, author, "Its day has come", clock) as work:
            found = recurrences.make_due(work, series_id, given)
            if found.left_out:
                were = "was" if found.left_out == 1 else "were"
                missed = counted(found.left_out, "missed day")
                work.label += f"; {missed} before {were} left out"
        made += len(found.ids)
        left_out += found.left_out
    return made, left_out


def event_type(work: UnitOfWork) -> int:
    """The type whose CTAs repeat; raises InvalidInput where an admin removed it."""
    for row in work.rows(schema.picklist_value, picklist=Picklist.CTA_TYPE.value, stage=EVENT):
        if row["is_active"]:
            return int(row["id"])
    raise InvalidInput("No type of CTA may repeat here.", "An admin marks one as an event.")


def _require_event(work: UnitOfWork, type_id: int) -> None:
    row = work.row(schema.picklist_value, type_id)
    if row["stage"] != EVENT:
        raise InvalidInput(
            f"A CTA of the type {row['label']} does not repeat. Nothing was added.",
            "Only events do.",
        )


def _require_fitting(work: UnitOfWork, playbook_id: PlaybookId, type_id: int) -> None:
    found = read_playbook(work.connection, playbook_id)
    if not found.fits(type_id):
        raise InvalidInput(f"“{found.name}” is for {found.type} CTAs.", "Nothing was added.")


def _rule_values(repeat: Repeat, today: date) -> dict[str, object]:
    if not 0 <= repeat.ahead <= recurrences.MOST_AHEAD:
        raise InvalidInput(f"{repeat.ahead} days ahead?", f"0 to {recurrences.MOST_AHEAD} fit.")
    series = repeat.series
    if series.next_after(today - timedelta(days=1)) is None:
        raise InvalidInput("Every day of the series is past.", "Choose a later end.")
    return {
        "rule": str(series.rule),
        "start": series.start,
        "until": series.until,
        "ahead": repeat.ahead,
        "made_from": max(series.start, today),
    }


def _notes(made: tuple[CtaId, ...], series: Series, today: date) -> tuple[str, ...]:
    if made:
        return (f"{counted(len(made), 'CTA')} made now.",)
    first = series.next_after(today - timedelta(days=1))
    return () if first is None else (f"The first one is due {to_long_date(first, today)}.",)
