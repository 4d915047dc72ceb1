"""Refusals in the words of OAuth: one object, not Salesforce's array."""

from __future__ import annotations

from cockpit_sandbox.errors import SandboxError


class OAuthRefused(SandboxError):
    """A refused request; `error` and `description` stand in the body as they are."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(f"{status} {error}: {description}")
        self.status = status
        self.error = error
        self.description = description

    def body(self) -> dict[str, str]:
        """The JSON of the answer."""
        return {"error": self.error, "error_description": self.description}
