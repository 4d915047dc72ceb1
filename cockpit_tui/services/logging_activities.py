"""Calls, notes and meetings that somebody logs on a customer; the mirror sends them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import AccountId
from cockpit_tui.domain.line_merge import LONGEST_TEXT
from cockpit_tui.domain.permissions import Right
from cockpit_tui.services.ctas import checked_name
from cockpit_tui.services.permitted import Done, Service, requires
from cockpit_tui.store.mirror import mirror_state
from cockpit_tui.store.tables import schema

LogKind = Literal["call", "note", "meeting"]
KINDS: tuple[LogKind, ...] = get_args(LogKind)
MEETING_MINUTES = 30
MOST_MINUTES = 14 * 24 * 60
"""Salesforce: an event lasts at most 14 days."""


class NewLog(Struct, frozen=True):
    """What happened, or a meeting to come; a meeting without a length took half an hour."""

    account_id: AccountId
    kind: LogKind
    subject: str
    day: date
    comments: str = ""
    start: datetime | None = None
    """When a meeting began, an aware instant."""
    minutes: int | None = None


class LogService(Service):
    """Logging activities; each call is one batch, and undo takes it back in Salesforce too.

    Whoever may read a customer may add to its timeline, viewers too (WP-5).
    """

    @requires(Right.READ, "account")
    def log(self, new: NewLog) -> Done:
        """The logged activity; its id is `ids[0]`. In Salesforce a call or a note becomes a closed
        Task, a meeting an Event.

        Raises InvalidInput for a customer that Salesforce does not know, or values it would refuse.
        """
        subject = checked_name(new.subject, f"A {new.kind}", "subject")
        if len(new.comments) > LONGEST_TEXT:
            raise InvalidInput(
                f"The comments have more than {LONGEST_TEXT:,} letters.", "Nothing was logged."
            )
        if new.minutes is not None and not 0 < new.minutes <= MOST_MINUTES:
            raise InvalidInput("The length is 1 minute to 14 days.", "Nothing was logged.")
        if new.kind == "meeting" and new.start is None:
            raise InvalidInput("A meeting has a time.", "Say when: --at 14:30.")
        today = self.clock.today()
        if new.kind != "meeting" and new.day > today:
            raise InvalidInput(
                f"{to_long_date(new.day, today)} is still ahead, "
                f"and a {new.kind} is logged once it was.",
                "A meeting may lie ahead. Nothing was logged.",
            )
        with self.work(f"Logged a {new.kind}") as work:
            account = work.row(schema.account, new.account_id)
            if account["salesforce_id"] is None:
                raise InvalidInput(
                    f"{account['name']} is not a Salesforce account.",
                    "Activities are logged on accounts of the org. Nothing was logged.",
                )
            is_meeting = new.kind == "meeting"
            log_id = work.insert(
                schema.logged_activity,
                {
                    "account_id": new.account_id,
                    "kind": new.kind,
                    "subject": subject,
                    "comments": new.comments,
                    "day": new.day,
                    "start_at": new.start if is_meeting else None,
                    "minutes": new.minutes or (MEETING_MINUTES if is_meeting else None),
                    "author_id": self.actor.person_id,
                    "created_at": work.now,
                },
            )
            label = work.label = f"Logged {new.kind} “{subject}”, {account['name']}"
        return Done(label, (log_id,), work.batch_id, ("It is sent to Salesforce with the mirror.",))

    @requires(Right.READ, "cta")
    def time_zone(self) -> str:
        """Whose clock the time of a meeting is: the org's, UTC without one."""
        with self.store.read() as connection:
            org = mirror_state.load_org(connection)
        return org.time_zone if org else "UTC"


def meeting_start(day: date, time: str, zone: str) -> datetime:
    """The instant at which a meeting began, from a time such as 14:30 of that zone's clock.

    Raises InvalidInput for what is no time.
    """
    hour, _, minute = time.strip().partition(":")
    try:
        moment = datetime(
            day.year, day.month, day.day, int(hour), int(minute), tzinfo=ZoneInfo(zone)
        )
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise InvalidInput("A meeting has a time.", "Say when, such as 14:30.") from error
    return moment.astimezone(UTC)
