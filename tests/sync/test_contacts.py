"""The contact of a task as the Name of its twin, where that is switched on (decision 2)."""

from __future__ import annotations

from cockpit_tui.domain.settings import Practice
from cockpit_tui.domain.values import LinkKind
from cockpit_tui.services.linking import LinkService
from cockpit_tui.services.sync_views import SyncViewService
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

    cycles = bench.new_cycles()
    cycles.run(is_forced=True)
    links.set_contacts(task_id, [first["id"]])
    assert bench.rows("outbox") == []
    bench.org.change(key, WhoId=second["salesforce_id"])
    cycles.run(is_forced=True)
    cycles.close()
    assert contacts_of(bench, task_id) == [first["id"]]
