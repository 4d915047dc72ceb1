"""Rows in the order of an object's columns, and the calendar that seeded rows share."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import cached_property

from msgspec import Struct

from cockpit_sandbox import ids
from cockpit_sandbox.schema import Scalar, SObject

LAST_STAMP_OFFSET = -2
"""Seeded stamps end two days before today: by then it is past in every time zone."""
FIRST_HOUR, LAST_HOUR = 6, 17
"""The working day in UTC."""

StoredRow = list[Scalar]


class RowMaker:
    """Makes rows of one object: defaults filled in, ids counted up."""

    def __init__(self, sobject: SObject, clerk_id: str) -> None:
        """Rows are created by `clerk_id` unless said otherwise."""
        self.sobject = sobject
        self.count = 0
        self.index = {each.name: i for i, each in enumerate(sobject.fields)}
        self._blank: StoredRow = []
        for each in sobject.fields:
            default = each.default
            self._blank.append(int(default) if isinstance(default, bool) else default)
        for name in ("CreatedById", "LastModifiedById"):
            self._blank[self.index[name]] = clerk_id

    def row(self, created: str, modified: str, **values: Scalar) -> StoredRow:
        """A new row with the next id and these values."""
        self.count += 1
        row = self._blank.copy()
        index = self.index
        row[index["Id"]] = ids.numbered(self.sobject.key_prefix or "", self.count)
        row[index["CreatedDate"]] = created
        row[index["LastModifiedDate"]] = modified
        row[index["SystemModstamp"]] = modified
        for name, value in values.items():
            row[index[name]] = value
        return row


class Calendar(Struct, frozen=True, dict=True):
    """Days and moments counted from the org's today."""

    today: date

    @cached_property
    def _days(self) -> dict[int, str]:
        return {
            offset: (self.today + timedelta(days=offset)).isoformat()
            for offset in range(-1_500, 800)
        }

    def day(self, offset: int) -> str:
        """The day that many days from today."""
        return self._days[offset]

    def weekday(self, offset: int) -> int:
        """An offset moved back to a working day."""
        weekday = (self.today.weekday() + offset) % 7
        return offset - (weekday - 4) if weekday > 4 else offset

    def month_index(self, offset: int) -> int:
        """The month of a day, January being 0."""
        return int(self._days[offset][5:7]) - 1

    def moment(self, offset: int, dice: random.Random) -> str:
        """A moment within the working hours of that day."""
        hour = FIRST_HOUR + int(dice.random() * (LAST_HOUR - FIRST_HOUR + 1))
        return self.at(offset, hour * 3_600 + int(dice.random() * 3_600))

    def at(self, offset: int, second: int) -> str:
        """A second of that day, as stored."""
        minute, second = divmod(second, 60)
        return f"{self._days[offset]}T{minute // 60:02}:{minute % 60:02}:{second:02}.000+0000"

    def stamp(self, offset: int, dice: random.Random) -> str:
        """A moment on that day, or on the last day on which seeded rows may be stamped."""
        return self.moment(min(offset, LAST_STAMP_OFFSET), dice)
