"""A customer's timeline, and the sections that others see of it."""

from __future__ import annotations

from sqlalchemy import insert, select

from cockpit_tui.store import schema
from cockpit_tui.store.engine import Store
from tests.cli.cockpit_call import Cockpit
from tests.conftest import TODAY


def add_cta(cockpit: Cockpit, name: str, kind: str) -> str:
    words = ("--account", "Globex", "--name", name, "--type", kind, "--owner", "Ana")
    return str(cockpit.json("cta", "add", *words)["id"])


def measure(cockpit: Cockpit, health: int, usage: int) -> None:
    """A snapshot of Globex as of today."""
    store = Store(f"sqlite:///{cockpit.home / 'data' / 'cockpit.db'}")
    with store.write() as connection:
        account_id = connection.scalar(
            select(schema.account.c.id).where(schema.account.c.name == "Globex")
        )
        connection.execute(
            insert(schema.account_snapshot).values(
                account_id=account_id, day=TODAY, health=health, usage=usage
            )
        )
    store.close()


def test_mt_1_mt_2_mt_3_milestones_stand_on_the_timeline_beside_health_and_usage(
    cockpit: Cockpit,
) -> None:
    risk = add_cta(cockpit, "Sponsor left", "risk")
    event = add_cta(cockpit, "Business review", "event")
    cockpit.ok("cta", "milestone", risk, event)
    cockpit.ok("cta", "close", event, "--outcome", "success")
    measure(cockpit, health=71, usage=38)
    found = cockpit.json("account", "timeline", "Globex", "--milestones")
    assert {(entry["title"], entry["cta_id"]) for entry in found["items"]} == {
        ("Risk Identified", risk),
        ("Event Created", event),
    }
    assert {(entry["health"], entry["usage"]) for entry in found["items"]} == {(71, 38)}
    assert all(entry["text"].startswith(("Sponsor", "Business")) for entry in found["items"])
    kinds = [entry["kind"] for entry in cockpit.json("account", "timeline", "Globex")["items"]]
    assert sorted(kinds) == ["cta-closed", "cta-opened", "cta-opened", "milestone", "milestone"]
    assert "Risk Identified" in cockpit.ok("account", "timeline", "Globex").out


def test_wp_2_the_widget_shows_the_sections_that_are_left_in_and_no_attributes(
    cockpit: Cockpit,
) -> None:
    risk = add_cta(cockpit, "Sponsor left", "risk")
    document = cockpit.json("account", "show", "Globex", "--widget")
    assert set(document) == {"account", "account_id", "health", "cockpit", "usage"}
    assert [row["id"] for row in document["cockpit"]["items"]] == [risk]
    shown = cockpit.ok("account", "show", "Globex", "--widget").out
    assert "Sponsor left" in shown
    assert "Industry" not in shown
    values = {line.index("unknown") for line in shown.splitlines() if "unknown" in line}
    assert len(values) == 1, "values stand one below the other"
    left = {"account", "account_id", "health", "cockpit", "usage"}
    for name in ("usage", "health", "cockpit"):
        cockpit.ok("config", "set", f"widget.{name}", "false")
        left -= {name}
        assert set(cockpit.json("account", "show", "Globex", "--widget")) == left
    assert "Open CTAs" not in cockpit.ok("account", "show", "Globex", "--widget").out
