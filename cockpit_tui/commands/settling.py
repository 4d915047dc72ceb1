"""Commands of the sync screen: what a person decides between the cockpit and Salesforce."""

from __future__ import annotations

from cockpit_tui.commands.command import Command, Where

SETTLING: tuple[Command, ...] = (
    Command(
        "sync.open",
        ("X",),
        "sync",
        "Show what is exchanged with Salesforce: on its way, in doubt, in conflict, refused.",
        (Where.LIST, Where.TASKS),
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
    ),
    Command(
        "conflict.save",
        ("enter",),
        "save",
        "Settle the fields of this task as they are ticked, as one undo.",
        (Where.CONFLICTS,),
        "Mirror",
        footer=4,
        twin="conflict resolve",
    ),
    Command(
        "quarantine.retry",
        ("y",),
        "send again",
        "Send the refused edit again as it is.",
        (Where.QUARANTINE,),
        "Mirror",
        footer=1,
        twin="quarantine retry",
    ),
    Command(
        "quarantine.drop",
        ("x", "delete"),
        "drop",
        "Forget the refused edit: Salesforce keeps its values, the cockpit its own.",
        (Where.QUARANTINE,),
        "Mirror",
        footer=2,
        twin="quarantine drop",
    ),
)
"""Opening it, and deciding on it."""
