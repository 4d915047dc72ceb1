"""The objects of the sandbox org, as data: one module for each part of the CRM."""

from __future__ import annotations

from cockpit_sandbox.objects.activities import EVENT, TASK, TASK_PRIORITY, TASK_STATUS
from cockpit_sandbox.objects.chatter import FEED_COMMENT, FEED_ITEM
from cockpit_sandbox.objects.customers import ACCOUNT, CONTACT, LEAD
from cockpit_sandbox.objects.organization import GROUP, ORGANIZATION, USER
from cockpit_sandbox.objects.pipeline import CASE, OPPORTUNITY, OPPORTUNITY_STAGE
from cockpit_sandbox.schema import Schema


def standard_schema() -> Schema:
    """The objects and fields of the demo org."""
    return Schema(
        (
            ORGANIZATION,
            USER,
            ACCOUNT,
            CONTACT,
            OPPORTUNITY_STAGE,
            OPPORTUNITY,
            CASE,
            TASK_STATUS,
            TASK_PRIORITY,
            TASK,
            EVENT,
            GROUP,
            LEAD,
            FEED_ITEM,
            FEED_COMMENT,
        )
    )
