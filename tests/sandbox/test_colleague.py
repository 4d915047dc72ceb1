"""A colleague works beside the signed-in user."""

from __future__ import annotations

from cockpit_sandbox.colleague import LONGEST_PAUSE, SHORTEST_PAUSE, Colleague
from cockpit_sandbox.faults import Fault
from cockpit_sandbox.org import Org
from tests.sandbox.client import Client


def test_what_a_colleague_does_is_seen_as_another_users_change(client: Client, org: Org) -> None:
    colleague = Colleague(org, seed=1)
    touched = {colleague.act() for _ in range(30)} - {None}
    since = "SELECT Id, LastModifiedById FROM {} WHERE SystemModstamp >= 2026-11-23T09:00:30Z"
    rows = client.rows(since.format("Task")) + client.rows(since.format("Opportunity"))
    assert {row["Id"] for row in rows} == touched
    assert org.main_user_id not in {row["LastModifiedById"] for row in rows}
    assert {record_id[:3] for record_id in touched if record_id} == {"00T", "006"}


def test_derived_fields_follow_what_a_colleague_does(client: Client, org: Org) -> None:
    colleague = Colleague(org, seed=1)
    for _ in range(30):
        colleague.act()
    done = client.rows(
        "SELECT IsClosed, CompletedDateTime, Status FROM Task"
        " WHERE SystemModstamp >= 2026-11-23T09:00:30Z AND Status = 'Completed'"
    )
    assert done
    assert all(row["IsClosed"] and row["CompletedDateTime"] for row in done)


def test_a_colleague_uses_no_api_calls_and_meets_no_fault(org: Org) -> None:
    org.faults.rules.append(Fault.parse("lock times=always"))
    assert Colleague(org, seed=1).act() is not None
    assert org.meter.total == 0


def test_the_same_seed_does_the_same_things(org: Org) -> None:
    first, second = Colleague(org, seed=5), Colleague(org, seed=5)
    pauses = [first.seconds_until_next() for _ in range(20)]
    assert pauses == [second.seconds_until_next() for _ in range(20)]
    assert all(SHORTEST_PAUSE <= pause <= LONGEST_PAUSE for pause in pauses)
