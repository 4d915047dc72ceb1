"""Saving views: one's own are anybody's who may read; the team's are the admin's (CL-13)."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from cockpit_tui.domain.errors import InvalidInput, NotFound
from cockpit_tui.domain.lists.rows import ViewTab
from cockpit_tui.domain.lists.saved_views import ViewDraft, checked, view_named
from cockpit_tui.domain.permissions import Right
from cockpit_tui.services.permitted import Done, Service, counted, requires
from cockpit_tui.store.encoding import Record
from cockpit_tui.store.lists import saved_views
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.unit_of_work import UnitOfWork

VIEWS_AT_MOST = 200
"""Of one person, and of a team: more than anybody can tell apart."""
_view = schema.saved_view


class SavedViewService(Service):
    """Every change is one act of the journal, so that undo takes it back."""

    @requires(Right.READ, "cta")
    def views(self) -> tuple[ViewTab, ...]:
        """The team's views and the actor's own, in the order of the tabs."""
        with self.store.read() as connection:
            return saved_views.read_views(connection, self.actor.person_id)

    @requires(Right.READ, "cta")
    def find(self, word: str) -> ViewTab:
        """The view of that name or key; raises NotFound or Ambiguous."""
        return view_named(self.views(), word)

    @requires(Right.READ, "cta")
    def save(self, drafts: Sequence[ViewDraft], *, is_team: bool = False) -> Done:
        """Adds the views at the end of the tabs; one of the same name and owner is replaced, one
        that is the team's just so is left out.

        Raises InvalidInput, InvalidQuery, or NotPermitted for the team's.
        """
        teams = {to_draft(view) for view in self.views() if view.is_team}
        wanted = [draft for draft in map(checked, drafts) if is_team or draft not in teams]
        self.require_owner(is_team=is_team)
        if not wanted:
            return Done("", (), None)
        label = f"Saved the view {wanted[0].name}"
        if len(wanted) > 1:
            label = f"Saved {counted(len(wanted), 'view')}"
        with self.work(label) as work:
            ids = [self._write(work, draft, is_team=is_team) for draft in wanted]
        return Done(label, tuple(ids), work.batch_id, is_of_views=True)

    @requires(Right.READ, "cta")
    def change(self, key: str, draft: ViewDraft) -> Done:
        """Gives the view another name, query, grouping, order or columns."""
        wanted = checked(draft)
        with self.work("") as work:
            row = self._row(work, key)
            renamed = row["name"] != wanted.name
            work.label = (
                f"Renamed {_words(row)} to {wanted.name}" if renamed else f"Changed {_words(row)}"
            )
            self._require_free(work, wanted.name, row["person_id"], but=row["id"])
            work.update(_view, row["id"], _columns(wanted))
        return Done(work.label, (row["id"],), work.batch_id, is_of_views=True)

    @requires(Right.READ, "cta")
    def delete(self, key: str) -> Done:
        """Removes the view; the last one that a person sees stays. Raises InvalidInput for that."""
        with self.work("") as work:
            row = self._row(work, key)
            if len(saved_views.positions(work.connection, self.actor.person_id)) == 1:
                raise InvalidInput("The last view stays.", "Save another one first.")
            work.label = f"Deleted {_words(row)}"
            work.delete(_view, row["id"])
        return Done(work.label, (row["id"],), work.batch_id, is_of_views=True)

    @requires(Right.READ, "cta")
    def move(self, key: str, place: int) -> Done:
        """Makes the view the nth of the tabs, counted from 1; beyond the end is the end."""
        with self.work("") as work:
            row = self._row(work, key)
            seen = saved_views.positions(work.connection, self.actor.person_id)
            others = [view for view in seen if view[0] != row["id"]]
            at = max(0, min(place - 1, len(others)))
            work.label = f"Moved {_words(row)} to place {at + 1}"
            position = _between([place for _, place in others], at)
            if any(position == place for _, place in others):
                self._make_room(work, row["id"], others, at)
            else:
                work.update(_view, row["id"], {"position": position})
        return Done(work.label, (row["id"],), work.batch_id, is_of_views=True)

    @requires(Right.READ, "cta")
    def share(self, key: str, *, is_team: bool) -> Done:
        """Makes a view of one's own the team's, or the team's one's own."""
        self.require_owner(is_team=True)
        with self.work("") as work:
            row = self._row(work, key)
            person_id = None if is_team else self.actor.person_id
            self._require_free(work, row["name"], person_id, but=row["id"])
            whose = "the team's" if is_team else "my own"
            work.label = f"Made the view {row['name']} {whose}"
            work.update(_view, row["id"], {"person_id": person_id})
        return Done(work.label, (row["id"],), work.batch_id, is_of_views=True)

    def _make_room(
        self, work: UnitOfWork, moved: int, others: Sequence[tuple[int, float]], at: int
    ) -> None:
        """Spreads what the actor may move around that place, where no number is left between."""
        start = end = at
        while start > 0 and self._may_move(work, others[start - 1][0]):
            start -= 1
        while end < len(others) and self._may_move(work, others[end][0]):
            end += 1
        ids = [view_id for view_id, _ in others[start:end]]
        ids.insert(at - start, moved)
        before = others[start - 1][1] if start else None
        after = others[end][1] if end < len(others) else None
        for view_id, position in zip(ids, _spread(len(ids), before, after), strict=True):
            work.update(_view, view_id, {"position": position})

    def _may_move(self, work: UnitOfWork, view_id: int) -> bool:
        is_own = work.row(_view, view_id)["person_id"] is not None
        return is_own or self.actor.may(Right.CONFIGURE, "workspace")

    def _row(self, work: UnitOfWork, key: str) -> Record:
        """The view's row, if the actor may change it. Raises NotFound or NotPermitted."""
        found = saved_views.view_id(work.connection, key)
        row = None if found is None else work.row(_view, found)
        if row is None or row["person_id"] not in (None, self.actor.person_id):
            raise NotFound(f"There is no view {key}.", "`cockpit view list` shows them.")
        self.require_owner(is_team=row["person_id"] is None)
        return row

    @requires(Right.READ, "cta")
    def require_owner(self, *, is_team: bool) -> None:
        """Raises NotPermitted where it is the team's and this person may not configure that."""
        if is_team:
            self.actor.require(Right.CONFIGURE, "workspace")

    def _write(self, work: UnitOfWork, draft: ViewDraft, *, is_team: bool) -> int:
        person_id = None if is_team else self.actor.person_id
        rows = work.rows(_view, person_id=person_id)
        for row in rows:
            if row["name"] == draft.name:
                work.update(_view, row["id"], _columns(draft))
                return int(row["id"])
        if len(rows) >= VIEWS_AT_MOST:
            raise InvalidInput(f"There are {len(rows)} views; no more fit.", "Delete some first.")
        taken = saved_views.positions(work.connection, self.actor.person_id)
        position = _between([place for _, place in taken], len(taken))
        return work.insert(
            _view,
            {**_columns(draft), "shipped": None, "person_id": person_id, "position": position},
        )

    def _require_free(
        self, work: UnitOfWork, name: str, person_id: int | None, *, but: int
    ) -> None:
        rows = work.rows(_view, person_id=person_id)
        if any(row["name"] == name and row["id"] != but for row in rows):
            raise InvalidInput(f"There is a view {name} already.", "Choose another name.")


def _words(row: Record) -> str:
    """Its name, and whose it is where it is not the person's alone."""
    whose = "the team's" if row["person_id"] is None else "the"
    return f"{whose} view {row['name']}"


def _columns(draft: ViewDraft) -> Record:
    return {
        "name": draft.name,
        "query": draft.query,
        "group_by": draft.group_by.value if draft.group_by else None,
        "sort_by": draft.sort_by.value if draft.sort_by else None,
        "columns": draft.columns,
    }


def _between(positions: Sequence[float], at: int) -> float:
    """A position before the one that stands `at` that place, and after the one before it."""
    if not positions:
        return 1.0
    if at == 0:
        return positions[0] - 1
    if at >= len(positions):
        return positions[-1] + 1
    return (positions[at - 1] + positions[at]) / 2


def _spread(count: int, before: float | None, after: float | None) -> list[float]:
    """So many positions in equal steps between two that stay; None is the end of the tabs."""
    low = (count + 1.0 if after is None else after) - count - 1 if before is None else before
    step = 1.0 if before is None or after is None else (after - before) / (count + 1)
    return [low + step * place for place in range(1, count + 1)]


def to_draft(view: ViewTab) -> ViewDraft:
    """The view as it could be saved again."""
    return ViewDraft(view.label, view.query, view.group_by, view.sort_by, view.columns)


def renamed(view: ViewTab, name: str) -> ViewDraft:
    """The view under another name."""
    return replace(to_draft(view), name=name)
