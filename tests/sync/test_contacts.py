"""The contact of a task as the Name of its twin, where that is switched on (decision 2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from cockpit_sync.cycle import Cycles
from cockpit_sync.sending.answers import PushPace, outcome
from cockpit_sync.sending.plan import Planned
from cockpit_tui.domain.practice import Practice
from cockpit_tui.domain.values import LinkKind
from cockpit_tui.services.linking import LinkService
from cockpit_tui.services.sync_views import SyncViewService
from cockpit_tui.store.mirror.mirror_queue import Operation
from tests.sync.bench import Bench


def named(bench: Bench, key: str) -> str | None:
    (found,) = bench.org.query(f"SELECT WhoId FROM Task WHERE Id = '{key}'")
    name: str | None = found["WhoId"]
    return name


def contacts_of(bench: Bench, task_id: int) -> list[int]:
    return [row["contact_id"] for row in bench.rows("record_link", task_id=task_id)]


def test_the_contact_of_a_task_is_the_name_of_its_twin_both_ways_sy_7(bench: Bench) -> None:
    """SY-7: the task's contact, else the CTA's; pulled back and merged."""
    bench.close()
    cycles = bench.new_cycles(sends_contacts=True)
    assert cycles.run(is_forced=True).exit_code == 0
    account = next(
        row for row in bench.rows("account") if len(bench.rows("contact", account_id=row["id"])) > 1
    )
    first, second = bench.rows("contact", account_id=account["id"])[:2]
    links = LinkService(bench.store, bench.actor(), bench.clock, Practice())
    cta_id = bench.add_cta("With people", account["id"])
    links.link(cta_id, [(LinkKind.CONTACT, first["id"])])
    task_id = bench.add_task("About somebody", cta_id=cta_id)
    assert cycles.run(is_forced=True).exit_code == 0
    (key,) = bench.salesforce_ids(task_id)
    assert (named(bench, key), contacts_of(bench, task_id)) == (first["salesforce_id"], [])

    links.set_contacts(task_id, [second["id"], first["id"]])
    board = SyncViewService(bench.store, bench.actor(), bench.clock, Practice()).board()
    (change,) = board.outbox[0].changes
    assert (change.label, change.new) == ("Contact", second["name"])
    assert cycles.run(is_forced=True).exit_code == 0
    assert named(bench, key) == second["salesforce_id"]

    bench.sandbox.control.advance_clock(2)
    bench.org.change(key, WhoId=first["salesforce_id"])
    assert cycles.run(is_forced=True).exit_code == 0
    assert contacts_of(bench, task_id) == [first["id"]]

    body = {"LastName": "Newcomer", "AccountId": account["salesforce_id"]}
    newcomer = bench.org.request("POST", "/sobjects/Contact", body)["id"]
    bench.sandbox.control.advance_clock(2)
    bench.org.change(key, WhoId=newcomer)
    assert cycles.run(is_forced=True).exit_code == 0
    (met,) = contacts_of(bench, task_id)
    assert bench.row("contact", met)["salesforce_id"] == newcomer

    links.set_contacts(task_id, [second["id"]])
    bench.sandbox.control.advance_clock(2)
    bench.org.change(key, WhoId=None)
    cycles.run(is_forced=True)
    (quarrel,) = bench.all_conflicts()
    assert (quarrel.field, quarrel.mine, quarrel.theirs, quarrel.chosen) == (
        "contact_id",
        second["id"],
        None,
        "theirs",
    )
    assert (named(bench, key), contacts_of(bench, task_id)) == (None, [])
    cycles.close()

    cycles = bench.new_cycles(sends_contacts=False)
    cycles.run(is_forced=True)
    links.set_contacts(task_id, [first["id"]])
    assert bench.rows("outbox") == []
    bench.org.change(key, WhoId=second["salesforce_id"])
    cycles.run(is_forced=True)
    cycles.close()
    assert contacts_of(bench, task_id) == [first["id"]]


def leaver(bench: Bench, cycles: Cycles, account: Mapping[str, object]) -> Mapping[str, Any]:
    """A contact that was read a moment ago."""
    body = {"LastName": "Leaver", "AccountId": account["salesforce_id"]}
    key = bench.org.request("POST", "/sobjects/Contact", body)["id"]
    bench.clock.advance(minutes=16)
    cycles.run(is_forced=True)
    (met,) = bench.rows("contact", salesforce_id=key)
    return met


def test_a_contact_who_was_deleted_keeps_no_task_out_of_salesforce(bench: Bench) -> None:
    """SY-7: known to be deleted, it is passed over; found out by sending, it alone is set aside."""
    cycles = bench.new_cycles(sends_contacts=True)
    account = next(row for row in bench.rows("account") if bench.rows("contact", **of(row)))
    colleague = bench.rows("contact", **of(account))[0]
    links = LinkService(bench.store, bench.actor(), bench.clock, Practice())
    cta_id = bench.add_cta("About leavers", account["id"])

    known, late = leaver(bench, cycles, account), leaver(bench, cycles, account)
    made = bench.add_task("Made before", cta_id=cta_id)
    cycles.run(is_forced=True)
    both = bench.add_task("Two, one of them gone", cta_id=cta_id)
    links.set_contacts(both, [known["id"], colleague["id"]])
    links.set_contacts(made, [known["id"]])
    bench.tasks().edit([made], {"title": "Made before, edited"})
    bench.org.request("DELETE", f"/sobjects/Contact/{known['salesforce_id']}")
    bench.clock.advance(minutes=16)
    assert cycles.run(is_forced=True).exit_code == 0
    (key,), (other,) = bench.salesforce_ids(made), bench.salesforce_ids(both)
    assert (named(bench, key), named(bench, other)) == (None, colleague["salesforce_id"])
    assert bench.org.task(key)["Subject"] == "Made before, edited"
    assert bench.rows("outbox") == []

    bench.org.request("DELETE", f"/sobjects/Contact/{late['salesforce_id']}")
    new = bench.add_task("Nobody knows yet", cta_id=cta_id)
    links.set_contacts(new, [late["id"]])
    links.set_contacts(made, [late["id"]])
    bench.tasks().edit([made], {"title": "Edited again"})
    cycles.run(is_forced=True)  # refused; what is left follows
    cycles.run(is_forced=True)
    cycles.close()
    assert bench.org.task(key)["Subject"] == "Edited again"
    assert len(bench.salesforce_ids(new)) == 1
    aside = [(row["kind"], row["state"], row["fields"][:13]) for row in bench.rows("outbox")]
    assert aside == [("update", "quarantined", '{"contact_id"')] * 2


def test_contacts_are_told_or_not_for_the_whole_workspace(bench: Bench) -> None:
    """SY-7: who says nothing switches nothing off; switched on, what was linked before is owed."""
    assert bench.sync().exit_code == 0
    account = next(
        row for row in bench.rows("account") if len(bench.rows("contact", **of(row))) > 1
    )
    first, second = bench.rows("contact", **of(account))[:2]
    links = LinkService(bench.store, bench.actor(), bench.clock, Practice())
    cta_id = bench.add_cta("Of everybody", account["id"])
    names = ("Linked", "Named there", "Of a lead", "Nobody's here")
    tasks = [bench.add_task(name, cta_id=cta_id) for name in names]
    for task_id in tasks[:3]:
        links.set_contacts(task_id, [first["id"]])
    assert bench.sync().exit_code == 0
    keys = [bench.salesforce_ids(task_id)[0] for task_id in tasks]
    lead = {"LastName": "Lead", "Company": "Lead Inc"}
    there = second["salesforce_id"], bench.org.request("POST", "/sobjects/Lead", lead)["id"]
    bench.sandbox.control.advance_clock(2)
    for key, name in zip(keys[1:], (*there, there[0]), strict=True):
        bench.org.change(
            key, WhoId=name, WhatId=None if name == there[1] else account["salesforce_id"]
        )
    assert bench.sync().exit_code == 0
    assert bench.rows("outbox") == []

    on = bench.new_cycles(sends_contacts=True)
    bench.close()
    assert on.run(is_forced=True).exit_code == 0
    on.close()
    ours = first["salesforce_id"]
    assert [named(bench, key) for key in keys] == [ours, ours, there[1], there[0]]
    assert contacts_of(bench, tasks[3]) == []
    kept = [(row["chosen"], row["theirs"]) for row in bench.rows("conflict", field="contact_id")]
    assert kept == [("mine", str(second["id"]))]

    colleague = bench.new_cycles()
    colleague.run(is_forced=True)
    links.set_contacts(tasks[0], [second["id"]])
    assert colleague.run(is_forced=True).exit_code == 0
    colleague.close()
    assert named(bench, keys[0]) == second["salesforce_id"]


def of(account: Mapping[str, object]) -> dict[str, object]:
    return {"account_id": account["id"], "is_deleted": False}


@pytest.mark.parametrize("is_seen", [True, False])
def test_a_task_is_not_taken_for_deleted_because_its_contact_is(is_seen: bool) -> None:
    key, who = "00T000000000001AAA", "003000000000001AAA"
    operation = Operation(1, "ref", 1, key, "update", {"contact_id": (None, 1)}, 1, "sent", 0, 1)
    entry = Planned(operation, key, {"WhoId": who}, "")
    errors = [{"statusCode": "ENTITY_IS_DELETED", "message": "entity is deleted", "fields": []}]
    seen = {"Id": key, "IsDeleted": False} if is_seen else None
    found = outcome(PushPace(), entry, {"success": False, "errors": errors}, seen, seen)
    assert (found.is_gone, found.refused_fields) == (not is_seen, ("WhoId",) if is_seen else ())
