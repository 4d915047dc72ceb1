"""Words of a customer that several commands print."""

from __future__ import annotations

from cockpit_tui.domain.rows.customers import AccountRow


def health_words(row: AccountRow) -> str:
    """`54 (−12 in 30 days)`; empty where it is unknown."""
    if row.health is None:
        return ""
    change = row.health_change
    if change is None:
        return str(row.health)
    sign = "+" if change > 0 else "−" if change else "±"
    return f"{row.health} ({sign}{abs(change)} in 30 days)"
