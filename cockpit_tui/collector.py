"""When the garbage collector runs: never on the way to the first picture, rarely after it."""

from __future__ import annotations

import gc

THRESHOLDS = (50_000, 20, 100)
"""New objects, and collections of the younger ones, before each generation is collected. A key
leaves a few hundred, so that the collector seldom runs while one is being answered."""
WORTH_A_COLLECTION = 10_000
"""New objects; fewer are not worth the milliseconds, which the next key might have to wait."""


def hold() -> None:
    """No collection until `resume`: imports make much that stays and little that does not."""
    gc.disable()


def resume() -> None:
    """From here on collections look at what is new; all that is loaded counts as here to stay."""
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    gc.enable()


def tidy() -> None:
    """Collects what has come since, if it is much; for moments in which nobody waits."""
    if gc.get_count()[0] >= WORTH_A_COLLECTION:
        gc.collect()
