"""From the words of a call to the records they mean."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import PersonId, ValueId
from cockpit_tui.domain.text import folded
from cockpit_tui.domain.values import Picklist

if TYPE_CHECKING:
    from cockpit_tui.services.views import ViewService


def value_named(views: ViewService, picklist: Picklist, word: str) -> ValueId:
    """The value of that label, or the only one that begins so; case and accents do not count.

    Raises InvalidInput that lists the values.
    """
    values = views.values(picklist)
    wanted = _plain(word)
    for fits in (
        [value for value in values if _plain(value.label) == wanted],
        [value for value in values if wanted and _plain(value.label).startswith(wanted)],
    ):
        if len(fits) == 1:
            return fits[0].id
    labels = [value.label for value in values]
    what = picklist.value.removeprefix("cta_").replace("_", " ")
    near = difflib.get_close_matches(word, labels, n=1)
    hint = f"Did you mean “{near[0]}”? " if near else ""
    raise InvalidInput(f"“{word}” is no {what}.", f"{hint}It takes {', '.join(labels)}.")


def to_bool(field: str, word: str) -> bool:
    """True or false from the words people use for it; raises InvalidInput."""
    lowered = word.strip().lower()
    if lowered in ("true", "yes", "1", "on"):
        return True
    if lowered in ("false", "no", "0", "off"):
        return False
    raise InvalidInput(f"{field} is “{word}”.", "It takes true or false.")


def people_named(views: ViewService, words: Iterable[str]) -> tuple[PersonId, ...]:
    """The people, each once, in the order given; a word may hold several with commas between."""
    named = [name.strip() for word in words for name in word.split(",") if name.strip()]
    return tuple(dict.fromkeys(views.find_person(name) for name in named))


def _plain(text: str) -> str:
    return " ".join(folded(text).replace("-", " ").replace("_", " ").split())
