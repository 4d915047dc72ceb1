"""What a command is, and where its keys work."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from cockpit_tui.key_names import key_label


class Where(StrEnum):
    """A place in which a command's keys work."""

    EVERYWHERE = "everywhere"
    LIST = "list of CTAs"
    FACTS = "facts of a CTA"
    TASKS = "tasks"
    OPEN_TASKS = "open tasks"
    """Those of all CTAs in one list; verbs on a task work too."""

    ACTIVITIES = "activities"
    CTA_ACTIVITIES = "activities of a CTA"
    """In the pane of a CTA, whose next step is in sight there."""

    CUSTOMER = "customer"
    """What happened with the customer, and its page."""

    TRIAGE = "triage"
    """One CTA at a time; verbs on a CTA of a list work too."""

    CALENDAR = "calendar"
    """Due dates by day; verbs on a CTA of a list work too."""

    RADAR = "stale CTAs"
    """What nobody works on; verbs on a CTA of a list work too."""

    SYNC = "sync"
    """The mirror: its queue, its log, its calls."""

    IN_DOUBT = "in doubt"
    CONFLICTS = "conflicts"
    QUARANTINE = "quarantine"
    PLAYBOOKS = "playbooks"
    STEPS = "steps of a playbook"

    def overlaps(self, other: Where) -> bool:
        """Whether a key cannot do two things in both."""
        both = {self, other}
        if self is other or Where.EVERYWHERE in both or both in (_ACTIVITIES, _TASKS):
            return True
        like_lists = {Where.TRIAGE, Where.CALENDAR, Where.RADAR}
        return Where.LIST in both and bool(like_lists & both)


_ACTIVITIES = {Where.ACTIVITIES, Where.CTA_ACTIVITIES}
"""One stands in both at once in the pane of a CTA."""
_TASKS = {Where.TASKS, Where.OPEN_TASKS}
"""One stands in both at once in the list of open tasks."""


class Command(Struct, frozen=True):
    """One thing that can be done, by key, from the palette, from the help page."""

    id: str
    keys: tuple[str, ...]
    """As Textual names them; the first is shown. None: it is run from the palette."""
    label: str
    """One or two words, for the footer."""
    help: str
    """One sentence, for the help page and the palette, on CTAs and tasks."""
    where: tuple[Where, ...] = (Where.EVERYWHERE,)
    group: str = "Do"
    footer: int = 0
    """Place in the footer, smaller first; 0 leaves it out."""
    twin: str = ""
    """The command line that does the same; empty where only a screen makes sense of it."""
    task_label: str = ""
    """The label where a task has the cursor, if it is another."""
    place_labels: tuple[tuple[Where, str], ...] = ()
    """Its label in places where the same deed has another name."""
    place_helps: tuple[tuple[Where, str], ...] = ()
    """The sentence in places where it does something else."""
    leads_in: tuple[Where, ...] = ()
    """Places in whose footer it comes first."""
    waits_for_store: bool = True
    """False for what works before the store is open."""
    needs: str = ""
    """The right, and the object where it is not that of the place: `edit`, `create task`."""

    @property
    def shown_key(self) -> str:
        return key_label(self.keys[0]) if self.keys else ""

    @property
    def key_in_text(self) -> str:
        """The first of its keys that is no sign of the text one types; empty where all are."""
        return next((label for label in map(key_label, self.keys) if len(label) > 1), "")

    def needs_in(self, where: Where) -> tuple[str, str] | None:
        """Right and object that it takes in a place; None for what everybody may do."""
        if not self.needs:
            return None
        if where in (Where.IN_DOUBT, Where.CONFLICTS, Where.QUARANTINE):
            # What becomes of a refused edit is an edit of its task.
            return "edit", "task"
        right, _, name = self.needs.partition(" ")
        if where in (Where.PLAYBOOKS, Where.STEPS):
            is_whole = name == "cta" or (where is Where.PLAYBOOKS and name != "task")
            return (right if is_whole else "edit"), "playbook"
        return right, name or ("task" if where is Where.TASKS else "cta")

    def footer_in(self, where: Where) -> int:
        """Its place in the footer there, smaller first."""
        return 0 if where in self.leads_in else self.footer

    def help_in(self, where: Where) -> str:
        """What it does in a place."""
        return dict(self.place_helps).get(where, self.help)

    @property
    def whole_help(self) -> str:
        """What it does everywhere, the places named."""
        others = (f"{place.value.capitalize()}: {help_}" for place, help_ in self.place_helps)
        return " ".join((self.help, *others))

    def label_in(self, where: Where) -> str:
        """The label in a place."""
        for place, label in self.place_labels:
            if place is where:
                return label
        return self.task_label if self.task_label and where is Where.TASKS else self.label
