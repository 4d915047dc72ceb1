"""`--limit` is the same on every command that prints a list."""

from __future__ import annotations

import pytest

from tests.cli.cockpit_call import Cockpit
from tests.cli.test_account_story import belong
from tests.conftest import TODAY

LIMITED = (
    ("cta", "list"),
    ("cta", "stale"),
    ("cta", "timeline", "CTA-1"),
    ("task", "list"),
    ("account", "list"),
    ("account", "activities", "Globex"),
    ("account", "timeline", "Globex"),
    ("history",),
    ("export", "--format", "json"),
)


@pytest.mark.parametrize("words", LIMITED, ids=" ".join)
def test_a_limit_is_of_all_that_is_printed_and_none_for_nothing(
    cockpit: Cockpit, words: tuple[str, ...]
) -> None:
    for number in range(2):
        cockpit.ok("cta", "add", "--account", "Globex", "--name", "Twin", "--type", "risk")
        for title in ("Call", "Write"):
            cockpit.ok("task", "add", f"CTA-{number + 1}", "--title", title)
    for number, is_done in enumerate((False, False, True, True)):
        belong(
            cockpit,
            activity={
                "salesforce_id": f"00T{number:012d}AAA",
                "kind": "Task",
                "subject": f"Activity {number}",
                "happened_on": TODAY,
                "is_closed": is_done,
            },
        )
    all_of_them = cockpit.json(*words)
    assert len(all_of_them["items"]) > 1
    for limit in (0, 1):
        found = cockpit.json(*words, "--limit", str(limit))
        assert found["items"] == all_of_them["items"][:limit]
        assert found["total"] == all_of_them["total"]
