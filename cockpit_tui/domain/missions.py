"""Six short missions of the demo: what to try, and how a person sees what was done."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Mission(StrEnum):
    """In the order in which they are offered; the value is what the workspace keeps."""

    CLOSE = "close"
    SNOOZE = "snooze"
    BULK = "bulk"
    UNDO = "undo"
    OFFLINE = "offline"
    CONFLICT = "conflict"

    @property
    def words(self) -> str:
        """What to do, its keys as `{command:shipped}`."""
        return _WORDS[self]

    @property
    def short(self) -> str:
        """The same in a corner of the screen."""
        return _SHORT[self]


_WORDS = {
    Mission.CLOSE: "Close a CTA: {record.close:c}, and its outcome",
    Mission.SNOOZE: "Put one to sleep: {cta.snooze:s}, a day and a reason",
    Mission.BULK: "Change several at once: {mark.toggle:Space} marks, "
    "{record.priority:p} sets the priority",
    Mission.UNDO: "Take it back: {undo:u}, however many they were",
    Mission.OFFLINE: "Work offline: {palette::} cut, then {record.comment:m} on a task that is in "
    "Salesforce",
    Mission.CONFLICT: "Settle a conflict: {palette::} colleague, {palette::} cut again, and "
    "{sync.open:X} on the task",
}
_SHORT = {
    Mission.CLOSE: "{record.close:c} closes a CTA",
    Mission.SNOOZE: "{cta.snooze:s} puts one to sleep",
    Mission.BULK: "{mark.toggle:Space} marks, {record.priority:p} sets",
    Mission.UNDO: "{undo:u} takes it back",
    Mission.OFFLINE: "{palette::} cut, {record.comment:m} on a task",
    Mission.CONFLICT: "{palette::} colleague, {palette::} cut, {sync.open:X}",
}
"""Keys as `{command:shipped}`, for whoever shows them to name those that there are."""


class Missions(Struct, frozen=True):
    """How far somebody is."""

    done: frozenset[Mission]

    @property
    def next(self) -> Mission | None:
        """The first that is not done; None when all are."""
        return next((mission for mission in Mission if mission not in self.done), None)

    @property
    def words(self) -> tuple[str, ...]:
        """`Missions 2/6 · u takes it back`, shorter, and `2/6`; `Missions 6/6 done`."""
        if self.next is None:
            return (f"Missions {self._count} done",)
        step = f"{self._count} · {self.next.short}"
        return f"Missions {step}", step, self._count

    @property
    def _count(self) -> str:
        return f"{len(self.done)}/{len(Mission)}"
