"""Keeping a workspace clean: what is stale, what is archived, how large it is (D10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import CtaId, to_cta_word
from cockpit_tui.domain.lists.stale import StaleDetail, StaleList, StaleTally, WorkspaceSize
from cockpit_tui.domain.lists.views import ViewSpec
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.query.reader import Reader
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.services.permitted import Done, Service, counted, requires
from cockpit_tui.services.progress import steps
from cockpit_tui.store.lists.cta_rows import read_rows
from cockpit_tui.store.records import beforehand, hygiene
from cockpit_tui.store.tables import schema

TWINS_SHOWN = 5


class HygieneService(Service):
    """The staleness radar, the archive and the gauge."""

    @requires(Right.READ, "cta")
    def stale(self, query: str = "", first: int | None = None) -> StaleList:
        """Stale CTAs among those that the query finds, each with all its reasons.

        All of them or the `first`; the longest untouched come first. Raises InvalidQuery.
        """
        view = ViewSpec(_among(query), self._reader, GroupBy.ALL, SortBy.UNTOUCHED)
        with self.store.read() as connection:
            return hygiene.read_stale_list(connection, view, first, self.clock.now())

    @requires(Right.READ, "cta")
    def tally(self, query: str) -> StaleTally:
        """How many of the CTAs that the query finds are stale, and why. Raises InvalidQuery."""
        with self.store.read() as connection:
            return hygiene.read_tally(connection, _among(query), self._reader)

    @requires(Right.READ, "cta")
    def why(self, cta_id: CtaId) -> StaleDetail | None:
        """Why the CTA is stale, and some of its twins; None for one that is not."""
        with self.store.read() as connection:
            now, today = self.clock.now(), self.clock.today()
            for stale in hygiene.read_stale(connection, [cta_id], today, now):
                return StaleDetail(stale, tuple(read_rows(connection, stale.twins[:TWINS_SHOWN])))
        return None

    @property
    def _reader(self) -> Reader:
        return Reader(self.actor.person_id, self.clock.today(), self.practice.first_weekday)

    @requires(Right.READ, "cta")
    def old_closed(self, days: int) -> list[CtaId]:
        """CTAs that were closed longer than so many days ago and are not archived."""
        with self.store.read() as connection:
            return hygiene.closed_before(connection, self.clock.today() - timedelta(days=days))

    @requires(Right.READ, "cta")
    def is_archived(self, cta_id: CtaId) -> bool:
        """Whether the CTA is in the archive."""
        with self.store.read() as connection:
            return hygiene.is_archived(connection, cta_id)

    @requires(Right.READ, "cta")
    def size(self) -> WorkspaceSize:
        """How much the workspace holds."""
        return hygiene.read_size(self.store)

    @requires(Right.EDIT, "cta")
    def archive(self, ids: Sequence[CtaId]) -> Done:
        """Takes closed CTAs out of all lists but `is:archived`; raises InvalidInput for an open
        one."""
        return self._set_archived(ids, is_archived=True)

    @requires(Right.EDIT, "cta")
    def unarchive(self, ids: Sequence[CtaId]) -> Done:
        """Brings them back among the closed ones."""
        return self._set_archived(ids, is_archived=False)

    def _set_archived(self, ids: Sequence[CtaId], *, is_archived: bool) -> Done:
        verb = "Archived" if is_archived else "Brought back"
        label = f"{verb} {counted(len(ids), 'CTA')}"
        with self.work(label) as work:
            beforehand.know_ctas(work, ids)
            for cta_id in steps(ids):
                row = work.row(schema.cta, cta_id)
                self.actor.require(Right.EDIT, "cta", row["owner_id"])
                if is_archived and row["closed_at"] is None:
                    raise InvalidInput(
                        f"{to_cta_word(cta_id)} is open. Nothing was archived.", "Close it first."
                    )
                work.update(schema.cta, cta_id, {"is_archived": is_archived})
            if len(ids) == 1:
                label = work.label = f"{verb} “{work.row(schema.cta, ids[0])['name']}”"
        return Done(label, tuple(ids), work.batch_id)


def _among(query: str) -> str:
    """The query; without one of all that are not closed, asleep ones too."""
    return query if query.strip() else "is:open or is:snoozed"
