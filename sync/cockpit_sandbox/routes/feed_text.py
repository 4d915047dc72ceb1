"""The body of a post: segments in, text or rich text out."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import msgspec
from msgspec import Struct

from cockpit_sandbox.call import Call
from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.ids import canonical
from cockpit_sandbox.objects.chatter import LONGEST_POST
from cockpit_sandbox.storage import Row

MOST_MENTIONS = 25
MARKUP = {
    "Bold": "b",
    "Code": "code",
    "Italic": "i",
    "ListItem": "li",
    "OrderedList": "ol",
    "Paragraph": "p",
    "Strikethrough": "s",
    "Underline": "u",
    "UnorderedList": "ul",
}
Segment = dict[str, Any]


class Body(Struct, frozen=True):
    """The stored form of a body."""

    text: str
    is_rich: bool


def segments_of(content: Mapping[str, Any]) -> list[Segment]:
    """The segments of a request: `body.messageSegments`, or the parameter `text`."""
    if "text" in content:
        return [{"type": "Text", "text": str(content["text"])}]
    body = content.get("body")
    segments = body.get("messageSegments") if isinstance(body, dict) else None
    if not isinstance(segments, list) or not all(isinstance(each, dict) for each in segments):
        raise ApiError(400, "JSON_PARSER_ERROR", "body.messageSegments must be a list of objects")
    return segments


def body_of(call: Call, segments: list[Segment]) -> Body:
    """The text of segments.

    Raises:
        ApiError: a segment that is unknown, unpaired or one too many, or too long a body.
    """
    is_rich = any(str(each.get("type")).startswith("Markup") for each in segments)
    mentions = sum(1 for each in segments if each.get("type") == "Mention")
    if mentions > MOST_MENTIONS:
        raise ApiError(400, "LIMIT_EXCEEDED", f"at most {MOST_MENTIONS} mentions are allowed")
    opened: list[str] = []
    text = "".join([_part(call, each, opened, is_rich=is_rich) for each in segments])
    if opened:
        raise ApiError(400, "INVALID_MARKUP", f"MarkupEnd of {opened[-1]} is missing")
    if not text.strip():
        raise ApiError(400, "MISSING_ARGUMENT", "a post needs a body")
    if len(text) > LONGEST_POST:
        raise ApiError(400, "STRING_TOO_LONG", f"a body has at most {LONGEST_POST} characters")
    return Body(text, is_rich)


def _part(call: Call, segment: Segment, opened: list[str], *, is_rich: bool) -> str:
    kind = segment.get("type")
    if kind == "Text":
        text = str(segment.get("text", ""))
        return escape(text, quote=False) if is_rich else text
    if kind == "Link":
        return str(segment.get("url", ""))
    if kind == "Hashtag":
        return f"#{segment.get('tag', '')}"
    if kind == "Mention":
        name = mentioned(call, segment)
        return escape(f"@{name}", quote=False) if is_rich else f"@{name}"
    markup = str(segment.get("markupType"))
    if kind == "MarkupBegin" and markup in MARKUP:
        opened.append(markup)
        return f"<{MARKUP[markup]}>"
    if kind == "MarkupEnd" and opened and opened[-1] == markup:
        opened.pop()
        return f"</{MARKUP[markup]}>"
    raise ApiError(400, "INVALID_MARKUP", f"segment not understood: {kind} {markup}")


def mentioned(call: Call, segment: Segment) -> str:
    """The name of whom a segment mentions; raises 400 for somebody who is not there."""
    user_id = canonical(str(segment.get("id")))
    found = call.org.storage.first(
        "SELECT Name FROM User WHERE Id = ? AND IsActive = 1", (user_id,)
    )
    if found is None:
        raise ApiError(400, "INVALID_ID_FIELD", f"cannot be mentioned: {segment.get('id')}")
    return str(found[0])


def keep(call: Call, record_id: str, segments: list[Segment]) -> None:
    """Remember the segments beside the text: a mention is more than its words."""
    call.org.storage.run(
        "INSERT OR REPLACE INTO feed_body VALUES (?, ?)",
        (record_id, msgspec.json.encode(segments).decode()),
    )


def told(call: Call, row: Row, text: str) -> dict[str, object]:
    """The body as answers show it."""
    kept = call.org.storage.first(
        "SELECT segments FROM feed_body WHERE record_id = ?", (row["Id"],)
    )
    segments: list[Segment] = (
        msgspec.json.decode(str(kept[0])) if kept else [{"type": "Text", "text": text}]
    )
    return {
        "text": text,
        "isRichText": bool(row["IsRichText"]),
        "messageSegments": [_told_segment(call, each) for each in segments],
    }


def _told_segment(call: Call, segment: Segment) -> Segment:
    if segment.get("type") != "Mention":
        return {**segment, "text": segment.get("text", "")}
    user_id = canonical(str(segment.get("id")))
    row = call.org.storage.first("SELECT Name FROM User WHERE Id = ?", (user_id,))
    name = str(row[0]) if row else ""
    return {
        "type": "Mention",
        "text": f"@{name}",
        "name": name,
        "record": {"id": user_id, "name": name, "type": "User"},
    }
