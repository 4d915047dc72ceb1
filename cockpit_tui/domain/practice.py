"""The settings that change what the cockpit does, as plain values with their defaults."""

from __future__ import annotations

from msgspec import Struct, field

from cockpit_tui.domain.lists.weights import Weights


class Practice(Struct, frozen=True):
    """How this workspace works; read from the configuration, handed to the services."""

    first_weekday: int = 0
    """0 is Monday: where “this week” starts."""
    due_days: int = 14
    """A new CTA without a date is due in this many days."""
    task_due_days: int = 7
    """A new task without a date is due in this many days, never after its CTA."""
    auto_sync: bool = False
    """SY-3: every task is mirrored on create and on change."""
    ranking: Weights = field(default_factory=Weights)
    """CL-16: what each term of the recommended order is worth."""
    holidays: str = "auto"
    """Whose holidays are no working days: a country, `none`, or `auto` for the time zone's."""
    is_by_due: bool = False
    """TP-12: tasks of a CTA by due date instead of in their playbook's order."""
