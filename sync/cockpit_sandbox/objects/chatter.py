"""Posts and comments on records."""

from __future__ import annotations

from msgspec.structs import replace

from cockpit_sandbox.objects.fields import (
    audit,
    flag,
    long_text,
    lookup,
    picklist,
    record_id,
    typed,
)
from cockpit_sandbox.schema import SObject, read_only

FEED_PARENTS = (
    "Account",
    "Contact",
    "Lead",
    "Opportunity",
    "Case",
    "Task",
    "Event",
    "User",
    "Group",
)
LONGEST_POST = 10_000
"""Salesforce: characters of a post or a comment."""

FEED_ITEM = SObject(
    name="FeedItem",
    key_prefix="0D5",
    label="Feed Item",
    label_plural="Feed Items",
    fields=(
        record_id(),
        replace(
            lookup(
                "ParentId", *FEED_PARENTS, on_parent_delete="cascade", child_relationship="Feeds"
            ),
            updateable=False,
            nillable=False,
        ),
        picklist("Type", "TextPost", "LinkPost", "ContentPost", default="TextPost"),
        long_text("Body", LONGEST_POST),
        flag("IsRichText"),
        picklist("Visibility", "AllUsers", "InternalUsers", default="AllUsers"),
        replace(read_only(typed("CommentCount", "int")), default=0, nillable=False),
        *audit(),
    ),
)

FEED_COMMENT = SObject(
    name="FeedComment",
    key_prefix="0D7",
    label="Feed Comment",
    label_plural="Feed Comments",
    fields=(
        record_id(),
        replace(
            lookup(
                "FeedItemId",
                "FeedItem",
                on_parent_delete="cascade",
                child_relationship="FeedComments",
            ),
            updateable=False,
            nillable=False,
        ),
        read_only(lookup("ParentId", *FEED_PARENTS)),
        long_text("CommentBody", LONGEST_POST),
        flag("IsRichText"),
        *audit(),
    ),
)
