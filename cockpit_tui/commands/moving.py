"""Commands that move between panes and records, and those about the program itself."""

from __future__ import annotations

from cockpit_tui.commands.command import Command, Where

PANES = (Where.LIST, Where.FACTS, Where.TASKS, Where.ACTIVITIES, Where.CUSTOMER)
"""The cockpit: the list and all that stands in its pane."""

MOVING: tuple[Command, ...] = (
    Command("pane.next", ("tab",), "next pane", "Go to the next pane.", group="Move"),
    Command(
        "pane.previous", ("shift+tab",), "previous pane", "Go to the previous pane.", group="Move"
    ),
    Command(
        "record.open",
        ("enter",),
        "open",
        "Open the CTA; edit the field that one stands on.",
        (
            *(*PANES, Where.PLAYBOOKS),
            *(Where.SYNC, Where.IN_DOUBT, Where.CONFLICTS, Where.QUARANTINE),
        ),
        "Move",
        footer=80,
        twin="cta show",
        place_labels=((Where.CONFLICTS, "save"), (Where.FACTS, "edit")),
        place_helps=(
            (Where.TASKS, "Edit the task; in the list of open tasks, go to its CTA."),
            (Where.ACTIVITIES, "Open the whole text of the activity."),
            (Where.CUSTOMER, "Go to the CTA that one stands on."),
            (Where.PLAYBOOKS, "Go to the steps of the playbook."),
            (Where.CONFLICTS, "Save what is taken of each field."),
        ),
        leads_in=(Where.FACTS,),
    ),
    Command(
        "record.copy",
        ("ctrl+y",),
        "copy",
        "Copy the address of the attachment, of the record in Salesforce, or its id here; also "
        "over ssh and tmux.",
        PANES,
        "Move",
    ),
    Command(
        "record.browse",
        ("O",),
        "in Salesforce",
        "Open the task in Salesforce; of a CTA its opportunity, else its customer. An attachment "
        "opens itself.",
        (Where.LIST, Where.FACTS, Where.TASKS, Where.CUSTOMER),
        "Move",
    ),
    Command(
        "account.open",
        ("a",),
        "company",
        "Show the customer: health, ARR, renewal, open CTAs, people, deals and cases.",
        PANES,
        "Move",
        footer=96,
        twin="account show",
        leads_in=(Where.CUSTOMER,),
    ),
    Command(
        "cta.timeline",
        ("h",),
        "timeline",
        "Show what happened about the CTA and with its customer, in one order.",
        PANES,
        "Move",
        footer=97,
        twin="cta timeline",
        leads_in=(Where.CUSTOMER,),
    ),
    Command(
        "account.activities",
        ("A",),
        "activities",
        "Show the customer's Salesforce activities.",
        PANES,
        "Move",
        footer=65,
        twin="account activities",
    ),
    Command(
        "jump",
        ("ctrl+k",),
        "jump",
        "Jump to a customer, a CTA or a person by a few letters of the name.",
        group="Move",
        footer=98,
        twin="account show, cta show",
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
    ),
    Command(
        "suspend",
        ("ctrl+z",),
        "suspend",
        "Back to the shell for a while; `fg` there comes back.",
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
"""Panes, screens, help."""
