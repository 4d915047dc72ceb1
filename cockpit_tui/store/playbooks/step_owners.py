"""Who a step's role is on a CTA (TP-8)."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, select

from cockpit_tui.domain.ids import PersonId
from cockpit_tui.domain.playbooks import OwnerRole, StepRow
from cockpit_tui.store.tables import schema

_person, _opportunity = schema.person, schema.opportunity


class StepOwner(Struct, frozen=True):
    """Somebody who gets a task; `note` says why it is not whom the template names."""

    id: PersonId
    name: str
    note: str = ""


class StepOwners:
    """Finds owners in one connection; each person is read once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._people: dict[int, Any] = {}

    def owner(self, step: StepRow, cta: Any) -> StepOwner:
        """The step's owner on this CTA (columns of `cta` and its customer's `account_owner_id`).

        The CTA's owner where nobody has the role, or who has it is inactive.
        """
        found = self._holder(step, cta)
        fallback = self._row(cta.owner_id)
        if found is None:
            return StepOwner(
                PersonId(fallback.id), fallback.name, f"no {step.role.label}: the CTA's owner"
            )
        row = self._row(found)
        if not row.is_active and found != cta.owner_id:
            return StepOwner(
                PersonId(fallback.id), fallback.name, f"{row.name} is inactive: the CTA's owner"
            )
        return StepOwner(PersonId(row.id), row.name)

    def _holder(self, step: StepRow, cta: Any) -> int | None:
        match step.role:
            case OwnerRole.CTA_OWNER:
                return int(cta.owner_id)
            case OwnerRole.CSM:
                return _number(cta.account_owner_id)
            case OwnerRole.MANAGER:
                return _number(self._row(cta.owner_id).manager_id)
            case OwnerRole.PERSON:
                return step.person_id
            case OwnerRole.OPPORTUNITY_OWNER:
                return self._opportunity_owner(cta)

    def _opportunity_owner(self, cta: Any) -> int | None:
        """Of the CTA's opportunity; without one, of the customer's open one that closes next."""
        query = select(_opportunity.c.owner_id).where(_opportunity.c.owner_id.is_not(None))
        if cta.opportunity_id is not None:
            return self._connection.scalar(query.where(_opportunity.c.id == cta.opportunity_id))
        query = query.where(
            _opportunity.c.account_id == cta.account_id,
            ~_opportunity.c.is_closed,
            ~_opportunity.c.is_deleted,
        ).order_by(_opportunity.c.close_date.is_(None), _opportunity.c.close_date)
        return self._connection.scalar(query.limit(1))

    def _row(self, person_id: int) -> Any:
        if person_id not in self._people:
            query = select(_person).where(_person.c.id == person_id)
            self._people[person_id] = self._connection.execute(query).one()
        return self._people[person_id]


def _number(value: Any) -> int | None:
    return None if value is None else int(value)
