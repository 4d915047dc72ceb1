"""The words that fill the sentences of a story: names, numbers and places of one customer."""

from __future__ import annotations

import random

from cockpit_sandbox.seed.customers import Customer, Person
from cockpit_sandbox.seed.stories import MODULES, MONTHS


def words_of(
    customer: Customer, person: Person, month_index: int, dice: random.Random, *, usage: int
) -> dict[str, str]:
    """The value of every placeholder that a sentence may hold; `usage` is per cent of the seats."""
    module = int(dice.random() * len(MODULES))
    cities = customer.place.cities
    return {
        "first": person.first,
        "contact": person.name,
        "module": MODULES[module],
        "other_module": MODULES[(module + 3) % len(MODULES)],
        "month": MONTHS[month_index],
        "seats": f"{usage} %",
        "more": str(5 + int(dice.random() * 70)),
        "hours": str(3 + int(dice.random() * 40)),
        "day_number": str(1 + int(dice.random() * 6)),
        "place_name": cities[int(dice.random() * len(cities))],
    }


def sentence(text: str, words: dict[str, str]) -> str:
    """The sentence with its placeholders filled, beginning with a capital."""
    filled = text.format_map(words)
    return filled[0].upper() + filled[1:]
