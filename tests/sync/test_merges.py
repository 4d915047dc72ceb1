"""Records merged in the org: what was theirs goes to the one that stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport
from cockpit_tui.domain.days.recurrence import parse_series
from cockpit_tui.domain.practice import Practice
from cockpit_tui.domain.values import LinkKind
from cockpit_tui.services.ctas import NewCta
from cockpit_tui.services.linking import LinkService
from cockpit_tui.services.new_day import begin_day
from cockpit_tui.services.recurring import RecurringService, Repeat
from tests.sync.bench import Bench


@dataclass
class Merging:
    """Shows one account as merged into another."""

    inner: Transport
    loser: str
    winner: str

    def call(self, request: ApiRequest) -> ApiResponse:
        response = self.inner.call(request)
        if isinstance(response.body, dict):
            for part in response.body.get("compositeResponse", ()):
                for row in part["body"]["records"] if part["httpStatusCode"] == 200 else ():
                    if row["Id"] == self.loser:
                        row.update(IsDeleted=True, MasterRecordId=self.winner)
        return response

    def close(self) -> None:
        self.inner.close()


def test_tasks_of_a_merged_account_go_to_the_winner(bench: Bench) -> None:
    """fault 59: account merge."""
    accounts = [row for row in bench.rows("account", is_deleted=False) if row["salesforce_id"]]
    loser, winner = accounts[-1], accounts[-2]
    cta_id = bench.add_cta("Merged away", loser["id"])
    task_id = bench.add_task("Goes along", cta_id=cta_id)
    assert bench.sync().exit_code == 0
    bench.close()
    bench.org.request("PATCH", f"/sobjects/Account/{loser['salesforce_id']}", {"Website": "x.io"})
    cycles = bench.new_cycles(
        Merging(bench.http(), loser["salesforce_id"], winner["salesforce_id"])
    )
    cycles.run(is_forced=True)
    cycles.close()
    assert bench.row("cta", cta_id)["account_id"] == winner["id"]
    assert bench.row("account", loser["id"])["is_deleted"]
    assert bench.sync_state(task_id) == "in-sync"
    assert bench.rows("contact", account_id=loser["id"]) == []
    entries = bench.rows("journal", entity="cta", entity_id=cta_id, field="account_id")
    assert len(entries) == 1


def test_a_series_of_a_merged_account_goes_on_for_the_winner(bench: Bench) -> None:
    """CL-21, fault 59: also where none of its CTAs is there yet."""
    accounts = [row for row in bench.rows("account", is_deleted=False) if row["salesforce_id"]]
    loser, winner = accounts[-1], accounts[-2]
    recurring = RecurringService(bench.store, bench.actor(), bench.clock, Practice())
    rule = parse_series("daily until eoy", bench.clock.today() + timedelta(days=1))
    recurring.add(NewCta(loser["id"], "Weekly check"), Repeat(rule))
    assert bench.rows("cta", account_id=loser["id"]) == []
    bench.sync()
    bench.close()
    bench.org.request("PATCH", f"/sobjects/Account/{loser['salesforce_id']}", {"Website": "x.io"})
    cycles = bench.new_cycles(
        Merging(bench.http(), loser["salesforce_id"], winner["salesforce_id"])
    )
    cycles.run(is_forced=True)
    cycles.close()
    bench.clock.advance(days=1)
    begin_day(bench.store, bench.clock, Practice())
    assert [row["account_id"] for row in bench.rows("cta", name="Weekly check")] == [winner["id"]]


def test_links_and_activities_of_merged_contacts_and_leads_go_to_the_winner(bench: Bench) -> None:
    """fault 59, WhoId: the stamps of the activities stay as they are."""
    cycles = bench.cycles
    bench.sync()
    contacts = bench.rows("contact", is_deleted=False)
    loser = next(row for row in contacts if bench.rows("activity", **with_contact(row)))
    winner = next(
        row
        for row in contacts
        if row["account_id"] == loser["account_id"] and row["id"] != loser["id"]
    )
    talks = [row["salesforce_id"] for row in bench.rows("activity", **with_contact(loser))]
    leads = [
        bench.org.request("POST", "/sobjects/Lead", {"LastName": name, "Company": "Merged Inc"})
        for name in ("One", "Other")
    ]
    asked = bench.org.request("POST", "/sobjects/Task", {"Subject": "Ask", "WhoId": leads[1]["id"]})
    links = LinkService(bench.store, bench.actor(), bench.clock, Practice())
    cta_id = bench.add_cta("About a contact", loser["account_id"])
    task_id = bench.add_task("With a contact", cta_id=cta_id)
    both = [(LinkKind.CONTACT, loser["id"]), (LinkKind.CONTACT, winner["id"])]
    links.link(cta_id, both)
    links.set_contacts(task_id, [loser["id"]])
    assert cycles.run(is_forced=True).exit_code == 0
    merge = bench.sandbox.control.send
    merge("merge", object="Lead", winner=leads[0]["id"], losers=[leads[1]["id"]])
    key = winner["salesforce_id"]
    merge("merge", object="Contact", winner=key, losers=[loser["salesforce_id"]])
    bench.clock.advance(minutes=16)
    cycles.run(is_forced=True)
    assert {row["contact_id"] for row in bench.rows("record_link", cta_id=cta_id)} == {winner["id"]}
    assert len(bench.rows("record_link", cta_id=cta_id)) == 2
    moved = bench.rows("activity", who_salesforce_id=key)
    assert {row["salesforce_id"] for row in moved} >= set(talks)
    bench.clock.advance(hours=25)
    cycles.run(is_forced=True)
    (found,) = bench.rows("activity", salesforce_id=asked["id"])
    assert found["who_salesforce_id"] == leads[0]["id"]


def test_merges_in_a_chain_are_followed_to_their_end(bench: Bench) -> None:
    """fault 59: into one that was merged itself, all read at once; the last one stays."""
    cycles = bench.new_cycles()
    keys: dict[str, list[str]] = {"Account": [], "Contact": []}
    for name in ("First", "Second", "Third"):
        made = bench.org.request("POST", "/sobjects/Account", {"Name": name})
        keys["Account"].append(made["id"])
        person = {"LastName": name, "AccountId": keys["Account"][0]}
        keys["Contact"].append(bench.org.request("POST", "/sobjects/Contact", person)["id"])
    bench.clock.advance(minutes=16)
    assert cycles.run(is_forced=True).exit_code == 0
    ids = {
        key: row["id"]
        for name, made in keys.items()
        for key in made
        for row in bench.rows(name.lower(), salesforce_id=key)
    }
    accounts, contacts = keys["Account"], keys["Contact"]
    cta_id = bench.add_cta("Goes along twice", ids[accounts[0]])
    links = LinkService(bench.store, bench.actor(), bench.clock, Practice())
    links.link(cta_id, [(LinkKind.CONTACT, ids[contacts[0]])])
    for sobject, (first, second, third) in keys.items():
        for winner, loser in ((second, first), (third, second)):
            bench.sandbox.control.advance_clock(2)
            bench.sandbox.control.send("merge", object=sobject, winner=winner, losers=[loser])
    bench.clock.advance(minutes=16)
    cycles.run(is_forced=True)
    cycles.close()
    (link,) = bench.rows("record_link", cta_id=cta_id)
    found = bench.row("cta", cta_id)["account_id"], link["contact_id"]
    assert found == (ids[accounts[2]], ids[contacts[2]])


def with_contact(contact: Mapping[str, Any]) -> dict[str, object]:
    return {"who_salesforce_id": contact["salesforce_id"], "is_deleted": False}
