"""Playbooks as TOML: read back as written, and whatever else a file holds is refused in words."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import PersonId, PlaybookId, StepId
from cockpit_tui.domain.playbook_files import (
    LARGEST_FILE,
    read_playbooks,
    shipped_playbooks,
    write_playbooks,
)
from cockpit_tui.domain.playbooks import OwnerRole, PlaybookDraft, PlaybookRow, StepDraft, StepRow

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
TITLES = TEXT.map(lambda text: " ".join(text.split())).filter(bool)


@st.composite
def rows(draw: st.DrawFn) -> PlaybookRow:
    steps = []
    for number in range(draw(st.integers(0, 5))):
        role = draw(st.sampled_from(OwnerRole))
        is_person = role is OwnerRole.PERSON
        steps.append(
            StepRow(
                id=StepId(number + 100),
                playbook_id=PlaybookId(1),
                position=number,
                title=draw(TITLES),
                day=draw(st.integers(0, 999)),
                role=role,
                person_id=PersonId(1) if is_person else None,
                person=draw(TITLES) if is_person else "",
                priority_id=None,
                priority=draw(st.sampled_from(["", "High"])),
                description=draw(TEXT).strip(),
                is_mirrored=draw(st.booleans()),
                after=tuple(StepId(n + 100) for n in range(number) if draw(st.booleans())),
            )
        )
    return PlaybookRow(
        id=PlaybookId(1),
        name=draw(TITLES),
        description=draw(TEXT).strip(),
        type_id=None,
        type=draw(st.sampled_from(["", "Risk"])),
        is_active=draw(st.booleans()),
        source="person",
        steps=tuple(steps),
    )


def playbook(description: str) -> PlaybookRow:
    return PlaybookRow(
        id=PlaybookId(1),
        name="X",
        description=description,
        type_id=None,
        type="",
        is_active=True,
        source="person",
        steps=(),
    )


def to_draft(row: PlaybookRow) -> PlaybookDraft:
    steps = tuple(
        StepDraft(
            title=step.title,
            day=step.day,
            owner=step.person if step.role is OwnerRole.PERSON else step.role,
            priority=step.priority,
            description=step.description,
            is_mirrored=step.is_mirrored,
            after=tuple(row.number_of(earlier) for earlier in step.after),
        )
        for step in row.steps
    )
    return PlaybookDraft(row.name, row.description, row.type, row.is_active, steps)


@given(rows())
@example(playbook("Call them.\r\nThen write."))
def test_what_is_written_is_read_back(row: PlaybookRow) -> None:
    assert read_playbooks(write_playbooks([row]).encode(), "file") == [to_draft(row)]


def test_the_shipped_playbooks_are_read_and_have_sensible_days() -> None:
    for draft in shipped_playbooks():
        assert draft.steps
        for step in draft.steps:
            assert all(draft.steps[earlier - 1].day <= step.day for earlier in step.after), step


STEP = '[[playbook]]\nname = "X"\n[[playbook.step]]\n'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "holds no playbook"),
        ("[[playbook]]", "name is needed"),
        ("x = [", "not TOML"),
        ("\x00", "not TOML"),
        ("[" * 5_000, "not TOML"),
        ("nonsense = 1", "no key `nonsense`"),
        ("playbook = 3", "must be tables"),
        ('[[playbook]]\nname = "X"\nstepp = 1', "Did you mean `step`"),
        ('[[playbook]]\nname = "X"\nactive = "yes"', "true or false"),
        ("[[playbook]]\nname = 7", "must be text"),
        (f'[[playbook]]\nname = "{"x" * 121}"', "120 fit"),
        (f'{STEP}title = "  "', "title is needed"),
        (f'{STEP}title = "A"\nday = -1', "from 0 to 999"),
        (f'{STEP}title = "A"\nday = 1000', "from 0 to 999"),
        (f'{STEP}title = "A"\nday = 1.5', "whole number"),
        (f'{STEP}title = "A"\nday = true', "whole number"),
        (f'{STEP}title = "A"\nafter = [1]', "cannot wait for step 1"),
        (f'{STEP}title = "A"\nafter = ["1"]', "numbers of earlier steps"),
        (f'{STEP}title = "A"\nmirror = 1', "true or false"),
        ('[[playbook]]\nname = "X"\n[[playbook]]\nname = "x"', "twice"),
        (b"\xff\xfe", "not TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place(content: str | bytes, words: str) -> None:
    raw = content.encode() if isinstance(content, str) else content
    with pytest.raises(InvalidInput) as refused:
        read_playbooks(raw, "pack.toml")
    assert words in f"{refused.value.message} {refused.value.hint}"
    assert "pack.toml" in refused.value.message


def test_a_file_that_is_too_large_or_has_too_many_steps_is_refused() -> None:
    with pytest.raises(InvalidInput, match="bytes"):
        read_playbooks(b"#" * (LARGEST_FILE + 1), "pack.toml")
    steps = "[[playbook.step]]\ntitle = 'A'\n" * 201
    with pytest.raises(InvalidInput, match="201 steps"):
        read_playbooks(f"[[playbook]]\nname = 'X'\n{steps}".encode(), "pack.toml")
