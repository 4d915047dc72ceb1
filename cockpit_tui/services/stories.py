"""Everything that happened about a CTA and its customer, in one order (CD-3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.timeline import TimelineEntry, TimelineKind, newest_first
from cockpit_tui.services.permitted import Service, requires
from cockpit_tui.services.views import ViewService
from cockpit_tui.services.wording import WHOLE, Wording
from cockpit_tui.store import history
from cockpit_tui.store.history import JournalRow
from cockpit_tui.store.records import timeline
from cockpit_tui.store.tables import schema


class StoryService(Service):
    """Reads the customer's timeline and the CTA's journal together."""

    @requires(Right.READ, "cta")
    def of_cta(self, cta_id: CtaId, limit: int | None = None) -> list[TimelineEntry]:
        """The customer's timeline with each act on the CTA and its tasks: comments, snoozes,
        closings, what came from Salesforce. The newest first, at most `limit`; raises NotFound.
        """
        self.actor.require(Right.READ, "account")
        views = ViewService(self.store, self.actor, self.clock, self.practice)
        account_id = views.detail(cta_id).account.id
        today = self.clock.today()
        with self.store.read() as connection:
            happened = timeline.read_timeline(connection, account_id, today, limit)
            rows = history.record_history(connection, schema.cta.name, cta_id)
            told = _acts(cta_id, rows, Wording(views, rows), today)
            acts = list(timeline.beside_measures(connection, account_id, told))
        if any(row.field == "closed_at" and row.entity == schema.cta.name for row in rows):
            happened = [entry for entry in happened if not _is_closing(entry, cta_id)]
        return newest_first([*happened, *acts])[:limit]


def _acts(
    cta_id: CtaId, rows: Sequence[JournalRow], wording: Wording, today: date
) -> Iterator[TimelineEntry]:
    """Each act in its own words, with what it changed of the CTA; making the CTA is on the
    customer's timeline already."""
    by_act: dict[int, list[JournalRow]] = {}
    for row in rows:
        by_act.setdefault(row.batch.id, []).append(row)
    for changes in by_act.values():
        batch = changes[0].batch
        if any(row.entity == schema.cta.name and row.kind == "insert" for row in changes):
            continue
        yield TimelineEntry(
            batch.at.astimezone().date(),
            TimelineKind.CHANGE,
            batch.label,
            "\n".join(_change(row, wording, today) for row in reversed(changes)),
            batch.actor or batch.where_from,
            cta_id,
            at=batch.at,
        )


def _is_closing(entry: TimelineEntry, cta_id: CtaId) -> bool:
    """The customer's timeline says as well that this CTA was closed; the act says more."""
    return entry.kind is TimelineKind.CTA_CLOSED and entry.cta_id == cta_id


def _change(row: JournalRow, wording: Wording, today: date) -> str:
    """`due: Mon 30 Nov, was Fri 20 Nov`; of a task with its word before it."""
    what = wording.field_words(row)
    if row.entity != schema.cta.name or not what:
        what = f"{wording.record_words(row)} {what}".strip()
    old, new = wording.spoken(row, today)
    if not (old or new):
        return f"{what} {WHOLE.get(row.kind, 'changed')}"
    return f"{what}: {new}" if old in ("", "none") else f"{what}: {new or 'none'}, was {old}"
