"""What is attached to a CTA (CD-2)."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from cockpit_tui.domain.ids import AttachmentId, CtaId
from cockpit_tui.domain.rows.ctas import AttachmentRow
from cockpit_tui.store.tables import schema


def read_attachments(connection: Connection, cta_id: CtaId) -> tuple[AttachmentRow, ...]:
    """The CTA's attachments in the order in which they were attached."""
    rows = connection.execute(_of_cta(), {"cta": cta_id})
    return tuple(AttachmentRow(AttachmentId(row.id), row.name, row.address) for row in rows)


@cache
def _of_cta() -> Select[Any]:
    table = schema.attachment
    query = select(table.c.id, table.c.name, table.c.address)
    return query.where(table.c.cta_id == bindparam("cta")).order_by(table.c.id)
