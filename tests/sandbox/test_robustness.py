"""Whatever is sent, the org answers: nothing that a client can write makes it fail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit_sandbox.clock import VirtualClock
from cockpit_sandbox.org import Org
from cockpit_sandbox.seed import seed_org
from tests.sandbox.client import BASE
from tests.sandbox.conftest import NOW

METHODS = st.sampled_from(["GET", "POST", "PATCH", "DELETE", "PUT", "HEAD"])
NAMES = st.sampled_from(
    [
        "Task",
        "Event",
        "Account",
        "User",
        "Cockpit_Ref__c",
        "Id",
        "describe",
        "updated",
        "x",
        "",
        "%",
    ]
)
STEPS = st.sampled_from(["sobjects", "composite", "query", "queryAll", "limits", "/", "[", "?q="])
PATHS = st.lists(STEPS | NAMES, max_size=5).map("/".join)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["001dL0000000001QAA", "2026-11-23", "@{a.id}", "@{a[9].b", "Completed"])
)
FIELDS = st.sampled_from(
    [
        "Subject",
        "WhatId",
        "Status",
        "ActivityDate",
        "StartDateTime",
        "DurationInMinutes",
        "Id",
        "IsAllDayEvent",
        "OwnerId",
        "Name",
        "NumberOfEmployees",
        "Health__c",
        "attributes",
        "id",
        "Cockpit_Ref__c",
        "TimeZoneSidKey",
        "IsActive",
    ]
)
RECORDS = st.dictionaries(FIELDS, SCALARS | st.lists(SCALARS, max_size=2), max_size=5)
TYPED = st.builds(lambda record, name: record | {"attributes": {"type": name}}, RECORDS, NAMES)
BODIES = st.one_of(
    SCALARS,
    RECORDS,
    st.fixed_dictionaries({"records": st.lists(TYPED, max_size=3), "allOrNone": st.booleans()}),
    st.fixed_dictionaries({"ids": st.lists(SCALARS), "fields": st.lists(NAMES)}),
    st.fixed_dictionaries(
        {
            "compositeRequest": st.lists(
                st.fixed_dictionaries(
                    {
                        "method": METHODS,
                        "url": PATHS.map(lambda path: f"{BASE}/{path}"),
                        "referenceId": st.sampled_from("abc"),
                        "body": RECORDS,
                    }
                ),
                max_size=3,
            )
        }
    ),
)
SOQL_WORDS = st.lists(
    st.sampled_from(
        [
            "SELECT",
            "Id",
            "Name",
            "COUNT()",
            "MAX(Id)",
            ",",
            "FROM",
            "Task",
            "Account",
            "WHERE",
            "Owner.Name",
            "What.Type",
            "=",
            "<",
            "'x'",
            "null",
            "5",
            "TODAY",
            "AND",
            "OR",
            "NOT",
            "(",
            ")",
            "IN",
            "LIKE",
            "ORDER BY",
            "DESC",
            "GROUP BY",
            "HAVING",
            "LIMIT",
            "2026-11-23",
            ".",
            "ActivityDate",
            "LAST_N_YEARS:999",
            "TYPEOF",
            "What",
            "WHEN",
            "THEN",
            "END",
            "OFFSET",
        ]
    ),
    max_size=14,
).map(" ".join)
PLENTY = settings(max_examples=250)


@pytest.fixture(scope="module")
def shared() -> Iterator[Org]:
    org = Org(clock=VirtualClock(NOW))
    seed_org(org)
    yield org
    org.close()


def send(org: Org, method: str, path: str, body: bytes = b"") -> int:
    # Users may be made inactive on the way; the session is the main user's all the same.
    org.storage.run("UPDATE User SET IsActive = 1 WHERE Id = ?", (org.main_user_id,))
    headers = {"Authorization": f"Bearer {org.session(org.main_user_id)}"}
    return org.handle(method, path, headers, body).status


@PLENTY
@given(METHODS, PATHS, BODIES)
def test_every_request_gets_an_answer(shared: Org, method: str, path: str, body: object) -> None:
    status = send(shared, method, f"{BASE}/{path}", json.dumps(body).encode())
    assert 200 <= status < 500
    assert not shared.storage.connection.in_transaction


@PLENTY
@given(st.sampled_from(["Task", "Event", "Account", "User", "Opportunity"]), RECORDS)
def test_every_record_is_stored_or_refused(shared: Org, name: str, record: object) -> None:
    status = send(shared, "POST", f"{BASE}/sobjects/{name}", json.dumps(record).encode())
    assert status in (201, 400)


@PLENTY
@given(SOQL_WORDS)
def test_every_statement_is_answered_or_refused(shared: Org, words: str) -> None:
    tail = quote(f"SELECT Id FROM Task {words}")
    assert send(shared, "GET", f"{BASE}/query?q={quote(words)}") in (200, 400)
    assert send(shared, "GET", f"{BASE}/query?q={tail}") in (200, 400)


@PLENTY
@given(st.binary(max_size=40))
def test_every_body_is_answered(shared: Org, body: bytes) -> None:
    assert send(shared, "POST", f"{BASE}/composite", body) == 400
