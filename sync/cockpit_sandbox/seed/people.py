"""The company and its staff."""

from __future__ import annotations

import random
import unicodedata

from msgspec import Struct

from cockpit_sandbox import ids
from cockpit_sandbox.schema import Schema
from cockpit_sandbox.seed.places import PLACES, ROMANISED
from cockpit_sandbox.seed.rows import Calendar, RowMaker, StoredRow
from cockpit_sandbox.seed.sizes import Size

COMPANY = "Cockpit Demo"
MAIL_HOST = "cockpit-demo.example"
JOINED_DAYS_AGO = 1_000
_MAIN_USER = ("Maya", "Lindåker", "Europe/Berlin")


class Staff(Struct, frozen=True):
    """Ids of the users by what they do."""

    main: str
    managers: tuple[str, ...]
    csms: tuple[str, ...]
    """The main user first."""
    sales: tuple[str, ...]
    support: tuple[str, ...]


def ascii_word(text: str) -> str:
    """The letters of a name that may stand in a mail address."""
    for written, spoken in ROMANISED.items():
        text = text.replace(written, spoken)
    plain = unicodedata.normalize("NFKD", text).lower()
    return "".join(c for c in plain if c.isascii() and c.isalnum())


def organization_row(schema: Schema, calendar: Calendar, number: int, clerk: str) -> StoredRow:
    """The company; its id depends on the seed, so that two orgs are told apart."""
    maker = RowMaker(schema["Organization"], clerk)
    maker.count = number
    founded = calendar.at(-JOINED_DAYS_AGO, 0)
    return maker.row(
        founded,
        founded,
        Name=COMPANY,
        IsSandbox=1,
        OrganizationType="Enterprise Edition",
        InstanceName="CS1",
        TimeZoneSidKey="Europe/Berlin",
        LanguageLocaleKey="en_US",
        DefaultLocaleSidKey="en_US",
        DefaultCurrencyIsoCode="USD",
        Country="Germany",
    )


def hire(
    schema: Schema, calendar: Calendar, size: Size, dice: random.Random
) -> tuple[Staff, list[StoredRow]]:
    """The staff and their rows. One former colleague is there too, inactive."""
    clerk = ids.numbered("005", 1)
    maker = RowMaker(schema["User"], clerk)
    joined = calendar.at(-JOINED_DAYS_AGO, 0)
    rows: list[StoredRow] = []
    taken: set[str] = set()

    def add(title: str, department: str, manager: str | None, *, active: bool = True) -> str:
        place = dice.choice(PLACES)
        first, last, zone = (
            dice.choice(place.first_names),
            dice.choice(place.last_names),
            place.zone,
        )
        if not rows:
            first, last, zone = _MAIN_USER
        address = f"{ascii_word(first)}.{ascii_word(last)}"
        while address in taken:
            address = f"{address}{len(taken)}"
        taken.add(address)
        rows.append(
            maker.row(
                joined,
                joined,
                Username=f"{address}@{MAIL_HOST}",
                Email=f"{address}@{MAIL_HOST}",
                FirstName=first,
                LastName=last,
                Name=f"{first} {last}",
                Alias=address[:8],
                Title=title,
                Department=department,
                ManagerId=manager,
                IsActive=int(active),
                TimeZoneSidKey=zone,
            )
        )
        return str(rows[-1][0])

    csm_title = "Customer Success Manager"
    main = add("Senior " + csm_title, "Customer Success", None)
    managers = tuple(
        add("Head of Customer Success", "Customer Success", None) for _ in range(size.managers)
    )
    rows[0][maker.index["ManagerId"]] = managers[0]
    csms = tuple(
        add(csm_title, "Customer Success", managers[i % len(managers)]) for i in range(1, size.csms)
    )
    sales = tuple(add("Account Executive", "Sales", managers[0]) for _ in range(size.sales))
    support = tuple(add("Support Engineer", "Support", managers[0]) for _ in range(size.support))
    add(csm_title, "Customer Success", managers[0], active=False)
    return Staff(main, managers, (main, *csms), sales, support), rows


def queue_rows(schema: Schema, calendar: Calendar, clerk: str) -> list[StoredRow]:
    """The queues that may own tasks and cases."""
    maker = RowMaker(schema["Group"], clerk)
    joined = calendar.at(-JOINED_DAYS_AGO, 0)
    return [
        maker.row(joined, joined, Name=name, DeveloperName=name.replace(" ", "_"))
        for name in ("Support Queue", "Renewals Queue")
    ]


def lead_rows(schema: Schema, calendar: Calendar, clerk: str) -> list[StoredRow]:
    """A few people who are no customers yet."""
    maker = RowMaker(schema["Lead"], clerk)
    joined = calendar.at(-30, 0)
    return [
        maker.row(
            joined,
            joined,
            FirstName=first,
            LastName=last,
            Name=f"{first} {last}",
            Company=company,
            Email=f"{ascii_word(first)}@{ascii_word(company)}.example",
            OwnerId=clerk,
        )
        for first, last, company in (
            ("Noor", "Haddad", "Blue Harbour"),
            ("Tomás", "Okafor", "Weir & Sons"),
        )
    ]
