"""From the command to the first picture, and what is opened behind it."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from cockpit_tui.domain.days.clock import Clock, SystemClock
from cockpit_tui.domain.errors import CockpitError, InvalidInput
from cockpit_tui.paths import Paths
from cockpit_tui.settings.configuration import Configuration
from cockpit_tui.settings.loading import load
from cockpit_tui.terminal.background import Background, BackgroundQuery, ask_background
from cockpit_tui.terminal.colours import AUTOMATIC, ColourDepth, colour_depth
from cockpit_tui.terminal.title import RESTORE_TITLE, SAVE_TITLE
from cockpit_tui.workspace import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cockpit_sync.engine import Mirror
    from cockpit_sync.salesforce.calls import Transport
    from cockpit_themes.theme import Theme
    from cockpit_tui.app import CockpitApp
    from cockpit_tui.commands import Command
    from cockpit_tui.demo.org_process import OrgAddress
    from cockpit_tui.demo.stage import DemoStage
    from cockpit_tui.domain.rows.mirror import FirstReading
    from cockpit_tui.first_run import FoundOrg
    from cockpit_tui.screens.base.program import Program
    from cockpit_tui.screens.base.start import Post
    from cockpit_tui.screens.base.themes import Themes
    from cockpit_tui.screens.base.view_state import ViewState
    from cockpit_tui.services.session import Session
    from cockpit_tui.store.opening import Opening


class Launch:
    """One start of the screen. The terminal is asked for its ground while Textual is imported."""

    def __init__(
        self, configuration: Configuration, paths: Paths, place: Place, clock: Clock
    ) -> None:
        self.configuration = configuration
        self.paths = paths
        self.place = place
        self.clock = clock
        self._has_style = False
        """Whether what the locale writes was remembered from an earlier start."""

    def run(self) -> int:
        depth = colour_depth()
        os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", depth.textual_name)
        is_asked = self.configuration.ui.theme == AUTOMATIC and depth is not ColourDepth.NONE
        query = ask_background() if is_asked else None
        app = self._app(depth, query)
        has_title = self.configuration.ui.title
        _send(SAVE_TITLE if has_title else "")
        try:
            app.run(mouse=self.configuration.ui.mouse)
        finally:
            _send(RESTORE_TITLE if has_title else "")
            _tell((*app.failure, *app.close_program()))
        return app.return_code or 0

    def _app(self, depth: ColourDepth, query: BackgroundQuery | None) -> CockpitApp:
        from cockpit_themes.textual_theme import textual_theme
        from cockpit_tui.app import CockpitApp
        from cockpit_tui.domain.style import Style, style, use_style
        from cockpit_tui.screens.base.start import Start
        from cockpit_tui.screens.base.themes import Themes
        from cockpit_tui.screens.base.view_state import read_state
        from cockpit_tui.settings.locales import first_weekday, remembered_style, with_settings
        from cockpit_widgets.cells import cell_app, quiet_driver
        from cockpit_widgets.cells.motion import use_cursor_blink
        from cockpit_widgets.drawing.glyphs import glyph_set
        from cockpit_widgets.drawing.signs import use_glyphs

        ui = self.configuration.ui
        written = remembered_style(ui, self.paths.state_file)
        self._has_style = written is not None
        use_style(written or with_settings(Style(), ui))
        use_cursor_blink(is_wanted=ui.motion == "cursor")
        state = read_state(self.paths.state_file)
        opening = self._opening(state, first_weekday(ui, style()))
        commands = self._commands()
        use_glyphs(glyph_set(self.configuration.ui.glyphs))
        themes = Themes(
            self.paths.user_themes,
            depth,
            _ground(query),
            self.configuration.ui.theme,
            self.paths.state_file,
        )
        theme = _begin(themes)
        app = CockpitApp(
            Start(
                open_program=self._open_program,
                clock=self.clock,
                theme=textual_theme(theme),
                themes=themes,
                commands=commands,
                state=state,
                state_file=self.paths.state_file,
                opening=opening,
                columns=self.configuration.ui.columns,
                has_links=ui.hyperlinks,
                has_title=self.configuration.ui.title,
            )
        )
        cell_app.install(app)
        quiet_driver.install(app)
        app.typed_before = b"" if query is None else query.typed
        return app

    def _opening(self, state: ViewState, first_weekday: int) -> Opening | None:
        """The first picture's content, where that is simple."""
        from cockpit_tui.domain.style import use_currency
        from cockpit_tui.screens.cockpit.folds import Folds
        from cockpit_tui.store.opening import OpeningView, read_opening

        view = OpeningView(
            state.tab,
            state.group_by,
            state.sort_by,
            first_weekday,
            self.configuration.user,
            self.configuration.sync.read_only,
            Folds(self.paths.state_file).of(state),
            self.configuration.ranking,
        )
        found = read_opening(self.place.url, view, self.clock.now(), self.clock.today())
        if found is not None and found.status.org is not None:
            use_currency(found.status.org.currency)
        return found

    def _commands(self) -> tuple[Command, ...]:
        """With the person's keys. Raises InvalidInput that names the file and the line."""
        from cockpit_tui.commands import COMMANDS, DEMO, tab_commands, with_keymap

        table = (*COMMANDS, *tab_commands())
        if self.place.is_demo:
            table = (*table, *DEMO)
        try:
            return with_keymap(table, self.configuration.keys)
        except InvalidInput:
            from cockpit_tui.settings.fitting import refuse_unfit_keys

            refuse_unfit_keys(load(self.paths.config_file))
            raise

    def _open_program(self, post: Post) -> Program:
        """Everything heavy, in a thread, once the first picture stands."""
        # What the screen is going to ask for: imported by itself it would hold keys up.
        import cockpit_tui.screens.base.view_reader
        import cockpit_tui.screens.verbs.record_verbs  # noqa: F401
        import cockpit_widgets.panes.cta_page  # noqa: F401
        from cockpit_tui.connection.reaching import reached_org
        from cockpit_tui.logs import start_log
        from cockpit_tui.screens.base.messages import StoreMoved, StoreReturned
        from cockpit_tui.screens.base.program import Program
        from cockpit_tui.store.watch import Watch
        from cockpit_tui.workspace import open_session

        start_log(self.paths.log)
        exits = ExitStack()
        self._learn_style(post)
        session = open_session(self.configuration, self.paths, place=self.place)

        mirrors: list[Mirror] = []

        def moved() -> None:
            post(StoreMoved())
            for running in mirrors:
                running.wake(is_edit=False)

        def returned() -> None:
            post(StoreReturned())

        watch = Watch(session.store, moved, returned)
        watch.start()
        try:
            address = exits.enter_context(reached_org(self.configuration, self.paths, self.place))
        except CockpitError as problem:
            # A locked keyring or an org that does not start: the cockpit works without.
            return Program(session, None, watch, exits.close, problem)
        stage = self._stage()
        mirror = None if address is None else self._start_mirror(post, session, address, stage)
        if mirror is not None:
            mirrors.append(mirror)
        return Program(session, mirror, watch, exits.close, stage=stage)

    def _stage(self) -> DemoStage | None:
        if not self.place.is_demo:
            return None
        from cockpit_tui.demo.stage import DemoStage

        return DemoStage(self.paths.demo_org_address)

    def _learn_style(self, post: Post) -> None:
        """Asks Babel what the first picture could not wait for; shows it where that is another."""
        if self._has_style:
            return
        from cockpit_tui.domain.style import style, use_style
        from cockpit_tui.screens.base.messages import StyleLearnt
        from cockpit_tui.settings.locales import learnt_style

        before, found = style(), learnt_style(self.configuration.ui, self.paths.state_file)
        if found != before:
            use_style(found)
            post(StyleLearnt())

    def _start_mirror(
        self, post: Post, session: Session, address: OrgAddress, stage: DemoStage | None
    ) -> Mirror:
        from cockpit_sync.engine import Mirror, MirrorReport
        from cockpit_sync.salesforce.client import is_loopback_url
        from cockpit_tui.connection.mirror_choices import to_mirror_settings
        from cockpit_tui.connection.signing_in import to_transport
        from cockpit_tui.screens.base.messages import MirrorReads, MirrorSpoke

        def reach() -> Transport:
            transport = to_transport(address)
            return transport if stage is None else stage.through(transport)

        def spoke(report: MirrorReport) -> None:
            post(MirrorSpoke(report.status))

        def reads(reading: FirstReading | None) -> None:
            post(MirrorReads(reading))

        mirror = Mirror(
            session.store,
            reach,
            self.clock,
            to_mirror_settings(
                self.configuration.sync,
                address.instance_url,
                is_loopback=is_loopback_url(address.instance_url),
            ),
            spoke,
            reads,
        )
        mirror.start()
        return mirror


def choose_beginning(configuration: Configuration, paths: Paths) -> str:
    """What to begin with where there is no workspace: demo, connect, empty, or nothing.

    Raises CockpitError where the chooser itself failed.
    """
    from cockpit_tui.first_run import FirstRunApp
    from cockpit_tui.screens.base.themes import Themes
    from cockpit_widgets.cells import quiet_driver
    from cockpit_widgets.drawing.glyphs import glyph_set
    from cockpit_widgets.drawing.signs import use_glyphs

    depth = colour_depth()
    os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", depth.textual_name)
    query = ask_background() if depth is not ColourDepth.NONE else None
    themes = Themes(paths.user_themes, depth, _ground(query), configuration.ui.theme)
    is_ascii = configuration.ui.glyphs == "ascii"
    use_glyphs(glyph_set(configuration.ui.glyphs))
    app = FirstRunApp(
        _begin(themes), SystemClock.from_environment(), _orgs_of_the_cli, is_ascii=is_ascii
    )
    quiet_driver.install(app)
    app.typed_before = b"" if query is None else query.typed
    said = app.run(mouse=configuration.ui.mouse)
    if app.failure:
        raise CockpitError(*app.failure)
    return said or ""


def _orgs_of_the_cli() -> list[FoundOrg]:
    """What `sf org list` knows; called in a thread once the first picture stands."""
    from cockpit_sync.salesforce.sf_cli import known_orgs
    from cockpit_tui.first_run import FoundOrg

    return [FoundOrg(org.name, org.username, org.is_sandbox) for org in known_orgs()]


def _begin(themes: Themes) -> Theme:
    """The theme to start with. Raises InvalidInput for a configured one that cannot be used."""
    from cockpit_themes.errors import ThemeError

    try:
        return themes.begin()
    except ThemeError as error:
        hint = "`cockpit config set theme auto` takes the terminal's own ground."
        raise InvalidInput(f"{error.title}: {error}", hint) from error


def _send(sequence: str) -> None:
    """To the terminal, unbuffered: one that was closed meanwhile has no title to be put back."""
    with suppress(OSError):
        os.write(sys.stdout.fileno(), sequence.encode())


def _tell(sentences: Sequence[str]) -> None:
    """What is to be read after the screen, which is gone."""
    sys.stderr.writelines(f"{sentence.strip()}\n" for sentence in sentences)


def _ground(query: BackgroundQuery | None) -> Background:
    """The terminal's ground; an answer that comes too late is kept from being read as keys."""
    if query is None:
        return Background.DARK
    ground = query.result()
    if query.is_outstanding:
        from textual._xterm_parser import XTermParser

        from cockpit_tui.terminal.late_answer import swallow_late_answer

        swallow_late_answer(XTermParser)
    return ground
