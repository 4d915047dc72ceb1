"""Commands that change records, exchange them with Salesforce, and take back."""

from __future__ import annotations

from cockpit_tui.commands.command import Command, Where

ON_CTA = (Where.LIST, Where.FACTS)
BOTH = (*ON_CTA, Where.TASKS)
TEMPLATES = (Where.PLAYBOOKS, Where.STEPS)

VERBS: tuple[Command, ...] = (
    Command(
        "cta.add",
        ("n",),
        "new CTA",
        "Add a call to action; among playbooks, a playbook.",
        twin="cta add, playbook add",
        place_labels=((Where.PLAYBOOKS, "new playbook"), (Where.STEPS, "new playbook")),
        needs="create cta",
    ),
    Command(
        "task.add",
        ("t",),
        "task",
        "Add a task to this CTA; among playbooks, a step.",
        footer=60,
        twin="task add, playbook step add",
        place_labels=((Where.PLAYBOOKS, "step"), (Where.STEPS, "step")),
        needs="create task",
    ),
    Command(
        "record.close",
        ("c",),
        "close",
        "Close the CTA with an outcome; on a task, complete it.",
        BOTH,
        footer=10,
        twin="cta close, task done",
        task_label="complete",
        needs="edit",
    ),
    Command(
        "task.do_next",
        ("D",),
        "do next",
        "Complete the next open task of the CTA.",
        BOTH,
        footer=15,
        twin="task done",
        needs="edit task",
    ),
    Command(
        "record.reopen",
        ("C",),
        "reopen",
        "Open a closed CTA or task again.",
        BOTH,
        twin="cta reopen, task reopen",
        needs="edit",
    ),
    Command(
        "record.delete",
        ("x", "delete"),
        "delete",
        "Delete the CTA with its tasks, the task, the attachment, the refused edit, the playbook, "
        "the step.",
        (*BOTH, Where.QUARANTINE, *TEMPLATES),
        twin="cta delete, task delete, quarantine drop, playbook delete, playbook step delete",
        place_labels=((Where.QUARANTINE, "drop"),),
        needs="delete",
    ),
    Command(
        "record.status",
        ("S",),
        "status",
        "Set the status; of a playbook whether it is offered.",
        (*BOTH, Where.PLAYBOOKS),
        footer=45,
        twin="cta set status=",
        needs="edit",
    ),
    Command(
        "record.priority",
        ("p",),
        "priority",
        "Set the priority.",
        (*BOTH, Where.STEPS),
        footer=50,
        twin="cta set priority=",
        needs="edit",
    ),
    Command(
        "cta.reason",
        ("r",),
        "reason",
        "Set the reason.",
        ON_CTA,
        twin="cta set reason=",
        needs="edit",
    ),
    Command(
        "cta.type",
        ("i",),
        "type",
        "Set the type; of a playbook the type of CTAs that it is for.",
        (*ON_CTA, Where.PLAYBOOKS),
        twin="cta set type=, playbook set type=",
        needs="edit",
    ),
    Command(
        "cta.name",
        ("f2",),
        "rename",
        "Give the CTA another name.",
        ON_CTA,
        twin="cta set name=",
        needs="edit",
    ),
    Command(
        "record.due",
        ("d",),
        "due",
        "Set the due date; asks whether open tasks shift along. Of a step, its day.",
        (*BOTH, Where.STEPS),
        footer=30,
        twin="cta set due=, task set due=, playbook step set day=",
        place_labels=((Where.STEPS, "day"),),
        needs="edit",
    ),
    Command(
        "cta.snooze",
        ("s",),
        "snooze",
        "Snooze through a day with a reason, or wake.",
        ON_CTA,
        footer=20,
        twin="cta snooze, cta wake",
        needs="edit",
    ),
    Command(
        "record.owner",
        ("o",),
        "owner",
        "Set the owner of the CTA, or the assignees of the task.",
        (*BOTH, Where.STEPS),
        footer=40,
        twin="cta set owner=, task set assignees=",
        task_label="assignee",
        needs="assign",
    ),
    Command("cta.flag", ("f",), "flag", "Flag or unflag.", ON_CTA, twin="cta flag", needs="edit"),
    Command(
        "cta.milestone",
        ("M",),
        "milestone",
        "Make the CTA a milestone of the customer, or no longer.",
        ON_CTA,
        twin="cta milestone",
        needs="edit",
    ),
    Command(
        "cta.archive",
        ("W",),
        "archive",
        "Take closed CTAs out of the lists, or bring archived ones back.",
        ON_CTA,
        twin="cta archive, cta unarchive",
        needs="edit cta",
    ),
    Command(
        "cta.playbook",
        ("P",),
        "playbook",
        "Apply a playbook, or replace the one that is applied.",
        BOTH,
        twin="playbook apply, playbook replace",
        needs="edit cta",
    ),
    Command(
        "record.comment",
        ("m",),
        "comment",
        "Write the comment of the CTA or of the task, or a description.",
        (*BOTH, *TEMPLATES),
        twin="cta comment, task set comments=",
        place_labels=((Where.PLAYBOOKS, "describe"), (Where.STEPS, "describe")),
        needs="edit",
    ),
    Command(
        "record.link",
        ("l",),
        "link",
        "Link the CTA to an opportunity, cases and contacts; a task to contacts.",
        BOTH,
        twin="cta link, cta unlink, task link",
        needs="edit",
        task_label="contacts",
    ),
    Command(
        "cta.attach",
        ("at",),
        "attach",
        "Attach a web address or a file; on an attachment, change it.",
        ON_CTA,
        twin="cta attach, cta detach",
        needs="edit cta",
    ),
    Command(
        "cta.unset",
        (),
        "set a field",
        "Set a field of the CTA that nobody has set yet.",
        ON_CTA,
        "Show",
        twin="cta set, cta link, cta attach",
        needs="edit cta",
    ),
    Command(
        "record.edit",
        ("E",),
        "edit",
        "Edit all fields at once; write a field in conflict yourself, in place of both sides.",
        (*BOTH, *TEMPLATES, Where.CONFLICTS),
        twin="cta set, task set, playbook set, playbook step set, conflict resolve --value",
        place_labels=((Where.CONFLICTS, "write it myself"),),
        needs="edit",
    ),
)
"""On CTAs and tasks."""

PLAYBOOKS: tuple[Command, ...] = (
    Command(
        "playbooks",
        ("B",),
        "playbooks",
        "Show all playbooks, make and change them.",
        BOTH,
        "Move",
        twin="playbook list, playbook show",
        needs="read playbook",
    ),
    Command(
        "step.up",
        ("left_square_bracket", "shift+up"),
        "move up",
        "Move the step up.",
        (Where.STEPS,),
        twin="playbook step set position=",
        needs="edit playbook",
    ),
    Command(
        "step.down",
        ("right_square_bracket", "shift+down"),
        "move down",
        "Move the step down.",
        (Where.STEPS,),
        twin="playbook step set position=",
        needs="edit playbook",
    ),
)
"""Playbooks and their steps; the other verbs on them are those on CTAs and tasks."""

ACTIVITIES: tuple[Command, ...] = (
    Command(
        "activity.log",
        ("N",),
        "log",
        "Log a call, a note or a meeting with the customer; Salesforce gets it.",
        (*BOTH, Where.ACTIVITIES),
        twin="account log",
        needs="read account",
    ),
    Command(
        "activity.adopt",
        ("I",),
        "adopt",
        "Take a Salesforce Task of the customer under a CTA, as one of its tasks.",
        (*BOTH, Where.ACTIVITIES),
        "Mirror",
        twin="task adopt",
        needs="create task",
    ),
)
"""On a customer's activities, and on a CTA for its customer."""

MIRROR: tuple[Command, ...] = (
    Command(
        "task.sync",
        ("y",),
        "sync",
        "Mirror the task to Salesforce from now on, or a step's tasks; send a refused edit again, "
        "or a new record whose answer was lost.",
        (Where.TASKS, Where.IN_DOUBT, Where.QUARANTINE, Where.STEPS),
        "Mirror",
        footer=70,
        twin="task sync, quarantine retry, doubt resend",
        place_labels=(
            (Where.IN_DOUBT, "send again"),
            (Where.QUARANTINE, "send again"),
            (Where.STEPS, "mirror"),
        ),
        needs="edit task",
    ),
    Command(
        "task.desync",
        ("Y",),
        "desync",
        "End the mirroring; keep or delete the Salesforce record.",
        (Where.TASKS, Where.STEPS),
        "Mirror",
        twin="task desync",
        place_labels=((Where.STEPS, "no mirror"),),
        needs="edit task",
    ),
    Command(
        "sync.now", ("R",), "sync now", "Exchange with Salesforce now.", group="Mirror", twin="sync"
    ),
)
"""On what stands in Salesforce."""

TAKING_BACK: tuple[Command, ...] = (
    Command(
        "undo", ("u",), "undo", "Take back your last act.", group="Undo", footer=85, twin="undo"
    ),
    Command("redo", ("U",), "redo", "Do again what was undone.", group="Undo", twin="redo"),
)
"""Undo and redo."""

HABITS: tuple[Command, ...] = (
    Command(
        "person.holidays",
        (),
        "holidays",
        "Say whose holidays count for you or, as an admin, for anybody.",
        group="Screen",
        twin="person set holidays=",
        needs="edit task",
    ),
    Command(
        "record.history",
        ("H",),
        "history",
        "Tell who changed the CTA or task, what, when and from where; whole or of one field.",
        BOTH,
        "Undo",
        twin="history",
    ),
    Command(
        "repeat",
        ("full_stop",),
        "repeat",
        "Do the last verb again with its arguments, on this row or on those marked.",
        BOTH,
        "Undo",
    ),
    Command(
        "answers",
        (),
        "answers",
        "See and change the questions that are answered once and for all.",
        group="Screen",
    ),
)
"""What people do now and then; a shell has a history of its own, and flags are answers."""
