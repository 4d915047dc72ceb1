"""What calls, mails, meetings and tasks are called, story by story: subject and kind agree."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Kind(StrEnum):
    """What an activity was, in the words of Task.Type and Event.Type."""

    CALL = "Call"
    EMAIL = "Email"
    MEETING = "Meeting"
    OTHER = "Other"


class Subjects(Struct, frozen=True):
    """Subjects of what was done, by kind."""

    calls: tuple[str, ...]
    emails: tuple[str, ...]
    meetings: tuple[str, ...]
    others: tuple[str, ...]

    def of(self, kind: Kind) -> tuple[str, ...]:
        """The subjects of a kind; never empty."""
        return {
            Kind.CALL: self.calls,
            Kind.EMAIL: self.emails,
            Kind.MEETING: self.meetings,
            Kind.OTHER: self.others,
        }[kind]


SUBJECTS = {
    "steady": Subjects(
        ("Monthly check-in", "Call with {first}"),
        ("Adoption numbers sent", "Question about {module}"),
        ("Business review", "{module} review with {first}", "Roadmap session"),
        ("Notes: {module} review", "Success plan refreshed"),
    ),
    "expansion": Subjects(
        ("Call with {first} about more seats", "Seats: quick call with {first}"),
        ("Pricing questions from {first}", "Pilot results for {other_module}"),
        ("Demo of {other_module}", "Intro to the {place_name} team"),
        ("Expansion: {place_name} office", "Value story for {first} drafted"),
    ),
    "onboarding": Subjects(
        ("Onboarding call with {first}", "Call with their IT about SSO"),
        ("Import format sent to {first}", "List of users for the first wave"),
        ("Kick-off", "Training for the key users", "Go-live check"),
        ("Data import: second try", "SSO set-up"),
    ),
    "declining usage": Subjects(
        ("Call with {first}: why fewer log-ins", "Left a voicemail for {first}"),
        ("Usage report sent", "No reply to the last two mails"),
        ("Adoption workshop", "{module} clinic with the team leads"),
        ("Usage drop in {module}", "Idle seats listed"),
    ),
    "champion left": Subjects(
        ("First call with {first}", "Call: who takes over from the sponsor?"),
        ("Our champion is leaving", "Introduction to {contact}"),
        ("First meeting with {contact}", "Coffee with the former champion"),
        ("Handover notes", "Stakeholder map redone"),
    ),
    "renewal": Subjects(
        ("Procurement call", "Call with {first} about the renewal"),
        ("Renewal proposal sent", "Renewal: price question", "Legal comments on the contract"),
        ("Renewal: first talk", "Renewal review with procurement"),
        ("Usage figures for procurement", "Discount checked with finance"),
    ),
    "support escalation": Subjects(
        ("Status call with {first}", "Escalation call, day {day_number}"),
        ("Root cause sent", "Angry mail from {first}"),
        ("Escalation review with engineering", "Meeting with their IT lead"),
        ("Escalation: {module} outage", "Workaround for {module}"),
    ),
}
"""By the name of the story."""
