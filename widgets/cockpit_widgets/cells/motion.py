"""Whether anything moves by itself. Nothing does, unless somebody wants their cursor to blink."""

from __future__ import annotations

_blinks = [False]


def use_cursor_blink(*, is_wanted: bool) -> None:
    """Whether the text cursor of fields made from now on blinks."""
    _blinks[0] = is_wanted


def cursor_blinks() -> bool:
    """Whether the text cursor blinks."""
    return _blinks[0]
