"""What a mirrored task relates to in Salesforce (WhatId): its customer, or by setting the CTA's
opportunity, also when another one is linked later (decision 2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from sqlalchemy import Connection, select

from cockpit_tui.store import workspace
from cockpit_tui.store.tables import schema
from cockpit_tui.store.tables.mirror_schema import link
from cockpit_tui.store.upserts import chunked

RELATION = "opportunity_id"
"""The CTA's column, and the name of the field in what a task owes Salesforce."""
_FACT = "mirror_relates_to_opportunity"


class Relation(Struct, frozen=True):
    """The opportunity of a task's CTA, before and now."""

    was: int | None
    is_now: int | None


def set_followed(connection: Connection, *, is_on: bool) -> None:
    """Remembers whether tasks relate to opportunities, so that a link of a CTA is owed or not."""
    if is_on != are_followed(connection):
        workspace.set_fact(connection, _FACT, "1" if is_on else "0")


def are_followed(connection: Connection) -> bool:
    """Whether mirrored tasks follow the opportunity of their CTA."""
    return workspace.fact(connection, _FACT) == "1"


def moved_tasks(connection: Connection, before: Mapping[int, int | None]) -> dict[int, Relation]:
    """The mirrored tasks of CTAs whose opportunity is another than it was, by task."""
    task, part, cta = schema.task, schema.task_part, schema.cta
    found: dict[int, Relation] = {}
    for chunk in chunked(before):
        query = (
            select(task.c.id, cta.c.id.label("cta_id"), cta.c.opportunity_id)
            .join(cta, cta.c.id == task.c.cta_id)
            .where(cta.c.id.in_(chunk))
            .where(select(part.c.id).where(part.c.task_id == task.c.id, part.c.is_synced).exists())
        )
        for row in connection.execute(query):
            if row.opportunity_id != before[row.cta_id]:
                found[row.id] = Relation(before[row.cta_id], row.opportunity_id)
    return found


def opportunity_keys(connection: Connection, ids: Iterable[int]) -> dict[int, str]:
    """Salesforce ids of opportunities."""
    table = schema.opportunity
    found: dict[int, str] = {}
    for chunk in chunked(ids):
        query = select(table.c.id, table.c.salesforce_id).where(table.c.id.in_(chunk))
        found |= {row.id: row.salesforce_id for row in connection.execute(query)}
    return found


def related_now(connection: Connection, part_ids: Iterable[int]) -> dict[str, str | None]:
    """What the parts' twins relate to as far as it was read, by their Salesforce ids."""
    activity = schema.activity
    found: dict[str, str | None] = {}
    for chunk in chunked(part_ids):
        query = (
            select(activity.c.salesforce_id, activity.c.what_salesforce_id)
            .join(link, link.c.salesforce_id == activity.c.salesforce_id)
            .where(link.c.sobject == "Task", link.c.local_id.in_(chunk))
        )
        found |= {row.salesforce_id: row.what_salesforce_id for row in connection.execute(query)}
    return found


def related_name(connection: Connection, salesforce_id: str) -> str | None:
    """What a person calls the customer or the opportunity of that id; None for neither."""
    for table in (schema.account, schema.opportunity):
        name = connection.scalar(select(table.c.name).where(table.c.salesforce_id == salesforce_id))
        if name is not None:
            return str(name)
    return None
