"""Who the token signs in: the user information of OpenID Connect, and Salesforce's identity URL."""

from __future__ import annotations

from cockpit_sandbox.addresses import identity_url
from cockpit_sandbox.call import Call, resource_missing
from cockpit_sandbox.messages import Reply
from cockpit_sandbox.storage import Row


def userinfo(call: Call) -> Reply:
    """GET /services/oauth2/userinfo: the signed-in user in OpenID Connect's words."""
    user = _user(call)
    return Reply(
        200,
        {
            "sub": url(call, call.user_id),
            "user_id": call.user_id,
            "organization_id": call.org.org_id,
            "preferred_username": user.get("Username"),
            "nickname": user.get("Alias"),
            "name": user.get("Name"),
            "given_name": user.get("FirstName"),
            "family_name": user.get("LastName"),
            "email": user.get("Email"),
            "email_verified": True,
            "zoneinfo": user.get("TimeZoneSidKey"),
            "locale": user.get("LocaleSidKey"),
            "active": bool(user.get("IsActive")),
            "user_type": "STANDARD",
        },
    )


def identity(call: Call) -> Reply:
    """GET /id/ORG/USER: the signed-in user in the words of the identity service."""
    if (call.part("organization"), call.part("user")) != (call.org.org_id, call.user_id):
        raise resource_missing()
    user = _user(call)
    return Reply(
        200,
        {
            "id": url(call, call.user_id),
            "asserted_user": True,
            "user_id": call.user_id,
            "organization_id": call.org.org_id,
            "username": user.get("Username"),
            "nick_name": user.get("Alias"),
            "display_name": user.get("Name"),
            "email": user.get("Email"),
            "first_name": user.get("FirstName"),
            "last_name": user.get("LastName"),
            "timezone": user.get("TimeZoneSidKey"),
            "active": bool(user.get("IsActive")),
            "user_type": "STANDARD",
        },
    )


def url(call: Call, user_id: str) -> str:
    """The identity URL of a user, at the host that the request was sent to."""
    return identity_url(call.request, call.org.org_id, user_id)


def _user(call: Call) -> Row:
    return call.org.storage.record(call.org.schema["User"], call.user_id) or {}
