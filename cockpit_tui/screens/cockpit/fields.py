"""What one can do with a field of a CTA that one stands on in the pane (CD-2)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Field(Struct, frozen=True):
    """The command that changes it, or follows it, and the column whose history it has."""

    command: str
    column: str = ""
    """Empty for what the journal knows as a record of its own."""


FIELDS: Mapping[str, Field] = {
    "name": Field("cta.name", "name"),
    "type": Field("cta.type", "type_id"),
    "reason": Field("cta.reason", "reason_id"),
    "priority": Field("record.priority", "priority_id"),
    "status": Field("record.status", "status_id"),
    "account": Field("account.activities"),
    "due": Field("record.due", "due"),
    "owner": Field("record.owner", "owner_id"),
    "snoozed_until": Field("cta.snooze", "snoozed_until"),
    "opportunity_id": Field("record.link", "opportunity_id"),
    "case": Field("record.link"),
    "contact": Field("record.link"),
    "attachment": Field("cta.attach"),
    "unset": Field("cta.unset"),
    "closed_at": Field("record.reopen", "closed_at"),
    "playbook": Field("cta.playbook", "playbook"),
    "repeats": Field("record.edit"),
    "comment": Field("record.comment", "comment"),
}
"""By the key of the pane's item."""

UNSET: Mapping[str, str] = {
    "comment": "record.comment",
    "playbook": "cta.playbook",
    "opportunity": "record.link",
    "contacts": "record.link",
    "cases": "record.link",
    "attachments": "cta.attach",
    "snooze": "cta.snooze",
    "flag": "cta.flag",
    "milestone": "cta.milestone",
}
"""The command that sets a field which has no line of its own, because nobody has set it."""
