"""Playbooks: named, ordered task templates (TP-5), as rows, as drafts and as plans."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct

from cockpit_tui.domain.ids import CtaId, PersonId, PlaybookId, StepId, TaskId, ValueId


class OwnerRole(StrEnum):
    """Whose task it becomes, found when the playbook is applied (TP-8)."""

    CSM = "csm"
    CTA_OWNER = "cta-owner"
    MANAGER = "manager"
    OPPORTUNITY_OWNER = "opportunity-owner"
    PERSON = "person"

    @property
    def label(self) -> str:
        return _ROLE_LABELS[self]


_ROLE_LABELS = {
    OwnerRole.CSM: "CSM (the customer's owner)",
    OwnerRole.CTA_OWNER: "CTA owner",
    OwnerRole.MANAGER: "manager of the CTA owner",
    OwnerRole.OPPORTUNITY_OWNER: "opportunity owner",
    OwnerRole.PERSON: "a person",
}


class StepRow(Struct, frozen=True):
    """One task template."""

    id: StepId
    playbook_id: PlaybookId
    position: int
    """From 0, in the playbook's order."""
    title: str
    day: int
    """Working days after the day on which the playbook is applied."""
    role: OwnerRole
    person_id: PersonId | None
    person: str
    """The named person; empty for a role."""
    priority_id: ValueId | None
    priority: str
    """Empty: the CTA's."""
    description: str
    is_mirrored: bool
    after: tuple[StepId, ...] = ()
    """Steps whose tasks must be done before (TP-16)."""

    @property
    def owner_words(self) -> str:
        return self.person if self.role is OwnerRole.PERSON else self.role.label


class PlaybookRow(Struct, frozen=True):
    """One playbook with its steps in order."""

    id: PlaybookId
    name: str
    description: str
    type_id: ValueId | None
    type: str
    """Empty: for CTAs of every type (TP-10)."""
    is_active: bool
    """False: kept, and not offered."""
    source: str
    """`shipped` or `person`."""
    steps: tuple[StepRow, ...] = ()

    @property
    def last_day(self) -> int:
        """The largest offset, in working days."""
        return max((step.day for step in self.steps), default=0)

    def number_of(self, step_id: StepId) -> int:
        """The step's number as people count, from 1."""
        return next(place for place, step in enumerate(self.steps, 1) if step.id == step_id)

    def fits(self, type_id: int) -> bool:
        """Whether it is meant for CTAs of that type."""
        return self.type_id is None or self.type_id == type_id


class StepDraft(Struct, frozen=True):
    """A step to be made; names and labels as they stand in a file."""

    title: str
    day: int = 0
    owner: str = OwnerRole.CTA_OWNER
    """A role, or a person's name, e-mail or Salesforce id."""
    priority: str = ""
    description: str = ""
    is_mirrored: bool = False
    after: tuple[int, ...] = ()
    """Numbers of earlier steps, from 1."""


class PlaybookDraft(Struct, frozen=True):
    """A playbook to be made, as a file holds it."""

    name: str
    description: str = ""
    type: str = ""
    is_active: bool = True
    steps: tuple[StepDraft, ...] = ()


class PlannedTask(Struct, frozen=True):
    """A task that applying would make, its date and owner found."""

    step_id: StepId
    number: int
    """The step's, from 1."""
    title: str
    day: int
    due: date
    assignee_id: PersonId
    assignee: str
    priority_id: ValueId
    description: str
    is_mirrored: bool
    after: tuple[StepId, ...] = ()
    note: str = ""
    """Why somebody else than the template names has it, or why it is not mirrored."""
    skipped_days: str = ""
    """Holidays that the date went around, by name."""
    place: str = ""
    """Whose holidays count for the assignee: a country, a part of one; none: weekends alone."""


class OldTask(Struct, frozen=True):
    """A task of the playbook that is applied already."""

    id: TaskId
    title: str
    assignee: str
    due: date | None
    is_synced: bool
    is_sent: bool = False
    """Whether Salesforce is known to have a record of it."""


class CtaPlan(Struct, frozen=True):
    """What a playbook would do to one CTA."""

    cta_id: CtaId
    name: str
    account: str
    due: date | None
    applied: str
    """The playbook that is applied already; empty for none."""
    tasks: tuple[PlannedTask, ...] = ()
    removed: tuple[OldTask, ...] = ()
    """Open tasks of the applied playbook that go (TP-9)."""
    kept: tuple[str, ...] = ()
    """Titles of its tasks that are done and stay."""
    left_out: tuple[str, ...] = ()
    """Titles of steps that are done already, so that they are not added again."""
    refusal: str = ""
    """Why nothing is done to this CTA; empty when it is."""

    @property
    def last_due(self) -> date | None:
        return max((task.due for task in self.tasks), default=None)

    @property
    def is_late(self) -> bool:
        """CD-8: a task would be due after its CTA."""
        return self.due is not None and self.last_due is not None and self.last_due > self.due
