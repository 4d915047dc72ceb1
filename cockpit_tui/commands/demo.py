"""Commands that only the demo has: its missions, and what its org does on demand."""

from __future__ import annotations

from cockpit_tui.commands.command import Command, Where

DEMO: tuple[Command, ...] = (
    Command("demo.missions", (), "missions", "Show the missions of the demo.", group="Demo"),
    Command(
        "demo.network",
        (),
        "cut network",
        "Cut the network to the demo's org, or mend it.",
        group="Demo",
    ),
    Command(
        "demo.colleague",
        (),
        "colleague",
        "A colleague writes the comments of this task in Salesforce.",
        (Where.LIST, Where.TASKS),
        "Demo",
    ),
)
"""Run from the palette."""
