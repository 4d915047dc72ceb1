"""The seeded company: repeatable, the size it says, and as a year at a real one reads."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from cockpit_sandbox.clock import VirtualClock
from cockpit_sandbox.org import Org
from cockpit_sandbox.seed import seed_org
from tests.sandbox.client import Client
from tests.sandbox.conftest import NOW


def contents(org: Org) -> dict[str, list[tuple[object, ...]]]:
    return {
        each.name: list(org.storage.rows(f'SELECT * FROM "{each.name}" ORDER BY Id'))
        for each in org.schema
    }


def made(number: int, size: str = "small") -> Org:
    org = Org(clock=VirtualClock(NOW))
    seed_org(org, number=number, size=size)
    return org


def test_the_same_seed_gives_the_same_data(seeded: Org) -> None:
    again, other = made(1), made(2)
    assert contents(again) == contents(seeded)
    assert contents(other) != contents(seeded)
    again.close()
    other.close()


def test_small_has_sixty_accounts_and_six_thousand_activities(client: Client) -> None:
    def count(object_name: str) -> int:
        total = client.ask(f"SELECT COUNT() FROM {object_name}", deleted=True)
        return int(total.content["totalSize"])

    assert count("Account") == 60
    assert count("Task") + count("Event") == 6_000
    assert 180 <= count("Contact") <= 360


@pytest.mark.parametrize(("size", "csms", "accounts"), [("team", 12, 600)])
def test_a_team_has_twelve_csms(size: str, csms: int, accounts: int) -> None:
    org = made(1, size)
    client = Client(org, org.session(org.main_user_id))
    owners = client.rows("SELECT OwnerId, COUNT(Id) FROM Account GROUP BY OwnerId")
    assert len(owners) == csms
    assert sum(row["expr1"] for row in owners) == accounts
    activities = sum(
        client.ask(f"SELECT COUNT() FROM {name}", deleted=True).content["totalSize"]
        for name in ("Task", "Event")
    )
    assert activities == 60_000
    org.close()


def test_the_signed_in_user_owns_most_accounts_and_has_a_manager(client: Client, org: Org) -> None:
    mine = client.ids(f"SELECT Id FROM Account WHERE OwnerId = '{org.main_user_id}'")
    assert len(mine) > 30
    assert client.row("User", org.main_user_id)["ManagerId"] is not None


def test_every_account_has_one_open_renewal_in_the_future(client: Client) -> None:
    renewals = client.rows(
        "SELECT AccountId, Amount, CloseDate FROM Opportunity"
        " WHERE Type = 'Renewal' AND IsClosed = false"
    )
    per_account = Counter(row["AccountId"] for row in renewals)
    assert len(per_account) == 60
    assert set(per_account.values()) == {1}
    assert all(row["Amount"] > 0 for row in renewals)
    assert all(row["CloseDate"] > "2026-11-23" for row in renewals)


def test_health_score_and_usage_lie_in_their_ranges(client: Client) -> None:
    rows = client.rows("SELECT Health__c, NPS__c, Usage__c, Stage__c, Segment__c FROM Account")
    assert all(0 <= row["Health__c"] <= 100 for row in rows)
    assert all(-100 <= row["NPS__c"] <= 100 for row in rows if row["NPS__c"] is not None)
    assert any(row["NPS__c"] is None for row in rows)
    assert any(row["Usage__c"] > 100 for row in rows)
    assert {"At Risk", "Renewal", "Mature"} <= {row["Stage__c"] for row in rows}


def test_no_stamp_lies_in_the_future_of_any_time_zone(seeded: Org) -> None:
    for each in seeded.schema:
        if each.has("SystemModstamp"):
            latest = seeded.storage.first(
                f'SELECT MAX(SystemModstamp), MAX(CreatedDate) FROM "{each.name}"'
            )
            assert latest is not None
            assert max([str(stamp) for stamp in latest if stamp], default="") < "2026-11-22"


def test_rows_are_never_modified_before_they_were_created(seeded: Org) -> None:
    for each in seeded.schema:
        wrong = seeded.storage.first(
            f'SELECT Id FROM "{each.name}" WHERE LastModifiedDate < CreatedDate'
        )
        assert wrong is None, each.name


def test_open_tasks_lie_ahead_and_some_are_overdue(client: Client) -> None:
    pending = client.rows("SELECT ActivityDate FROM Task WHERE IsClosed = false")
    assert 400 < len(pending) < 700
    days = [row["ActivityDate"] for row in pending if row["ActivityDate"]]
    assert sum(day < "2026-11-23" for day in days) > 40
    assert sum(day > "2026-11-23" for day in days) > 200
    assert len(days) < len(pending)


def test_some_stamps_tie_as_after_a_bulk_update(client: Client) -> None:
    rows = client.rows("SELECT SystemModstamp FROM Task WHERE IsClosed = false")
    assert Counter(row["SystemModstamp"] for row in rows).most_common(1)[0][1] > 20


def test_old_activities_are_archived(seeded: Org) -> None:
    archived = seeded.storage.first("SELECT COUNT(*) FROM Task WHERE IsArchived = 1")
    late = seeded.storage.first(
        "SELECT Id FROM Task WHERE IsArchived = 1 AND ActivityDate > '2025-11-23'"
    )
    assert archived is not None
    assert int(archived[0] or 0) > 100
    assert late is None


def test_notes_vary_and_have_no_unfilled_place(client: Client) -> None:
    rows = client.rows("SELECT Subject, Description FROM Task WHERE Subject != null")
    notes = [row["Description"] for row in rows if row["Description"]]
    assert len(set(notes)) > 0.9 * len(notes)
    filled = [note for note in notes if "\n" not in note]
    assert all("{" not in text for text in filled)
    assert max(len(note) for note in notes) > 250


def test_what_an_activity_is_called_agrees_with_what_it_is(client: Client) -> None:
    """A voicemail is a call and a workshop a meeting, whoever looks at the list."""
    calls = client.rows("SELECT Subject FROM Task WHERE TaskSubtype = 'Call'")
    meetings = client.rows("SELECT Subject FROM Event")
    mails = client.rows("SELECT Subject FROM Task WHERE TaskSubtype = 'Email'")
    assert all(re.search("call|check-in|voicemail", row["Subject"].lower()) for row in calls)
    for row in (*meetings, *mails):
        assert not re.search("call |check-in|voicemail", row["Subject"].lower()), row


def test_names_come_from_many_scripts_and_some_are_nasty(client: Client) -> None:
    names = [row["Name"] for row in client.rows("SELECT Name FROM Account")]
    assert "[/b] Brackets & Söhne" in names
    assert max(map(len, names)) > 200
    assert any(any("\u4e00" <= c <= "\u9fff" for c in name) for name in names)
    assert len(set(names)) == len(names)


def test_work_is_done_by_sales_success_and_support(client: Client) -> None:
    rows = client.rows("SELECT OwnerId, COUNT(Id) FROM Task GROUP BY OwnerId")
    users = {row["Id"]: row["Department"] for row in client.rows("SELECT Id, Department FROM User")}
    assert {users[row["OwnerId"]] for row in rows} == {"Customer Success", "Sales", "Support"}


def test_derived_fields_of_the_seed_are_those_of_the_triggers(client: Client) -> None:
    """Saving a seeded task again must not change what the org derives."""
    for row in client.rows("SELECT Id FROM Task WHERE WhatId != null LIMIT 50"):
        before = client.row("Task", row["Id"])
        assert client.patch(f"sobjects/Task/{row['Id']}", {}).status == 204
        after = client.row("Task", row["Id"])
        moved = {name for name in before if before[name] != after[name]}
        assert moved <= {"LastModifiedDate", "LastModifiedById", "SystemModstamp"}
