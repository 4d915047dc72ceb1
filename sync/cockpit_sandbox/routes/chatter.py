"""`/chatter`: posts on records and comments on posts.

Salesforce: "Connect REST API". A body is a list of segments; at most 25 of them mention somebody,
rich text is made of pairs of MarkupBegin and MarkupEnd, and no blanks are added around a mention.
"""

from __future__ import annotations

from typing import Any

from cockpit_sandbox.call import Call
from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.ids import canonical
from cockpit_sandbox.messages import Reply
from cockpit_sandbox.routes import feed_text
from cockpit_sandbox.schema import SObject
from cockpit_sandbox.storage import Row

LARGEST_PAGE, USUAL_PAGE = 100, 25


def create_element(call: Call) -> Reply:
    """POST /chatter/feed-elements: 201 with the post."""
    content: dict[str, Any] = dict(call.request.query)
    if call.request.content is not None:
        content |= call.json_object()
    if content.get("feedElementType") != "FeedItem":
        raise ApiError(400, "MISSING_ARGUMENT", "feedElementType must be FeedItem")
    subject = str(content.get("subjectId", ""))
    parent_id = call.user_id if subject == "me" else canonical(subject)
    parent = call.schema.of_id(parent_id) if parent_id else None
    if parent is None or parent_id is None:
        raise ApiError(404, "NOT_FOUND", f"The subject does not exist: {subject}")
    call.org.records.living(parent, parent_id, call.user_id)
    segments = feed_text.segments_of(content)
    body = feed_text.body_of(call, segments)
    values = {"ParentId": parent_id, "Body": body.text, "IsRichText": body.is_rich}
    post_id = call.org.records.create(call.schema["FeedItem"], values, call.user_id)
    feed_text.keep(call, post_id, segments)
    return Reply(201, _element(call, _post(call, post_id)))


def element(call: Call) -> Reply:
    """GET /chatter/feed-elements/ID."""
    return Reply(200, _element(call, _post(call, call.part("id"))))


def delete_element(call: Call) -> Reply:
    """DELETE /chatter/feed-elements/ID: 204."""
    post = _post(call, call.part("id"))
    call.org.records.delete(call.schema["FeedItem"], str(post["Id"]), call.user_id)
    return Reply(204)


def create_comment(call: Call) -> Reply:
    """POST /chatter/feed-elements/ID/capabilities/comments/items: 201 with the comment."""
    post = _post(call, call.part("id"))
    content: dict[str, Any] = dict(call.request.query)
    if call.request.content is not None:
        content |= call.json_object()
    segments = feed_text.segments_of(content)
    body = feed_text.body_of(call, segments)
    values = {"FeedItemId": post["Id"], "CommentBody": body.text, "IsRichText": body.is_rich}
    comment_id = call.org.records.create(call.schema["FeedComment"], values, call.user_id)
    feed_text.keep(call, comment_id, segments)
    row = call.org.records.living(call.schema["FeedComment"], comment_id, call.user_id)
    return Reply(201, _comment(call, row))


def comments(call: Call) -> Reply:
    """GET /chatter/feed-elements/ID/capabilities/comments/items: the oldest first."""
    post = _post(call, call.part("id"))
    page, size = _page(call)
    rows = _rows(call, "FeedComment", "FeedItemId", str(post["Id"]), "ASC", page * size, size + 1)
    items = [_comment(call, row) for row in rows[:size]]
    content = _paged(call, "items", items, page, has_more=len(rows) > size)
    return Reply(200, content | {"total": post["CommentCount"]})


def record_feed(call: Call) -> Reply:
    """GET /chatter/feeds/record/ID/feed-elements: the newest first."""
    parent_id = canonical(call.part("id"))
    parent = call.schema.of_id(parent_id) if parent_id else None
    if parent is None or parent_id is None:
        raise ApiError(404, "NOT_FOUND", "The requested resource does not exist")
    call.org.records.living(parent, parent_id, call.user_id)
    page, size = _page(call)
    rows = _rows(call, "FeedItem", "ParentId", parent_id, "DESC", page * size, size + 1)
    elements = [_element(call, row) for row in rows[:size]]
    return Reply(200, _paged(call, "elements", elements, page, has_more=len(rows) > size))


def user(call: Call) -> Reply:
    """GET /chatter/users/ID, or `me`."""
    text = call.part("id")
    user_id = call.user_id if text == "me" else canonical(text) or ""
    row = call.org.records.living(call.schema["User"], user_id, call.user_id)
    return Reply(200, _actor(call, str(row["Id"])) | {"email": row["Email"]})


def _post(call: Call, text: str) -> Row:
    return call.org.records.living(call.schema["FeedItem"], canonical(text) or text, call.user_id)


def _rows(
    call: Call, name: str, reference: str, parent_id: str, way: str, offset: int, count: int
) -> list[Row]:
    sobject: SObject = call.org.schema[name]
    found = call.org.storage.rows(
        f'SELECT Id FROM "{name}" WHERE {reference} = ? AND IsDeleted = 0'  # noqa: S608 own names
        f" ORDER BY CreatedDate {way}, Id {way} LIMIT ? OFFSET ?",
        (parent_id, count, offset),
    )
    rows = (call.org.storage.record(sobject, str(each[0])) for each in found)
    return [row for row in rows if row is not None]


def _page(call: Call) -> tuple[int, int]:
    numbers = []
    for name, default in (("page", 0), ("pageSize", USUAL_PAGE)):
        text = call.request.query.get(name, str(default))
        if not text.isdecimal():
            raise ApiError(400, "INVALID_INPUT", f"{name} is a number, not {text}")
        numbers.append(int(text))
    page, size = numbers
    if not 1 <= size <= LARGEST_PAGE:
        raise ApiError(400, "INVALID_INPUT", f"pageSize is from 1 to {LARGEST_PAGE}")
    return page, size


def _paged(
    call: Call, key: str, entries: list[dict[str, object]], page: int, *, has_more: bool
) -> dict[str, object]:
    size = call.request.query.get("pageSize", str(USUAL_PAGE))
    following = f"{call.request.path}?page={page + 1}&pageSize={size}" if has_more else None
    return {
        key: entries,
        "currentPageToken": str(page),
        "currentPageUrl": f"{call.request.path}?page={page}&pageSize={size}",
        "nextPageToken": str(page + 1) if has_more else None,
        "nextPageUrl": following,
    }


def _element(call: Call, post: Row) -> dict[str, object]:
    base = f"/services/data/v{call.version}/chatter/feed-elements/{post['Id']}"
    latest = _rows(call, "FeedComment", "FeedItemId", str(post["Id"]), "DESC", 0, 3)
    shown = [_comment(call, row) for row in reversed(latest)]
    page = {
        "items": shown,
        "total": post["CommentCount"],
        "currentPageUrl": f"{base}/capabilities/comments/items",
    }
    return {
        "id": post["Id"],
        "url": base,
        "feedElementType": "FeedItem",
        "type": post["Type"],
        "createdDate": post["CreatedDate"],
        "modifiedDate": post["LastModifiedDate"],
        "visibility": post["Visibility"],
        "actor": _actor(call, str(post["CreatedById"])),
        "parent": _named(call, str(post["ParentId"])),
        "body": feed_text.told(call, post, str(post["Body"] or "")),
        "capabilities": {"comments": {"page": page}},
    }


def _comment(call: Call, row: Row) -> dict[str, object]:
    base = f"/services/data/v{call.version}/chatter"
    return {
        "id": row["Id"],
        "url": f"{base}/comments/{row['Id']}",
        "createdDate": row["CreatedDate"],
        "feedElement": {
            "id": row["FeedItemId"],
            "url": f"{base}/feed-elements/{row['FeedItemId']}",
        },
        "parent": _named(call, str(row["ParentId"])),
        "user": _actor(call, str(row["CreatedById"])),
        "body": feed_text.told(call, row, str(row["CommentBody"] or "")),
        "type": "TextComment",
    }


def _actor(call: Call, user_id: str) -> dict[str, object]:
    row = call.org.storage.record(call.org.schema["User"], user_id) or {}
    return {
        "id": user_id,
        "name": row.get("Name"),
        "displayName": row.get("Name"),
        "firstName": row.get("FirstName"),
        "lastName": row.get("LastName"),
        "isActive": bool(row.get("IsActive")),
        "title": row.get("Title"),
        "type": "User",
        "url": f"/services/data/v{call.version}/chatter/users/{user_id}",
    }


def _named(call: Call, record_id: str) -> dict[str, object]:
    sobject = call.org.schema.of_id(record_id)
    row = call.org.storage.record(sobject, record_id) if sobject else None
    name = row.get(sobject.name_field.name) if row and sobject and sobject.name_field else None
    return {
        "id": record_id,
        "name": name,
        "type": sobject.name if sobject else None,
        "url": f"/services/data/v{call.version}/chatter/records/{record_id}",
    }
