"""Attachments by commands (CD-2)."""

from __future__ import annotations

from tests.cli.cockpit_call import Cockpit


def test_cd_2_attachments_are_in_the_document_and_on_paper(cockpit: Cockpit) -> None:
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "One")
    assert cockpit.json("cta", "show", "CTA-1")["attachments"] == []
    address = "https://docs.globex.com/deck.pdf"
    dry = cockpit.json("cta", "attach", "CTA-1", address, "--dry-run")
    assert dry["dry_run"] is True
    done = cockpit.json("cta", "attach", "CTA-1", address, "--name", "Q3 deck")
    wanted = [{"id": "ATT-1", "name": "Q3 deck", "address": address}]
    assert done["items"][0]["attachments"] == wanted
    assert cockpit.json("cta", "show", "CTA-1")["attachments"] == wanted
    assert f"Q3 deck  {address}" in cockpit.ok("cta", "show", "CTA-1").out
    assert "Q3 deck" in cockpit.ok("history", "CTA-1", "--json").out
    assert cockpit("cta", "attach", "CTA-1", "javascript:x").status == 2
    cockpit.ok("cta", "detach", "CTA-1", "q3 deck")
    assert cockpit("cta", "detach", "CTA-1", "q3 deck").status == 1
    cockpit.ok("undo")
    assert cockpit.json("cta", "show", "CTA-1")["attachments"] == wanted
