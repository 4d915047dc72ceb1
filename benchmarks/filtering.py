"""Filtering as it is typed: from the words to the first rows, letter by letter."""

from __future__ import annotations

import time
from pathlib import Path

from cockpit_tui.domain.ids import PersonId
from cockpit_tui.domain.lists.views import ViewSpec
from cockpit_tui.domain.query.reader import Reader
from cockpit_tui.domain.values import GroupBy
from cockpit_tui.store.engine import Store
from cockpit_tui.store.lists.beginning import read_beginning
from cockpit_tui.store.lists.cta_rows import read_rows
from cockpit_tui.store.lists.listing import read_listing
from tests.many_ctas import TODAY

TYPED = ("renewal call", "globex 12", "champion left spons", "usage down numbers")
ROUNDS = 5
FIRST_IDS, PAGE = 400, 40
"""What the screen asks for."""


def measure(path: Path) -> float:
    """The 95th percentile in milliseconds, over every letter of some phrases."""
    store = Store(f"sqlite:///{path}")
    reader = Reader(PersonId(1), TODAY)
    queries = [words[:n] for words in TYPED for n in range(1, len(words) + 1)]
    found = []
    for query in queries * ROUNDS:
        view = ViewSpec(query, reader, GroupBy.DUE)
        start = time.perf_counter()
        with store.read() as connection:
            listing = read_beginning(connection, view, PAGE)
            if listing is None:
                listing = read_listing(connection, view, FIRST_IDS)
            read_rows(connection, listing.ids[: 2 * PAGE])
        found.append((time.perf_counter() - start) * 1e3)
    store.close()
    return sorted(found)[int(len(found) * 0.95)]
