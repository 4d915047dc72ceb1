"""Commands that change what is seen: views, marks, other screens."""

from __future__ import annotations

from cockpit_tui.commands.command import Command, Where

MARKED = (Where.LIST, Where.TASKS)
"""Where rows are marked, for one verb on all of them."""
GROUPED = (Where.LIST, Where.OPEN_TASKS)
"""Where rows stand in groups."""

VIEWS: tuple[Command, ...] = (
    Command(
        "view.filter",
        ("slash",),
        "filter",
        "Filter by words and terms: mine:yes type:risk due<7d.",
        group="View",
        footer=90,
        twin="cta list --filter, task list --filter",
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
        "Sort within the groups, also the other way round.",
        group="View",
        twin="cta list --sort",
    ),
    Command(
        "view.toggles",
        ("F",),
        "show",
        "Choose types, priorities and owner; closed ones too, snoozed or flagged ones only.",
        (Where.LIST,),
        "Show",
        twin="cta list --filter",
    ),
    Command(
        "view.types", (), "types", "Show some types only, or all; F then i.", (Where.LIST,), "Show"
    ),
    Command(
        "view.priorities",
        (),
        "priorities",
        "Show some priorities only, or all; F then p.",
        (Where.LIST,),
        "Show",
    ),
    Command(
        "view.owner",
        (),
        "owner",
        "Show the CTAs of one owner, or of all owners; F then o.",
        (Where.LIST,),
        "Show",
    ),
    Command(
        "view.show_closed",
        (),
        "closed ones",
        "Show closed ones too, or hide them; F then c.",
        (Where.LIST,),
        "Show",
    ),
    Command(
        "view.snoozed",
        (),
        "snoozed only",
        "Show snoozed ones only, or those that are awake; F then s.",
        (Where.LIST,),
        "Show",
    ),
    Command(
        "view.flagged",
        (),
        "flagged only",
        "Show flagged ones only, or all; F then f.",
        (Where.LIST,),
        "Show",
    ),
    Command(
        "view.export",
        (),
        "export",
        "Export the view, or the marked CTAs, to a file: CSV, JSON or iCalendar.",
        (Where.LIST,),
        "File",
        twin="export",
    ),
    Command(
        "view.columns",
        ("vertical_line",),
        "columns",
        "Choose at most two further columns: ARR, renewal date, health, NPS, usage, score.",
        (Where.LIST,),
        "View",
    ),
    Command(
        "record.explain",
        ("e",),
        "explain",
        "Explain the CTA's recommendation by the terms of its score; a task or a field by its "
        "history.",
        (
            *(Where.LIST, Where.FACTS, Where.TASKS),
            *(Where.SYNC, Where.IN_DOUBT, Where.CONFLICTS, Where.QUARANTINE),
        ),
        "View",
        twin="cta explain",
        place_helps=tuple(
            (place, "Tell the history of what the edit is about.")
            for place in (Where.SYNC, Where.IN_DOUBT, Where.CONFLICTS, Where.QUARANTINE)
        ),
    ),
    Command(
        "view.saved",
        ("v",),
        "views",
        "Save this view, or rename, move, delete or share the one that is shown.",
        group="View",
        twin="view",
    ),
    Command("view.fold", ("z",), "fold", "Fold or unfold this group.", GROUPED, "View"),
    Command("view.fold_all", ("Z",), "fold all", "Fold or unfold all groups.", GROUPED, "View"),
    Command(
        "view.reload",
        ("f5",),
        "read again",
        "Read the view anew: what no longer fits it leaves.",
        group="View",
    ),
    Command("mark.toggle", ("space",), "mark", "Mark or unmark.", MARKED, "Mark"),
    Command(
        "mark.range",
        ("V",),
        "mark to here",
        "Mark from the last mark to here.",
        MARKED,
        "Mark",
    ),
    Command(
        "mark.group",
        ("asterisk",),
        "mark group",
        "Mark or unmark the group.",
        GROUPED,
        "Mark",
    ),
    Command(
        "mark.all",
        ("ctrl+a",),
        "mark all",
        "Mark or unmark all that the filter finds.",
        MARKED,
        "Mark",
        place_helps=((Where.TASKS, "Mark or unmark all tasks that are shown."),),
    ),
)
"""The list: filter, grouping, order, folds, marks."""

SAVING_VIEWS: tuple[Command, ...] = (
    Command(
        "view.save",
        (),
        "save view",
        "Save filter, grouping, order and columns as a view of your own.",
        group="Views",
        twin="view save",
    ),
    Command(
        "view.update",
        (),
        "update view",
        "Write filter, grouping, order and columns into this view.",
        group="Views",
        twin="view save",
    ),
    Command(
        "view.rename", (), "rename view", "Rename this view.", group="Views", twin="view rename"
    ),
    Command(
        "view.left", (), "view left", "Move this view to the left.", group="Views", twin="view move"
    ),
    Command(
        "view.right",
        (),
        "view right",
        "Move this view to the right.",
        group="Views",
        twin="view move",
    ),
    Command(
        "view.share",
        (),
        "share view",
        "Make this view the team's, or your own again.",
        group="Views",
        twin="view share",
        needs="configure workspace",
    ),
    Command(
        "view.copy_line",
        (),
        "copy view",
        "Copy this view as one line of text.",
        group="Views",
        twin="view export",
    ),
    Command(
        "view.import_line",
        (),
        "import view",
        "Save a view from one line of text.",
        group="Views",
        twin="view import",
    ),
    Command(
        "view.delete", (), "delete view", "Delete this view.", group="Views", twin="view delete"
    ),
)
"""What `v` offers."""

TRIAGE: tuple[Command, ...] = (
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
)
"""One CTA at a time."""

CALENDAR: tuple[Command, ...] = (
    Command(
        "calendar",
        ("K",),
        "calendar",
        "Show the due dates of this view by day, week or month.",
        (Where.LIST,),
        "Move",
    ),
    Command(
        "calendar.later",
        ("pagedown", "greater_than_sign"),
        "later",
        "Go to the next month, week or day.",
        (Where.CALENDAR,),
        "Move",
        footer=6,
    ),
    Command(
        "calendar.earlier",
        ("pageup", "less_than_sign"),
        "earlier",
        "Go to the month, week or day before.",
        (Where.CALENDAR,),
        "Move",
        footer=7,
    ),
    Command(
        "calendar.today", ("home",), "today", "Go to today.", (Where.CALENDAR,), "Move", footer=8
    ),
)
"""Due dates by day."""

RADAR: tuple[Command, ...] = (
    Command(
        "radar",
        ("Q",),
        "stale ones",
        "Show what nobody works on in this view, why, and old closed CTAs for the archive.",
        (Where.LIST,),
        "Move",
        twin="cta stale",
    ),
)
"""Neglected CTAs."""

TASKS: tuple[Command, ...] = (
    Command(
        "tasks",
        ("J",),
        "open tasks",
        "Show the open tasks of all CTAs by due date, your own or everybody's.",
        (Where.LIST, Where.FACTS, Where.TASKS),
        "Move",
        twin="task list",
    ),
)
"""What is to be done, whatever it is for."""
