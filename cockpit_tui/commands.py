"""The table of commands: bindings, footer, help page, palette and keymap all derive from it.

A letter means one thing on every screen. No alt, no ctrl+punctuation, and none of the keys that
terminals cannot tell apart (ctrl+h, ctrl+i, ctrl+j, ctrl+m).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.key_names import FORBIDDEN_KEYS, key_label, to_key


class Where(StrEnum):
    """A place in which a command's keys work."""

    EVERYWHERE = "everywhere"
    LIST = "list of CTAs"
    TASKS = "tasks"
    ACTIVITIES = "activities"
    TRIAGE = "triage"
    """One CTA at a time; verbs on a CTA of a list work too."""

    def overlaps(self, other: Where) -> bool:
        """Whether a key cannot do two things in both."""
        if self is other or Where.EVERYWHERE in (self, other):
            return True
        return Where.LIST in (self, other) and Where.TRIAGE in (self, other)


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be done, by key, from the palette, from the help page."""

    id: str
    keys: tuple[str, ...]
    """As Textual names them; the first is shown. None: it is run from the palette."""
    label: str
    """One or two words, for the footer."""
    help: str
    """One sentence, for the help page and the palette."""
    where: tuple[Where, ...] = (Where.EVERYWHERE,)
    group: str = "Do"
    footer: int = 0
    """Place in the footer, smaller first; 0 leaves it out."""
    twin: str = ""
    """The command line that does the same; empty where only a screen makes sense of it."""
    task_label: str = ""
    """The label where a task has the cursor, if it is another."""
    waits_for_store: bool = True
    """False for what works before the store is open."""

    @property
    def shown_key(self) -> str:
        return key_label(self.keys[0]) if self.keys else ""

    def label_in(self, where: Where) -> str:
        """The label in a place."""
        return self.task_label if self.task_label and where is Where.TASKS else self.label


BOTH = (Where.LIST, Where.TASKS)

COMMANDS: tuple[Command, ...] = (
    # Verbs
    Command("cta.add", ("n",), "new CTA", "Add a call to action.", twin="cta add"),
    Command("task.add", ("t",), "task", "Add a task to this CTA.", footer=60, twin="task add"),
    Command(
        "record.close",
        ("c",),
        "close",
        "Close the CTA with an outcome; on a task, complete it.",
        BOTH,
        footer=10,
        twin="cta close, task done",
        task_label="complete",
    ),
    Command(
        "task.do_next",
        ("D",),
        "do next",
        "Complete the next open task of the CTA.",
        (Where.LIST,),
        footer=15,
        twin="task done",
    ),
    Command(
        "record.reopen",
        ("C",),
        "reopen",
        "Open a closed CTA or task again.",
        BOTH,
        twin="cta reopen, task reopen",
    ),
    Command(
        "record.delete",
        ("x", "delete"),
        "delete",
        "Delete the CTA with its tasks, or the task.",
        BOTH,
        twin="cta delete, task delete",
    ),
    Command(
        "record.status",
        ("S",),
        "status",
        "Set the status.",
        BOTH,
        footer=45,
        twin="cta set status=",
    ),
    Command(
        "record.priority",
        ("p",),
        "priority",
        "Set the priority.",
        BOTH,
        footer=50,
        twin="cta set priority=",
    ),
    Command(
        "cta.reason", ("r",), "reason", "Set the reason.", (Where.LIST,), twin="cta set reason="
    ),
    Command("cta.type", ("i",), "type", "Set the type.", (Where.LIST,), twin="cta set type="),
    Command(
        "record.due",
        ("d",),
        "due",
        "Set the due date; asks whether open tasks shift along.",
        BOTH,
        footer=30,
        twin="cta set due=, task set due=",
    ),
    Command(
        "cta.snooze",
        ("s",),
        "snooze",
        "Snooze through a day with a reason, or wake.",
        (Where.LIST,),
        footer=20,
        twin="cta snooze, cta wake",
    ),
    Command(
        "record.owner",
        ("o",),
        "owner",
        "Set the owner of the CTA, or the assignees of the task.",
        BOTH,
        footer=40,
        twin="cta set owner=, task set assignees=",
        task_label="assignee",
    ),
    Command("cta.flag", ("f",), "flag", "Flag or unflag.", (Where.LIST,), twin="cta flag"),
    Command(
        "cta.milestone",
        ("M",),
        "milestone",
        "Make the CTA a milestone of the customer, or no longer.",
        (Where.LIST,),
        twin="cta milestone",
    ),
    Command(
        "record.comment",
        ("m",),
        "comment",
        "Write the comment of the CTA or of the task.",
        BOTH,
        twin="cta comment, task set comments=",
    ),
    Command(
        "record.edit",
        ("E",),
        "edit",
        "Edit all fields at once.",
        BOTH,
        twin="cta set, task set",
    ),
    # Mirror
    Command(
        "task.sync",
        ("y",),
        "sync",
        "Mirror the task to Salesforce from now on.",
        (Where.TASKS,),
        "Mirror",
        footer=70,
        twin="task sync",
    ),
    Command(
        "task.desync",
        ("Y",),
        "desync",
        "End the mirroring; keep or delete the Salesforce record.",
        (Where.TASKS,),
        "Mirror",
        twin="task desync",
    ),
    Command(
        "sync.now", ("R",), "sync now", "Exchange with Salesforce now.", group="Mirror", twin="sync"
    ),
    # Taking back
    Command(
        "undo", ("u",), "undo", "Take back your last act.", group="Undo", footer=85, twin="undo"
    ),
    Command("redo", ("U",), "redo", "Do again what was undone.", group="Undo", twin="redo"),
    # Seeing
    Command(
        "view.filter",
        ("slash",),
        "filter",
        "Filter by words and terms: mine:yes type:risk due<7d.",
        group="View",
        footer=90,
        twin="cta list --filter",
    ),
    Command(
        "view.group",
        ("b",),
        "group",
        "Group by owner, reason, priority, due date, customer, type or status, new and due, all.",
        group="View",
        footer=95,
        twin="cta list --group-by",
    ),
    Command(
        "view.sort",
        ("equals_sign",),
        "sort",
        "Sort within the groups.",
        group="View",
        twin="cta list --sort",
    ),
    Command("view.fold", ("z",), "fold", "Fold or unfold this group.", (Where.LIST,), "View"),
    Command(
        "view.fold_all", ("Z",), "fold all", "Fold or unfold all groups.", (Where.LIST,), "View"
    ),
    Command(
        "view.reload",
        ("f5",),
        "read again",
        "Read the view anew: what no longer fits it leaves.",
        group="View",
    ),
    Command("mark.toggle", ("space",), "mark", "Mark or unmark.", (Where.LIST,), "Mark"),
    Command(
        "mark.range",
        ("V",),
        "mark to here",
        "Mark from the last mark to here.",
        (Where.LIST,),
        "Mark",
    ),
    Command(
        "mark.group",
        ("asterisk",),
        "mark group",
        "Mark or unmark the group.",
        (Where.LIST,),
        "Mark",
    ),
    # Triage
    Command(
        "triage",
        ("T",),
        "triage",
        "Go through the marked CTAs, or all of the view, one at a time.",
        (Where.LIST,),
        "Move",
    ),
    Command(
        "triage.skip",
        ("j", "down"),
        "skip",
        "Leave this CTA as it is and go on to the next.",
        (Where.TRIAGE,),
        "Move",
        footer=5,
    ),
    Command(
        "triage.back",
        ("k", "up"),
        "before",
        "Go back to the CTA before.",
        (Where.TRIAGE,),
        "Move",
    ),
    # Moving
    Command("pane.next", ("tab",), "next pane", "Go to the next pane.", group="Move"),
    Command(
        "pane.previous", ("shift+tab",), "previous pane", "Go to the previous pane.", group="Move"
    ),
    Command(
        "record.open",
        ("enter",),
        "open",
        "Open the CTA, or the whole text of the activity.",
        (Where.LIST, Where.TASKS, Where.ACTIVITIES),
        "Move",
        footer=80,
        twin="cta show",
    ),
    Command(
        "record.copy",
        ("ctrl+y",),
        "copy",
        "Copy the record's address in Salesforce, or its id here, also over ssh and tmux.",
        (Where.LIST, Where.TASKS, Where.ACTIVITIES),
        "Move",
    ),
    Command(
        "account.activities",
        ("A",),
        "activities",
        "Show the customer's Salesforce activities.",
        (Where.LIST, Where.TASKS),
        "Move",
        footer=65,
        twin="account activities",
    ),
    Command(
        "back",
        ("escape",),
        "back",
        "Leave the filter, the marks, the pane.",
        group="Move",
        waits_for_store=False,
    ),
    Command(
        "palette",
        ("colon", "ctrl+p"),
        "palette",
        "Find and run any command.",
        group="Help",
        waits_for_store=False,
    ),
    Command(
        "screen.theme",
        (),
        "theme",
        "Choose the colours; each theme is shown while you look.",
        group="Screen",
        twin="config set theme=",
    ),
    Command(
        "help",
        ("question_mark", "f1"),
        "help",
        "Show the keys that work here.",
        group="Help",
        waits_for_store=False,
    ),
    Command(
        "quit",
        ("q",),
        "quit",
        "Leave; what is not sent yet is sent later.",
        group="Help",
        waits_for_store=False,
    ),
)
"""Every command of the cockpit; digits pick the nth view tab and are added by `tab_commands`."""

NAVIGATION: tuple[tuple[str, str, str], ...] = (
    ("j k", "move", "Next, previous row; the arrows do the same."),
    ("gg G", "top, bottom", "First, last row; Home and End do the same."),
    ("Ctrl+d", "page", "Half a screen on; Ctrl+u back; PgDn and PgUp a whole one."),
)
"""What the lists themselves answer to; shown on the help page."""


def tab_commands(labels: Iterable[str]) -> tuple[Command, ...]:
    """`1` to `9` for the view tabs."""
    return tuple(
        Command(f"view.tab_{n}", (str(n),), label, f"Show the view {label}.", group="View")
        for n, label in enumerate(labels, 1)
        if n <= 9
    )


def with_keymap(commands: Iterable[Command], keymap: Mapping[str, str]) -> tuple[Command, ...]:
    """The commands with the user's keys (`"record.close" = "c,f8"`; empty unbinds).

    Raises InvalidInput for an unknown id, a key that no terminal can send, and two commands on one
    key in one place.
    """
    table = {command.id: command for command in commands}
    for command_id, written in keymap.items():
        if command_id not in table:
            import difflib

            near = difflib.get_close_matches(command_id, table, n=1)
            hint = f"Did you mean `{near[0]}`?" if near else "The help page lists every command."
            raise InvalidInput(f"keys: there is no command `{command_id}`.", hint)
        keys = tuple(to_key(key) for key in written.split(",") if key.strip())
        table[command_id] = replace(table[command_id], keys=keys)
    bound = tuple(table.values())
    refuse_clashes(bound)
    return bound


def refuse_clashes(commands: Iterable[Command]) -> None:
    """Raises InvalidInput naming both commands where one key would do two things."""
    taken: dict[str, list[Command]] = {}
    for command in commands:
        for key in command.keys:
            if key in FORBIDDEN_KEYS or "alt+" in key:
                raise InvalidInput(
                    f"keys: {key_label(key)} of `{command.id}` never arrives from a terminal.",
                    "Use a letter, a digit, a function key or ctrl with a letter.",
                )
            for other in taken.get(key, ()):
                if any(a.overlaps(b) for a in command.where for b in other.where):
                    raise InvalidInput(
                        f"keys: `{other.id}` and `{command.id}` are both on {key_label(key)}.",
                        "Give one of them another key in config.toml, [keys].",
                    )
            taken.setdefault(key, []).append(command)
