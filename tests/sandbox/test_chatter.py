"""Posts and comments (fact sheet §1.15, §1.16)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cockpit_sandbox.errors import AnswerLost
from cockpit_sandbox.org import Org
from tests.sandbox.client import Client, Received, told


def post(client: Client, subject: str, *segments: dict[str, Any]) -> Received:
    content = {
        "feedElementType": "FeedItem",
        "subjectId": subject,
        "body": {"messageSegments": list(segments)},
    }
    return client.post("chatter/feed-elements", content)


def text(words: str) -> dict[str, Any]:
    return {"type": "Text", "text": words}


def test_a_post_on_a_record_is_in_its_feed_and_in_soql(client: Client, account: str) -> None:
    """§1.16: 201 with the element; read by record or by ParentId."""
    answer = post(client, account, text("Renewal is signed"))
    assert answer.status == 201
    element = answer.content
    assert element["id"].startswith("0D5")
    assert element["body"]["text"] == "Renewal is signed"
    assert element["parent"]["id"] == account
    feed = client.get(f"chatter/feeds/record/{account}/feed-elements").content
    assert [each["id"] for each in feed["elements"]] == [element["id"]]
    (row,) = client.rows(
        f"SELECT Id, Body, CommentCount FROM FeedItem WHERE ParentId = '{account}'"
    )
    assert (row["Body"], row["CommentCount"]) == ("Renewal is signed", 0)


def test_a_mention_is_the_name_without_blanks_around_it(client: Client, account: str) -> None:
    """§1.16: no automatic spaces; the segment keeps the id."""
    user = client.get("/services/oauth2/userinfo").content
    mention = {"type": "Mention", "id": user["user_id"]}
    element = post(client, account, text("Hi "), mention, text("!")).content
    assert element["body"]["text"] == f"Hi @{user['name']}!"
    assert element["body"]["messageSegments"][1]["record"]["id"] == user["user_id"]
    nobody = {"type": "Mention", "id": account}
    assert post(client, account, nobody).status == 400


def test_there_is_a_limit_to_mentions_and_to_length(client: Client, account: str, org: Org) -> None:
    """§1.16: up to 25 mentions, 10,000 characters."""
    mention = {"type": "Mention", "id": org.main_user_id}
    assert post(client, account, *[mention] * 25).status == 201
    assert post(client, account, *[mention] * 26).code == "LIMIT_EXCEEDED"
    assert post(client, account, text("x" * 10_000)).status == 201
    assert post(client, account, text("x" * 10_001)).code == "STRING_TOO_LONG"


def test_rich_text_is_pairs_of_markup(client: Client, account: str) -> None:
    """§1.16."""
    bold = {"type": "MarkupBegin", "markupType": "Bold"}
    end = {"type": "MarkupEnd", "markupType": "Bold"}
    element = post(client, account, bold, text("a < b"), end).content
    assert (element["body"]["text"], element["body"]["isRichText"]) == ("<b>a &lt; b</b>", True)
    assert post(client, account, bold, text("x")).code == "INVALID_MARKUP"
    assert post(client, account, end, text("x")).code == "INVALID_MARKUP"


def test_comments_stand_under_their_post_and_are_counted(
    client: Client, account: str, org: Org
) -> None:
    """§1.16: POST …/capabilities/comments/items."""
    element = post(client, account, text("How did it go?")).content
    path = f"chatter/feed-elements/{element['id']}/capabilities/comments/items"
    org.advance(timedelta(minutes=1))
    for words in ("Well", "Very well"):
        answer = client.post(path, {"body": {"messageSegments": [text(words)]}})
        assert (answer.status, answer.content["id"][:3]) == (201, "0D7")
    listed = client.get(path).content
    assert [each["body"]["text"] for each in listed["items"]] == ["Well", "Very well"]
    assert listed["total"] == 2
    row = client.row("FeedItem", element["id"])
    assert (row["CommentCount"], row["SystemModstamp"]) == (2, "2026-11-23T09:01:30.000+0000")
    (comment, _) = client.rows("SELECT ParentId FROM FeedComment")
    assert comment["ParentId"] == account


def test_a_feed_is_read_page_by_page_newest_first(client: Client, account: str, org: Org) -> None:
    """§1.16: pageSize up to 100, with page tokens."""
    for number in range(5):
        post(client, account, text(f"post {number}"))
        org.advance(timedelta(seconds=1))
    first = client.get(f"chatter/feeds/record/{account}/feed-elements?pageSize=3").content
    second = client.get(first["nextPageUrl"]).content
    words = [each["body"]["text"] for each in (*first["elements"], *second["elements"])]
    assert words == [f"post {number}" for number in (4, 3, 2, 1, 0)]
    assert second["nextPageUrl"] is None
    assert client.get(f"chatter/feeds/record/{account}/feed-elements?pageSize=101").status == 400


def test_a_post_can_be_read_and_deleted_with_its_comments(client: Client, account: str) -> None:
    """§1.15."""
    element = post(client, account, text("Gone soon")).content
    path = f"chatter/feed-elements/{element['id']}"
    client.post(f"{path}/capabilities/comments/items", {"body": {"messageSegments": [text("x")]}})
    assert client.get(path).content["capabilities"]["comments"]["page"]["total"] == 1
    assert client.delete(path).status == 204
    assert client.get(path).status == 404
    assert client.ids("SELECT Id FROM FeedComment") == []


def test_a_post_whose_answer_is_lost_is_there(client: Client, account: str, org: Org) -> None:
    """§5, 71: no key, so who asks again may post twice."""
    told(org, "faults", add=["drop-after path=/chatter"])
    with pytest.raises(AnswerLost):
        post(client, account, text("Lost"))
    feed = client.get(f"chatter/feeds/record/{account}/feed-elements").content
    assert len(feed["elements"]) == 1


def test_a_raw_insert_makes_no_mention(client: Client, account: str) -> None:
    """§1.16: FeedItem over the row resource is text alone."""
    item = client.create("FeedItem", ParentId=account, Body="Hi @Maya")
    element = client.get(f"chatter/feed-elements/{item}").content
    assert element["body"]["messageSegments"] == [{"type": "Text", "text": "Hi @Maya"}]


@pytest.mark.parametrize("subject", ["nonsense", "001dL00000zzzzzAAA"])
def test_a_post_needs_a_record_that_is_there(client: Client, subject: str) -> None:
    assert post(client, subject, text("x")).status == 404


def test_somebody_can_post_on_their_own_wall(client: Client, org: Org) -> None:
    """§1.16: subjectId may be a user, or `me`."""
    assert post(client, "me", text("Hello")).content["parent"]["id"] == org.main_user_id
    assert client.get("chatter/users/me").content["id"] == org.main_user_id
