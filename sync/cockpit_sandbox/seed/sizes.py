"""How big a seeded org is."""

from __future__ import annotations

from msgspec import Struct


class Size(Struct, frozen=True):
    """Counts of a seeded org."""

    managers: int
    csms: int
    sales: int
    support: int
    accounts: int
    activities: int
    main_share: float
    """The part of the accounts that the main user owns."""


SIZES: dict[str, Size] = {
    "small": Size(1, 4, 3, 2, 60, 6_000, 0.6),
    "team": Size(2, 12, 8, 5, 600, 60_000, 1 / 12),
    "large": Size(8, 100, 30, 20, 6_000, 500_000, 1 / 100),
    "huge": Size(16, 200, 60, 40, 12_000, 1_200_000, 1 / 200),
}
