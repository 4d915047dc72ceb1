"""What the recommended order goes by; settings, read before the first picture."""

from __future__ import annotations

from msgspec import Struct


class Weights(Struct, frozen=True):
    """The recommended order: what each term is worth at most, in points."""

    health: int = 25
    """The lower the customer's health, the more of it."""
    arr: int = 20
    """The higher the customer's ARR, the more of it."""
    renewal: int = 20
    """The nearer the renewal, the more of it; half at 60 days."""
    overdue: int = 15
    """The longer overdue, the more of it; half after a week."""
    priority: int = 15
    """All of it above high, three quarters for high, less for middle, nothing for low."""
    flag: int = 5
    """For a flagged CTA."""
    arr_half: int = 200
    """ARR, in thousands, that earns half of its points."""

    @property
    def arr_half_cents(self) -> int:
        return max(1, self.arr_half) * 100_000
