"""What is said of rights that a person has not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cockpit_tui.domain.errors import NotPermitted

if TYPE_CHECKING:
    from cockpit_tui.domain.permissions import Actor


CHANGE = "change"
"""What somebody who may not even edit cannot do with a record, in one word."""


def refusal(actor: Actor, right: str, name: str) -> NotPermitted:
    """What the service would say, before anything is asked; only of a right that is missing."""
    from cockpit_tui.domain.permissions import Right

    try:
        actor.require(Right(right), name)
    except NotPermitted as error:
        return error
    raise ValueError(f"{actor.role} may {right} {name}")


def refusal_words(role: str, missing: Iterable[tuple[str, str]]) -> str:
    """`as viewer you may not change CTAs or tasks`: what would be refused, before a key is pressed.

    The refusal itself names the right that is missing (WP-4).
    """
    rights: dict[str, set[str]] = {}
    for right, name in missing:
        rights.setdefault(name, set()).add(right)
    if not rights:
        return ""
    # Nobody lacks a right before somebody is signed in, which is after the first picture.
    from cockpit_tui.domain.permissions import Right, deed_words

    untouchable = sorted(name for name, found in rights.items() if Right.EDIT in found)
    others = sorted((name, found) for name, found in rights.items() if name not in untouchable)
    deeds = [deed_words([CHANGE], *untouchable)] if untouchable else []
    deeds += [deed_words(sorted(found), name) for name, found in others]
    return f"as {role} you may not {' or '.join(deeds)}"
