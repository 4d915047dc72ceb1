"""What is shown of a list before it is counted, beside the whole list."""

from __future__ import annotations

from cockpit_tui.domain.lists.rows import Listing


def assert_begins(begun: Listing, whole: Listing, first: int) -> None:
    """It is the whole, or its first rows: all groups but the last are whole then, and the last
    says that more may come."""
    if not begun.is_partial:
        assert begun == whole
    assert begun.ids[:first] == whole.ids[:first]
    keys = [group.key for group in whole.groups]
    assert [group.key for group in begun.groups] == keys[: len(begun.groups)]
    if begun.is_partial:
        assert begun.groups[:-1] == whole.groups[: len(begun.groups) - 1]
        assert begun.groups[-1].is_partial
        assert not begun.is_complete
