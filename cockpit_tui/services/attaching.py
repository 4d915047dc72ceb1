"""Attaching web pages and files to CTAs (CD-2); docs/adr/0009-attachments.md says why addresses."""

from __future__ import annotations

import os
from pathlib import Path

from cockpit_tui.domain.attachments import to_address, to_name
from cockpit_tui.domain.errors import Ambiguous, InvalidInput, NotFound
from cockpit_tui.domain.ids import AttachmentId, CtaId, from_word, to_cta_word
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.rows.ctas import AttachmentRow
from cockpit_tui.domain.text import folded
from cockpit_tui.services.permitted import Done, Service, requires
from cockpit_tui.store.records.attachments import read_attachments
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.unit_of_work import UnitOfWork

MOST_ATTACHMENTS = 50
"""On one CTA; each is a line of the pane."""


class AttachmentService(Service):
    """Each call is one batch: one undo takes it back. Only the address is kept."""

    @requires(Right.READ, "cta")
    def of_cta(self, cta_id: CtaId) -> tuple[AttachmentRow, ...]:
        """What is attached to the CTA, the first attached first."""
        with self.store.read() as connection:
            return read_attachments(connection, cta_id)

    @requires(Right.READ, "cta")
    def find(self, cta_id: CtaId, word: str) -> AttachmentId:
        """One of the CTA's attachments by `ATT-3`, name or address; raises NotFound, Ambiguous."""
        attached = self.of_cta(cta_id)
        fits = [row for row in attached if row.id == from_word(word, "ATT") or row.address == word]
        fits = fits or [row for row in attached if folded(row.name) == folded(word)]
        if len(fits) > 1:
            words = ", ".join(row.word for row in fits)
            raise Ambiguous(f"“{word}” fits {len(fits)}: {words}.", "Use the id.")
        if not fits:
            names = ", ".join(row.name for row in attached) or "nothing attached"
            raise NotFound(f"{to_cta_word(cta_id)} has no attachment “{word}”.", f"It has {names}.")
        return fits[0].id

    @requires(Right.EDIT, "cta")
    def attach(self, cta_id: CtaId, address: str, name: str = "") -> Done:
        """Attaches a page or a file; what is attached already only gets the name, if one is given.

        Raises InvalidInput for an address that is neither, and where there are 50 already.
        """
        kept = to_address(address)
        with self.work(f"Attached to {to_cta_word(cta_id)}") as work:
            self._require_edit(work, cta_id)
            rows = work.rows(schema.attachment, cta_id=cta_id)
            same = next((row for row in rows if row["address"] == kept), None)
            called = to_name(name, kept) if name or same is None else same["name"]
            if same is not None:
                work.update(schema.attachment, same["id"], {"name": called})
            elif len(rows) >= MOST_ATTACHMENTS:
                raise InvalidInput(
                    f"{to_cta_word(cta_id)} has {MOST_ATTACHMENTS} attachments; more do not fit.",
                    "Remove one, or attach a folder.",
                )
            else:
                ids = {"cta_id": cta_id, "name": called, "address": kept}
                work.insert(schema.attachment, ids)
            label = work.label = f"Attached “{called}” to {to_cta_word(cta_id)}"
        return Done(label, (cta_id,), work.batch_id, _notes(kept))

    @requires(Right.EDIT, "cta")
    def edit(self, attachment_id: AttachmentId, address: str, name: str) -> Done:
        """Gives it another address or name."""
        kept = to_address(address)
        called = to_name(name, kept)
        with self.work("Attachment set") as work:
            row = work.row(schema.attachment, attachment_id)
            self._require_edit(work, row["cta_id"])
            work.update(schema.attachment, attachment_id, {"address": kept, "name": called})
            label = work.label = f"Attachment “{called}” of {to_cta_word(row['cta_id'])} set"
        return Done(label, (row["cta_id"],), work.batch_id, _notes(kept))

    @requires(Right.EDIT, "cta")
    def detach(self, attachment_id: AttachmentId) -> Done:
        """Takes it off the CTA; the page or file stays as it is."""
        with self.work("Attachment removed") as work:
            row = work.row(schema.attachment, attachment_id)
            self._require_edit(work, row["cta_id"])
            work.delete(schema.attachment, attachment_id)
            label = work.label = f"Removed “{row['name']}” from {to_cta_word(row['cta_id'])}"
        return Done(label, (row["cta_id"],), work.batch_id)

    def _require_edit(self, work: UnitOfWork, cta_id: CtaId) -> None:
        self.actor.require(Right.EDIT, "cta", work.row(schema.cta, cta_id)["owner_id"])


def _notes(address: str) -> tuple[str, ...]:
    """A path is kept though nothing is there: it may be a drive that others have."""
    is_missing = Path(address).is_absolute() and not os.path.exists(address)
    return ("Nothing is there on this machine.",) if is_missing else ()
