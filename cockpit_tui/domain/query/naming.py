"""Which record a word of a query names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Protocol

from msgspec import Struct

from cockpit_tui.domain.errors import InvalidQuery
from cockpit_tui.domain.ids import looks_like_salesforce_id, to_salesforce_id
from cockpit_tui.domain.query.conditions import Column
from cockpit_tui.domain.query.syntax import Written, nearest
from cockpit_tui.domain.text import folded
from cockpit_tui.domain.values import Picklist

PLAIN_KEPT = 4096
"""The names that each letter of a filter is compared with."""
NAMED_AT_MOST = 5
"""Records that a message names."""


class Choice(Struct, frozen=True):
    """A record that a word may name: by its label, or exactly by one of the other words."""

    id: int
    label: str
    exact: tuple[str, ...] = ()
    is_closed: bool = False
    """Of a status: a CTA that has it is closed."""
    outcome: str | None = None
    """Of a closed status: a word of `Outcome`."""


class Vocabulary(Protocol):
    """What the words of a query may name in this workspace."""

    def values(self, picklist: Picklist) -> Sequence[Choice]:
        """The value set, in its order."""

    def people(self) -> Sequence[Choice]:
        """Everybody; e-mail and Salesforce id are the exact words."""

    def account_id(self, *, own: int | None = None, salesforce: str | None = None) -> int | None:
        """The account with that id, if there is one."""

    def has_account(self, prefixes: tuple[str, ...]) -> bool:
        """True if some account's name has words that start so."""

    def account_names(self) -> Sequence[str]:
        """Names for a hint; not necessarily all."""

    def texts(self, column: Column) -> Sequence[str]:
        """What the column holds anywhere, each once, without nothing."""


def chosen(value: Written, choices: Sequence[Choice], what: str) -> int:
    """The id of the one choice that the word names: its label or an exact word, else a beginning
    of the label or of one of its words, where only one begins so.

    Case, accents, hyphens and spaces do not count. Raises InvalidQuery.
    """
    word = plain(value.text)
    fits = [c for c in choices if plain(c.label) == word or _is_exact(value.text, c.exact)]
    for found in (
        fits,
        [choice for choice in choices if plain(choice.label).startswith(word)],
        [choice for choice in choices if f" {word}" in plain(choice.label)],
    ):
        if len(found) == 1:
            return found[0].id
        if found:
            names = ", ".join(choice.label for choice in found[:NAMED_AT_MOST])
            hint = f"Write more of it: {names}" + ("…" if len(found) > NAMED_AT_MOST else "")
            raise refused(value, f"“{value.text}” fits {len(found)} of them.", hint)
    raise refused(value, f"“{value.text}” is not {what}.", _near(value, [c.label for c in choices]))


def chosen_texts(value: Written, texts: Sequence[str], what: str) -> tuple[str, ...]:
    """The texts that the word names: those that are it, else those that begin so.

    Several may: they differ in case, accents, or in what follows. Raises InvalidQuery for none.
    """
    word = plain(value.text)
    equal = tuple(text for text in texts if plain(text) == word)
    found = equal or tuple(text for text in texts if word and plain(text).startswith(word))
    if not found:
        raise refused(value, f"“{value.text}” is not {what}.", _near(value, texts))
    return found


@lru_cache(PLAIN_KEPT)
def plain(text: str) -> str:
    """Folded, with single spaces for hyphens and underscores."""
    return " ".join(folded(text).replace("-", " ").replace("_", " ").split())


def refused(value: Written, message: str, hint: str) -> InvalidQuery:
    """The mistake at the place of the value."""
    return InvalidQuery(message, hint, position=value.position, length=value.length)


def _near(value: Written, labels: Sequence[str]) -> str:
    more = "…" if len(labels) > NAMED_AT_MOST else ""
    fallback = f"Values: {', '.join(labels[:NAMED_AT_MOST])}{more}" if labels else ""
    return nearest(value.text, labels, fallback)


def _is_exact(word: str, exact: Iterable[str]) -> bool:
    """E-mails without case; Salesforce ids by letter, in either length."""
    if looks_like_salesforce_id(word) and len(word) == 15:
        word = to_salesforce_id(word)
    return any(entry == word or ("@" in entry and entry.lower() == word.lower()) for entry in exact)
