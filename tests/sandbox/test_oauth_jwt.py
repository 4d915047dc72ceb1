"""The JWT bearer grant (Salesforce: OAuth 2.0 JWT Bearer Flow; fact sheet §1.2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cockpit_sandbox.oauth.apps import Apps
from cockpit_sandbox.org import Org
from tests.sandbox.client import Client
from tests.sandbox.conftest import NOW
from tests.sandbox.oauth_client import Endpoint


@pytest.fixture
def endpoint(org: Org) -> Endpoint:
    return Endpoint(org)


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


def certificate(key: RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "cockpit")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.PEM).decode()


def username(org: Org) -> str:
    row = org.storage.first("SELECT Username FROM User WHERE Id = ?", (org.main_user_id,))
    assert row is not None
    return str(row[0])


def assertion(endpoint: Endpoint, key: Any, *, algorithm: str = "RS256", **changes: object) -> str:
    claims: dict[str, object] = {
        "iss": endpoint.app.client_id,
        "sub": username(endpoint.org),
        "aud": "https://test.salesforce.com",
        "exp": int(NOW.timestamp()) + 180,
    }
    return jwt.encode(claims | changes, key, algorithm=algorithm)


def bearer(endpoint: Endpoint, sent: str) -> tuple[int, dict[str, Any]]:
    kind = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    return endpoint.token(grant_type=kind, assertion=sent)


def test_a_verified_assertion_signs_its_user_in(
    endpoint: Endpoint, org: Org, key: RSAPrivateKey
) -> None:
    """§1.2, JWT bearer: RS256, no refresh token."""
    Apps(org).change({"certificate": certificate(key)})
    status, answer = bearer(endpoint, assertion(endpoint, key))
    assert status == 200, answer
    assert "refresh_token" not in answer
    assert Client(org, answer["access_token"]).get("limits").status == 200


def test_a_bare_public_key_verifies_as_well(
    endpoint: Endpoint, org: Org, key: RSAPrivateKey
) -> None:
    """§1.2: the certificate's key is what counts."""
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    Apps(org).change({"certificate": pem.decode()})
    assert bearer(endpoint, assertion(endpoint, key))[0] == 200


def test_what_is_not_signed_by_the_apps_key_is_invalid(
    endpoint: Endpoint, org: Org, key: RSAPrivateKey
) -> None:
    """§1.2: RS256 alone; neither another key nor another algorithm."""
    Apps(org).change({"certificate": certificate(key)})
    stranger = generate_private_key(public_exponent=65537, key_size=2048)
    for sent in (
        assertion(endpoint, stranger),
        assertion(endpoint, key, algorithm="RS512"),
        assertion(endpoint, "x" * 64, algorithm="HS256"),
        assertion(endpoint, None, algorithm="none"),
        assertion(endpoint, key)[:-8],
        "nonsense",
    ):
        status, answer = bearer(endpoint, sent)
        assert (status, answer["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("changes", "description"),
    [
        ({"aud": "https://example.com"}, "audience is invalid"),
        ({"exp": int(NOW.timestamp()) - 1}, "assertion is expired"),
        ({"exp": int(NOW.timestamp()) + 3_600}, "invalid assertion"),
        ({"exp": "soon"}, "invalid assertion"),
        ({"sub": "nobody@example.com"}, "user hasn't approved this consumer"),
        ({"iss": "another"}, "client identifier invalid"),
    ],
)
def test_a_wrong_claim_is_refused_by_its_name(
    endpoint: Endpoint,
    org: Org,
    key: RSAPrivateKey,
    changes: dict[str, Any],
    description: str,
) -> None:
    """§1.2: `exp` is compared with the server's clock; skew is the top failure."""
    Apps(org).change({"certificate": certificate(key)})
    assert bearer(endpoint, assertion(endpoint, key, **changes))[1]["error_description"] == (
        description
    )


def test_an_app_that_was_not_approved_signs_nobody_in(
    endpoint: Endpoint, org: Org, key: RSAPrivateKey
) -> None:
    """§1.2: approval by the admin or the user comes first; an uninstalled app is refused."""
    Apps(org).change({"certificate": certificate(key), "is_preapproved": False})
    assert bearer(endpoint, assertion(endpoint, key))[1]["error"] == "invalid_grant"
    Apps(org).change({"is_installed": False})
    answer = bearer(endpoint, assertion(endpoint, key))[1]
    assert answer == {
        "error": "invalid_client",
        "error_description": "app must be installed into org",
    }
