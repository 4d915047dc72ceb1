"""D1 with two people at work on the same records: what each takes back, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.store.reverting import OnChange
from tests.random_acts import RandomActs
from tests.workspace import Workspace

TWO = ("Ana", "Leo")
ACTS = 40
SEEDS = (0, 1, 12)
"""Among them one after which nothing of an act is left to take back."""


@pytest.fixture
def shared(workspace: Workspace) -> Workspace:
    """A workspace in which each of the two has a CTA with a task."""
    workspace.map_fields()
    workspace.add_linkable()
    for name in TWO:
        workspace.add_task(workspace.add_cta(f"{name}'s", who=name), "Call", name)
    return workspace


def at_work(workspace: Workspace, seed: int) -> list[str]:
    """Ana (admin) and Leo (member) act in turns at random; whose each act was that changed
    something, in order."""
    acts = {
        name: RandomActs(
            workspace.ctas(name),
            workspace.tasks(name),
            [workspace.people[other] for other in ("Ana", "Leo", "Sam")],
            list(workspace.accounts.values()),
            seed * len(TWO) + place,
        )
        for place, name in enumerate(TWO)
    }
    turns = Random(seed)
    names = [turns.choice(TWO) for _ in range(ACTS)]
    return [name for name in names if acts[name].act(1)]


@pytest.mark.parametrize("seed", SEEDS)
def test_d1_two_who_take_back_newest_first_leave_the_rows_equal(
    shared: Workspace, seed: int
) -> None:
    """D1: no refusal, since nobody's act lies over the one that is taken back."""
    before = shared.domain()
    whose = at_work(shared, seed)
    after = shared.domain()
    assert set(whose) == set(TWO)
    for name in reversed(whose):
        shared.history(name).undo()
    assert shared.domain() == before
    for name in whose:
        shared.history(name).redo()
    assert shared.domain() == after


@pytest.mark.parametrize("seed", SEEDS)
def test_d1_one_who_takes_back_beside_another_leaves_the_rows_or_is_refused_in_words(
    shared: Workspace, seed: int
) -> None:
    """D1: what is taken back can be done again to the same rows; a refusal has changed nothing,
    and an answer to it lets one go on to the acts before."""
    whose = at_work(shared, seed)
    history = shared.history("Ana")
    met = set()
    for _ in range(whose.count("Ana")):
        now = shared.domain()
        refusal = refusal_of(history.undo)
        met.add("taken back" if refusal is None else "refused")
        if refusal is not None:
            assert shared.domain() == now
            assert refusal_of(lambda: history.undo(1, OnChange.KEEP)) is None
            continue
        then = shared.domain()
        history.redo()
        assert shared.domain() == now
        history.undo()
        assert shared.domain() == then
    assert met == {"refused", "taken back"}


def refusal_of(act: Callable[[], object]) -> CockpitError | None:
    """What is said instead of doing it; a sentence, with what to do."""
    try:
        act()
    except CockpitError as refusal:
        said = refusal
    else:
        return None
    assert said.message.endswith(".")
    assert said.hint.endswith(".")
    return said
