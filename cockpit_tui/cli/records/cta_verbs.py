"""Verbs on CTAs. Each is one batch, so one undo takes it back; each has `--dry-run`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import click

from cockpit_tui.cli.acting import chosen_ctas
from cockpit_tui.cli.completing import complete_assignment, complete_cta, complete_value
from cockpit_tui.cli.documents import Document
from cockpit_tui.cli.records.assignments import CTA_VALUES, cta_changes
from cockpit_tui.cli.records.attachments import attach_to_cta, detach_from_cta
from cockpit_tui.cli.records.cta_lines import cta_documents
from cockpit_tui.cli.records.links import link_cta, unlink_cta
from cockpit_tui.cli.records.verb_call import VerbCall, called
from cockpit_tui.cli.words import value_named
from cockpit_tui.domain.days.date_words import parse_date
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.values import Outcome, Picklist
from cockpit_tui.services.permitted import Done

IDS = click.argument("words", nargs=-1, metavar="ID…", shell_complete=complete_cta)


class CtaCall(VerbCall[CtaId]):
    """A call of a verb on CTAs."""

    def chosen(self) -> list[CtaId]:
        return chosen_ctas(self.invocation, self.words, self.query)

    def documents(self, chosen: Sequence[CtaId]) -> list[Document]:
        return cta_documents(self.invocation, chosen)

    def sent(self, chosen: Sequence[CtaId]) -> int:
        return sum(task.is_sent for task in self.session.views.tasks(chosen))

    def edit(self, changes: Mapping[str, object]) -> None:
        """Writes the same to each."""
        self.act(lambda chosen: self.session.ctas.edit(chosen, changes))


@click.command("set")
@click.argument(
    "words",
    nargs=-1,
    metavar="ID… FIELD=VALUE…",
    shell_complete=complete_assignment(complete_cta, CTA_VALUES),
)
@click.option(
    "--shift-tasks/--keep-tasks",
    help="With due=: move the open tasks by as many days, or keep their dates (default).",
)
@click.option(
    "--move-tasks",
    type=click.Choice(["old-owner", "all", "none"]),
    default="none",
    help="With owner=: whose open tasks go along (default none).",
)
@click.option(
    "--tasks",
    type=click.Choice(["close", "reopen", "keep"]),
    default="keep",
    help="With status=: skip the open tasks of a closed CTA, open again those that closing "
    "skipped, or keep them (default).",
)
@called(CtaCall)
def set_cta(call: CtaCall, shift_tasks: bool, move_tasks: str, tasks: str) -> None:
    """Change fields: name, type, reason, priority, status, owner, due, flagged, milestone, comment.

    Fields are called as in `cta show --json`. Dates may be words (due=fri, due=+3d, due=none).
    """
    from cockpit_tui.services.going_along import MoveTasks

    fields = call.take_fields()

    def change(ids: list[CtaId]) -> Done:
        session = call.session
        changes = cta_changes(session.views, fields)
        if shift_tasks and "due" not in changes:
            raise InvalidInput("--shift-tasks goes with due=.", "Nothing was changed.")
        if move_tasks != "none" and "owner_id" not in changes:
            raise InvalidInput("--move-tasks goes with owner=.", "Nothing was changed.")
        if tasks != "keep" and "status_id" not in changes:
            raise InvalidInput("--tasks goes with status=.", "Nothing was changed.")
        return session.ctas.edit(
            ids,
            changes,
            shift_tasks=shift_tasks,
            move_tasks=MoveTasks(move_tasks),
            close_tasks=tasks == "close",
            reopen_tasks=tasks == "reopen",
        )

    call.act(change)


@click.command("close")
@IDS
@click.option(
    "--outcome",
    type=click.Choice([outcome.value for outcome in Outcome]),
    help="How it ended (success where it is left out).",
)
@click.option(
    "--tasks",
    type=click.Choice(["close", "keep"]),
    default="keep",
    help="Skip the open tasks, or keep them open (default).",
)
@called(CtaCall)
def close_cta(call: CtaCall, outcome: str | None, tasks: str) -> None:
    """Close with an outcome."""

    def close(chosen: list[CtaId]) -> Done:
        service = call.session.ctas
        ended = Outcome(outcome or Outcome.SUCCESS)
        return service.close(chosen, ended, close_tasks=tasks == "close")

    assumed = [] if outcome else ["The outcome is success; --outcome tells another."]
    call.act(close, assumed)


@click.command("reopen")
@IDS
@click.option(
    "--tasks",
    type=click.Choice(["reopen", "keep"]),
    default="keep",
    help="Open the tasks that closing skipped too, or keep them closed (default).",
)
@called(CtaCall)
def reopen_cta(call: CtaCall, tasks: str) -> None:
    """Open closed CTAs again."""

    def reopen(chosen: list[CtaId]) -> Done:
        return call.session.ctas.reopen(chosen, reopen_tasks=tasks == "reopen")

    call.act(reopen)


@click.command("snooze")
@IDS
@click.option("--until", required=True, metavar="DAY", help="Asleep through that day of the org.")
@click.option("--reason", shell_complete=complete_value(Picklist.SNOOZE_REASON))
@called(CtaCall)
def snooze_cta(call: CtaCall, until: str, reason: str | None) -> None:
    """Put to sleep until a day, for a reason."""

    def snooze(chosen: list[CtaId]) -> Done:
        session = call.session
        day = parse_date(until, session.views.snooze_today())
        because = value_named(session.views, Picklist.SNOOZE_REASON, reason) if reason else None
        return session.ctas.snooze(chosen, day, because)

    assumed = []
    if not reason:
        reasons = call.session.views.values(Picklist.SNOOZE_REASON)
        usual = sorted(reasons, key=lambda value: not value.is_default)[:1]
        assumed = [f"The reason is {value.label}; --reason tells another." for value in usual]
    if other_day := call.session.views.snooze_day_words():
        assumed.append(f"{other_day}; days such as `tomorrow` count from there.")
    call.act(snooze, assumed)


@click.command("wake")
@IDS
@called(CtaCall)
def wake_cta(call: CtaCall) -> None:
    """End the snooze."""
    call.act(call.session.ctas.wake)


@click.command("delete")
@IDS
@click.option(
    "--keep/--delete",
    "is_kept",
    default=True,
    help="Keep the mirrored tasks in Salesforce (default), or delete them there too.",
)
@called(CtaCall)
def delete_cta(call: CtaCall, is_kept: bool) -> None:
    """Remove CTAs with their tasks."""

    def delete(chosen: list[CtaId]) -> Done:
        return call.session.ctas.delete(chosen, keep_in_salesforce=is_kept)

    call.delete(delete, is_kept=is_kept)


@click.command("flag")
@IDS
@click.option("--off", is_flag=True, help="Take the flag away.")
@called(CtaCall)
def flag_cta(call: CtaCall, off: bool) -> None:
    """Flag as important."""
    call.edit({"is_flagged": not off})


@click.command("milestone")
@IDS
@click.option("--off", is_flag=True, help="No milestone any more.")
@called(CtaCall)
def milestone_cta(call: CtaCall, off: bool) -> None:
    """Mark as a milestone."""
    call.edit({"is_milestone": not off})


def _written(context: click.Context, _parameter: click.Parameter, text: str) -> str:
    """The text, or what standard input holds: all of it, before the database is asked anything."""
    is_piped = text == "-" and not context.resilient_parsing
    return sys.stdin.read().rstrip("\n") if is_piped else text


@click.command("comment")
@IDS
@click.argument("text", callback=_written)
@click.option("--append", is_flag=True, help="Add a line instead of replacing what is there.")
@called(CtaCall)
def comment_cta(call: CtaCall, text: str, append: bool) -> None:
    """Write the comment; `-` reads it from standard input."""

    def comment(chosen: list[CtaId]) -> Done:
        session = call.session
        if not append:
            return session.ctas.edit(chosen, {"comment": text})
        if len(chosen) != 1:
            raise InvalidInput("--append goes with one CTA.", "Nothing was changed.")
        before = session.views.detail(chosen[0]).comment
        longer = f"{before}\n{text}".lstrip("\n")
        return session.ctas.edit(chosen, {"comment": longer}, since={"comment": before})

    call.act(comment)


VERBS = [
    set_cta,
    close_cta,
    reopen_cta,
    snooze_cta,
    wake_cta,
    delete_cta,
    flag_cta,
    milestone_cta,
    comment_cta,
    link_cta,
    unlink_cta,
    attach_to_cta,
    detach_from_cta,
]
"""In the order of the help."""
