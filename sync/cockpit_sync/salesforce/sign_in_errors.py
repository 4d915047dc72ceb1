"""Why a sign-in did not work: which layer failed, in words, and whose job the fix is.

Salesforce's own words come from its token endpoint as `error` and `error_description`, from its
REST API as an errorCode; the network's come from probing (`probing.py`).
"""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct

from cockpit_sync.salesforce.errors import FailureKind, SalesforceError


class Layer(StrEnum):
    """What stands between us and a session, from the outside in."""

    DNS = "dns"
    PROXY = "proxy"
    CONNECTION = "connection"
    TLS = "tls"
    HOST = "host"
    APP = "app"
    IP_RANGE = "ip-range"
    CLOCK = "clock"
    USER = "user"
    TOKEN = "token"  # noqa: S105 the layer's name
    API_RIGHT = "api-right"
    CLI = "sf-cli"


class Fixer(StrEnum):
    """Whose job the fix is."""

    YOU = "you"
    NETWORK = "your network's people"
    ADMIN = "your Salesforce admin"


NETWORK_LAYERS = frozenset({Layer.DNS, Layer.PROXY, Layer.CONNECTION, Layer.TLS})


class SignInFailed(SalesforceError):
    """No session came out of it. One line says what, the hint who mends it and how."""

    code = "sign-in"

    def __init__(self, layer: Layer, fixer: Fixer, message: str, cure: str) -> None:
        is_network = layer in NETWORK_LAYERS
        super().__init__(
            FailureKind.RETRY if is_network else FailureKind.AUTH,
            f"{message} Edits are kept.",
            code="OFFLINE" if is_network else layer.value.upper().replace("-", "_"),
            hint=f"For {fixer}: {cure}",
        )
        self.layer = layer
        self.fixer = fixer
        self.finding = message
        """The message without what is said of edits, for a report of several layers."""


class _Rule(Struct, frozen=True):
    """Words of Salesforce's, and what they mean."""

    pattern: str
    layer: Layer
    fixer: Fixer
    message: str
    cure: str


_RULES = (
    _Rule(
        r"app_blocked|must be installed|approval_error|app_access_denied|hasn.t approved"
        r"|not admin approved|not approved for access",
        Layer.APP,
        Fixer.ADMIN,
        "The org blocks this app.",
        "install or approve the app for you; `cockpit connect --admin-note` writes the request.",
    ),
    _Rule(
        r"ip.?restricted|ip.?range|ip address|login.?ip|restricted.?ip",
        Layer.IP_RANGE,
        Fixer.ADMIN,
        "The org does not let anybody sign in from this machine's network address.",
        "add the address to the profile's login IP ranges, or relax IP restrictions for the app.",
    ),
    _Rule(
        r"api_disabled|api_currently_disabled|api is (disabled|not enabled)|api access",
        Layer.API_RIGHT,
        Fixer.ADMIN,
        "This user may not use Salesforce's API.",
        "give the permission “API Enabled”, by profile or permission set.",
    ),
    _Rule(
        r"redirect_uri",
        Layer.APP,
        Fixer.ADMIN,
        "The app does not know the address that the browser comes back to.",
        "add the callback URL to the app; `cockpit connect --admin-note` names it.",
    ),
    _Rule(
        r"no client credentials user|run.?as user",
        Layer.APP,
        Fixer.ADMIN,
        "The app has no user to act as.",
        "choose a “Run As” user in the app's client credentials flow.",
    ),
    _Rule(
        r"unsupported_grant_type|grant type not supported|flow.*not enabled",
        Layer.APP,
        Fixer.ADMIN,
        "The app does not allow this way to sign in.",
        "enable the flow in the app's OAuth settings.",
    ),
    _Rule(
        r"invalid_client_id|client identifier invalid|invalid_client|invalid client",
        Layer.APP,
        Fixer.YOU,
        "Salesforce does not know this consumer key, or the secret is not its own.",
        "copy both again from the app (`--client-id`, `--secret-file`).",
    ),
    _Rule(
        r"audience",
        Layer.HOST,
        Fixer.YOU,
        "The sign-in went to another host than the org's own.",
        "give the org's address: `--login-url https://mycompany.my.salesforce.com`.",
    ),
    _Rule(
        r"assertion.*expired|expired.*assertion|not yet valid|issued in the future|\biat\b|\bexp\b",
        Layer.CLOCK,
        Fixer.YOU,
        "Salesforce finds the signed request out of date: this machine's clock is wrong.",
        "set the clock (more than three minutes off is too much).",
    ),
    _Rule(
        r"invalid assertion|invalid_assertion|signature|no certificate",
        Layer.APP,
        Fixer.YOU,
        "The private key does not belong to the app's certificate, or the user is not the app's.",
        "check the key file, `--username` and `--client-id`.",
    ),
    _Rule(
        r"inactive|suspended|frozen|locked",
        Layer.USER,
        Fixer.ADMIN,
        "This Salesforce user is inactive or locked.",
        "unlock or activate the user.",
    ),
    _Rule(
        r"access_denied|end.user denied",
        Layer.USER,
        Fixer.YOU,
        "The sign-in was declined in the browser.",
        "run the command again and allow it.",
    ),
    _Rule(
        r"rate.?limit|login rate",
        Layer.USER,
        Fixer.YOU,
        "Too many sign-ins in a short time.",
        "wait an hour; nothing is lost meanwhile.",
    ),
    _Rule(
        r"expired|invalid_session|bad_oauth_token|revoked|invalid refresh token|token validity",
        Layer.TOKEN,
        Fixer.YOU,
        "The session has ended, or was revoked.",
        "sign in again: `cockpit connect`.",
    ),
)


def refusal(code: str, words: str) -> SignInFailed:
    """What Salesforce's refusal means; unknown words are passed on as they are."""
    said = f"{code} {words}".lower()
    for rule in _RULES:
        if re.search(rule.pattern, said):
            own = f" (Salesforce: {words or code})" if words or code else ""
            return SignInFailed(rule.layer, rule.fixer, f"{rule.message}{own}", rule.cure)
    return SignInFailed(
        Layer.TOKEN,
        Fixer.ADMIN,
        f"Salesforce refused the sign-in: {words or code or 'without a word'}.",
        "these words name the reason; the org's login history shows the attempt.",
    )


def not_salesforce(host: str, what: str) -> SignInFailed:
    """Something answered, and it does not speak Salesforce's language."""
    return SignInFailed(
        Layer.HOST,
        Fixer.YOU,
        f"{host} answers, but not as Salesforce does ({what}).",
        "check the address; it looks like https://mycompany.my.salesforce.com.",
    )


def wrong_org(wanted: str, found: str) -> SignInFailed:
    """A renewed session reaches another org than the workspace's."""
    return SignInFailed(
        Layer.TOKEN,
        Fixer.YOU,
        f"The new session is for org {found}, and this workspace belongs to {wanted}. "
        "Nothing was sent.",
        "sign in to the workspace's org: `cockpit connect`.",
    )
