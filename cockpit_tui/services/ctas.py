"""What people do with calls to action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.field_rules import CONTACTS
from cockpit_tui.domain.ids import (
    AccountId,
    CtaId,
    PersonId,
    PlaybookId,
    TaskId,
    ValueId,
    to_cta_word,
)
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.values import Outcome, Picklist, TaskStage
from cockpit_tui.services import field_rules, going_along
from cockpit_tui.services.going_along import MoveTasks
from cockpit_tui.services.linking import link_new
from cockpit_tui.services.long_texts import joined
from cockpit_tui.services.permitted import Done, Service, counted, requires
from cockpit_tui.services.playbooks import apply_playbook
from cockpit_tui.services.progress import steps
from cockpit_tui.services.telling import cta_words, edit_words
from cockpit_tui.store.records import beforehand, task_edits
from cockpit_tui.store.records.picklists import default_value, value_with
from cockpit_tui.store.records.task_rows import closed_with_their_cta
from cockpit_tui.store.snooze_day import snooze_day_words, snooze_today
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.unit_of_work import UnitOfWork

NAME_LENGTH = 255


class NewCta(Struct, frozen=True):
    """What a new CTA needs; None takes the workspace's default (CL-20)."""

    account_id: AccountId
    name: str
    type_id: ValueId | None = None
    reason_id: ValueId | None = None
    priority_id: ValueId | None = None
    status_id: ValueId | None = None
    owner_id: PersonId | None = None
    due: date | None = None
    comment: str = ""
    playbook_id: PlaybookId | None = None
    """Applied at once, in the same batch."""
    opportunity_id: int | None = None
    contact_ids: tuple[int, ...] = ()
    """The customer's, that it is linked to at once."""


class CtaService(Service):
    """Every verb on CTAs. Each call is one batch: one undo takes it back."""

    @requires(Right.CREATE, "cta")
    def add(self, new: NewCta, *, source: str = "person") -> Done:
        """The new CTA; its id is `ids[0]`. Raises InvalidInput for a name that does not fit, a link
        to another customer's record, and what the rules of its type forbid (CD-13)."""
        name = checked_name(new.name, "A CTA")
        with self.work(f"Added “{name}”") as work:
            defaults = {
                f"{column}_id": getattr(new, f"{column}_id") or default_value(work, picklist)
                for column, picklist in (
                    ("type", Picklist.CTA_TYPE),
                    ("reason", Picklist.REASON),
                    ("priority", Picklist.PRIORITY),
                    ("status", Picklist.CTA_STATUS),
                )
            }
            account = work.row(schema.account, new.account_id)
            status = work.row(schema.picklist_value, defaults["status_id"])
            due = self.clock.today() + timedelta(self.practice.due_days)
            values = {
                **defaults,
                "name": name,
                "account_id": new.account_id,
                "owner_id": new.owner_id or self.actor.person_id,
                "due": new.due or due,
                "comment": new.comment,
                "opportunity_id": new.opportunity_id,
                "source": source,
                "created_by": self.actor.person_id,
                "created_at": work.now,
                "closed_at": work.now if status["is_closed"] else None,
            }
            if source == "person":
                given = field_rules.given_fields(work, values, self.actor.person_id, due)
                asked = {**values, CONTACTS: len(new.contact_ids)}
                field_rules.require_new(work, asked, given)
            cta_id = work.insert(schema.cta, values)
            link_new(work, {**values, "id": cta_id}, new.contact_ids)
            notes: tuple[str, ...] = ()
            if new.playbook_id is not None:
                notes = apply_playbook(self, work, CtaId(cta_id), new.playbook_id)
        return Done(
            f"Added “{name}”, {account['name']}",
            (cta_id,),
            work.batch_id,
            notes,
            cta_id=CtaId(cta_id),
        )

    @requires(Right.EDIT, "cta")
    def edit(
        self,
        ids: Sequence[CtaId],
        changes: Mapping[str, Any],
        *,
        shift_tasks: bool = False,
        move_tasks: MoveTasks = MoveTasks.NONE,
        close_tasks: bool = False,
        reopen_tasks: bool = False,
        since: Mapping[str, str] = MappingProxyType({}),
    ) -> Done:
        """Writes columns of `cta`: name, type_id, reason_id, priority_id, status_id, owner_id, due,
        comment, is_flagged, is_milestone, snoozed_until, snooze_reason_id, opportunity_id.

        A comment of LastLines goes below the one that is there.
        A status of the closed category closes the CTA, another one reopens it. `shift_tasks`
        answers CD-6, `move_tasks` CD-10, `close_tasks` and `reopen_tasks` CD-11. `since`: the
        comment as it was when the edit began; raises WrittenMeanwhile where that is lost else.
        """
        if "owner_id" in changes:
            self.actor.require(Right.ASSIGN, "cta")
        if "name" in changes:
            changes = {**changes, "name": checked_name(changes["name"], "A CTA")}
        tally = Tally(len(ids))
        met: tuple[str, ...] = ()
        with self.work(edit_words(changes, len(ids))) as work:
            self._know(
                work, ids, with_tasks=not {"due", "owner_id", "status_id"}.isdisjoint(changes)
            )
            skipped = closed_with_their_cta(work.connection, ids) if reopen_tasks else {}
            for cta_id in steps(ids):
                before = self._editable(work, Right.EDIT, cta_id)
                written, met = joined(work, "cta", before, changes, since)
                field_rules.require_edit(work, before, written)
                own = {name: value for name, value in written.items() if name != "status_id"}
                moved = 0
                is_changed = work.update(schema.cta, cta_id, own)
                if "status_id" in changes:
                    is_changed |= self._set_status(
                        work,
                        before,
                        changes["status_id"],
                        tally,
                        close_tasks,
                        skipped.get(cta_id, ()),
                    )
                if shift_tasks and "due" in changes:
                    tasks = going_along.open_tasks(work, cta_id)
                    moved += going_along.shift(work, tasks, before["due"], changes["due"])
                if "owner_id" in changes:
                    old, new = before["owner_id"], changes["owner_id"]
                    moved += going_along.move_tasks(work, cta_id, old, new, move_tasks)
                if "due" in changes:
                    tally.later += len(going_along.later_tasks(work, cta_id, changes["due"]))
                tally.add(cta_id, is_changed=is_changed or moved > 0)
            told = cta_words(work, tally.of(ids), changes, self.clock.today())
            label = told or self._describe(work, tally.of(ids), edit_words(changes, 1))
            work.label = label
        notes = (*met, *_edit_notes(changes, tally, shift_tasks, move_tasks))
        return Done(label, tuple(ids), work.batch_id, notes)

    @requires(Right.EDIT, "cta")
    def close(
        self, ids: Sequence[CtaId], outcome: Outcome = Outcome.SUCCESS, *, close_tasks: bool = False
    ) -> Done:
        """Closes with that outcome's status; `close_tasks` skips what is still open (CD-11)."""
        tally = Tally(len(ids))
        with self.work(f"Closed {counted(len(ids), 'CTA')}") as work:
            self._know(work, ids, with_tasks=True)
            status_id = value_with(work, Picklist.CTA_STATUS, is_closed=True, outcome=outcome)
            for cta_id in steps(ids):
                before = self._editable(work, Right.EDIT, cta_id)
                is_changed = self._set_status(work, before, status_id, tally, close_tasks)
                tally.add(cta_id, is_changed=is_changed)
            label = work.label = self._describe(work, tally.of(ids), "Closed")
        return Done(label, tuple(ids), work.batch_id, tally.notes())

    @requires(Right.EDIT, "cta")
    def reopen(self, ids: Sequence[CtaId], *, reopen_tasks: bool = False) -> Done:
        """Opens again; `reopen_tasks` also opens the tasks that the closing skipped (CD-11). A CTA
        that is open stays as it is."""
        tally = Tally(len(ids))
        with self.work(f"Reopened {counted(len(ids), 'CTA')}") as work:
            self._know(work, ids, with_tasks=True)
            status_id = value_with(work, Picklist.CTA_STATUS, is_closed=False, skip_default=True)
            skipped = closed_with_their_cta(work.connection, ids) if reopen_tasks else {}
            for cta_id in steps(ids):
                before = self._editable(work, Right.EDIT, cta_id)
                is_changed = before["closed_at"] is not None and self._set_status(
                    work, before, status_id, tally, reopened=skipped.get(cta_id, ())
                )
                tally.add(cta_id, is_changed=is_changed)
            label = work.label = self._describe(work, tally.of(ids), "Reopened")
        return Done(label, tuple(ids), work.batch_id, tally.notes())

    @requires(Right.EDIT, "cta")
    def snooze(self, ids: Sequence[CtaId], until: date, reason_id: ValueId | None = None) -> Done:
        """Asleep through that day of the org, with a reason (CD-4, decision 13).

        Raises InvalidInput for a past day, and for a closed CTA, which nobody works on anyway.
        """
        tally = Tally(len(ids))
        with self.work(f"Snoozed {counted(len(ids), 'CTA')}") as work:
            if until < snooze_today(work.connection, self.clock):
                other_day = snooze_day_words(work.connection, self.clock)
                raise InvalidInput(
                    "That day is past. Nothing was snoozed.",
                    f"{other_day}. Try `tomorrow`." if other_day else "Try `tomorrow`.",
                )
            reason = reason_id or default_value(work, Picklist.SNOOZE_REASON)
            changes = {"snoozed_until": until, "snooze_reason_id": reason}
            self._know(work, ids)
            for cta_id in steps(ids):
                if self._editable(work, Right.EDIT, cta_id)["closed_at"] is not None:
                    raise InvalidInput(
                        f"{to_cta_word(cta_id)} is closed. Nothing was snoozed.", "Reopen it first."
                    )
                tally.add(cta_id, is_changed=work.update(schema.cta, cta_id, changes))
            through = to_long_date(until, self.clock.today())
            told = self._describe(work, tally.of(ids), f"Snoozed through {through}:")
            label = work.label = told
        return Done(label, tuple(ids), work.batch_id, tally.notes())

    @requires(Right.EDIT, "cta")
    def wake(self, ids: Sequence[CtaId]) -> Done:
        """Ends the snooze."""
        tally = Tally(len(ids))
        with self.work(f"Woke {counted(len(ids), 'CTA')}") as work:
            changes = {"snoozed_until": None, "snooze_reason_id": None}
            self._know(work, ids)
            for cta_id in steps(ids):
                self._editable(work, Right.EDIT, cta_id)
                tally.add(cta_id, is_changed=work.update(schema.cta, cta_id, changes))
            label = work.label = self._describe(work, tally.of(ids), "Woke")
        return Done(label, tuple(ids), work.batch_id, tally.notes())

    @requires(Right.DELETE, "cta")
    def delete(self, ids: Sequence[CtaId], *, keep_in_salesforce: bool = True) -> Done:
        """Removes CTAs with their tasks (TP-1); mirrored tasks stay in Salesforce unless told."""
        with self.work(f"Deleted {counted(len(ids), 'CTA')}") as work:
            beforehand.know_all_of(work, ids)
            label = work.label = self._describe(work, ids, "Deleted")
            for cta_id in steps(ids):
                self._editable(work, Right.DELETE, cta_id)
                for task in work.rows(schema.task, cta_id=cta_id):
                    parts = work.rows(schema.task_part, task_id=task["id"])
                    if keep_in_salesforce:
                        work.keep_in_salesforce(part["id"] for part in parts)
                    task_edits.delete_task(work, TaskId(task["id"]))
                for table in (schema.record_link, schema.attachment):
                    for row in work.rows(table, cta_id=cta_id):
                        work.delete(table, row["id"])
                work.delete(schema.cta, cta_id)
        return Done(label, tuple(ids), work.batch_id)

    def _know(self, work: UnitOfWork, ids: Sequence[CtaId], *, with_tasks: bool = False) -> None:
        """Reads what the verb will look at, at once for all."""
        beforehand.know_ctas(work, ids, with_tasks=with_tasks)
        if with_tasks:
            deals = (work.row(schema.cta, cta_id)["opportunity_id"] for cta_id in ids)
            work.know(schema.opportunity, "id", filter(None, deals), is_changed=False)
        if field_rules.asks_for_contacts(work):
            work.know(schema.record_link, "cta_id", ids, is_changed=False)

    def _set_status(
        self,
        work: UnitOfWork,
        before: Mapping[str, Any],
        status_id: int,
        tally: Tally,
        close_tasks: bool = False,
        reopened: Sequence[TaskId] = (),
    ) -> bool:
        """Writes the status with what follows from it; whether anything changed."""
        cta_id = CtaId(before["id"])
        is_closing = bool(work.row(schema.picklist_value, status_id)["is_closed"])
        is_closed_now = is_closing and before["closed_at"] is None
        deal = before["opportunity_id"]
        if is_closed_now and deal and not work.row(schema.opportunity, deal)["is_closed"]:
            tally.opportunities += 1
        if is_closed_now:
            field_rules.require_closable(work, work.row(schema.cta, cta_id))
        changes = {"status_id": status_id, **_closing(work, before, is_closing=is_closing)}
        # The CTA before its tasks: the journal tells by the first entry what went along.
        changed = int(work.update(schema.cta, cta_id, changes))
        if not is_closing and reopened:
            opened = value_with(work, Picklist.TASK_STATUS, stage=TaskStage.OPEN)
            for task_id in reopened:
                task_edits.set_task_status(work, task_id, opened)
            changed += len(reopened)
        if is_closing and close_tasks:
            work.is_closing = True
            skipped = value_with(work, Picklist.TASK_STATUS, stage=TaskStage.SKIPPED)
            changed += going_along.close_tasks(work, cta_id, skipped)
        elif is_closing:
            tally.kept += len(going_along.open_tasks(work, cta_id))
        return changed > 0

    def _editable(self, work: UnitOfWork, right: Right, cta_id: CtaId) -> dict[str, Any]:
        row = work.row(schema.cta, cta_id)
        self.actor.require(right, "cta", row["owner_id"])
        return row

    def _describe(self, work: UnitOfWork, ids: Sequence[CtaId], verb: str) -> str:
        if len(ids) != 1:
            return f"{verb} {counted(len(ids), 'CTA')}"
        row = work.row(schema.cta, ids[0])
        account = work.row(schema.account, row["account_id"])
        return f"{verb} “{row['name']}”, {account['name']}"


def checked_name(name: str, what: str, part: str = "name") -> str:
    """The name, or what else it is known by, without outer blanks.

    Raises InvalidInput when nothing or too much is left.
    """
    trimmed = " ".join(name.split())
    if not trimmed:
        raise InvalidInput(f"{what} needs a {part}.", "Nothing was changed.")
    if len(trimmed) > NAME_LENGTH:
        raise InvalidInput(
            f"The {part} has {len(trimmed)} letters; {NAME_LENGTH} fit.", "Shorten it."
        )
    return trimmed


def _closing(work: UnitOfWork, before: Mapping[str, Any], *, is_closing: bool) -> dict[str, Any]:
    """What a new status does to `closed_at` and to a snooze."""
    if not is_closing:
        return {"closed_at": None, "is_archived": False}
    return {
        "closed_at": before["closed_at"] or work.now,
        "snoozed_until": None,
        "snooze_reason_id": None,
    }


@dataclass(slots=True)
class Tally:
    """What a verb on several CTAs did to how many, for the toast and its notes."""

    asked: int
    changed: list[CtaId] = field(default_factory=list)
    kept: int = 0
    """Open tasks of closed CTAs."""
    later: int = 0
    """Open tasks that are due after their CTA."""
    opportunities: int = 0
    """Open opportunities of CTAs that were closed."""

    def add(self, cta_id: CtaId, *, is_changed: bool) -> None:
        if is_changed:
            self.changed.append(cta_id)

    def of(self, ids: Sequence[CtaId]) -> Sequence[CtaId]:
        """Those that changed; all of them where none did, and nothing is told."""
        return self.changed or ids

    def notes(self) -> tuple[str, ...]:
        """What was decided without asking, and what was left as it is."""
        same = self.asked - len(self.changed)
        was = "was" if same == 1 else "were"
        notes = [f"{same:,} of {self.asked:,} {was} so already."] if self.changed and same else []
        if self.kept:
            notes.append(f"{counted(self.kept, 'open task')} kept open.")
        if self.later:
            verb = "is" if self.later == 1 else "are"
            notes.append(f"{counted(self.later, 'task')} {verb} due after the CTA.")
        if self.opportunities:
            what = counted(self.opportunities, "linked opportunity")
            what = what.replace("opportunitys", "opportunities")
            notes.append(f"{what} left as in Salesforce.")
        return tuple(notes)


def _edit_notes(
    changes: Mapping[str, Any], tally: Tally, shift_tasks: bool, move_tasks: MoveTasks
) -> tuple[str, ...]:
    notes = []
    if "due" in changes and not shift_tasks:
        notes.append("Task dates were kept.")
    if "owner_id" in changes and move_tasks is MoveTasks.NONE:
        notes.append("No tasks were moved.")
    return (*notes, *tally.notes())
