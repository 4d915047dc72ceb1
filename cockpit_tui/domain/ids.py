"""Identities. Ours are integers in the store and words outside; Salesforce's have 18 letters."""

from __future__ import annotations

import re
import string
from typing import NewType

from cockpit_tui.domain.errors import InvalidInput

AccountId = NewType("AccountId", int)
AttachmentId = NewType("AttachmentId", int)
BatchId = NewType("BatchId", int)
ContactId = NewType("ContactId", int)
CtaId = NewType("CtaId", int)
OpportunityId = NewType("OpportunityId", int)
PartId = NewType("PartId", int)
PersonId = NewType("PersonId", int)
PlaybookId = NewType("PlaybookId", int)
SeriesId = NewType("SeriesId", int)
"""A recurring CTA."""
StepId = NewType("StepId", int)
"""A task template of a playbook."""
TaskId = NewType("TaskId", int)
ValueId = NewType("ValueId", int)
"""A row of a value set (`picklist_value`)."""
SalesforceId = NewType("SalesforceId", str)
"""Always the 18-letter form; case matters."""

_CHECKSUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_OF_CAPITALS = {f"{bits:05b}"[::-1]: letter for bits, letter in enumerate(_CHECKSUM)}
"""A letter of the checksum by which of its five letters are capitals, a `1` each."""
_CAPITALS = str.maketrans(
    dict.fromkeys(string.ascii_uppercase, "1")
    | dict.fromkeys(string.ascii_lowercase + string.digits, "0")
)
_SALESFORCE_ID = r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?"
_ADDRESS = r"https?://[^/?#\s]+/([^?#\s]*)(?:[?#]\S*)?"


def to_cta_word(cta_id: int) -> str:
    """`CTA-1042`, as people write and see it."""
    return f"CTA-{cta_id}"


def to_task_word(task_id: int) -> str:
    """`TASK-88`, as people write and see it."""
    return f"TASK-{task_id}"


def to_playbook_word(playbook_id: int) -> str:
    """`PB-3`, as people write and see it."""
    return f"PB-{playbook_id}"


def to_series_word(series_id: int) -> str:
    """`REP-3`, as people write and see it."""
    return f"REP-{series_id}"


MOST = 2**31 - 1
"""The greatest whole number that a column of ours holds on both databases, ids among them."""


def from_word(word: str, prefix: str) -> int | None:
    """The number in `PREFIX-12` or `12`; None when the word is neither, or no record can have it.

    >>> from_word("cta-7", "CTA"), from_word("7", "CTA"), from_word("Globex", "CTA")
    (7, 7, None)
    """
    head, dash, tail = word.strip().rpartition("-")
    if dash and head.upper() != prefix:
        return None
    is_number = tail.isascii() and tail.isdigit() and len(tail) <= 18
    return int(tail) if is_number and int(tail) <= MOST else None


def looks_like_salesforce_id(word: str) -> bool:
    """True for 15 or 18 letters and digits of which the first three hold a digit (a key prefix)."""
    return bool(re.fullmatch(_SALESFORCE_ID, word)) and any(letter.isdigit() for letter in word[:3])


def without_address(word: str) -> str:
    """The Salesforce id of a record's address there, as copied from a browser or by `Ctrl+y`; the
    word itself where it is no such address.

    >>> without_address("https://acme.example/lightning/r/Task/00T000000000001AAA/view?ws=%2Fx")
    '00T000000000001AAA'
    """
    match = re.fullmatch(_ADDRESS, word.strip(), re.IGNORECASE)
    ids = [part for part in match[1].split("/") if looks_like_salesforce_id(part)] if match else []
    return ids[-1] if ids else word


def to_salesforce_id(word: str) -> SalesforceId:
    """The 18-letter form of an id of 15 or 18 letters; repairs the case of a wrongly cased one.

    The last three letters tell, five letters each, which of the first fifteen are capitals
    (Salesforce: "Record Id", 15 and 18 characters). Raises InvalidInput for anything else.
    """
    if not re.fullmatch(_SALESFORCE_ID, word):
        raise InvalidInput(
            f"“{word}” is not a Salesforce id.", "Ids have 15 or 18 letters and digits."
        )
    if len(word) == 15:
        return SalesforceId(word + _checksum(word))
    if word[15:] == _checksum(word):
        return SalesforceId(word)
    letters = []
    for block in range(3):
        bits = _CHECKSUM.find(word[15 + block].upper())
        if bits < 0:
            raise InvalidInput(f"“{word}” is not a Salesforce id.", "Its checksum is wrong.")
        for place in range(5):
            letter = word[block * 5 + place]
            letters.append(letter.upper() if bits >> place & 1 else letter.lower())
    stem = "".join(letters)
    return SalesforceId(stem + _checksum(stem))


def _checksum(stem: str) -> str:
    """Of the first fifteen letters; hundreds of thousands are asked for in a first reading."""
    capitals = stem.translate(_CAPITALS)
    return _OF_CAPITALS[capitals[:5]] + _OF_CAPITALS[capitals[5:10]] + _OF_CAPITALS[capitals[10:15]]
