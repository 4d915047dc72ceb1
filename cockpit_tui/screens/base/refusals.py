"""What is said of rights that a person has not."""

from __future__ import annotations

from collections.abc import Iterable


def refusal_words(role: str, missing: Iterable[tuple[str, str]]) -> str:
    """`viewer may not edit, assign cta`: whose role it is, and the rights that an admin gives."""
    rights: dict[str, dict[str, None]] = {}
    for right, name in missing:
        rights.setdefault(name, {})[right] = None
    words = [f"{', '.join(found)} {name}" for name, found in rights.items()]
    return f"{role} may not {'; '.join(words)}" if words else ""
