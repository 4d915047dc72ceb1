"""Commands of the sync screen: what a person decides between the cockpit and Salesforce."""

from __future__ import annotations

from cockpit_tui.commands.command import Command, Where

SETTLING: tuple[Command, ...] = (
    Command(
        "sync.open",
        ("X",),
        "sync",
        "Show what is exchanged with Salesforce; on a record in conflict, settle that.",
        (Where.LIST, Where.FACTS, Where.TASKS),
        "Mirror",
        twin="status",
    ),
    Command(
        "conflict.mine",
        ("left",),
        "take mine",
        "Take the cockpit's value of this field.",
        (Where.CONFLICTS,),
        "Mirror",
        footer=1,
        twin="conflict resolve --mine",
        needs="edit task",
    ),
    Command(
        "conflict.theirs",
        ("right",),
        "take theirs",
        "Take Salesforce's value of this field.",
        (Where.CONFLICTS,),
        "Mirror",
        footer=2,
        twin="conflict resolve --theirs",
        needs="edit task",
    ),
    Command(
        "conflict.both",
        ("plus",),
        "both",
        "Take both texts, where their changes fit together.",
        (Where.CONFLICTS,),
        "Mirror",
        footer=3,
        twin="conflict resolve --both",
        needs="edit task",
    ),
)
"""Opening it, and deciding on it; what is ticked is saved by the key that opens elsewhere."""
