"""A note that a person can send to the Salesforce admin as it is: what is asked for, and where."""

from __future__ import annotations

from cockpit_sync.fields import REF_FIELD
from cockpit_sync.salesforce.sign_in_errors import Layer, SignInFailed
from cockpit_sync.salesforce.web_sign_in import CALLBACK_PORT, SCOPES, callback_url
from cockpit_tui.connection.sign_ins import Way

_SCOPE_WORDS = {
    "api": "Manage user data via APIs (api)",
    "refresh_token": "Perform requests at any time (refresh_token, offline_access)",
    "openid": "Access unique user identifiers (openid)",
}


def admin_note(
    way: Way, port: int = CALLBACK_PORT, failure: SignInFailed | None = None, user: str = ""
) -> str:
    """The note, wrapped for mail; with a failure it begins with what the org said."""
    said = ["The org said when I tried:", f"  {failure.finding}", ""] if failure else []
    return "\n".join(
        [
            "Subject: Salesforce access for Cockpit",
            "",
            "Hello,",
            "",
            "I use Cockpit, a program in my own terminal. It mirrors my tasks with Salesforce",
            "through the REST API, as my user and with my rights. It talks to our org alone.",
            "",
            *said,
            "Please:",
            "",
            *_numbered([*_app(way, port), _api_right(user), *_network(failure), _field()]),
            "Thank you!",
        ]
    )


def _numbered(wishes: list[list[str]]) -> list[str]:
    lines = []
    for number, (first, *others) in enumerate(wishes, 1):
        lines += [f"{number}. {first}", *(f"   {line}" for line in others), ""]
    return lines


def _app(way: Way, port: int) -> list[list[str]]:
    """The app in whose name one signs in; a session of the Salesforce CLI has its own."""
    if way in ("sf", "session"):
        return [
            [
                "Allow the app that I sign in with (the Salesforce CLI's, if that is blocked):",
                "Setup > Apps > Connected Apps > Connected Apps OAuth Usage: Install, then",
                "Manage App Policies, and let my profile or permission set use it.",
            ]
        ]
    flow = {
        "web": [
            f"Callback URL: {callback_url(port)}",
            "Flow: authorization code. Require Proof Key for Code Exchange (PKCE): on.",
            "Require secret for Web Server Flow: off. Require secret for Refresh Token: off.",
        ],
        "jwt": [
            "Flow: JWT bearer, with the certificate that I send along.",
            f"Callback URL (it is asked for, and not used): {callback_url(port)}",
        ],
        "client-credentials": [
            "Flow: client credentials, with a “Run As” user under Policies.",
            f"Callback URL (it is asked for, and not used): {callback_url(port)}",
        ],
    }[way]
    scopes = [f"  {_SCOPE_WORDS[scope]}" for scope in SCOPES.split()]
    return [
        [
            "Make an External Client App called Cockpit:",
            "Setup > Apps > External Client Apps > External Client App Manager > New.",
            "OAuth settings on, with the scopes",
            *scopes,
            *flow,
            "Policies > Permitted Users: admin approved users, and my profile or permission set.",
            "Then send me its Consumer Key"
            + (" and Consumer Secret." if way == "client-credentials" else "."),
        ]
    ]


def _api_right(user: str) -> list[str]:
    who = f"my user, {user}," if user else "my user"
    return [f"Give {who} the permission “API Enabled” (profile or permission set)."]


def _network(failure: SignInFailed | None) -> list[list[str]]:
    if failure is None or failure.layer is not Layer.IP_RANGE:
        return []
    return [
        [
            "Let me sign in from where I work: my profile's Login IP Ranges, or",
            "the app's policy “Relax IP restrictions”.",
        ]
    ]


def _field() -> list[str]:
    return [
        f"Add a field to Activity: {REF_FIELD}, Text (36), External ID, Unique, case sensitive,",
        "editable for my profile or permission set. With it no task is ever made twice.",
        "Setup > Object Manager > Activity > Fields & Relationships > New, or deploy the",
        "package that `cockpit doctor --metadata FOLDER` writes.",
    ]
