"""What is said of a view: how many CTAs, in which order; and of an empty one, what is elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.lists.rows import Group, Listing, ViewTab
from cockpit_tui.domain.money import to_short_money
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.screens.base.view_state import ViewState
from cockpit_widgets.drawing.signs import key_for, to_change_of_count

_BY = {
    GroupBy.DUE: "by due date",
    GroupBy.ACCOUNT: "by customer",
    GroupBy.NEW_AND_DUE: "new and due",
    GroupBy.ALL: "",
}
_SORTED = {
    SortBy.RECOMMENDED: "recommended",
    SortBy.ACCOUNT: "sorted by customer",
    SortBy.CREATED: "newest first",
    SortBy.TASKS: "most open tasks first",
    SortBy.UNTOUCHED: "longest untouched first",
}


def summary_words(listing: Listing, state: ViewState, *, new_above: int, again: str) -> str:
    """`42 CTAs · $8.4M · by due date`; the first words matter most, so that an order which is not
    the usual one stands before sum and grouping, which the headers tell too.

    While rows stand where they no longer belong, both numbers and the key that reads them `again`.
    """
    total = to_change_of_count(listing.total, listing.total_now)
    words = [
        f"{total}{'+' if listing.is_partial else ''} CTA{'' if total == '1' else 's'}",
        f"{new_above} new above" if new_above else "",
        f"{again} reads again" if again and listing.is_outdated else "",
        _order_words(state),
        to_short_money(listing.arr_cents) if listing.arr_cents else "",
        _BY.get(state.group_by, f"by {state.group_by.value}"),
    ]
    return " · ".join(filter(None, words))


def _order_words(state: ViewState) -> str:
    """The order within the groups where it is not the usual one; `last due first`."""
    order = state.sort_by
    if order is SortBy.DUE:
        return ""
    if order is SortBy.DUE_REVERSED:
        return "last due first"
    words = _SORTED.get(order.plain, f"sorted by {order.plain.value}")
    return f"{words}, reversed" if order.is_reversed else words


def place_words(listing: Listing, index: int) -> str:
    """`Place 7 of 46 in this list.`, or in its group; empty where another order is shown."""
    if listing.sort_by is not SortBy.RECOMMENDED or not listing.groups:
        return ""
    number = listing.group_of(index)
    group, place = listing.groups[number], index - listing.starts[number] + 1
    of = "" if group.is_partial or listing.is_partial else f" of {group.count:,}"
    where = "this list" if listing.group_by is GroupBy.ALL else group.label
    return f"Place {place:,}{of} in {where}."


GROUP_COMMANDS = ("view.fold", "view.fold_all", "mark.group")
"""What can be done with the group whose header is under the cursor."""


def group_words(group: Group, keys: Mapping[str, str], is_folded: bool) -> str:
    """What the group holds, and the `keys` of `GROUP_COMMANDS`, as far as they have any."""
    number = f"{group.count:,} CTA{'' if group.count == 1 else 's'}"
    money = f" · {to_short_money(group.arr_cents)} ARR" if group.arr_cents else ""
    fold = "unfolds" if is_folded else "folds"
    deeds = (f"{fold} the group", "folds or unfolds all", "marks the group for one verb on all")
    told = [f"{keys[name]} {deed}" for name, deed in zip(GROUP_COMMANDS, deeds, strict=True)]
    return "\n".join([f"{number}{money}", "", *(line for line in told if line[0] != " ")])


def empty_words(state: ViewState, tab: ViewTab | None, tabs: Sequence[ViewTab]) -> str:
    """What is not there, what is elsewhere, and the next key."""
    if not state.is_of_tab or tab is None:
        hints = " ".join(filter(None, (f"No CTA matches {state.query}.", _hint(state.query))))
        return f"{hints} Esc clears the filter."
    words = [f"Nothing in {tab.label}."]
    counts = {tab.key: (number, tab.count) for number, tab in enumerate(tabs, 1)}
    number, snoozed = counts.get("snoozed", (0, None))
    if snoozed and tab.key != "snoozed":
        verb = "is" if snoozed == 1 else "are"
        words.append(f"{snoozed:,} {verb} snoozed: {number} shows them.")
    team, others_have = counts.get("team", (0, None))
    others = f", {team} shows the team's" if others_have and tab.key != "team" else ""
    words.append(f"{key_for('cta.add', 'n')} adds a CTA{others}.")
    return " ".join(words)


def failure_words(error: CockpitError, again: str) -> str:
    """What happened, what to do, and the key that tries `again`."""
    return " ".join(filter(None, (error.message, error.hint, again and f"{again} tries again.")))


def changed_words(before: ViewTab, now: ViewTab) -> str:
    """What somebody did to the view that was shown, and what is shown by now."""
    if before.key == now.key:
        return f"The view {now.label} has another filter now."
    return f"The view {before.label} is gone: this is {now.label}."


def _hint(query: str) -> str:
    """What may have been meant, or how words are found, where words are looked for."""
    from cockpit_tui.domain.query.filters import parse
    from cockpit_tui.domain.query.syntax import has_words, meant_flags

    root = parse(query).root
    words = "Words are found by their beginnings." if has_words(root) else ""
    return meant_flags(root) or words
