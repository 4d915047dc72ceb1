"""A mirrored text merged by its lines, as Salesforce would hold it; pure."""

from __future__ import annotations

from cockpit_sync.values import Value, canonical
from cockpit_tui.domain.line_merge import LONGEST_TEXT, Clash, merged_lines


def merge_lines(base: Value, mine: Value, theirs: Value) -> Value:
    """The text that holds the changes of both sides. Raises Clash, also where it would not fit."""
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    merged = canonical(merged_lines(base or "", mine or "", theirs or ""))
    if merged is not None and len(merged) > LONGEST_TEXT:
        raise Clash
    return merged


def both_sides(base: Value, mine: Value, theirs: Value) -> str | None:
    """The text that a person may take for both, where neither side's is it already; else None."""
    try:
        merged = merge_lines(canonical(base), canonical(mine), canonical(theirs))
    except Clash:
        return None
    return merged if merged not in (canonical(mine), canonical(theirs)) else None
