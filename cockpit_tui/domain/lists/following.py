"""A list that others change while it is read: what came in is added, nothing that stands moves.

A CTA that no longer fits, or belongs to another group by now, stays on its line until the view is
read again on purpose (CL-10); the counts are those of now.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from msgspec.structs import replace

from cockpit_tui.domain.lists.rows import Group, Listing


def with_counts(shown: Listing, now: Sequence[Group]) -> Listing:
    """The same rows, each header with how many stand in its group by now."""
    counts = {group.key: group.count for group in now}
    groups = tuple(replace(group, live=counts.get(group.key, 0)) for group in shown.groups)
    return replace(shown, groups=groups, live=sum(counts.values()))


def with_arrivals(shown: Listing, now: Listing) -> Listing:
    """The rows of `shown` in their places, and among them those that only `now` holds.

    Each stands after the CTA that it follows in `now`. Both listings are complete.
    """
    known = set(shown.ids)
    before = {group.key: _slice(shown, place) for place, group in enumerate(shown.groups)}
    after = {group.key: _slice(now, place) for place, group in enumerate(now.groups)}
    live = {group.key: group for group in now.groups}
    groups: list[Group] = []
    ids = array("I")
    for group in _in_order(shown.groups, now.groups):
        rows = _joined(before.get(group.key, ()), after.get(group.key, ()), known)
        if rows:
            current = live.get(group.key)
            money = current.arr_cents if current else None
            count = current.count if current else 0
            groups.append(replace(group, count=len(rows), live=count, arr_cents=money))
            ids.extend(rows)
    joined = replace(shown, groups=tuple(groups), ids=ids)
    return replace(joined, live=now.total, arr_cents=now.arr_cents)


def _slice(listing: Listing, place: int) -> Sequence[int]:
    start = listing.starts[place]
    return listing.ids[start : start + listing.groups[place].count]


def _in_order(shown: Sequence[Group], now: Sequence[Group]) -> list[Group]:
    """The groups of now in their order; those that are only shown after the one before them."""
    current = {group.key for group in now}
    after: dict[str, list[Group]] = {}
    last = ""
    for group in shown:
        if group.key in current:
            last = group.key
        else:
            after.setdefault(last, []).append(group)
    ordered = after.get("", [])
    for group in now:
        ordered += [group, *after.get(group.key, ())]
    return ordered


def _joined(before: Sequence[int], after: Sequence[int], known: set[int]) -> Sequence[int]:
    standing = set(before)
    arrivals: dict[int, list[int]] = {}
    follows = 0
    for cta_id in after:
        if cta_id in standing:
            follows = cta_id
        elif cta_id not in known:
            arrivals.setdefault(follows, []).append(cta_id)
    if not arrivals:
        return before
    rows = arrivals.get(0, [])
    for cta_id in before:
        rows.append(cta_id)
        rows += arrivals.get(cta_id, ())
    return rows
