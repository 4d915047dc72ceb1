"""Planning: what is sent, what is not, and in which order; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cockpit_sync.fields import BY_NAME, REF_FIELD, TASK_FIELDS, Translation
from cockpit_sync.objects.capabilities import ObjectFacts
from cockpit_sync.sending.plan import Known, Planned, plan
from cockpit_sync.sending.request_parts import MOST_GUARDED, push_parts
from cockpit_sync.values import Value
from cockpit_tui.domain.ids import PartId, TaskId
from cockpit_tui.store.mirror.mirror_links import MirroredPart
from cockpit_tui.store.mirror.mirror_queue import Operation, Plain

EVERY_FIELD = frozenset({entry.api_name for entry in TASK_FIELDS} | {"WhatId", REF_FIELD})
FACTS = ObjectFacts(EVERY_FIELD, EVERY_FIELD, EVERY_FIELD)
KEY = "00T000000000001AAA"
WORDS = Translation(
    statuses_out={1: "Not Started", 2: "In Progress", 3: "Completed", 4: "Completed"},
    statuses_in={
        "Not Started": 1,
        "Waiting on someone else": 1,
        "In Progress": 2,
        "Completed": 3,
    },
    priorities_out={7: "High", 8: "Normal"},
    priorities_in={"High": 7, "Normal": 8},
    users={10: "005000000000010AAA", 11: "005000000000011AAA"},
    people={"005000000000010AAA": 10, "005000000000011AAA": 11},
    closed_statuses=frozenset({"Completed"}),
)
BASE: dict[str, Value] = {
    "Subject": "Call",
    "ActivityDate": "2026-12-01",
    "Status": "Not Started",
    "Priority": "Normal",
    "Description": None,
    "OwnerId": "005000000000010AAA",
}


def part(
    part_id: int = 1,
    *,
    salesforce_id: str | None = KEY,
    link_state: str | None = "active",
    account: str | None = "001000000000001AAA",
    is_synced: bool = True,
) -> MirroredPart:
    return MirroredPart(
        PartId(part_id),
        TaskId(part_id),
        1,
        is_synced,
        {},
        account,
        "Globex",
        salesforce_id,
        link_state,
    )


def operation(
    kind: str = "update",
    part_id: int = 1,
    wanted: Mapping[str, Plain] | None = None,
    **fields: Plain,
) -> Operation:
    pairs = {name: (None, value) for name, value in {**(wanted or {}), **fields}.items()}
    return Operation(part_id, f"ref{part_id}", part_id, None, kind, pairs, 10, "pending", 0, None)


def known(*parts: MirroredPart, asked: frozenset[str] = frozenset()) -> Known:
    return Known(
        parts={entry.part_id: entry for entry in parts},
        links={
            entry.part_id: (entry.salesforce_id, entry.link_state or "active")
            for entry in parts
            if entry.salesforce_id
        },
        bases={KEY: BASE},
        asked={entry.part_id: asked for entry in parts},
    )


def test_only_changed_fields_are_sent() -> None:
    result = plan([operation(title="Call now")], known(part()), WORDS, FACTS)
    assert [entry.fields for entry in result.updates] == [{"Subject": "Call now"}]


def test_what_salesforce_says_already_is_not_sent() -> None:
    result = plan([operation(title="Call ", status_id=1)], known(part()), WORDS, FACTS)
    assert (result.updates, len(result.done)) == ([], 1)


def test_a_status_that_means_the_same_to_us_is_never_rewritten() -> None:
    waiting = Known(
        {1: part()}, {1: (KEY, "active")}, {KEY: {**BASE, "Status": "Waiting on someone else"}}, {}
    )
    result = plan([operation(status_id=1)], waiting, WORDS, FACTS)
    assert (result.updates, len(result.done)) == ([], 1)


def test_skipped_after_completed_is_nothing_to_send() -> None:
    done = Known({1: part()}, {1: (KEY, "active")}, {KEY: {**BASE, "Status": "Completed"}}, {})
    result = plan([operation(status_id=4)], done, WORDS, FACTS)
    assert (result.updates, len(result.done)) == ([], 1)


def test_a_value_without_a_counterpart_is_refused_not_guessed() -> None:
    result = plan([operation(status_id=99)], known(part()), WORDS, FACTS)
    assert [failure.code for _, failure in result.refused] == ["NOT_MAPPED"]


def test_a_create_relates_to_the_account_and_nothing_else_sy_6() -> None:
    values: dict[str, Plain] = {"title": "T", "status_id": 1, "priority_id": 8, "assignee_id": 10}
    result = plan(
        [operation("create", wanted=values)],
        known(part(salesforce_id=None, link_state=None)),
        WORDS,
        FACTS,
    )
    (create,) = result.creates
    assert create.fields["WhatId"] == "001000000000001AAA"
    assert "WhoId" not in create.fields


def test_a_task_of_an_account_that_is_ours_alone_cannot_be_created() -> None:
    result = plan([operation("create", title="T")], known(part(account=None)), WORDS, FACTS)
    assert [failure.code for _, failure in result.refused] == ["ACCOUNT_NOT_MIRRORED"]


def test_row_48_a_field_that_may_not_be_changed_is_left_out_and_others_flow() -> None:
    """fault 48."""
    facts = ObjectFacts(EVERY_FIELD, EVERY_FIELD, EVERY_FIELD - {"OwnerId"})
    result = plan([operation(title="New", assignee_id=11)], known(part()), WORDS, facts)
    (aside,) = result.locked
    assert (aside[1], aside[2].code) == (("assignee_id",), "FIELD_NOT_UPDATEABLE")
    assert result.updates == []
    alone = plan([operation(assignee_id=11)], known(part()), WORDS, facts)
    assert [failure.code for _, failure in alone.refused] == ["FIELD_NOT_UPDATEABLE"]


def test_a_field_that_is_asked_about_waits_and_others_flow() -> None:
    state = known(part(), asked=frozenset({"title"}))
    both = plan([operation(title="New", comments="c")], state, WORDS, FACTS)
    assert [entry.fields for entry in both.updates] == [{"Description": "c"}]
    alone = plan([operation(title="New")], state, WORDS, FACTS)
    assert (alone.updates, len(alone.waiting)) == ([], 1)


def test_edits_of_parts_that_are_gone_or_desynced_are_done() -> None:
    gone = plan([operation(title="New")], known(), WORDS, FACTS)
    local = plan([operation(title="New")], known(part(is_synced=False)), WORDS, FACTS)
    assert (len(gone.done), len(local.done)) == (1, 1)


edits = st.fixed_dictionaries(
    {},
    optional={
        "title": st.text(min_size=1, max_size=8),
        "due": st.sampled_from([None, "2026-12-01", "2027-01-01"]),
        "priority_id": st.sampled_from([7, 8]),
        "status_id": st.sampled_from([1, 2, 3, 4]),
        "comments": st.text(max_size=8),
        "assignee_id": st.sampled_from([10, 11]),
    },
)


@given(edits)
def test_an_update_carries_exactly_what_differs_in_salesforces_terms(
    wanted: dict[str, Plain],
) -> None:
    result = plan([operation(wanted=wanted)], known(part()), WORDS, FACTS)
    sent = dict(result.updates[0].fields) if result.updates else {}
    for name, value in wanted.items():
        entry = BY_NAME[name]
        if entry.api_name in sent:
            assert sent[entry.api_name] == entry.to_salesforce(value, WORDS)
            assert sent[entry.api_name] != BASE[entry.api_name]
        else:
            assert entry.says(BASE[entry.api_name], value, WORDS)
    assert len(result.updates) + len(result.done) == 1


@given(st.lists(st.integers(1, 50), unique=True, min_size=1, max_size=20))
def test_the_order_is_by_account_and_then_by_age(ids: list[int]) -> None:
    parts = [part(number, account=f"00100000000000{number % 3}AAA") for number in ids]
    operations = [operation(part_id=number, title="x") for number in ids]
    result = plan(operations, known(*parts), WORDS, FACTS)
    order = [(entry.account, entry.operation.id) for entry in result.updates]
    assert order == sorted(order)


def test_creates_and_updates_share_one_call_of_five_parts() -> None:
    state = known(part(1), part(2, salesforce_id=None, link_state=None))
    values: dict[str, Plain] = {"title": "T"}
    result = plan([operation(title="New"), operation("create", 2, values)], state, WORDS, FACTS)
    floor = datetime(2026, 11, 23, tzinfo=UTC)
    parts = push_parts(result.creates, result.updates, ["Id", "Subject"], floor=floor)
    assert [entry.ref for entry in parts] == ["before", "update", "after", "create", "created"]


def test_guarded_changes_name_the_stamp_of_their_base_and_stay_below_25_parts() -> None:
    stamp = datetime(2026, 11, 23, 16, 0, 5, tzinfo=UTC)
    ids = range(1, MOST_GUARDED + 1)
    parts = [part(number) for number in ids]
    state = replace(known(*parts), stamps={KEY: stamp})
    result = plan([operation(part_id=number, title="x") for number in ids], state, WORDS, FACTS)
    creates = [Planned(operation("create", 99, {"title": "T"}), None, {"Subject": "T"}, "")]
    sent = push_parts(creates, result.updates, ["Id"], is_guarded=True, floor=stamp)
    assert len(sent) == MOST_GUARDED + 4 <= 25
    changes = [entry for entry in sent if entry.ref.startswith("update_")]
    assert {entry.method for entry in changes} == {"PATCH"}
    assert {(entry.headers or {})["If-Unmodified-Since"] for entry in changes} == {
        "Mon, 23 Nov 2026 16:00:05 GMT"
    }
