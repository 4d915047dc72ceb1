"""GET /services/oauth2/userinfo: who the token signs in."""

from __future__ import annotations

from cockpit_sandbox.request import Call, Reply


def userinfo(call: Call) -> Reply:
    """The signed-in user in OpenID Connect's words."""
    org = call.org
    user = org.storage.record(org.schema["User"], call.user_id) or {}
    content = {
        "sub": f"https://test.salesforce.com/id/{org.org_id}/{call.user_id}",
        "user_id": call.user_id,
        "organization_id": org.org_id,
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
    }
    return Reply(200, content)
