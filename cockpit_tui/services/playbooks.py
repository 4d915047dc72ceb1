"""Playbooks as people use them: looked at, planned, applied and replaced (TP-5 to TP-9)."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import CtaId, PlaybookId, to_cta_word
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.playbooks import CtaPlan, PlannedTask, PlaybookRow
from cockpit_tui.services import field_rules
from cockpit_tui.services.permitted import Done, Service, counted, requires
from cockpit_tui.store.playbooks import playbooks
from cockpit_tui.store.playbooks.playbook_applying import Circumstances, Planner, write_plan
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.unit_of_work import UnitOfWork

NAMED_AT_MOST = 3
"""CTAs and tasks that notes tell one by one; of more they tell how many."""


class PlaybookService(Service):
    """Each call that changes something is one batch: one undo takes it back."""

    @requires(Right.READ, "playbook")
    def all(self) -> list[PlaybookRow]:
        """Every playbook by name, inactive ones too."""
        with self.store.read() as connection:
            return playbooks.read_playbooks(connection)

    @requires(Right.READ, "playbook")
    def get(self, playbook_id: PlaybookId) -> PlaybookRow:
        """One playbook with its steps; raises NotFound."""
        with self.store.read() as connection:
            return playbooks.read_playbook(connection, playbook_id)

    @requires(Right.READ, "playbook")
    def find(self, word: str) -> PlaybookId:
        """The playbook of that id or name; raises NotFound or Ambiguous."""
        with self.store.read() as connection:
            return playbooks.find_playbook(connection, word)

    @requires(Right.READ, "cta")
    def applied(self, ids: Sequence[CtaId]) -> dict[CtaId, str]:
        """The name of the playbook that is applied to each CTA; empty for none."""
        with self.store.read() as connection:
            return playbooks.applied_playbooks(connection, ids)

    @requires(Right.READ, "cta")
    def plans(
        self, ids: Sequence[CtaId], playbook_id: PlaybookId, *, is_replacement: bool = False
    ) -> list[CtaPlan]:
        """What applying would do to each CTA today: dates, owners, what goes and what stays.

        Nothing is written. Raises NotFound.
        """
        with self.store.read() as connection:
            playbook = playbooks.read_playbook(connection, playbook_id)
            planner = Planner(connection, playbook, circumstances(self))
            return [planner.plan(cta_id, is_replacement=is_replacement) for cta_id in ids]

    @requires(Right.EDIT, "cta")
    def apply(
        self, ids: Sequence[CtaId], playbook_id: PlaybookId, *, move_due: bool = False
    ) -> Done:
        """Creates the playbook's tasks, where none is applied yet (TP-9); it has no other effect.

        Of several CTAs those that it cannot be applied to are left out and told; raises
        CockpitError where that is all of them. `move_due` moves a CTA's date to its last task's.
        """
        return self._write(ids, playbook_id, is_replacement=False, move_due=move_due)

    @requires(Right.EDIT, "cta")
    def replace(
        self,
        ids: Sequence[CtaId],
        playbook_id: PlaybookId,
        *,
        keep_in_salesforce: bool = True,
        move_due: bool = False,
    ) -> Done:
        """Removes the open tasks of the playbook that is applied and adds the new one's (TP-9).

        What is done stays, and so does what was added by hand. Replaced by itself, the steps that
        are done are not added again. Mirrored tasks that go stay in Salesforce unless told (SY-8).
        """
        return self._write(
            ids,
            playbook_id,
            is_replacement=True,
            keep_in_salesforce=keep_in_salesforce,
            move_due=move_due,
        )

    def _write(
        self,
        ids: Sequence[CtaId],
        playbook_id: PlaybookId,
        *,
        is_replacement: bool,
        keep_in_salesforce: bool = True,
        move_due: bool,
    ) -> Done:
        self.actor.require(Right.CREATE, "task")
        verb = "Replaced by" if is_replacement else "Applied"
        with self.work(verb) as work:
            playbook = playbooks.read_playbook(work.connection, playbook_id)
            planner = Planner(work.connection, playbook, circumstances(self))
            plans = [planner.plan(cta_id, is_replacement=is_replacement) for cta_id in ids]
            chosen = [plan for plan in plans if not plan.refusal]
            if not chosen:
                raise _refused(plans)
            for plan in chosen:
                self._require_editable(work, plan, move_due=move_due)
                write_plan(
                    work, plan, playbook, keep_in_salesforce=keep_in_salesforce, move_due=move_due
                )
            label = work.label = _label(chosen, playbook, is_replacement=is_replacement)
        notes = plan_notes(plans, keep_in_salesforce=keep_in_salesforce, move_due=move_due)
        return Done(label, tuple(plan.cta_id for plan in chosen), work.batch_id, notes)

    def _require_editable(self, work: UnitOfWork, plan: CtaPlan, *, move_due: bool) -> None:
        """Raises NotPermitted, and InvalidInput where the CTA's type keeps its date (CD-13)."""
        cta = work.row(schema.cta, plan.cta_id)
        self.actor.require(Right.EDIT, "cta", cta["owner_id"])
        if move_due and plan.is_late:
            field_rules.require_edit(work, cta, {"due": plan.last_due})


def apply_playbook(
    service: Service, work: UnitOfWork, cta_id: CtaId, playbook_id: PlaybookId
) -> tuple[str, ...]:
    """Applies a playbook to a CTA within somebody's unit of work; what was decided on the way.

    Raises CockpitError where it does not fit, NotFound, and NotPermitted without the right to
    create tasks.
    """
    service.actor.require(Right.CREATE, "task")
    playbook = playbooks.read_playbook(work.connection, playbook_id)
    plan = Planner(work.connection, playbook, circumstances(service)).plan(
        cta_id, is_replacement=False
    )
    if plan.refusal:
        raise CockpitError(f"The playbook was not applied: {plan.refusal}.", "Nothing was added.")
    write_plan(work, plan, playbook)
    return plan_notes([plan])


def circumstances(service: Service) -> Circumstances:
    """What a plan depends on today, for the one who acts."""
    practice = service.practice
    return Circumstances(service.clock.today(), practice.holidays, practice.auto_sync)


def plan_notes(
    plans: Sequence[CtaPlan], *, keep_in_salesforce: bool = True, move_due: bool = False
) -> tuple[str, ...]:
    """What was decided without asking, a sentence each."""
    chosen = [plan for plan in plans if not plan.refusal]
    notes = _refusals(plans)
    # What somebody has to do something about comes before what is only told.
    late = [plan for plan in chosen if plan.is_late and not move_due]
    if len(late) > NAMED_AT_MOST:
        notes.append(f"{counted(len(late), 'CTA')} are due before their last task.")
    else:
        notes += [f"{to_cta_word(plan.cta_id)} is due before its last task." for plan in late]
    notes += _remarks([task for plan in chosen for task in plan.tasks])
    kept = sum(len(plan.kept) for plan in chosen)
    if kept:
        notes.append(f"{counted(kept, 'done task')} kept.")
    sent = sum(old.is_sent for plan in chosen for old in plan.removed)
    if sent and keep_in_salesforce:
        notes.append(f"{counted(sent, 'mirrored task')} kept in Salesforce.")
    return tuple(notes)


def _remarks(tasks: Sequence[PlannedTask]) -> list[str]:
    """What is to be said of tasks; of many alike, of how many."""
    titles: dict[str, dict[str, None]] = {}
    for task in tasks:
        if task.note:
            titles.setdefault(task.note, {})[task.title] = None
    notes: list[str] = []
    for note, those in titles.items():
        if len(those) > NAMED_AT_MOST:
            notes.append(f"{counted(len(those), 'task')}: {note}.")
        else:
            notes += [f"“{title}”: {note}." for title in those]
    return notes


def _refusals(plans: Sequence[CtaPlan]) -> list[str]:
    """Which are left out and why; of many that are for the same reason, how many."""
    left_out: dict[str, list[CtaPlan]] = {}
    for plan in plans:
        if plan.refusal:
            left_out.setdefault(plan.refusal, []).append(plan)
    notes: list[str] = []
    for reason, some in left_out.items():
        if len(some) > NAMED_AT_MOST:
            notes.append(f"{counted(len(some), 'CTA')}: {reason}.")
        else:
            notes += [f"{to_cta_word(plan.cta_id)}: {reason}." for plan in some]
    return notes


def _label(plans: Sequence[CtaPlan], playbook: PlaybookRow, *, is_replacement: bool) -> str:
    verb, joint = ("Replaced", "by") if is_replacement else ("Applied", "to")
    whom = f"“{plans[0].name}”, {plans[0].account}" if len(plans) == 1 else ""
    whom = whom or counted(len(plans), "CTA")
    if is_replacement:
        old = plans[0].applied if len(plans) == 1 and plans[0].applied else "the playbook"
        old = f"“{old}”" if old != "the playbook" else old
        return f"{verb} {old} {joint} “{playbook.name}” on {whom}"
    return f"{verb} “{playbook.name}” {joint} {whom}"


def _refused(plans: Sequence[CtaPlan]) -> CockpitError:
    if not plans:
        return CockpitError("No CTA was named. Nothing was changed.")
    first = plans[0]
    hint = ""
    if first.applied and "already" in first.refusal:
        hint = "`cockpit playbook replace`, or P on the screen, puts another in its place."
    more = f" So it is with all {len(plans):,}." if len(plans) > 1 else ""
    return CockpitError(
        f"{to_cta_word(first.cta_id)} was not changed: {first.refusal}.{more}", hint
    )
