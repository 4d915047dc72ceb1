"""Fact sheet, "Versions" and "Authentication"."""

from __future__ import annotations

import pytest

from cockpit_sandbox.org import Org
from tests.sandbox.client import Client


def test_the_list_of_versions_needs_no_session_and_carries_no_limit_header(org: Org) -> None:
    """§1.12."""
    answer = org.handle("GET", "/services/data", {})
    assert answer.status == 200
    assert "Sforce-Limit-Info" not in answer.headers


def test_the_versions_run_from_31_to_67_with_their_seasons(client: Client) -> None:
    """§1.1."""
    listed = client.get("/services/data").content
    assert listed[0] == {
        "label": "Summer '14",
        "url": "/services/data/v31.0",
        "version": "31.0",
    }
    assert listed[-2]["label"] == "Spring '26"
    assert (listed[-1]["label"], listed[-1]["version"]) == ("Summer '26", "67.0")


@pytest.mark.parametrize("version", ["20.0", "30.0"])
def test_a_retired_version_is_gone(client: Client, version: str) -> None:
    """§1.1."""
    answer = client.get(f"/services/data/v{version}/limits")
    assert (answer.status, answer.code) == (410, "UNSUPPORTED_API_VERSION")


def test_the_oldest_supported_version_answers(client: Client) -> None:
    """§1.1."""
    assert client.get("/services/data/v31.0/limits").status == 200


@pytest.mark.parametrize("path", ["/services/data/v99.0/limits", "/services/data/v66.0/nonsense"])
def test_what_does_not_exist_is_not_found(client: Client, path: str) -> None:
    """§1.13."""
    answer = client.get(path)
    assert (answer.status, answer.code) == (404, "NOT_FOUND")


def test_a_wrong_method_is_not_allowed(client: Client) -> None:
    """§1.13."""
    answer = client.post("limits", {})
    assert (answer.status, answer.code) == (405, "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer 00Dxx!wrong", "Basic abc"])
def test_a_bad_session_gets_the_documented_body(org: Org, header: str) -> None:
    """§1.2."""
    answer = org.handle("GET", "/services/data/v66.0/limits", {"Authorization": header})
    assert answer.status == 401
    assert answer.body == (
        b'[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]'
    )


def test_the_token_has_the_form_of_a_session_id(client: Client, org: Org) -> None:
    """§1.2."""
    head, bang, rest = client.token.partition("!")
    assert head == org.org_id[:15]
    assert bang
    assert len(rest) > 40


def test_the_session_of_a_user_made_inactive_is_invalid(client: Client, org: Org) -> None:
    """§1.17."""
    other = client.ids(f"SELECT Id FROM User WHERE Id != '{org.main_user_id}' LIMIT 1")[0]
    token = org.session(other)
    assert Client(org, token).get("limits").status == 200
    assert client.patch(f"sobjects/User/{other}", {"IsActive": False}).status == 204
    assert Client(org, token).get("limits").status == 401


def test_userinfo_names_the_user_and_the_org(client: Client, org: Org) -> None:
    """§1.2."""
    content = client.get("/services/oauth2/userinfo").content
    assert content["user_id"] == org.main_user_id
    assert content["organization_id"] == org.org_id
    assert content["zoneinfo"] == "Europe/Berlin"
    assert content["preferred_username"].endswith(".example")


def test_the_organization_says_that_it_is_a_sandbox(client: Client) -> None:
    """§1.1."""
    company = client.rows("SELECT Name, IsSandbox FROM Organization")
    assert company[0]["Name"] == "Cockpit Demo"
    assert company[0]["IsSandbox"] is True


def test_two_seeds_make_two_orgs(org: Org) -> None:
    """§1.1."""
    from cockpit_sandbox.seed import seed_org

    other = Org(clock=org.clock)
    seed_org(other, number=2)
    assert other.org_id != org.org_id
    other.close()
