"""Existing Salesforce Tasks taken under a CTA."""

from __future__ import annotations

from cockpit_tui.domain.errors import InvalidInput, NotFound, NotMapped
from cockpit_tui.domain.ids import (
    CtaId,
    PersonId,
    TaskId,
    ValueId,
    to_salesforce_id,
    to_task_word,
    without_address,
)
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.values import Picklist, TaskStage
from cockpit_tui.services.permitted import Done, Service, requires
from cockpit_tui.store.mirror import adopting, mirror_mapping
from cockpit_tui.store.mirror.adopting import Adoptable, Adopted
from cockpit_tui.store.records.picklists import default_value, has_mapping, value_with
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.unit_of_work import UnitOfWork


class AdoptService(Service):
    """Puts what exists in Salesforce under a CTA; each call is one batch."""

    @requires(Right.CREATE, "task")
    def adopt(self, salesforce_id: str, cta_id: CtaId) -> Done:
        """The new task, in sync from the first moment; its id is `ids[0]`.

        Raises NotFound for an activity that was not read, InvalidInput for one that is a task
        already, an Event, or another customer's, and NotMapped without a mapping (SY-9).
        """
        key = to_salesforce_id(without_address(salesforce_id))
        with self.work("Adopted a Salesforce task") as work:
            if not has_mapping(work):
                raise NotMapped(
                    "No field mapping is saved yet, so nothing can be mirrored. Nothing was "
                    "changed.",
                    "Connect to an org: `cockpit connect` saves the default mapping if it fits.",
                )
            cta = work.row(schema.cta, cta_id)
            found = adopting.adoptable(work.connection, key)
            if found is None:
                raise NotFound(
                    f"There is no Salesforce activity {key} here.",
                    "`cockpit account activities ACCOUNT` shows those that were read.",
                )
            _require_free(found, cta["account_id"])
            meaning = self._meaning(work, found, PersonId(cta["owner_id"]))
            task_id = adopting.adopt(work, cta_id, found, meaning)
            work.label = f"Adopted “{found.subject}” from Salesforce"
        note = f"{to_task_word(task_id)} is {key} from now on; both sides have it."
        return Done(work.label, (TaskId(task_id),), work.batch_id, (note,))

    def _meaning(self, work: UnitOfWork, found: Adoptable, owner: PersonId) -> Adopted:
        """What its values are here; one that the mapping does not know stays raw there, and a
        default stands for it here."""
        status = adopting.value_from(work.connection, "status", found.status)
        if status is None:
            stage = TaskStage.COMPLETED if found.is_closed else TaskStage.OPEN
            status = ValueId(value_with(work, Picklist.TASK_STATUS, stage=stage))
        priority = adopting.value_from(work.connection, "priority", found.priority)
        assignee = mirror_mapping.person_of_user(work.connection, found.owner_salesforce_id or "")
        return Adopted(
            status_id=status,
            priority_id=priority or default_value(work, Picklist.PRIORITY),
            assignee_id=PersonId(assignee) if assignee else owner,
        )


def _require_free(found: Adoptable, account_id: int) -> None:
    if found.task_id is not None:
        raise InvalidInput(
            f"“{found.subject}” is {to_task_word(TaskId(found.task_id))} already.",
            "Nothing was changed.",
        )
    if found.kind != "Task":
        raise InvalidInput(
            f"“{found.subject}” is an event, and an event is not a task.",
            "Salesforce Tasks can be adopted. Nothing was changed.",
        )
    if found.account_id != account_id:
        raise InvalidInput(
            f"“{found.subject}” belongs to another customer than the CTA.",
            "Choose a CTA of its own customer. Nothing was changed.",
        )
