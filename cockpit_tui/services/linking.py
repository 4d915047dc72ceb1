"""Linking CTAs to the customer's opportunity, cases and contacts; tasks to contacts (OP-1, CD-12).

Salesforce is told of a mirrored task's first contact (SY-7), and of its CTA's opportunity, by
setting; what a link may do there besides is set up apart (OP-2).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from cockpit_tui.domain.errors import Ambiguous, InvalidInput, NotFound
from cockpit_tui.domain.field_rules import CONTACTS
from cockpit_tui.domain.ids import AccountId, CtaId, TaskId, to_cta_word, without_address
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.rows.customers import LinkRow
from cockpit_tui.domain.text import folded
from cockpit_tui.domain.values import LinkKind
from cockpit_tui.services import field_rules
from cockpit_tui.services.permitted import Done, Service, requires
from cockpit_tui.store.records import lookup, record_links
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.unit_of_work import UnitOfWork

Target = tuple[LinkKind, int]
"""What is linked: its kind, and its id here."""
TABLES = {
    LinkKind.OPPORTUNITY: schema.opportunity,
    LinkKind.CASE: schema.support_case,
    LinkKind.CONTACT: schema.contact,
}
COLUMNS = {LinkKind.CASE: "case_id", LinkKind.CONTACT: "contact_id"}


class LinkService(Service):
    """Each call is one batch: one undo takes it back."""

    @requires(Right.READ, "cta")
    def of_cta(self, cta_id: CtaId) -> tuple[LinkRow, ...]:
        """What the CTA and its tasks are linked to."""
        with self.store.read() as connection:
            return record_links.read_links(connection, cta_id)

    @requires(Right.READ, "account")
    def linkable(self, account_id: AccountId) -> list[LinkRow]:
        """What of the customer can be linked."""
        with self.store.read() as connection:
            return record_links.read_linkable(connection, account_id)

    @requires(Right.READ, "account")
    def find(self, account_id: AccountId, kind: LinkKind, word: str) -> int:
        """The customer's record of that kind by id, address in Salesforce or name; raises NotFound
        or Ambiguous."""
        word = without_address(word)
        wanted = folded(word)
        of_kind = [link for link in self.linkable(account_id) if link.kind is kind]
        for fits in (
            [link for link in of_kind if word in (link.word, link.salesforce_id, str(link.id))],
            [link for link in of_kind if folded(link.name) == wanted],
            [link for link in of_kind if f" {wanted}" in f" {folded(link.name)}"],
        ):
            if len(fits) == 1:
                return fits[0].id
            if fits:
                names = ", ".join(f"{link.name} ({link.word})" for link in fits[:5])
                raise Ambiguous(f"“{word}” fits {len(fits)}: {names}.", "Use the id.")
        names = ", ".join(link.name for link in of_kind[:5]) or "none"
        raise NotFound(f"The customer has no {kind.value} “{word}”.", f"It has {names}.")

    @requires(Right.READ, "opportunity")
    def find_opportunity(self, word: str) -> int:
        """A deal by `OPP-3`, its Salesforce id, or the CTA that is linked to it (`CTA-7`).

        Raises NotFound.
        """
        with self.store.read() as connection:
            if word.upper().startswith("CTA-"):
                links = record_links.read_links(connection, lookup.find_cta(connection, word))
                linked = [link.id for link in links if link.kind is LinkKind.OPPORTUNITY]
                found = linked[0] if linked else None
            else:
                found = record_links.find_deal(connection, word)
        if found is None:
            is_cta = word.upper().startswith("CTA-")
            told = (
                f"{word} is linked to no opportunity."
                if is_cta
                else f"There is no opportunity “{word}”."
            )
            raise NotFound(told, "`cockpit cta link` links a CTA to one.")
        return found

    @requires(Right.EDIT, "cta")
    def link(self, cta_id: CtaId, targets: Collection[Target]) -> Done:
        """Links these too; another opportunity takes the place of the one there is (OP-1).

        Raises InvalidInput for a record of another customer.
        """
        with self.work(f"Linked {to_cta_word(cta_id)}") as work:
            self._change(work, cta_id, add=targets, remove=())
        return Done(f"Linked {to_cta_word(cta_id)}", (cta_id,), work.batch_id)

    @requires(Right.EDIT, "cta")
    def unlink(self, cta_id: CtaId, targets: Collection[Target]) -> Done:
        """Takes these links away; what is linked stays as it is."""
        with self.work(f"Unlinked {to_cta_word(cta_id)}") as work:
            self._change(work, cta_id, add=(), remove=targets)
        return Done(f"Unlinked {to_cta_word(cta_id)}", (cta_id,), work.batch_id)

    @requires(Right.EDIT, "cta")
    def set_links(self, cta_id: CtaId, wanted: Collection[Target]) -> Done:
        """The CTA is linked to these and to nothing else."""
        with self.work(f"Links set of {to_cta_word(cta_id)}") as work:
            now = self._of_cta(work, cta_id)
            gone = [target for target in now if target not in wanted]
            self._change(work, cta_id, add=wanted, remove=gone)
        return Done(f"Links set of {to_cta_word(cta_id)}", (cta_id,), work.batch_id)

    @requires(Right.EDIT, "task")
    def set_contacts(self, task_id: TaskId, contact_ids: Collection[int]) -> Done:
        """The task is linked to these contacts of its customer and to no others (CD-12)."""
        link = schema.record_link
        with self.work("Contacts set") as work:
            task = work.row(schema.task, task_id)
            parts = work.rows(schema.task_part, task_id=task_id)
            self.actor.require(Right.EDIT, "task", *(part["assignee_id"] for part in parts))
            cta = work.row(schema.cta, task["cta_id"])
            now = {row["contact_id"]: row["id"] for row in work.rows(link, task_id=task_id)}
            for contact_id in contact_ids:
                if contact_id not in now:
                    require_of_customer(work, cta, LinkKind.CONTACT, contact_id)
                    ids = {"cta_id": cta["id"], "task_id": task_id, "contact_id": contact_id}
                    work.insert(link, ids)
            for contact_id, link_id in now.items():
                if contact_id not in contact_ids:
                    work.delete(link, link_id)
            label = work.label = f"Contacts set of “{task['title']}”"
        return Done(label, (task_id,), work.batch_id)

    def _of_cta(self, work: UnitOfWork, cta_id: CtaId) -> list[Target]:
        found: list[Target] = []
        deal = work.row(schema.cta, cta_id)["opportunity_id"]
        if deal is not None:
            found.append((LinkKind.OPPORTUNITY, deal))
        for row in work.rows(schema.record_link, cta_id=cta_id, task_id=None):
            found += [(kind, row[column]) for kind, column in COLUMNS.items() if row[column]]
        return found

    def _change(
        self,
        work: UnitOfWork,
        cta_id: CtaId,
        *,
        add: Collection[Target],
        remove: Collection[Target],
    ) -> None:
        cta = work.row(schema.cta, cta_id)
        self.actor.require(Right.EDIT, "cta", cta["owner_id"])
        deals = [number for kind, number in add if kind is LinkKind.OPPORTUNITY]
        if len(deals) > 1:
            raise InvalidInput(
                f"A CTA is linked to one opportunity; {len(deals)} were named.",
                "Nothing was changed.",
            )
        link, now = schema.record_link, self._of_cta(work, cta_id)
        for kind, number in remove:
            if (kind, number) not in now:
                continue
            if kind is LinkKind.OPPORTUNITY:
                if not deals:
                    field_rules.require_edit(work, cta, {"opportunity_id": None})
                work.update(schema.cta, cta_id, {"opportunity_id": None})
                continue
            ids = {"cta_id": cta_id, "task_id": None, COLUMNS[kind]: number}
            for row in work.rows(link, **ids):
                work.delete(link, row["id"])
        for kind, number in add:
            if (kind, number) in now:
                continue
            require_of_customer(work, cta, kind, number)
            if kind is LinkKind.OPPORTUNITY:
                field_rules.require_edit(work, cta, {"opportunity_id": number})
                work.update(schema.cta, cta_id, {"opportunity_id": number})
            else:
                work.insert(link, {"cta_id": cta_id, COLUMNS[kind]: number})
        before, after = (_contacts(targets) for targets in (now, self._of_cta(work, cta_id)))
        field_rules.require_edit(work, {**cta, CONTACTS: before}, {CONTACTS: after})


def _contacts(targets: Collection[Target]) -> int:
    return sum(kind is LinkKind.CONTACT for kind, _ in targets)


def link_new(work: UnitOfWork, cta: Mapping[str, Any], contact_ids: Collection[int]) -> None:
    """Links a new CTA to contacts; its opportunity stands in its row. Raises InvalidInput for a
    record of another customer."""
    if cta["opportunity_id"] is not None:
        require_of_customer(work, cta, LinkKind.OPPORTUNITY, cta["opportunity_id"])
    for contact_id in dict.fromkeys(contact_ids):
        require_of_customer(work, cta, LinkKind.CONTACT, contact_id)
        work.insert(schema.record_link, {"cta_id": cta["id"], "contact_id": contact_id})


def require_of_customer(
    work: UnitOfWork, cta: Mapping[str, Any], kind: LinkKind, number: int
) -> None:
    """Raises InvalidInput for a record of another customer than the CTA's, NotFound for none."""
    row = work.row(TABLES[kind], number)
    if row["account_id"] != cta["account_id"]:
        account = work.row(schema.account, cta["account_id"])
        raise InvalidInput(
            f"That {kind.value} belongs to another customer than {account['name']}.",
            "Nothing was changed.",
        )
