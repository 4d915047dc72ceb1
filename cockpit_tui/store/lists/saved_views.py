"""Saved views: those of the team and the person's own, in the order of the tabs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, or_, select

from cockpit_tui.domain.ids import PersonId
from cockpit_tui.domain.lists.rows import ViewTab
from cockpit_tui.store.lists.row_shapes import to_view_tab
from cockpit_tui.store.tables import schema

_view = schema.saved_view


def views_statement(person_id: int | None) -> Select[Any]:
    """The columns of `to_view_tab` in its order, of the views that the person sees."""
    return (
        select(
            _view.c.id,
            _view.c.shipped,
            _view.c.person_id,
            _view.c.name,
            _view.c.query,
            _view.c.group_by,
            _view.c.sort_by,
            _view.c.columns,
        )
        .where(or_(_view.c.person_id.is_(None), _view.c.person_id == person_id))
        .order_by(_view.c.position, _view.c.id)
    )


def read_views(connection: Connection, person_id: PersonId | None) -> tuple[ViewTab, ...]:
    """The views that the person sees, uncounted."""
    return tuple(map(to_view_tab, connection.execute(views_statement(person_id))))


def positions(connection: Connection, person_id: PersonId | None) -> list[tuple[int, float]]:
    """Id and position of each view that the person sees, in their order."""
    query = views_statement(person_id).with_only_columns(_view.c.id, _view.c.position)
    return [(row[0], row[1]) for row in connection.execute(query)]


def view_id(connection: Connection, key: str) -> int | None:
    """The row of the view with that key."""
    query = select(_view.c.id).where(_view.c.shipped == key)
    if key.isascii() and key.isdigit() and len(key) <= 9:
        query = select(_view.c.id).where(or_(_view.c.shipped == key, _view.c.id == int(key)))
    return connection.scalar(query)
