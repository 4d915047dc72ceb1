"""How to mirror; the rest is found out by asking the org."""

from __future__ import annotations

from msgspec import Struct

from cockpit_sync.objects.create_modes import Wish


class MirrorSettings(Struct, frozen=True):
    """What a person or an admin decides about the mirror."""

    instance_url: str
    is_loopback: bool
    is_read_only: bool = False
    """Nothing is written to Salesforce; edits are kept as “would write”."""
    pushes_everyones: bool | None = None
    """Whether edits of other people are sent in this session's name, as a team service with an
    integration user does. None: yes on SQLite, which is one person's, no on PostgreSQL."""
    relates_to_opportunity: bool | None = None
    """A Task relates to the opportunity of its CTA, where there is one (decision 2). It is one
    answer for the workspace: None leaves it as it is, at first no."""
    sends_contacts: bool | None = None
    """The first contact of a task, or else of its CTA, is the Name of the Salesforce Task; whom
    Salesforce names is the task's contact here (decision 2). It is one answer for the workspace:
    None leaves it as it is, at first no."""
    creates: Wish = "auto"
    """How creates are told apart in an org without our field on Activity."""
    bulk_rows: int = 50_000
    """The first load of an object with more rows takes a Bulk job."""
    daily_calls: int = 0
    """The most calls of ours in 24 hours; 0: 5 % of the org's, at most 10,000."""
