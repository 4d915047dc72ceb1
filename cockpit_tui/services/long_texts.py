"""A long text that two people write at once, or one here and one in Salesforce.

Lists of values and dates are set, and the journal keeps what was there; a text is written on for
minutes from what one saw, so the later save would take away what came in between.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cockpit_tui.domain.errors import InvalidInput, WrittenMeanwhile
from cockpit_tui.domain.line_merge import LONGEST_TEXT, Clash, LastLines, merged_lines
from cockpit_tui.store.history import last_to_change
from cockpit_tui.store.work.unit_of_work import UnitOfWork


def joined(
    work: UnitOfWork,
    entity: str,
    row: Mapping[str, Any],
    changes: Mapping[str, Any],
    since: Mapping[str, str],
) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """`changes` with each text as it is to stand, and what to say of it.

    `entity` names the record's table; `since` holds its texts as they were when the edit began.
    One that somebody else wrote since is merged by its lines; last lines go below the text that is
    there. Raises WrittenMeanwhile where both wrote the same lines, InvalidInput where last lines
    find no room.
    """
    result, notes = dict(changes), []
    for field, value in changes.items():
        if isinstance(value, LastLines):
            result[field] = value.below(row[field])
            if len(result[field]) > LONGEST_TEXT:
                raise InvalidInput(
                    f"The {field} has no room for more: {LONGEST_TEXT:,} letters fit.",
                    "Nothing was saved.",
                )
    for field in since.keys() & changes.keys():
        began, mine, now = since[field], changes[field], row[field]
        if _words(now) in (_words(began), _words(mine)):
            continue
        if _words(mine) == _words(began):
            result[field] = now
            continue
        who = last_to_change(work.connection, entity, row["id"], field)
        try:
            result[field] = merged_lines(began, mine, now)
            if len(result[field]) > LONGEST_TEXT:
                raise Clash
        except Clash:
            raise WrittenMeanwhile(
                f"{who} wrote the {field} meanwhile, on the same lines. Nothing was saved.",
                "Read theirs, then write what is to stand.",
                field=field,
                theirs=now,
                both=merged_lines(began, mine, now, keeps_clashes=True),
                who=who,
            ) from None
        notes.append(f"{who} wrote it too: the lines of both are kept.")
    return result, tuple(notes)


def _words(text: str) -> str:
    """Without what Salesforce changes of a text: blanks around it, and its line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
