"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, Dialect
from sqlalchemy.types import TypeDecorator

NO_DATE = date.max
"""Stored for “no due date”: it sorts last on both databases and keeps the indexes simple."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC; raises ValueError for a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("instants are aware")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class DueDate(TypeDecorator[date]):
    """A local date, or None for “no date”, stored as the last date there is."""

    impl = Date
    cache_ok = True

    def process_bind_param(self, value: date | None, _dialect: Dialect) -> date:
        return NO_DATE if value is None else value

    def process_result_value(self, value: Any, _dialect: Dialect) -> date | None:
        return None if value is None or value == NO_DATE else value
