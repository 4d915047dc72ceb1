"""Verbs on CTAs. Each is one batch, so one undo takes it back; each has `--dry-run`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import click

from cockpit_tui.cli.acting import chosen_ctas, tell, verb_options
from cockpit_tui.cli.completing import complete_cta, complete_value
from cockpit_tui.cli.documents import Document
from cockpit_tui.cli.invocation import Invocation, pass_invocation
from cockpit_tui.cli.progress import told
from cockpit_tui.cli.records.assignments import cta_changes, split_words
from cockpit_tui.cli.records.attachments import attach_to_cta, detach_from_cta
from cockpit_tui.cli.records.cta_lines import cta_documents
from cockpit_tui.cli.records.links import link_cta, unlink_cta
from cockpit_tui.cli.words import value_named
from cockpit_tui.domain.days.date_words import parse_date
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.values import Outcome, Picklist
from cockpit_tui.services.permitted import Done

IDS = click.argument("ids", nargs=-1, metavar="ID…", shell_complete=complete_cta)
Verb = Callable[[list[CtaId]], Done]


@click.command("set")
@click.argument("words", nargs=-1, metavar="ID… FIELD=VALUE…", shell_complete=complete_cta)
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
@verb_options
@pass_invocation
def set_cta(
    invocation: Invocation,
    words: Sequence[str],
    shift_tasks: bool,
    move_tasks: str,
    tasks: str,
    query: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Change fields: name, type, reason, priority, status, owner, due, flagged, milestone, comment.

    Fields are called as in `cta show --json`. Dates may be words (due=fri, due=+3d, due=none).
    """
    from cockpit_tui.services.going_along import MoveTasks

    given, fields = split_words(words)

    def change(ids: list[CtaId]) -> Done:
        session = invocation.session
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

    Call(invocation, given, query, dry_run, as_json).act(change)


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
@verb_options
@pass_invocation
def close_cta(
    invocation: Invocation,
    ids: Sequence[str],
    outcome: str | None,
    tasks: str,
    query: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Close with an outcome."""

    def close(chosen: list[CtaId]) -> Done:
        service = invocation.session.ctas
        ended = Outcome(outcome or Outcome.SUCCESS)
        return service.close(chosen, ended, close_tasks=tasks == "close")

    assumed = [] if outcome else ["The outcome is success; --outcome tells another."]
    Call(invocation, ids, query, dry_run, as_json).act(close, assumed)


@click.command("reopen")
@IDS
@click.option(
    "--tasks",
    type=click.Choice(["reopen", "keep"]),
    default="keep",
    help="Open the tasks that closing skipped too, or keep them closed (default).",
)
@verb_options
@pass_invocation
def reopen_cta(
    invocation: Invocation,
    ids: Sequence[str],
    tasks: str,
    query: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Open closed CTAs again."""

    def reopen(chosen: list[CtaId]) -> Done:
        return invocation.session.ctas.reopen(chosen, reopen_tasks=tasks == "reopen")

    Call(invocation, ids, query, dry_run, as_json).act(reopen)


@click.command("snooze")
@IDS
@click.option("--until", required=True, metavar="DAY", help="Asleep through that day of the org.")
@click.option("--reason", shell_complete=complete_value(Picklist.SNOOZE_REASON))
@verb_options
@pass_invocation
def snooze_cta(
    invocation: Invocation,
    ids: Sequence[str],
    until: str,
    reason: str | None,
    query: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Put to sleep until a day, for a reason."""

    def snooze(chosen: list[CtaId]) -> Done:
        session = invocation.session
        day = parse_date(until, session.views.snooze_today())
        because = value_named(session.views, Picklist.SNOOZE_REASON, reason) if reason else None
        return session.ctas.snooze(chosen, day, because)

    assumed = []
    if not reason:
        reasons = invocation.session.views.values(Picklist.SNOOZE_REASON)
        usual = sorted(reasons, key=lambda value: not value.is_default)[:1]
        assumed = [f"The reason is {value.label}; --reason tells another." for value in usual]
    if other_day := invocation.session.views.snooze_day_words():
        assumed.append(f"{other_day}, and --until counts from there.")
    Call(invocation, ids, query, dry_run, as_json).act(snooze, assumed)


@click.command("wake")
@IDS
@verb_options
@pass_invocation
def wake_cta(
    invocation: Invocation, ids: Sequence[str], query: str | None, dry_run: bool, as_json: bool
) -> None:
    """End the snooze."""

    def wake(chosen: list[CtaId]) -> Done:
        return invocation.session.ctas.wake(chosen)

    Call(invocation, ids, query, dry_run, as_json).act(wake)


@click.command("delete")
@IDS
@click.option(
    "--keep/--delete",
    "is_kept",
    default=True,
    help="Keep the mirrored tasks in Salesforce (default), or delete them there too.",
)
@verb_options
@pass_invocation
def delete_cta(
    invocation: Invocation,
    ids: Sequence[str],
    is_kept: bool,
    query: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Remove CTAs with their tasks."""

    def delete(chosen: list[CtaId]) -> Done:
        return invocation.session.ctas.delete(chosen, keep_in_salesforce=is_kept)

    Call(invocation, ids, query, dry_run, as_json).delete(delete, is_kept=is_kept)


@click.command("flag")
@IDS
@click.option("--off", is_flag=True, help="Take the flag away.")
@verb_options
@pass_invocation
def flag_cta(
    invocation: Invocation,
    ids: Sequence[str],
    off: bool,
    query: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Flag as important."""
    Call(invocation, ids, query, dry_run, as_json).edit({"is_flagged": not off})


@click.command("milestone")
@IDS
@click.option("--off", is_flag=True, help="No milestone any more.")
@verb_options
@pass_invocation
def milestone_cta(
    invocation: Invocation,
    ids: Sequence[str],
    off: bool,
    query: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Mark as a milestone."""
    Call(invocation, ids, query, dry_run, as_json).edit({"is_milestone": not off})


@click.command("comment")
@IDS
@click.argument("text")
@click.option("--append", is_flag=True, help="Add a line instead of replacing what is there.")
@verb_options
@pass_invocation
def comment_cta(
    invocation: Invocation,
    ids: Sequence[str],
    text: str,
    append: bool,
    query: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Write the comment; `-` reads it from standard input."""
    written = sys.stdin.read().rstrip("\n") if text == "-" else text

    def comment(chosen: list[CtaId]) -> Done:
        session = invocation.session
        if not append:
            return session.ctas.edit(chosen, {"comment": written})
        if len(chosen) != 1:
            raise InvalidInput("--append goes with one CTA.", "Nothing was changed.")
        before = session.views.detail(chosen[0]).comment
        longer = f"{before}\n{written}".lstrip("\n")
        return session.ctas.edit(chosen, {"comment": longer}, since={"comment": before})

    Call(invocation, ids, query, dry_run, as_json).act(comment)


class Call:
    """One call of a verb: which CTAs, and how its end is told."""

    def __init__(
        self,
        invocation: Invocation,
        words: Sequence[str],
        query: str | None,
        is_rehearsed: bool,
        as_json: bool,
    ) -> None:
        if is_rehearsed:
            invocation.rehearse()
        self._invocation = invocation
        self._words = words
        self._query = query
        self._as_json = as_json

    def act(self, verb: Verb, notes: Sequence[str] = ()) -> None:
        """Does it to what was chosen, in one batch, and tells what it did."""
        chosen = self._chosen()
        with told(len(chosen)):
            done = verb(chosen)
        documents = partial(self._documents, chosen)
        tell(self._invocation, done, documents, as_json=self._as_json, notes=notes)

    def edit(self, changes: Mapping[str, object]) -> None:
        """Writes the same to each."""
        self.act(lambda chosen: self._invocation.session.ctas.edit(chosen, changes))

    def delete(self, verb: Verb, *, is_kept: bool) -> None:
        """Removes what was chosen; the document holds the records as they were."""
        chosen = self._chosen()
        before = self._documents(chosen)
        tasks = self._invocation.session.views.tasks(chosen)
        is_said = is_kept and any(task.is_synced for task in tasks)
        notes = ["Mirrored tasks are kept in Salesforce."] if is_said else []
        with told(len(chosen)):
            done = verb(chosen)
        tell(self._invocation, done, lambda: before, as_json=self._as_json, notes=notes)

    def _chosen(self) -> list[CtaId]:
        return chosen_ctas(self._invocation, self._words, self._query)

    def _documents(self, chosen: Sequence[CtaId]) -> list[Document]:
        return cta_documents(self._invocation, chosen)


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
