"""Pages and files that a CTA refers to (CD-2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from cockpit_tui.domain.attachments import to_address, to_name
from cockpit_tui.domain.errors import Ambiguous, InvalidInput, NotFound, NotPermitted
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.services.attaching import MOST_ATTACHMENTS, AttachmentService
from tests.workspace import Workspace

DECK = "https://docs.globex.com/q3/deck.pdf"


def attachments(workspace: Workspace, who: str = "Ana") -> AttachmentService:
    actor = workspace.actor(who)
    return AttachmentService(workspace.store, actor, workspace.clock, workspace.practice)


def found(workspace: Workspace, cta: CtaId) -> list[tuple[str, str]]:
    return [(row.name, row.address) for row in attachments(workspace).of_cta(cta)]


def test_cd_2_attachments_are_added_changed_removed_and_taken_back(workspace: Workspace) -> None:
    cta, service = workspace.add_cta(), attachments(workspace)
    before = workspace.domain()
    service.attach(cta, DECK)
    service.attach(cta, "/srv/plan.xlsx", "Success plan")
    assert found(workspace, cta) == [("deck.pdf", DECK), ("Success plan", "/srv/plan.xlsx")]
    service.attach(cta, DECK, "Q3 deck")
    assert found(workspace, cta)[0] == ("Q3 deck", DECK), "attached already: only the name"
    service.edit(service.find(cta, "q3 DECK"), "https://globex.com/q4", "Q4 deck")
    service.detach(service.find(cta, "/srv/plan.xlsx"))
    assert found(workspace, cta) == [("Q4 deck", "https://globex.com/q4")]
    workspace.history().undo(2)
    assert found(workspace, cta) == [("Q3 deck", DECK), ("Success plan", "/srv/plan.xlsx")]
    workspace.history().undo(3)
    assert workspace.domain() == before
    workspace.history().redo(3)
    assert len(found(workspace, cta)) == 2


def test_cd_2_a_path_with_nothing_there_is_kept_and_said(
    workspace: Workspace, tmp_path: Path
) -> None:
    """The file may come later, or be on a drive that others have."""
    cta, service = workspace.add_cta(), attachments(workspace)
    plan = tmp_path / "plan.xlsx"
    done = service.attach(cta, str(plan))
    assert done.notes == ("Nothing is there on this machine.",)
    plan.touch()
    assert service.edit(service.find(cta, "plan.xlsx"), str(plan), "Plan").notes == ()
    assert service.attach(cta, DECK).notes == ()
    assert service.attach(cta, r"\\server\share\plan.xlsx").notes == ()


def test_cd_2_a_deleted_cta_comes_back_with_its_attachments(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    attachments(workspace).attach(cta, DECK)
    before = workspace.domain()
    workspace.ctas().delete([cta])
    assert found(workspace, cta) == []
    workspace.history().undo()
    assert workspace.domain() == before


def test_cd_2_an_undone_cta_takes_what_was_attached_since_along_only_when_told(
    workspace: Workspace,
) -> None:
    from cockpit_tui.domain.errors import ChangedSince
    from cockpit_tui.store.reverting import OnChange

    cta = workspace.add_cta(who="Leo")
    attachments(workspace).attach(cta, DECK)
    with pytest.raises(ChangedSince):
        workspace.history("Leo").undo()
    workspace.history("Leo").undo(1, OnChange.OVERWRITE)
    assert workspace.domain()["attachment"] == []


def test_cd_2_attaching_needs_the_right_to_edit_and_has_a_limit(workspace: Workspace) -> None:
    cta, service = workspace.add_cta(), attachments(workspace)
    with pytest.raises(NotPermitted):
        attachments(workspace, "Vera").attach(cta, DECK)
    for number in range(MOST_ATTACHMENTS):
        service.attach(cta, f"/srv/{number}")
    with pytest.raises(InvalidInput, match="50 attachments"):
        service.attach(cta, DECK)
    with pytest.raises(NotFound, match="no attachment"):
        service.find(cta, "deck")


def test_cd_2_two_of_one_name_are_told_apart_by_id(workspace: Workspace) -> None:
    cta, service = workspace.add_cta(), attachments(workspace)
    service.attach(cta, "/a/plan.pdf")
    service.attach(cta, "/b/plan.pdf")
    with pytest.raises(Ambiguous, match="ATT-1, ATT-2"):
        service.find(cta, "plan.pdf")
    assert service.find(cta, "att-2") == 2


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  https://x.example/a?b=c#d ", "https://x.example/a?b=c#d"),
        ("www.globex.com", "https://www.globex.com"),
        ("file:///srv/my%20plan.pdf", "/srv/my plan.pdf"),
        ("notes/plan.md", "/home/notes/plan.md"),
        (r"\\share\deals\plan.docx", r"\\share\deals\plan.docx"),
        (r"C:\plan.docx", r"C:\plan.docx"),
        ("/srv/\x1b[31mred\x07.pdf", "/srv/[31mred.pdf"),
    ],
)
def test_addresses_are_kept_whole_and_printable(typed: str, kept: str) -> None:
    assert to_address(typed, Path("/home")) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " \x07 ",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "https://a b",
        "http://[x",
        "~nobody-of-this-name/plan.pdf",
    ],
)
def test_what_is_neither_page_nor_file_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        to_address(typed, Path("/home"))


def test_only_a_short_path_needs_the_folder_one_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert to_address("plan.pdf") == str(folder / "plan.pdf")
    folder.rmdir()
    assert to_address(DECK) == DECK
    assert to_address("/srv/plan.pdf") == "/srv/plan.pdf"
    with pytest.raises(InvalidInput, match="is gone"):
        to_address("plan.pdf")


def test_a_name_that_is_not_given_is_the_end_of_the_address() -> None:
    assert to_name("", "https://globex.com/a%20b.pdf") == "a b.pdf"
    assert to_name("", "https://globex.com/") == "globex.com"
    assert to_name("", r"\\share\deals\plan.docx") == "plan.docx"
    assert to_name("two\nlines", "/x") == "two lines"
    with pytest.raises(InvalidInput, match="255 fit"):
        to_name("x" * 256, "/x")
