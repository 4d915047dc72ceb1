"""Three-way merge of one record, field by field or group by group; pure.

Base is what both sides last agreed on, mine are the edited fields alone, theirs is Salesforce now.
Never ordered by clocks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from cockpit_sync.fields import Rule
from cockpit_sync.merging.line_merge import merge_lines
from cockpit_sync.values import Value
from cockpit_tui.domain.line_merge import Clash


class Mergeable(Protocol):
    """What merging must know of a field."""

    @property
    def api_name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def rule(self) -> Rule: ...


class Contested(Struct, frozen=True):
    """A field that both sides changed, each its own way."""

    field: str
    base: Value
    mine: Value
    theirs: Value
    chosen: str
    """mine, theirs or ask."""
    rule: Rule


class Merged(Struct, frozen=True):
    """What a merge decided. Every field is in at most one of the first three."""

    take: Mapping[str, Value]
    """To be set here: Salesforce changed it, or won."""
    keep: Mapping[str, Value]
    """Still to be sent: we changed it, or won."""
    agreed: frozenset[str]
    """We changed it and Salesforce has it already."""
    asked: frozenset[str]
    """Neither taken nor sent until a person chose."""
    contested: tuple[Contested, ...]
    blended: Mapping[str, Value] = {}
    """Both sides changed different lines: to be set here and still to be sent."""


def merge(
    fields: Sequence[Mergeable],
    base: Mapping[str, Value] | None,
    mine: Mapping[str, Value],
    theirs: Mapping[str, Value],
    closed_values: frozenset[str] = frozenset(),
    asked_before: frozenset[str] = frozenset(),
) -> Merged:
    """Merges the fields that `theirs` holds; without a base, all of theirs counts as changed.

    About `asked_before` a person has been asked and has not answered: texts of theirs are not
    merged by lines, since the answer would be about what Salesforce had when it was asked.
    """
    take: dict[str, Value] = {}
    keep: dict[str, Value] = {}
    agreed: set[str] = set()
    asked: set[str] = set()
    contested: list[Contested] = []
    blended: dict[str, Value] = {}
    units: dict[str, list[Mergeable]] = {}
    for entry in fields:
        if entry.api_name in theirs:
            units.setdefault(entry.unit, []).append(entry)
    for unit in units.values():
        names = [entry.api_name for entry in unit]
        edited = [name for name in names if name in mine]
        moved = [name for name in names if base is None or base.get(name) != theirs[name]]
        if not edited:
            take.update({name: theirs[name] for name in moved})
            continue
        wanted = {name: mine.get(name, (base or theirs).get(name)) for name in names}
        different = [name for name in names if wanted[name] != theirs[name]]
        agreed.update(name for name in edited if name not in different)
        if not different:
            continue
        if not moved:
            keep.update({name: wanted[name] for name in different})
            continue
        rule = unit[0].rule
        may_blend = rule is Rule.LINES and asked_before.isdisjoint(different)
        if may_blend and _blend(different, base, wanted, theirs, take, keep, blended):
            continue
        chosen = _choice(rule, [(wanted[name], theirs[name]) for name in different], closed_values)
        if chosen == "mine":
            keep.update({name: wanted[name] for name in different})
        elif chosen == "theirs":
            take.update({name: theirs[name] for name in different})
        else:
            asked.update(different)
        before = base or {}
        contested += [
            Contested(name, before.get(name), wanted[name], theirs[name], chosen, rule)
            for name in different
        ]
    return Merged(take, keep, frozenset(agreed), frozenset(asked), tuple(contested), blended)


def _blend(
    names: Sequence[str],
    base: Mapping[str, Value] | None,
    wanted: Mapping[str, Value],
    theirs: Mapping[str, Value],
    take: dict[str, Value],
    keep: dict[str, Value],
    blended: dict[str, Value],
) -> bool:
    """Merges texts by lines; False, and nothing decided, where that is not possible."""
    if base is None:
        return False
    try:
        merged = {name: merge_lines(base.get(name), wanted[name], theirs[name]) for name in names}
    except Clash:
        return False
    for name, text in merged.items():
        if text == theirs[name]:
            take[name] = text
        elif text == wanted[name]:
            keep[name] = text
        else:
            blended[name] = text
    return True


def _choice(rule: Rule, pairs: Sequence[tuple[Value, Value]], closed_values: frozenset[str]) -> str:
    if rule is Rule.LINES:
        return Rule.ASK.value
    if rule is not Rule.CLOSED_WINS:
        return rule.value
    mine_closes = any(mine in closed_values for mine, _ in pairs)
    theirs_closes = any(theirs in closed_values for _, theirs in pairs)
    return "mine" if mine_closes and not theirs_closes else "theirs"
