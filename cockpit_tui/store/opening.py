"""The first picture: what the cockpit shows before anything heavy is imported.

Reads with the standard library's driver alone. Whatever is unusual (another database, another
schema, a tab that is gone) gives None, and the ordinary path serves.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec import Struct, field, json
from msgspec.structs import replace

from cockpit_tui.domain.days.dates import due_buckets
from cockpit_tui.domain.ids import PersonId
from cockpit_tui.domain.lists.grouping import (
    BY_RECORD,
    Labelled,
    by_name,
    due_groups,
    new_and_due_groups,
    one_group,
    record_groups,
)
from cockpit_tui.domain.lists.rows import CtaRow, Group, Listing, OrgRow, SyncStatus, ViewTab
from cockpit_tui.domain.lists.views import DEFAULT_TABS
from cockpit_tui.domain.lists.weights import Weights
from cockpit_tui.domain.text import folded
from cockpit_tui.domain.values import GroupBy, Scope, SortBy
from cockpit_tui.store import opening_sql as sql
from cockpit_tui.store.lists.row_shapes import (
    DUE_COLUMN,
    WHOLE_AT_MOST,
    in_display_order,
    to_cta_row,
    to_day,
    to_view_tab,
)

FIRST_ROWS = 80
"""More rows than a tall terminal shows."""
WAIT_SECONDS = 0.25
"""A database that is locked longer is left to the ordinary path, which waits."""
STORED_INSTANT = "%Y-%m-%d %H:%M:%S.%f"
"""How the store writes instants to SQLite, in UTC."""
_SHIPPED = {tab.query: tab.key for tab in DEFAULT_TABS}
"""Queries whose statements are generated."""
GROUPS_AT_MOST = 2_000
"""More groups than this take longer than the first picture may."""


class OpeningView(Struct, frozen=True):
    """What to show first: one of the tabs that ship, in any grouping and order."""

    tab: str
    group_by: GroupBy = GroupBy.DUE
    sort_by: SortBy = SortBy.DUE
    first_weekday: int = 0
    person: str = ""
    """COCKPIT_USER: a Salesforce id, e-mail, username or name; empty for the org's user."""
    is_read_only: bool = False
    """This process writes nothing to Salesforce."""
    folded: frozenset[str] = frozenset()
    """Keys of the groups that are folded: their rows are not read."""
    weights: Weights = field(default_factory=Weights)
    """Of the recommended order."""


class Opening(Struct, frozen=True):
    """The first picture's content; a long listing holds the ids of its first rows alone."""

    person_id: PersonId
    person: str
    listing: Listing
    rows: tuple[CtaRow, ...]
    tabs: tuple[ViewTab, ...]
    status: SyncStatus
    has_list: bool = True
    """False where the rows take the ordinary path and follow: a query that is not shipped, or a
    long list in another order than by due date, or with folded groups."""


def read_opening(
    url: str, view: OpeningView, now: datetime, today: date, first: int = FIRST_ROWS
) -> Opening | None:
    """The first picture of the workspace at this address, or None where that is not simple."""
    path = url.removeprefix("sqlite:///")
    is_plain = path != url and path not in ("", ":memory:") and "?" not in path
    if not is_plain:
        return None
    try:
        place = f"file:{_quoted(path)}?mode=rw"
        with closing(sqlite3.connect(place, uri=True, timeout=WAIT_SECONDS)) as connection:
            connection.isolation_level = None
            connection.execute("PRAGMA query_only=1")
            connection.execute("BEGIN")
            return _Reading(connection, view, now, today, first).opening()
    except (sqlite3.Error, LookupError, ValueError, TypeError):
        return None


class _Reading:
    """One reading, in one transaction. Raises LookupError for what is unusual."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        view: OpeningView,
        now: datetime,
        today: date,
        first: int,
    ) -> None:
        self._connection = connection
        self._view = view
        self._now = now
        self._today = today
        self._first = first
        self._parameters: dict[str, Any] = {"limit": first}

    def opening(self) -> Opening:
        if self._value(sql.FACTS["schema"]) != sql.SCHEMA_VERSION:
            raise LookupError("another schema")
        person_id, person = self._person()
        self._parameters |= {"me": person_id, **self._value_ids(), **self._borders()}
        tabs = tuple(map(to_view_tab, self._all(sql.FACTS["views"])))
        tab = next((tab for tab in tabs if tab.key == self._view.tab), None)
        if tab is None:
            raise LookupError("a view that is gone")
        groups: tuple[Group, ...] = ()
        ids = array("I")
        if (shipped := _SHIPPED.get(tab.query)) is not None:
            groups = self._groups(shipped, person_id)
            ids = self._in_order(self._ids(shipped, groups), groups)
        listing = Listing(self._view.group_by, self._view.sort_by, groups, ids, tab.query)
        has_list = shipped is not None and (listing.is_complete or self._is_begun_so(listing))
        rows = self._rows(self._shown_first(listing)) if has_list else ()
        tabs = tuple(replace(tab, count=self._count(tab, listing)) for tab in tabs)
        return Opening(
            person_id=PersonId(person_id),
            person=person,
            listing=listing,
            rows=rows,
            tabs=tabs,
            status=self._status(),
            has_list=has_list,
        )

    def _person(self) -> tuple[int, str]:
        """Who looks, as signing in finds it."""
        word = self._view.person
        if word:
            lowered = word.lower()
            found = [
                row
                for row in self._all(sql.FACTS["people"])
                if row[5] and (word == row[4] or lowered in {text.lower() for text in row[1:4]})
            ]
        else:
            found = self._all(sql.FACTS["org_person"]) or self._all(sql.FACTS["first_person"])
        if len(found) != 1 or found[0][6] != Scope.ALL.value:
            raise LookupError("nobody, several, or somebody who may not read")
        return found[0][0], found[0][1]

    def _value_ids(self) -> dict[str, int | str]:
        values = self._all(sql.FACTS["values"]) if sql.VALUE_PARAMETERS else []
        ids = {(picklist, folded(label)): number for number, picklist, label in values}
        known = {name: ids[wanted] for name, wanted in sql.VALUE_PARAMETERS.items()}
        return {**known, **{f"{name}_key": str(number) for name, number in known.items()}}

    def _borders(self) -> dict[str, str]:
        ends = [entry.end for entry in due_buckets(self._today, self._view.first_weekday)]
        return {f"border_{n}": end.isoformat() for n, end in enumerate(ends) if end is not None}

    def _groups(self, shipped: str, person_id: int) -> tuple[Group, ...]:
        group_by = self._view.group_by
        counts = self._all(sql.COUNTS[shipped][group_by.value])
        if group_by is GroupBy.DUE:
            return due_groups(
                ((to_day(day), n) for day, n in counts),
                self._today,
                self._view.first_weekday,
                is_closed_list=shipped == "closed",
            )
        by_id = {int(key): n for key, n in counts}
        if group_by is GroupBy.ALL:
            return one_group(sum(by_id.values()))
        if group_by is GroupBy.NEW_AND_DUE:
            return new_and_due_groups(by_id, self._value(sql.LABELS[group_by.value]))
        if len(by_id) > GROUPS_AT_MOST:
            raise LookupError("too many groups")
        found = self._all(sql.LABELS[group_by.value], ids=_to_json(by_id))
        labels = [Labelled(*row) for row in found]
        if BY_RECORD[group_by].picklist is None:
            labels = by_name(labels, person_id if group_by is GroupBy.OWNER else None)
        return record_groups(by_id, labels)

    def _ids(self, shipped: str, groups: tuple[Group, ...]) -> array[int]:
        group_by = self._view.group_by
        total = sum(group.count for group in groups)
        is_whole = total <= WHOLE_AT_MOST
        statement = (sql.WHOLES if is_whole else sql.PAGES)[shipped][group_by.value]
        is_by_key = group_by in BY_RECORD
        if is_whole or not is_by_key:
            ids = array("I", (row[0] for row in self._each(statement)))
            return in_display_order(ids, groups) if is_by_key else ids
        ids = array("I")
        for group in groups:
            missing = self._first - len(ids)
            if missing == 0:
                break
            found = self._each(statement, group=int(group.key), limit=missing)
            ids.extend(row[0] for row in found)
        return ids

    def _in_order(self, ids: array[int], groups: tuple[Group, ...]) -> array[int]:
        """The CTAs of each group in the order that is asked for; they come by due date."""
        sort_by = self._view.sort_by
        if sort_by is SortBy.DUE or len(ids) < sum(group.count for group in groups):
            return ids
        if sort_by.plain is SortBy.RECOMMENDED:
            ordered = self._recommended(ids)
        else:
            found = self._each(sql.ORDERS[sort_by.value], ids=_to_json(ids))
            ordered = [row[0] for row in found]
        place = {cta_id: number for number, cta_id in enumerate(ordered)}
        sorted_ids, start = array("I"), 0
        for group in groups:
            sorted_ids.extend(sorted(ids[start : start + group.count], key=place.__getitem__))
            start += group.count
        return sorted_ids

    def _recommended(self, ids: array[int]) -> list[int]:
        from cockpit_tui.domain.lists.ranking import rank_terms

        sign = 1 if self._view.sort_by.is_reversed else -1

        def place(row: CtaRow) -> tuple[int, date, int]:
            terms = rank_terms(row, self._today, self._view.weights)
            return sign * terms.total, row.due or date.max, row.id

        return [row.id for row in sorted(self._rows(ids), key=place)]

    def _is_begun_so(self, listing: Listing) -> bool:
        """Whether the first of a long list are those that are shown first."""
        folded = self._view.folded.intersection(group.key for group in listing.groups)
        return self._view.sort_by is SortBy.DUE and not folded

    def _shown_first(self, listing: Listing) -> array[int]:
        """The first CTAs that stand in no folded group."""
        shown = array("I")
        for group, start in zip(listing.groups, listing.starts, strict=True):
            if group.key not in self._view.folded:
                shown.extend(listing.ids[start : start + group.count][: self._first - len(shown)])
        return shown

    def _rows(self, ids: array[int]) -> tuple[CtaRow, ...]:
        found = self._each(sql.ROWS, ids=_to_json(ids))
        is_held = self._view.is_read_only
        rows = {row[0]: to_cta_row(row, to_day(row[DUE_COLUMN]), is_held=is_held) for row in found}
        return tuple(rows[cta_id] for cta_id in ids)

    def _count(self, tab: ViewTab, listing: Listing) -> int | None:
        shipped = _SHIPPED.get(tab.query)
        if shipped is None:
            return None
        if tab.key == self._view.tab:
            return listing.total
        if shipped in sql.KEPT_TOTALS:
            return int(self._value(sql.KEPT_TOTALS[shipped]) or 0)
        n: int = self._value(sql.TOTALS[shipped])
        return n if n <= sql.COUNTED_AT_MOST else None

    def _status(self) -> SyncStatus:
        """What `mirror_state.sync_status` says."""
        org = self._org()
        facts = dict(self._all(sql.FACTS["workspace"]))
        health = json.decode(facts.get("mirror_health", "{}"))
        states = dict(self._all(sql.FACTS["outbox"]))
        waiting = states.get("pending", 0) + states.get("sent", 0)
        is_told_to_hold = self._view.is_read_only or facts.get("mirror_read_only") == "1"
        is_held = is_told_to_hold or (org is not None and not org.is_armed)
        since = health.get("offline_since")
        last = health.get("last_success_at")
        day_ago = (self._now - timedelta(hours=24)).astimezone(UTC)
        return SyncStatus(
            org=org and replace(org, is_armed=not is_held),
            pending=0 if is_held else waiting,
            would_write=waiting if is_held else 0,
            is_told_to_hold=is_told_to_hold,
            in_doubt=states.get("in_doubt", 0),
            conflicts=self._value(sql.FACTS["conflicts"]),
            quarantined=states.get("quarantined", 0),
            is_offline=since is not None,
            offline_since=datetime.fromisoformat(since) if since else None,
            last_success_at=datetime.fromisoformat(last) if last else None,
            problem=health.get("problem", ""),
            api_used=health.get("api_used"),
            api_limit=health.get("api_limit"),
            api_ours_today=self._value(
                sql.FACTS["calls"], day_ago=day_ago.strftime(STORED_INSTANT)
            ),
        )

    def _org(self) -> OrgRow | None:
        found = self._all(sql.FACTS["org"])
        if not found:
            return None
        org_id, name, is_sandbox, is_loopback, instance_url, time_zone, is_armed, _, currency = (
            found[0]
        )
        return OrgRow(
            id=org_id,
            name=name,
            is_sandbox=bool(is_sandbox or is_loopback),
            instance_url=instance_url,
            time_zone=time_zone,
            is_armed=bool(is_armed),
            currency=currency,
        )

    def _each(self, statement: str, **more: object) -> Iterator[tuple[Any, ...]]:
        parameters: Mapping[str, Any] = {**self._parameters, **more}
        return self._connection.execute(statement, parameters)

    def _all(self, statement: str, **more: object) -> list[tuple[Any, ...]]:
        return list(self._each(statement, **more))

    def _value(self, statement: str, **more: object) -> Any:
        found = self._each(statement, **more)
        return next(found)[0]


def _quoted(path: str) -> str:
    """The path within a file URI."""
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _to_json(ids: Iterable[int]) -> str:
    """Ids as one parameter of a statement."""
    return json.encode(list(ids)).decode()
