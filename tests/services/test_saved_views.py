"""Saved views in the order of the tabs, moved as often as anybody likes (CL-13)."""

from __future__ import annotations

from cockpit_tui.domain.lists.saved_views import ViewDraft
from cockpit_tui.services.saved_views import SavedViewService
from tests.workspace import Workspace

OFTEN = 80
"""Halving the room between two numbers leaves none after 52 times."""


def saved(workspace: Workspace, who: str) -> SavedViewService:
    return SavedViewService(workspace.store, workspace.actor(who), workspace.clock)


def move_third_to_second(views: SavedViewService) -> None:
    before = views.views()
    views.move(before[2].key, 2)
    expected = [before[0], before[2], before[1], *before[3:]]
    assert [view.label for view in views.views()] == [view.label for view in expected]


def test_cl_13_views_move_between_the_same_two_as_often_as_one_likes(workspace: Workspace) -> None:
    views = saved(workspace, "Ana")
    views.save([ViewDraft(name, "is:open") for name in ("One", "Two", "Three")])
    for _ in range(OFTEN):
        move_third_to_second(views)
    order = [view.label for view in views.views()]
    workspace.history().undo(OFTEN)
    workspace.history().redo(OFTEN)
    assert [view.label for view in views.views()] == order


def test_cl_13_a_member_moves_views_of_their_own_and_the_team_s_stay(workspace: Workspace) -> None:
    saved(workspace, "Ana").save([ViewDraft(f"Team {n}", "") for n in (1, 2)], is_team=True)
    theirs = [(view.key, view.label) for view in saved(workspace, "Ana").views()]
    views = saved(workspace, "Leo")
    views.save([ViewDraft(name, "is:open") for name in ("One", "Two")])
    for name in ("One", "Two"):
        views.move(views.find(name).key, 2)
    for _ in range(OFTEN):
        move_third_to_second(views)
    assert [(view.key, view.label) for view in saved(workspace, "Ana").views()] == theirs
