"""Rights (decision 11): right, object, and whether it holds for one's own records or for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from cockpit_tui.domain.errors import NotPermitted
from cockpit_tui.domain.ids import PersonId
from cockpit_tui.domain.values import Scope


class Right(StrEnum):
    READ = "read"
    CREATE = "create"
    EDIT = "edit"
    DELETE = "delete"
    ASSIGN = "assign"
    CONFIGURE = "configure"


class RoleRight(Struct, frozen=True):
    """One row of what a role may do; `object` is cta, task, account, opportunity, playbook or
    workspace."""

    right: Right
    object: str
    scope: Scope


OF_OTHERS = " of others"
RECORDS = ("cta", "task", "account", "opportunity", "playbook")
_PLURALS = {
    "cta": "CTAs",
    "task": "tasks",
    "account": "customers",
    "opportunity": "opportunities",
    "playbook": "playbooks",
    "workspace": "the workspace",
}
SHIPPED_ROLES: Mapping[str, tuple[RoleRight, ...]] = {
    "none": (),
    "viewer": tuple(RoleRight(Right.READ, name, Scope.ALL) for name in RECORDS),
    "sales": (
        *(RoleRight(Right.READ, name, Scope.ALL) for name in RECORDS),
        RoleRight(Right.CREATE, "cta", Scope.ALL),
        RoleRight(Right.EDIT, "task", Scope.OWN),
    ),
    "member": (
        *(RoleRight(Right.READ, name, Scope.ALL) for name in RECORDS),
        *(
            RoleRight(right, name, Scope.ALL)
            for right in (Right.CREATE, Right.EDIT, Right.ASSIGN)
            for name in ("cta", "task")
        ),
        *(RoleRight(Right.DELETE, name, Scope.OWN) for name in ("cta", "task")),
        RoleRight(Right.EDIT, "opportunity", Scope.ALL),
        RoleRight(Right.CREATE, "account", Scope.ALL),
    ),
    "manager": (
        *(
            RoleRight(right, name, Scope.ALL)
            for right in (Right.READ, Right.CREATE, Right.EDIT, Right.DELETE, Right.ASSIGN)
            for name in RECORDS
        ),
    ),
    "admin": (
        *(
            RoleRight(right, name, Scope.ALL)
            for right in (Right.READ, Right.CREATE, Right.EDIT, Right.DELETE, Right.ASSIGN)
            for name in RECORDS
        ),
        RoleRight(Right.CONFIGURE, "workspace", Scope.ALL),
    ),
}
"""What the roles that ship may do; rows in the store, which an admin may change, decide."""


class Actor(Struct, frozen=True):
    """Who acts, and what they may do."""

    person_id: PersonId
    name: str
    role: str
    rights: frozenset[RoleRight]

    def may(self, right: Right, name: str, *owners: int) -> bool:
        """True if the right holds for a record of these owners; without owners, for any record."""
        if RoleRight(right, name, Scope.ALL) in self.rights:
            return True
        has_own = RoleRight(right, name, Scope.OWN) in self.rights
        return has_own and (not owners or self.person_id in owners)

    def require(self, right: Right, name: str, *owners: int) -> None:
        """Raises NotPermitted, naming the missing right."""
        if self.may(right, name, *owners):
            return
        is_of_others = bool(owners) and self.may(right, name)
        missing = f"{right} {name}{OF_OTHERS if is_of_others else ''}"
        kept = "Nothing is shown." if right is Right.READ else "Nothing was changed."
        refused = deed_words([right], name, is_of_others=is_of_others)
        raise NotPermitted(
            f"Your role ({self.role}) may not {refused}. {kept}",
            f"Somebody whose role has the right “{missing}” can do it.",
            right=missing,
        )


def deed_words(rights: Sequence[str], *names: str, is_of_others: bool = False) -> str:
    """What the rights allow, in words: `edit or assign CTAs`, `delete tasks of others`."""
    of_others = OF_OTHERS if is_of_others else ""
    return f"{_either(rights)} {_either([_PLURALS[name] for name in names])}{of_others}"


def _either(words: Sequence[str]) -> str:
    """`edit`, `edit or assign`, `create, edit or assign`."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def to_rights(rows: Iterable[tuple[str, str, str]]) -> frozenset[RoleRight]:
    """Rights from rows (right, object, scope)."""
    return frozenset(RoleRight(Right(right), name, Scope(scope)) for right, name, scope in rows)
