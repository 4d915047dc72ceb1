"""`@`: pages and files of a CTA; they are attached, changed, opened and removed (CD-2)."""

from __future__ import annotations

from collections.abc import Mapping

from cockpit_tui.domain.attachments import ADDRESS_LENGTH, NAME_LENGTH, to_address
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import to_cta_word
from cockpit_tui.domain.rows.ctas import AttachmentRow
from cockpit_tui.screens.verbs.filling import filled
from cockpit_tui.screens.verbs.verb_runner import VerbRunner
from cockpit_widgets.dialogs.form_fields import FormField

ATTACHED = "an attachment"


class Attaching:
    """On the attachment that one stands on in the pane; elsewhere `@` adds one to the CTA."""

    def __init__(self, runner: VerbRunner) -> None:
        self.run = runner
        self.screen = runner.screen

    async def attach(self) -> None:
        """A form for the address and its name."""
        cta_id, row = self.run.cta(), self.screen.attachment
        word = to_cta_word(cta_id)
        title, verb = (
            (f"Attach to {word}", "Attach") if row is None else (f"Attached to {word}", "Save")
        )
        found = await filled(self.run, title, _fields(row), verb, check=_checked)
        if found is None:
            return
        address, name = str(found["address"]), str(found["name"])
        attachments = self.run.session.attachments
        self.run.last_was(ATTACHED)
        if row is None:
            self.run.save(lambda: attachments.attach(cta_id, address, name))
        else:
            self.run.save(lambda: attachments.edit(row.id, address, name))

    async def detach(self) -> None:
        """Takes it off the CTA; undo brings it back."""
        row, attachments = self.screen.attachment, self.run.session.attachments
        if row is not None:
            self.run.last_was(ATTACHED)
            self.run.save(lambda: attachments.detach(row.id))


def _fields(row: AttachmentRow | None) -> list[FormField]:
    return [
        FormField(
            "address",
            "Address",
            value=row.address if row else "",
            is_required=True,
            limit=ADDRESS_LENGTH,
            note="a page or a file",
            example="https://…",
        ),
        FormField(
            "name",
            "Name",
            value=row.name if row else "",
            limit=NAME_LENGTH,
            note="else that of the file",
        ),
    ]


def _checked(values: Mapping[str, object]) -> Mapping[str, str]:
    """What is wrong with the address, said beside it."""
    try:
        to_address(str(values["address"]))
    except InvalidInput as error:
        return {"address": f"{error.message} {error.hint}".strip()}
    return {}
