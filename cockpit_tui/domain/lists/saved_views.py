"""Views as people save, share and name them (CL-13, D8).

Shared, a view is one line of text; a file holds such lines, empty ones and comments:

    view "At risk" "type:risk health<50" group=owner sort=arr columns=arr,renewal
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct

from cockpit_tui.domain.errors import Ambiguous, InvalidInput, NotFound
from cockpit_tui.domain.lists.columns import parse_columns, to_text
from cockpit_tui.domain.lists.rows import ViewTab
from cockpit_tui.domain.query.filters import MAX_LENGTH, parse
from cockpit_tui.domain.query.syntax import nearest
from cockpit_tui.domain.text import folded
from cockpit_tui.domain.values import GroupBy, SortBy

NAME_LETTERS = 80
COLUMNS_LETTERS = 255
JOINERS = "\u200c\u200d"
"""Not seen by themselves: Persian and the scripts of India are written with them, and emoji."""
FILE_LINES = 1_000
"""Lines that a file of views may have."""
Choice = TypeVar("Choice", GroupBy, SortBy)
_WORD = "view"


class ViewDraft(Struct, frozen=True):
    """A view to be saved; what is None is left to whoever looks."""

    name: str
    query: str
    group_by: GroupBy | None = None
    sort_by: SortBy | None = None
    columns: str = ""


def checked(draft: ViewDraft) -> ViewDraft:
    """The draft with its name trimmed. Raises InvalidInput, or InvalidQuery for its query.

    What a name in the query stands for is asked when the view is shown: people come and go.
    """
    name = " ".join(draft.name.split())
    if not name.strip(JOINERS):
        raise InvalidInput("A view needs a name.", "Letters and digits, such as “At risk”.")
    if not all(map(_is_writing, name)):
        raise InvalidInput("The name holds a sign that cannot be shown.", "Write it anew.")
    if len(name) > NAME_LETTERS:
        raise InvalidInput(f"The name has {len(name)} letters; {NAME_LETTERS} fit.", "Shorten it.")
    columns = to_text(parse_columns(draft.columns)) if draft.columns.strip() else ""
    query = "".join(letter if _is_writing(letter) else " " for letter in draft.query).strip()
    parse(query)
    return ViewDraft(name, query, draft.group_by, draft.sort_by, columns)


def _is_writing(letter: str) -> bool:
    return letter.isprintable() or letter in JOINERS


def to_line(view: ViewTab | ViewDraft) -> str:
    """The view as one line, which `from_line` reads again."""
    name = view.label if isinstance(view, ViewTab) else view.name
    words = [_WORD, _quoted(name), _quoted(view.query)]
    if view.group_by is not None:
        words.append(f"group={view.group_by.value}")
    if view.sort_by is not None:
        words.append(f"sort={view.sort_by.value}")
    if view.columns:
        words.append(f"columns={view.columns}")
    return " ".join(words)


def from_line(line: str) -> ViewDraft:
    """The view that the line describes. Raises InvalidInput, or InvalidQuery for its query."""
    if len(line) > MAX_LENGTH * 2 + NAME_LETTERS + COLUMNS_LETTERS + 100:
        raise InvalidInput("The line is too long for a view.")
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise InvalidInput("A quote is never closed.", _example()) from error
    if len(words) < 3 or words[0].lower() != _WORD:
        raise InvalidInput("This is not a view.", _example())
    draft = ViewDraft(words[1], words[2])
    group_by, sort_by, columns = draft.group_by, draft.sort_by, draft.columns
    for word in words[3:]:
        key, sign, value = word.partition("=")
        if sign and key == "group":
            group_by = _one_of(GroupBy, value)
        elif sign and key == "sort":
            sort_by = _one_of(SortBy, value)
        elif sign and key == "columns":
            columns = value
        else:
            raise InvalidInput(f"“{word}” says nothing about a view.", _example())
    return checked(ViewDraft(draft.name, draft.query, group_by, sort_by, columns))


def from_lines(text: str) -> list[ViewDraft]:
    """The views of a file. Raises InvalidInput that names the line."""
    lines = text.splitlines()
    if len(lines) > FILE_LINES:
        raise InvalidInput(f"The file has {len(lines):,} lines; {FILE_LINES:,} are read.")
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            found.append(from_line(line))
        except InvalidInput as error:
            raise InvalidInput(f"Line {number}: {error.message}", error.hint) from error
    if not found:
        raise InvalidInput("No view is there.", _example())
    return found


def view_named(views: Sequence[ViewTab], word: str) -> ViewTab:
    """The view of that name or key, or the only one whose name begins so.

    One's own comes before the team's of the same name. Raises NotFound or Ambiguous.
    """
    wanted = folded(word.strip())
    for fits in (
        [view for view in views if folded(view.label) == wanted],
        [view for view in views if view.key == word],
        [view for view in views if wanted and folded(view.label).startswith(wanted)],
    ):
        own = [view for view in fits if not view.is_team]
        if len(own) == 1 or len(fits) == 1:
            return own[0] if len(own) == 1 else fits[0]
        if fits:
            several = "; ".join(f"{view.label} ({view.key})" for view in fits[:5])
            raise Ambiguous(f"“{word}” fits {len(fits)} views: {several}.", "Use the key.")
    names = [view.label for view in views]
    raise NotFound(f"There is no view “{word}”.", nearest(word, names, f"Views: {_some(names)}"))


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:9]) + ("…" if len(names) > 9 else "")


def _one_of(kind: type[Choice], word: str) -> Choice:
    try:
        return kind(word.lower())
    except ValueError:
        words = [choice.value for choice in kind if not choice.value.startswith("-")]
        hint = nearest(word, words, f"It takes: {', '.join(words)}")
        raise InvalidInput(f"“{word}” is nothing to {_ACT[kind.__name__]} by.", hint) from None


_ACT = {"GroupBy": "group", "SortBy": "sort"}


def _quoted(text: str) -> str:
    """In double quotes, which `shlex` undoes; easier on the eye than its own single ones."""
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


def _example() -> str:
    return 'Write it so: view "At risk" "type:risk health<50" group=owner'
