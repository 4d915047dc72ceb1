"""With `ui.glyphs = "ascii"` every sign of ours is ASCII, and every line keeps its width."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import astuple
from textual.pilot import Pilot

from cockpit_tui.domain.values import SyncState
from cockpit_widgets.cta_list.list import CtaList
from cockpit_widgets.dialogs.preview_body import Preview, PreviewBody, PreviewRow
from cockpit_widgets.dialogs.preview_dialog import PreviewDialog
from cockpit_widgets.drawing.glyphs import ASCII, UNICODE
from cockpit_widgets.drawing.signs import use_glyphs
from cockpit_widgets.frame.key_footer import KeyFooter
from cockpit_widgets.panes.cta_pane import CtaPane
from tests.widgets.host import TODAY, Host, cta_row, drive, listing, texts
from tests.widgets.rows import DETAIL

OURS = set("".join(astuple(UNICODE))) - set("".join(astuple(ASCII)))


@pytest.fixture(autouse=True)
def _ascii() -> Iterator[None]:
    use_glyphs(ASCII)
    yield
    use_glyphs(UNICODE)


def test_list_pane_footer_and_preview_draw_no_sign_beyond_ascii() -> None:
    shown = CtaList(TODAY)
    pane, footer = CtaPane(TODAY), KeyFooter()
    for part in (shown, pane):
        part.styles.height = 16
    app = Host(shown, pane, footer)
    states = list(SyncState)

    async def steps(pilot: Pilot[Any]) -> None:
        rows = [cta_row(n + 1, sync_state=state, is_flagged=True) for n, state in enumerate(states)]
        shown.show_listing(listing([len(rows)]), rows)
        pane.show(DETAIL, None)
        footer.show([("c", "close")], marked=3)
        await pilot.pause()
        shown.toggle_mark()
        lines = [*texts(shown), *texts(pane), *texts(footer)]
        assert lines[2].startswith(">* H R")
        change = PreviewRow("CTA", "Globex", "20 Nov", "27 Nov")
        app.push_screen(PreviewDialog(Preview("Move", "Move it", (change,))))
        await pilot.pause()
        lines += texts(app.screen.query_one(PreviewBody))
        assert "20 Nov ->27 Nov" in lines[-1].replace("-> ", "->")
        found = OURS.intersection("".join(lines))
        assert not found

    drive(app, steps, (84, 36))
