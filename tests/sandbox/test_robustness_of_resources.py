"""Whatever is sent to jobs, Chatter, the user interface's API, sign-in and control is answered."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

from hypothesis import given
from hypothesis import strategies as st

from cockpit_sandbox.control.verbs import VERBS
from cockpit_sandbox.org import Org
from tests.sandbox.client import BASE
from tests.sandbox.test_robustness import METHODS, PLENTY, RECORDS, SCALARS, send, shared

__all__ = ["shared"]

IDS = st.sampled_from(
    [
        "me",
        "001dL0000000001QAA",
        "00TdL0000000001QAA",
        "005dL0000000001QAA",
        "0D5dL0000000001QAA",
        "750dL0000000001QAA",
        "x",
    ]
)
PATHS = st.one_of(
    st.sampled_from(["jobs/query", "ui-api/records", "chatter/feed-elements"]),
    st.builds(
        str.format,
        st.sampled_from(
            [
                "jobs/query/{}",
                "jobs/query/{}/results?maxRecords=x",
                "jobs/query/{}/results?locator=MTA",
                "ui-api/records/{}",
                "ui-api/records/{}?fields=Task.Id,Account.Name",
                "ui-api/object-info/Task/picklist-values/{}/Status",
                "chatter/feed-elements/{}",
                "chatter/feed-elements/{}/capabilities/comments/items?page=2&pageSize=1",
                "chatter/feeds/record/{}/feed-elements",
                "chatter/users/{}",
            ]
        ),
        IDS,
    ),
)
SEGMENTS = st.lists(
    st.dictionaries(
        st.sampled_from(["type", "text", "id", "markupType", "url"]),
        st.sampled_from(["Text", "Mention", "MarkupBegin", "MarkupEnd", "Bold", "x"]) | SCALARS,
        max_size=3,
    ),
    max_size=3,
)
BODIES = st.one_of(
    SCALARS,
    RECORDS,
    st.fixed_dictionaries(
        {
            "feedElementType": st.just("FeedItem"),
            "subjectId": IDS,
            "body": st.fixed_dictionaries({"messageSegments": SEGMENTS}) | SCALARS,
        }
    ),
    st.fixed_dictionaries(
        {"apiName": st.sampled_from(["Task", "FeedItem", "Lead", 5, None]), "fields": RECORDS}
    ),
    st.fixed_dictionaries(
        {
            "operation": st.sampled_from(["query", "queryAll", 3]),
            "query": st.sampled_from(["SELECT Id, Owner.Name FROM Task LIMIT 3", "SELECT", "x"])
            | SCALARS,
            "columnDelimiter": st.sampled_from(["COMMA", "TAB", "x", None]),
        }
    ),
)
FORMS = st.dictionaries(
    st.sampled_from(
        [
            "grant_type",
            "code",
            "client_id",
            "client_secret",
            "assertion",
            "refresh_token",
            "request",
            "decision",
            "response_type",
            "redirect_uri",
            "code_challenge",
        ]
    ),
    st.sampled_from(
        [
            "authorization_code",
            "refresh_token",
            "client_credentials",
            "urn:ietf:params:oauth:grant-type:jwt-bearer",
            "http://localhost:1717/OauthRedirect",
            "http://[::1",
            "code",
            "a.b.c",
            "é",
            "",
        ]
    ),
)


@PLENTY
@given(METHODS, PATHS, BODIES)
def test_every_resource_answers(shared: Org, method: str, path: str, body: object) -> None:
    status = send(shared, method, f"{BASE}/{path}", json.dumps(body).encode())
    assert 200 <= status < 500
    assert not shared.storage.connection.in_transaction


@PLENTY
@given(METHODS, st.sampled_from(["authorize", "token", "revoke"]), FORMS)
def test_sign_in_answers(shared: Org, method: str, name: str, form: dict[str, str]) -> None:
    form = {k: v if k != "client_id" or v else "x" for k, v in form.items()}
    target = f"/services/oauth2/{name}?{urlencode(form)}"
    answer = shared.handle(method, target, {}, urlencode(form).encode())
    assert 200 <= answer.status < 500


@PLENTY
@given(
    st.sampled_from(sorted(set(VERBS) - {"advance_clock", "stall", "faults", "usage"})),
    st.dictionaries(
        st.sampled_from(
            ["object", "id", "ids", "user_id", "field", "access", "winner", "losers", "value"]
        ),
        SCALARS | st.lists(SCALARS, max_size=2) | st.sampled_from(["Task", "TaskStatus", "read"]),
    ),
)
def test_control_answers(shared: Org, verb: str, content: dict[str, object]) -> None:
    body = json.dumps({"verb": verb, **content}).encode()
    headers = {"Authorization": f"Bearer {shared.control_token}"}
    assert shared.handle("POST", "/__control__", headers, body).status in (200, 400, 404)
    shared.handle("POST", "/__control__", headers, b'{"verb": "reset"}')


@PLENTY
@given(
    st.lists(
        st.sampled_from(
            [
                "(SELECT Id FROM Tasks)",
                "(SELECT Name FROM Contacts LIMIT 2)",
                "(SELECT WhatId FROM Task)",
                "(SELECT COUNT() FROM Cases)",
                "(",
                ")",
                ",",
                "Id",
                "IN",
                "NOT IN",
                "WHERE",
                "FROM Account",
                "AND",
                "Owner.Name",
            ]
        ),
        max_size=8,
    )
)
def test_every_subquery_is_answered_or_refused(shared: Org, words: list[str]) -> None:
    for start in ("SELECT Id,", "SELECT Id FROM Account WHERE Id IN"):
        soql = quote(f"{start} {' '.join(words)}")
        assert send(shared, "GET", f"{BASE}/query?q={soql}") in (200, 400)
