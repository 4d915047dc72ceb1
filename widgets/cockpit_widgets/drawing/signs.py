"""Which glyph and which colour stand for a state, in one place for every widget."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cockpit_tui.domain.values import PriorityLevel, SyncState, TaskStage
from cockpit_widgets.drawing.glyphs import UNICODE, Glyphs

Sign = tuple[str, str]
"""Name of a glyph (a field of `Glyphs`), empty for a blank cell, and the token it is drawn in."""

SYNC: dict[SyncState, Sign] = {
    SyncState.LOCAL: ("", "text-faint"),
    SyncState.IN_SYNC: ("sync_equal", "text-faint"),
    SyncState.WOULD_WRITE: ("sync_held", "info"),
    SyncState.PENDING: ("sync_pending", "info"),
    SyncState.HIDDEN: ("sync_hidden", "text-muted"),
    SyncState.DELETED_IN_SALESFORCE: ("sync_deleted", "risk"),
    SyncState.IN_DOUBT: ("sync_in_doubt", "warning"),
    SyncState.QUARANTINED: ("sync_refused", "risk"),
    SyncState.CONFLICT: ("sync_conflict", "conflict"),
}

SYNC_WORDS: dict[SyncState, str] = {
    SyncState.LOCAL: "not mirrored",
    SyncState.IN_SYNC: "in sync",
    SyncState.WOULD_WRITE: "would be written",
    SyncState.PENDING: "waits to be sent",
    SyncState.HIDDEN: "hidden from us in Salesforce",
    SyncState.DELETED_IN_SALESFORCE: "deleted in Salesforce",
    SyncState.IN_DOUBT: "sent, no answer yet",
    SyncState.QUARANTINED: "refused by Salesforce",
    SyncState.CONFLICT: "in conflict",
}

PRIORITY: dict[PriorityLevel, Sign] = {
    PriorityLevel.CRITICAL: ("priority_urgent", "warning"),
    PriorityLevel.HIGH: ("priority_high", "warning"),
    PriorityLevel.MIDDLE: ("priority_middle", "text-faint"),
    PriorityLevel.LOW: ("priority_low", "text-faint"),
}

CLOSED: Sign = ("task_done", "success")
ASLEEP: Sign = ("asleep", "text-muted")
"""Of a CTA, in the place of its priority."""

STAGE: dict[TaskStage, Sign] = {
    TaskStage.OPEN: ("task_open", "text"),
    TaskStage.IN_PROGRESS: ("task_in_progress", "accent"),
    TaskStage.COMPLETED: ("task_done", "success"),
    TaskStage.SKIPPED: ("task_skipped", "text-faint"),
}

WAITS: Sign = ("task_waits", "text-faint")
"""A task that waits for another one."""

_current: list[Glyphs] = [UNICODE]


def use_glyphs(glyphs: Glyphs) -> None:
    """The set that all widgets of this program draw with; chosen before the first picture."""
    _current[0] = glyphs


def glyphs() -> Glyphs:
    """The set that is drawn with."""
    return _current[0]


def draw(name: str) -> str:
    """The glyph of that name, or a blank cell for the empty name."""
    return getattr(_current[0], name) if name else " "


_rebound: dict[str, str] = {}
_NAMED = re.compile(r"\{([a-z_.]+):([^}]+)\}")


def use_keys(shown: Mapping[str, str]) -> None:
    """The person's own keys, by command, as they are shown; chosen before the first picture."""
    _rebound.clear()
    _rebound.update(shown)


def key_for(command: str, shipped: str) -> str:
    """The key of a command for a sentence that names it: the person's own, else the `shipped` one.
    Of a command that was taken off the keys that of the palette, which finds it."""
    return _rebound.get(command, shipped) or _rebound.get("palette") or ":"


def with_keys(sentence: str) -> str:
    """A sentence of ours that names keys as `{command:shipped}`, with the keys that there are."""
    return _NAMED.sub(lambda named: key_for(named[1], named[2]), sentence)


def typed_keys(label: str) -> str:
    """Keys as they are typed, the arrows among them as this set of signs draws them."""
    return label.replace("←", glyphs().take_mine).replace("→", glyphs().take_theirs)


def to_change_of_count(shown: int, now: int) -> str:
    """How many stand there, and how many belong there by now where that is another number."""
    return f"{shown:,}" if shown == now else f"{shown:,} {glyphs().changes_to} {now:,}"
