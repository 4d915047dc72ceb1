"""A fresh workspace's rows, and the few facts kept about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, func, insert, select

from cockpit_tui.domain.defaults import DefaultValue
from cockpit_tui.domain.permissions import RoleRight
from cockpit_tui.domain.values import CtaState
from cockpit_tui.store.tables import schema
from cockpit_tui.store.upserts import upsert


def is_furnished(connection: Connection) -> bool:
    """True once the value sets are there."""
    count = connection.scalar(select(func.count()).select_from(schema.picklist_value))
    return bool(count)


def furnish(
    connection: Connection,
    values: Sequence[DefaultValue],
    roles: Mapping[str, Sequence[RoleRight]],
) -> None:
    """Writes the value sets and the roles of a fresh workspace."""
    ids: dict[str, int] = {}
    for position, value in enumerate(values):
        result = connection.execute(
            insert(schema.picklist_value).values(
                picklist=value.picklist.value,
                label=value.label,
                position=position,
                is_default=value.is_default,
                is_closed=value.is_closed,
                outcome=value.outcome.value if value.outcome else None,
                stage=value.stage,
                letter=value.letter,
                type_id=ids.get(value.type_label or ""),
            )
        )
        assert result.inserted_primary_key is not None
        ids[value.label] = result.inserted_primary_key[0]
    for position, (name, rights) in enumerate(roles.items()):
        connection.execute(insert(schema.role).values(name=name, position=position))
        for right in rights:
            connection.execute(
                insert(schema.role_right).values(
                    role=name, right=right.right.value, object=right.object, scope=right.scope.value
                )
            )


def overslept(connection: Connection, today: date) -> list[int]:
    """CTAs that are still asleep though their snooze ended before today."""
    cta = schema.cta
    query = select(cta.c.id).where(cta.c.state == CtaState.SNOOZED, cta.c.snoozed_until < today)
    return list(connection.scalars(query.order_by(cta.c.id)))


def has_ctas(connection: Connection) -> bool:
    """True once there is any CTA."""
    return connection.scalar(select(schema.cta.c.id).limit(1)) is not None


def fact(connection: Connection, key: str) -> str | None:
    """A fact of the workspace, or None."""
    table = schema.workspace
    return connection.scalar(select(table.c.value).where(table.c.key == key))


def set_fact(connection: Connection, key: str, value: str) -> None:
    """Keeps a fact of the workspace, whoever else keeps the same one at the same moment."""
    upsert(connection, schema.workspace, [{"key": key, "value": value}], ["key"])
