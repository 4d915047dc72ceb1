"""Accounts, each with a story, and the people who work there."""

from __future__ import annotations

import random
from collections.abc import Iterator

from msgspec import Struct

from cockpit_sandbox.schema import Schema
from cockpit_sandbox.seed.people import Staff, ascii_word
from cockpit_sandbox.seed.places import PLACES, Place
from cockpit_sandbox.seed.rows import Calendar, RowMaker, StoredRow
from cockpit_sandbox.seed.sizes import Size
from cockpit_sandbox.seed.stories import STORIES, Story

MARKUP_NAME = "[/b] Brackets & Söhne"
LONG_NAME = (
    "Vereinigte Mitteleuropäische Gesellschaft für Wasserwirtschaft, Abfallverwertung, "
    "Straßenbeleuchtung und Öffentlichen Personennahverkehr der Landkreise Silbertal, Nebelstein "
    "und Obere Löwenfurt GmbH & Co. Kommanditgesellschaft"
)
"""More than 200 characters, as some authorities and holdings really are called."""
CONTACTS_OF_AN_ACCOUNT = (3, 3, 4, 4, 4, 5, 6)
OLDEST_CUSTOMER_DAYS = 1_200

_SEGMENTS = (
    ("Enterprise", 0.2, (120_000, 900_000), (400, 4_000)),
    ("Mid-Market", 0.45, (30_000, 150_000), (80, 500)),
    ("Small Business", 0.35, (6_000, 40_000), (10, 120)),
)
"""Name, share of the accounts, yearly revenue with us in euros, seats."""
_INDUSTRIES = (
    "Banking",
    "Education",
    "Energy",
    "Healthcare",
    "Insurance",
    "Logistics",
    "Manufacturing",
    "Media",
    "Public Sector",
    "Retail",
    "Software",
    "Telecommunications",
)
_TITLES = (
    "Head of Operations",
    "IT Administrator",
    "Chief Financial Officer",
    "Team Lead Planning",
    "Procurement Manager",
    "Director Digital",
    "Project Manager",
    "Key User",
    "Managing Director",
)


class Person(Struct, frozen=True):
    """A contact."""

    id: str
    first: str
    name: str


class Customer(Struct, frozen=True):
    """What the rest of the seed needs to know of an account."""

    id: str
    name: str
    place: Place
    story: Story
    owner: str
    seller: str
    revenue: int
    """Yearly, in euros."""
    seats: int
    usage: int
    renewal_in_days: int
    since_days: int
    contacts: tuple[Person, ...]


class CustomerBook(Struct, frozen=True):
    """Makes accounts and contacts, one customer at a time."""

    schema: Schema
    calendar: Calendar
    size: Size
    staff: Staff
    dice: random.Random

    def customers(self) -> Iterator[tuple[Customer, StoredRow, list[StoredRow]]]:
        """Each customer with its account row and its contact rows."""
        accounts = RowMaker(self.schema["Account"], self.staff.main)
        contacts = RowMaker(self.schema["Contact"], self.staff.main)
        taken: set[str] = set()
        for position in range(self.size.accounts):
            place = self.dice.choice(PLACES)
            name = self._name(position, place, taken)
            yield self._customer(position, place, name, accounts, contacts)

    def _name(self, position: int, place: Place, taken: set[str]) -> str:
        if position == 1:
            return MARKUP_NAME
        if position == 3:
            return LONG_NAME
        gap = "" if place.family_first else " "
        while True:
            head, tail = self.dice.choice(place.heads), self.dice.choice(place.tails)
            name = place.form.format(f"{head}{tail}{gap}{self.dice.choice(place.trades)}")
            if name in taken:
                name = place.form.format(
                    f"{head}{tail}{gap}{self.dice.choice(place.trades)} "
                    f"{self.dice.choice(place.cities)}"
                )
            if name in taken and self.dice.random() < 0.9:
                continue
            taken.add(name)
            return name

    def _owner(self, position: int) -> str:
        if position < self.size.accounts * self.size.main_share:
            return self.staff.main
        others = self.staff.csms[1:]
        return others[position % len(others)]

    def _customer(
        self, position: int, place: Place, name: str, accounts: RowMaker, contacts: RowMaker
    ) -> tuple[Customer, StoredRow, list[StoredRow]]:
        dice = self.dice
        story = dice.choices(STORIES, [story.weight for story in STORIES])[0]
        segment, _, revenues, seat_range = dice.choices(_SEGMENTS, [s[1] for s in _SEGMENTS])[0]
        seats, usage = dice.randint(*seat_range), dice.randint(*story.usage)
        since = dice.randint(380, OLDEST_CUSTOMER_DAYS)
        if story.name == "onboarding":
            since = dice.randint(10, 80)
        created = self.calendar.stamp(-since, dice)
        modified = self.calendar.stamp(-dice.randint(2, 60), dice) if since > 60 else created
        host = f"{ascii_word(name.split()[0])[:20]}.{place.domain}.example"
        owner = self._owner(position)
        account = accounts.row(
            created,
            modified,
            Name=name,
            Type="Customer",
            Industry=dice.choice(_INDUSTRIES),
            OwnerId=owner,
            AnnualRevenue=float(dice.randint(20, 900) * 100_000),
            NumberOfEmployees=seats * dice.randint(2, 12),
            Website=f"https://www.{host}",
            Phone=f"+{dice.randint(20, 99)} {dice.randint(10_000_000, 99_999_999)}",
            BillingCity=dice.choice(place.cities),
            BillingCountry=place.country,
            Description=f"{segment} customer with {seats} seats, since {created[:4]}.",
            Health__c=float(dice.randint(*story.health)),
            NPS__c=float(dice.randint(*story.nps)) if dice.random() < 0.85 else None,
            Stage__c=story.stage,
            Segment__c=segment,
            Usage__c=float(usage),
        )
        account_id = str(account[0])
        people, rows = self._people(account_id, place, host, owner, contacts, created)
        customer = Customer(
            id=account_id,
            name=name,
            place=place,
            story=story,
            owner=owner,
            seller=dice.choice(self.staff.sales),
            revenue=dice.randint(revenues[0] // 100, revenues[1] // 100) * 100,
            seats=seats,
            usage=usage,
            renewal_in_days=dice.randint(*story.renewal_days),
            since_days=since,
            contacts=people,
        )
        return customer, account, rows

    def _people(
        self,
        account_id: str,
        place: Place,
        host: str,
        owner: str,
        contacts: RowMaker,
        created: str,
    ) -> tuple[tuple[Person, ...], list[StoredRow]]:
        dice, people, rows = self.dice, [], []
        for _ in range(dice.choice(CONTACTS_OF_AN_ACCOUNT)):
            first, last = dice.choice(place.first_names), dice.choice(place.last_names)
            row = contacts.row(
                created,
                created,
                AccountId=account_id,
                FirstName=first,
                LastName=last,
                Name=f"{first} {last}",
                Email=f"{ascii_word(first)}.{ascii_word(last)}@{host}",
                Phone=f"+{dice.randint(20, 99)} {dice.randint(100_000, 999_999)}",
                Title=dice.choice(_TITLES),
                OwnerId=owner,
            )
            rows.append(row)
            people.append(Person(str(row[0]), first, f"{first} {last}"))
        return tuple(people), rows
