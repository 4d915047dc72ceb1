"""A customer's timeline, and the sections that others see of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import insert, select

from cockpit_tui.store.engine import Store
from cockpit_tui.store.tables import schema
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


def belong(cockpit: Cockpit, account: str = "Globex", **records: dict[str, object]) -> None:
    """Records of a customer, by their tables."""
    store = Store(f"sqlite:///{cockpit.home / 'data' / 'cockpit.db'}")
    with store.write() as connection:
        account_id = connection.scalar(
            select(schema.account.c.id).where(schema.account.c.name == account)
        )
        for table, values in records.items():
            row = {"account_id": account_id, **values}
            connection.execute(insert(schema.metadata.tables[table]).values(**row))
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


CTA_KEYS = {
    *("id", "name", "account", "account_id", "type", "reason", "priority", "status", "closed"),
    *("outcome", "owner", "owner_id", "due", "snoozed_until", "snooze_reason", "flagged"),
    *("milestone", "playbook", "plan", "opportunity_id", "source", "tasks_open", "tasks_total"),
    *("created_at", "closed_at", "comment"),
}
"""Those of the contract, which a customer's CTAs have as well."""


def test_cd_3_a_customers_document_holds_what_belongs_to_it(cockpit: Cockpit) -> None:
    """Ids are strings, days and amounts as everywhere; what is not known is null."""
    risk = add_cta(cockpit, "Sponsor left", "risk")
    closed = add_cta(cockpit, "Business review", "event")
    cockpit.ok("cta", "close", closed, "--outcome", "success")
    belong(
        cockpit,
        contact={
            "salesforce_id": "003000000000001AAA",
            "name": "Ada Ng",
            "title": "CIO",
            "email": "ada@globex.example",
            "phone": "+1 555",
        },
        opportunity={
            "salesforce_id": "006000000000001AAA",
            "name": "Globex renewal",
            "stage": "Proposal",
            "amount_cents": 12_000_050,
            "close_date": TODAY,
            "probability": 60,
        },
        support_case={"salesforce_id": "500000000000001AAA", "number": "42", "subject": "Slow"},
    )
    found = cockpit.json("account", "show", "Globex")
    assert [row["id"] for row in found["ctas"]] == [risk], "open ones alone"
    assert set(found["ctas"][0]) >= CTA_KEYS
    assert found["open_ctas"] == 1
    assert found["contacts"] == [
        {
            "id": "003000000000001AAA",
            "name": "Ada Ng",
            "title": "CIO",
            "email": "ada@globex.example",
            "phone": "+1 555",
        }
    ]
    assert found["opportunities"] == [
        {
            "id": "006000000000001AAA",
            "name": "Globex renewal",
            "stage": "Proposal",
            "type": None,
            "amount": 120000.5,
            "close_date": TODAY.isoformat(),
            "probability": 60,
            "next_step": None,
            "closed": False,
            "won": False,
            "owner": None,
        }
    ]
    assert [set(row) for row in found["cases"]] == [{"id", "name", "status"}]
    assert "Slow" in found["cases"][0]["name"]
    assert found["cases"][0]["status"] is None


def test_cd_3_a_customer_of_which_nothing_is_known_has_every_key_all_the_same(
    cockpit: Cockpit,
) -> None:
    found = cockpit.json("account", "show", "Hooli")
    assert [found[name] for name in ("ctas", "contacts", "opportunities", "cases")] == [[]] * 4
    belong(cockpit, account="Hooli", contact={"name": "Bo"}, opportunity={"name": "Deal"})
    found = cockpit.json("account", "show", "Hooli")
    person, deal = found["contacts"][0], found["opportunities"][0]
    assert person["id"].startswith("CON-"), "ours, where Salesforce has none"
    assert [person[name] for name in ("title", "email", "phone")] == [None] * 3
    assert deal["id"].startswith("OPP-")
    assert deal["amount"] is deal["close_date"] is deal["probability"] is None
    assert isinstance(found["id"], str)


def test_cd_3_an_activity_that_is_over_and_has_no_date_says_so(cockpit: Cockpit) -> None:
    add_cta(cockpit, "Sponsor left", "risk")
    over = {"kind": "Task", "subject": "Called once", "is_closed": True, "happened_on": None}
    belong(cockpit, activity={"salesforce_id": "00T000000000001AAA", **over})
    last = cockpit.json("account", "timeline", "Globex")["items"][-1]
    assert (last["title"], last["date"]) == ("Called once", None)
    assert "no date" in cockpit.ok("account", "timeline", "Globex").out.splitlines()[-1]


def test_cd_3_entries_of_a_timeline_tell_their_instant_in_utc(cockpit: Cockpit) -> None:
    risk = add_cta(cockpit, "Sponsor left", "risk")
    cockpit.ok("cta", "comment", risk, "They know")
    keys = {"date", "at", "kind", "title", "text", "who", "cta_id", "salesforce_id"}
    for words in (("account", "timeline", "Globex"), ("cta", "timeline", risk)):
        found = cockpit.json(*words)
        assert found["total"] == len(found["items"]) > 0
        for entry in found["items"]:
            assert set(entry) == {*keys, "health", "usage"}
            instant = datetime.fromisoformat(entry["at"])
            assert instant.utcoffset() == timedelta(0)
            assert entry["at"].endswith("Z")
            assert entry["salesforce_id"] is entry["health"] is None
    assert cockpit.json("cta", "timeline", risk, "--limit", "1")["total"] > 1
