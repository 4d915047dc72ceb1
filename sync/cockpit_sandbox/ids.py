"""Salesforce record ids: 15 case-sensitive characters plus a 3-character checksum.

Salesforce: "ID Field Type". Each checksum character covers five characters of the id; bit i is
set when character i is A to Z, and the five bits index `A–Z0–5`.
"""

from __future__ import annotations

import re

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CHECKSUM_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
SHORT_LENGTH, GROUP = 15, 5

_SHAPE = re.compile(r"[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?", re.ASCII)
_INSTANCE = "dL00000"
"""The part of an id that names the org's instance; constant here."""


def checksum(short_id: str) -> str:
    """The three characters that make a 15-character id safe where case is lost."""
    characters = []
    for start in range(0, SHORT_LENGTH, GROUP):
        group = short_id[start : start + GROUP]
        bits = sum(1 << i for i, character in enumerate(group) if "A" <= character <= "Z")
        characters.append(CHECKSUM_ALPHABET[bits])
    return "".join(characters)


def to_long(short_id: str) -> str:
    """The 18-character form of a 15-character id."""
    return short_id + checksum(short_id)


def canonical(text: str) -> str | None:
    """The 18-character id that `text` means, or None if it has not the shape of an id.

    A wrongly cased 18-character id is repaired from its checksum.
    """
    if not _SHAPE.fullmatch(text):
        return None
    if len(text) == SHORT_LENGTH:
        return to_long(text)
    return _repaired(text)


def _repaired(text: str) -> str | None:
    repaired = []
    for index, character in enumerate(text[SHORT_LENGTH:].upper()):
        bits = CHECKSUM_ALPHABET.find(character)
        if bits < 0:
            return None
        group = text[index * GROUP : (index + 1) * GROUP]
        for i, letter in enumerate(group):
            upper = bits >> i & 1
            if upper and not letter.isalpha():
                return None
            repaired.append(letter.upper() if upper else letter.lower())
    return to_long("".join(repaired))


def numbered(prefix: str, number: int) -> str:
    """The 18-character id of the `number`-th record of the object with this key prefix."""
    digits = []
    for _ in range(SHORT_LENGTH - len(prefix) - len(_INSTANCE)):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return to_long(prefix + _INSTANCE + "".join(reversed(digits)))
