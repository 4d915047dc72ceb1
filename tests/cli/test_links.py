"""Links, opportunities and field rules by commands."""

from __future__ import annotations

import pytest

from tests.cli.cockpit_call import Cockpit


@pytest.fixture
def linked(connected: Cockpit) -> Cockpit:
    """CTA-1 of a customer of the sandbox org that has contacts and an opportunity."""
    for account in connected.json("account", "list")["items"]:
        connected.ok("cta", "add", "--account", account["id"], "--name", "Renewal")
        if connected("cta", "link", "CTA-1", "--contact", "zzz").err.count(",") > 1:
            return connected
        connected.ok("undo")
    raise AssertionError("no customer has contacts")


def test_cd_12_and_op_1_links_by_name_are_in_the_document(linked: Cockpit) -> None:
    refused = linked("cta", "link", "CTA-1", "--contact", "zzz", "--json")
    name = refused.document["error"]["hint"].removeprefix("It has ").split(", ")[0].rstrip(".")
    document = linked.json("cta", "link", "CTA-1", "--contact", name)
    assert [contact["name"] for contact in document["items"][0]["contacts"]] == [name]
    shown = linked.json("cta", "show", "CTA-1")
    assert [contact["name"] for contact in shown["contacts"]] == [name]
    assert shown["cases"] == []
    linked.ok("task", "add", "CTA-1", "--title", "Call them")
    linked.ok("task", "link", "TASK-1", "--contact", name)
    contacts = linked.json("cta", "show", "CTA-1")["contacts"]
    assert [contact["task_id"] for contact in contacts] == [None, "TASK-1"]
    linked.ok("cta", "unlink", "CTA-1", "--contact", name)
    contacts = linked.json("cta", "show", "CTA-1")["contacts"]
    assert [contact["task_id"] for contact in contacts] == ["TASK-1"]
    assert linked("cta", "link", "CTA-1").status == 2
    assert linked("opportunity", "show", "OPP-999999").status == 1
    account = linked.json("cta", "show", "CTA-1")["account"]
    unlinked = linked.json("cta", "add", "--account", account, "--name", "Two")["id"]
    refused = linked("opportunity", "show", unlinked)
    assert (refused.status, f"{unlinked} is linked to no opportunity" in refused.err) == (1, True)
    deal = linked.json("opportunity", "show", "OPP-1")
    assert deal["name"] in linked.ok("opportunity", "show", deal["id"]).out


def test_cd_13_a_new_cta_is_linked_by_flags_in_one_act(linked: Cockpit) -> None:
    account = linked.json("cta", "show", "CTA-1")["account_id"]
    refused = linked("cta", "link", "CTA-1", "--contact", "zzz", "--json")
    names = refused.document["error"]["hint"].removeprefix("It has ").split(", ")[:2]
    linked.ok("layout", "set", "risk", "contacts", "mandatory")
    words = ("cta", "add", "--account", account, "--name", "Usage down", "--type", "risk")
    refused = linked(*words)
    assert (refused.status, "A Risk CTA needs contacts." in refused.err) == (2, True)
    assert linked(*words, "--contact", "zzz").status == 1
    contacts = [word for name in names for word in ("--contact", name)]
    added = linked.json(*words, *contacts)["id"]
    shown = linked.json("cta", "show", added)
    assert [contact["name"] for contact in shown["contacts"]] == names
    linked.ok("undo")
    assert linked("cta", "show", added).status == 1
    series = linked(*words[:-1], "event", *contacts, "--repeat", "daily until eoy")
    assert (series.status, "linked one by one" in series.err) == (2, True)


def test_cd_13_rules_are_set_listed_and_enforced(cockpit: Cockpit) -> None:
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "One", "--type", "risk")
    cockpit.ok("layout", "set", "risk", "comment", "to-close")
    assert cockpit.json("layout", "list")["items"] == [
        {"type": "Risk", "field": "comment", "rules": ["to-close"]}
    ]
    refused = cockpit("cta", "close", "CTA-1")
    assert (refused.status, "needs comment" in refused.err) == (2, True)
    document = cockpit.json("layout", "set", "risk", "comment", "none", "--dry-run")
    assert (document["dry_run"], document["items"]) == (True, [])
    cockpit.ok("layout", "set", "risk", "comment", "none")
    cockpit.ok("cta", "close", "CTA-1")
