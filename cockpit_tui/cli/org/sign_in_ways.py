"""The words of `cockpit connect` that say how to sign in, and the session that comes of them."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TextIO, TypeVar

import click
from msgspec import Struct

from cockpit_tui.cli.invocation import Invocation
from cockpit_tui.connection import signing_in
from cockpit_tui.connection.sign_ins import Way
from cockpit_tui.connection.signing_in import SignedIn
from cockpit_tui.demo.org_process import OrgAddress
from cockpit_tui.domain.errors import InvalidInput

if TYPE_CHECKING:
    from cockpit_sync.salesforce.grants import Client

P = ParamSpec("P")
R = TypeVar("R")
DEFAULT_PORT = 8_737
HOW = (
    "--sf ORG takes the Salesforce CLI's session; --web signs in with the browser; --jwt KEYFILE "
    "and --client-credentials are for servers; --instance-url takes a session of your own."
)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Ways(Struct, frozen=True):
    """What the call says of signing in."""

    sf: str | None
    is_web: bool
    jwt: Path | None
    is_client_credentials: bool
    instance_url: str | None
    token_file: Path | None
    login_url: str | None
    client_id: str | None
    secret_file: Path | None
    username: str | None
    port: int
    no_browser: bool

    @property
    def way(self) -> Way:
        """The one that was named; raises InvalidInput for two of them."""
        named: list[Way] = []
        named += ["sf"] if self.sf is not None else []
        named += ["web"] if self.is_web else []
        named += ["jwt"] if self.jwt is not None else []
        named += ["client-credentials"] if self.is_client_credentials else []
        if len(named) > 1:
            raise InvalidInput(f"Sign in one way: --{named[0]} or --{named[1]}.", HOW)
        return named[0] if named else "session"


def sign_in_options(command: Callable[P, R]) -> Callable[P, R]:
    """The options that `Ways` holds, in the order of the help."""
    options = (
        click.option("--sf", metavar="ORG", help="An org of the Salesforce CLI: alias or user."),
        click.option("--web", "is_web", is_flag=True, help="Sign in with the browser (PKCE)."),
        click.option("--jwt", metavar="KEYFILE", type=FILE, help="Sign with a private key."),
        click.option(
            "--client-credentials",
            "is_client_credentials",
            is_flag=True,
            help="As the app's own user; the secret by --secret-file or standard input.",
        ),
        click.option("--instance-url", metavar="URL", help="https://mycompany.my.salesforce.com"),
        click.option("--token-file", type=FILE, help="A file with the access token (0600)."),
        click.option(
            "--login-url",
            metavar="URL",
            help="Where to sign in: https://login.salesforce.com, or the org's own address.",
        ),
        click.option("--client-id", metavar="KEY", help="The consumer key of your org's app."),
        click.option("--secret-file", type=FILE, help="A file with the app's secret (0600)."),
        click.option("--username", metavar="NAME", help="The Salesforce user name (--jwt)."),
        click.option(
            "--port",
            type=click.IntRange(1, 65_535),
            default=DEFAULT_PORT,
            show_default=True,
            help="The port that the browser comes back to (--web).",
        ),
        click.option("--no-browser", is_flag=True, help="Print the address; open nothing (--web)."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def signed_in(invocation: Invocation, ways: Ways) -> SignedIn | None:
    """The session by the way that was named; None where nothing names an org.

    Raises InvalidInput for words that are missing, SignInFailed when no session came of it.
    """
    match ways.way:
        case "sf":
            return signing_in.with_salesforce_cli(ways.sf or "")
        case "web":
            pasted = sys.stdin if sys.stdin.isatty() else None
            return signing_in.with_browser(
                app_of(invocation, ways), ways.port, _shown(ways, pasted), pasted
            )
        case "jwt":
            if not ways.username or ways.jwt is None:
                raise InvalidInput("--jwt signs for a user.", "Name it: --username NAME.")
            require_private(ways.jwt)
            return signing_in.with_key(app_of(invocation, ways), ways.username, ways.jwt)
        case "client-credentials":
            client = app_of(invocation, ways, needs_secret=True)
            return signing_in.with_client_credentials(client)
        case _:
            address = _address(invocation, ways)
            return None if address is None else signing_in.with_session(address)


def app_of(invocation: Invocation, ways: Ways, *, needs_secret: bool = False) -> Client:
    """The app to sign in with, by the call's words, else by the settings.

    Raises InvalidInput when nothing names one, or a secret that is needed is missing.
    """
    from cockpit_sync.salesforce.grants import Client

    settings = invocation.configuration.salesforce
    login_url = ways.login_url or ways.instance_url or settings.login_url
    client_id = ways.client_id or settings.client_id
    if not client_id:
        raise InvalidInput(
            "Nothing says which app to sign in with.",
            "--client-id KEY, or salesforce.client_id in the settings. No app yet? "
            "`cockpit connect --admin-note` writes to your admin.",
        )
    secret = _private_text(ways.secret_file) if ways.secret_file else settings.client_secret
    if needs_secret and not secret:
        secret = _line_of_input("The app's secret is missing.", "--secret-file FILE")
    return Client(login_url.rstrip("/"), client_id, secret)


def _shown(ways: Ways, pasted: TextIO | None) -> Callable[[str], None]:
    def show(address: str) -> None:
        is_opening = not ways.no_browser and _has_browser()
        if is_opening:
            threading.Thread(target=_open_browser, args=(address,), daemon=True).start()
        click.echo("Sign in in the browser:" if is_opening else "Open this in a browser:", err=True)
        click.echo(address, err=True)
        if pasted is not None:
            words = "Browser on another machine? Paste the address that it ended at, then Enter."
            click.echo(words, err=True)

    return show


def _has_browser() -> bool:
    """Whether a browser of the person's own would open: not one on a host reached by ssh, and none
    that takes this terminal for its own."""
    if os.environ.get("BROWSER") or sys.platform == "darwin":
        return True
    is_remote = bool(os.environ.get("SSH_CONNECTION"))
    return not is_remote and bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open_browser(address: str) -> None:
    """As a process of its own, since browsers write to the terminal that starts them."""
    subprocess.run(
        [sys.executable, "-m", "webbrowser", "-t", address],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )


def _address(invocation: Invocation, ways: Ways) -> OrgAddress | None:
    settings = invocation.configuration.salesforce
    url = (ways.instance_url or settings.instance_url).rstrip("/")
    if not url:
        if ways.token_file is not None:
            raise InvalidInput("A token was given, but no --instance-url.", HOW)
        return None
    if ways.token_file is not None:
        return OrgAddress(url, _private_text(ways.token_file))
    if settings.access_token or ways.instance_url is None:
        return OrgAddress(url, settings.access_token)
    return OrgAddress(url, _line_of_input("The access token is missing.", HOW))


def _line_of_input(missing: str, hint: str) -> str:
    """A secret from standard input, where that is not a terminal that shows it."""
    if sys.stdin.isatty():
        raise InvalidInput(missing, hint)
    return sys.stdin.readline().strip()


def _private_text(file: Path) -> str:
    require_private(file)
    return file.read_text(encoding="utf-8").strip()


def require_private(file: Path) -> None:
    """Raises InvalidInput for a file that others can read."""
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise InvalidInput(
            f"Others can read {file}, so what is in it is not used.", f"chmod 600 {file}"
        )
