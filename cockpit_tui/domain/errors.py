"""What can go wrong, and who can act on it.

CockpitError                 message (what happened, what was kept) and hint (what to do)
├── InvalidInput             the caller: wrong words, values or ids            exit 2
│   ├── InvalidQuery         the filter, with the place of the mistake
│   └── Ambiguous            several records fit the word
├── NotFound                 the caller: no such record                        exit 1
├── NotPermitted             an admin: names the missing right                 exit 4
│   └── OrgNotArmed          whoever may arm the org                           exit 4
├── ChangedSince             the caller: somebody else changed it meanwhile    exit 1
│   └── WrittenMeanwhile     a long text, on the lines that were written here
├── TakenBackAlready         nobody: another window did so a moment ago         exit 1
├── Cancelled                nobody: a person ended it before it was through   exit 130
├── Blocked                  the caller: the task waits for another one        exit 1
├── NotMapped                an admin: no valid field mapping (SY-9)           exit 1
├── Unreachable              the network, the org or the sign-in               exit 5
└── StoreError               the database                                      exit 6
    ├── StoreMissing         no workspace yet
    ├── StoreTooNew          written by a newer program
    ├── StoreDamaged         cannot be read
    ├── StoreContended       somebody else wrote the same records
    ├── StoreTwin            what may be there once is there already
    └── StoreReference       a record that another one needs is not there
"""

from __future__ import annotations

from collections.abc import Mapping


class CockpitError(Exception):
    """Something that a person is told in words. `code` is stable: scripts read it."""

    code = "failed"
    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def facts(self) -> Mapping[str, object]:
        """What scripts are told besides code, message and hint."""
        return {}

    def reword(self, message: str) -> None:
        """Says it so, where the caller knows more of what was kept."""
        self.message = message
        self.args = (message,)


class InvalidInput(CockpitError):
    """The call's words are wrong; nothing was changed."""

    code = "invalid"
    exit_code = 2


class InvalidQuery(InvalidInput):
    """The filter does not parse. `position` counts characters from 0; `length` is at least 1."""

    code = "invalid-query"

    def __init__(self, message: str, hint: str = "", *, position: int = 0, length: int = 1) -> None:
        super().__init__(message, hint)
        self.position = position
        self.length = length
        self.query = ""
        """The filter that it is about, where that is known."""

    def facts(self) -> Mapping[str, object]:
        return {"position": self.position, "length": self.length}


class Ambiguous(InvalidInput):
    """Several records fit the word; the message names them."""

    code = "ambiguous"


class NotFound(CockpitError):
    """No record fits; nothing was changed."""

    code = "not-found"


class NotPermitted(CockpitError):
    """The person lacks a right. `right` is its name, for example `edit cta of others`."""

    code = "not-permitted"
    exit_code = 4

    def __init__(self, message: str, hint: str = "", *, right: str = "") -> None:
        super().__init__(message, hint)
        self.right = right

    def facts(self) -> Mapping[str, object]:
        return {"right": self.right}


class OrgNotArmed(NotPermitted):
    """A production org that may not be written to yet; the hint holds the words that arm it."""

    code = "org-not-armed"


class ChangedSince(CockpitError):
    """Somebody else changed the same field since; nothing was changed now."""

    code = "changed-since"


class WrittenMeanwhile(ChangedSince):
    """Somebody else wrote the same lines of a long text; nothing was changed now.

    `field` is its column, `theirs` the text as it is now, `both` one that holds all lines of both,
    theirs above, and `who` wrote theirs.
    """

    code = "written-meanwhile"

    def __init__(
        self, message: str, hint: str, *, field: str, theirs: str, both: str, who: str
    ) -> None:
        super().__init__(message, hint)
        self.field = field
        self.theirs = theirs
        self.both = both
        self.who = who


class TakenBackAlready(CockpitError):
    """Another window of the same person took the act back; nothing was changed now."""

    code = "taken-back-already"


class Cancelled(CockpitError):
    """A person ended it before it was through; nothing was changed."""

    code = "cancelled"
    exit_code = 130
    """128 + SIGINT, as shells report it."""


class Blocked(CockpitError):
    """The task waits for another one that is open (TP-16); nothing was changed."""

    code = "blocked"


class NotMapped(CockpitError):
    """No valid field mapping exists, so nothing can be mirrored yet (SY-9)."""

    code = "not-mapped"


class Unreachable(CockpitError):
    """No org, no network or no valid session. Edits are kept and are mirrored later."""

    code = "unreachable"
    exit_code = 5


class StoreError(CockpitError):
    """The database cannot be used; nothing was changed."""

    code = "store"
    exit_code = 6


class StoreMissing(StoreError):
    """There is no workspace yet."""

    code = "store-missing"


class StoreTooNew(StoreError):
    """A newer program wrote this database."""

    code = "store-too-new"


class StoreDamaged(StoreError):
    """The database is there and cannot be read."""

    code = "store-damaged"


class StoreContended(StoreError):
    """Two wrote the same records crosswise: the database ended this one, and kept none of it."""

    code = "store-contended"


class StoreTwin(StoreError):
    """Something that may be there once is there already; nothing was changed."""

    code = "store-twin"


class StoreReference(StoreError):
    """A record that another one needs is not there, or to go; nothing was changed."""

    code = "store-reference"
