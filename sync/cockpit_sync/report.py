"""What a cycle did: the report that `cockpit sync` prints and the screen shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from cockpit_sync.salesforce.calls import ApiUsage
from cockpit_sync.salesforce.errors import FailureKind, SalesforceError


@dataclass(slots=True)
class ObjectTally:
    """Rows of one object: looked at, written, found deleted."""

    seen: int = 0
    applied: int = 0
    deleted: int = 0


class CycleError(Struct, frozen=True):
    """One thing that went wrong; `record` is ours or Salesforce's, or None for the whole cycle."""

    kind: str
    code: str
    message: str
    record: str | None = None
    hint: str = ""
    """What to do about it, and whose job it is; empty where the message says it."""


@dataclass(slots=True)
class Tally:
    """Counts while a cycle runs."""

    pulled: dict[str, ObjectTally] = field(default_factory=dict)
    created: int = 0
    updated: int = 0
    deleted: int = 0
    errors: list[CycleError] = field(default_factory=list)

    def of(self, sobject: str) -> ObjectTally:
        return self.pulled.setdefault(sobject, ObjectTally())

    def add_failure(self, error: SalesforceError, record: str | None = None) -> None:
        self.errors.append(
            CycleError(error.kind.value, error.salesforce_code, error.message, record, error.hint)
        )


class CycleReport(Struct, frozen=True):
    """One cycle, whole. `pending` counts would-write too."""

    org: str
    org_name: str
    is_production: bool
    is_armed: bool
    started_at: datetime
    seconds: float
    pulled: Mapping[str, ObjectTally]
    created: int
    updated: int
    deleted: int
    conflicts: int
    quarantined: int
    in_doubt: int
    pending: int
    would_write: int
    api_calls: int
    usage: ApiUsage | None
    create_mode: str
    errors: tuple[CycleError, ...] = ()
    skipped: str = ""
    """Why nothing was read or sent, in words: another process mirrors."""

    @property
    def did_anything(self) -> bool:
        return bool(
            self.created
            or self.updated
            or self.deleted
            or any(tally.applied or tally.deleted for tally in self.pulled.values())
        )

    @property
    def is_cut_off(self) -> bool:
        """The cycle could not reach the org: no network, no session."""
        return any(
            error.record is None
            and (error.kind == FailureKind.AUTH or error.code in ("OFFLINE", "NO_ANSWER"))
            for error in self.errors
        )

    @property
    def exit_code(self) -> int:
        """0 all settled, 3 records wait for a person or for time, 5 the org was not reached,
        1 the cycle failed in another way."""
        if self.is_cut_off:
            return 5
        if any(error.record is None for error in self.errors):
            return 1
        is_frozen = any(error.code == "MASS_DELETION" for error in self.errors)
        is_waiting = (
            is_frozen or self.pending or self.in_doubt or self.conflicts or self.quarantined
        )
        return 3 if is_waiting else 0

    def to_json(self) -> dict[str, Any]:
        """The “sync cycle” document of the command line."""
        return {
            "org": self.org,
            "org_name": self.org_name,
            "production": self.is_production,
            "started_at": self.started_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "seconds": round(self.seconds, 3),
            "pulled": {
                name: {"seen": tally.seen, "applied": tally.applied, "deleted": tally.deleted}
                for name, tally in self.pulled.items()
            },
            "pushed": {
                "created": self.created,
                "updated": self.updated,
                "deleted": self.deleted,
            },
            "conflicts": self.conflicts,
            "quarantined": self.quarantined,
            "in_doubt": self.in_doubt,
            "pending": self.pending,
            "api_calls": self.api_calls,
            "api_usage": {
                "used": self.usage.used if self.usage else None,
                "limit": self.usage.limit if self.usage else None,
            },
            "create_mode": self.create_mode,
            "errors": [
                {
                    "class": error.kind,
                    "code": error.code,
                    "message": error.message,
                    "record": error.record,
                }
                for error in self.errors
            ],
        }
