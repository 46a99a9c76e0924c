"""Passkeys (WebAuthn): made by a device that knows its owner, proved by a signature over a fresh challenge."""

from __future__ import annotations

import ipaddress
import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from fengqiao.areas.identity.models import Passkey
from fengqiao.core import clock
from fengqiao.core.models import Account
from fengqiao.core.sealing import fingerprint

MOST = 10
CHALLENGE = "passkey_challenge"
MINUTES = 5
_LARGEST = 20_000


class Refused(Exception):
    """The device's answer proves nothing."""


def house(request: HttpRequest) -> tuple[str, str]:
    """The name for which keys are made, and the origin that must have asked for them.

    A court's own is its public address; a demonstration is reached under more than one name.
    """
    if settings.DEMO or settings.DEBUG:
        origin = f"{request.scheme}://{request.get_host()}"
    else:
        origin = settings.PUBLIC_URL
    return urlsplit(origin).hostname or "", origin


def possible(request: HttpRequest) -> bool:
    """Whether browsers make keys for this address: a name, not a number."""
    try:
        ipaddress.ip_address(house(request)[0])
    except ValueError:
        return True
    return False


def registration(request: HttpRequest, account: Account) -> str:
    """What the browser is asked in order to make a key, as JSON; the challenge is kept in the session."""
    name, _origin = house(request)
    held = Passkey.objects.filter(account=account)
    options = generate_registration_options(
        rp_id=name,
        rp_name=name,
        user_id=bytes.fromhex(fingerprint(f"passkey:{account.pk}")),
        user_name=account.username,
        user_display_name=account.person.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(k.credential)) for k in held],
    )
    _keep(request, options.challenge, "make")
    return options_to_json(options)


def add(request: HttpRequest, account: Account, answer: str, name: str) -> Passkey:
    """Take the new key; raises Refused."""
    credential, challenge = _read(answer), _spent(request, "make")
    rp_id, origin = house(request)
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=rp_id,
            expected_origin=origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Refused(str(error)) from error
    key = bytes_to_base64url(made.credential_id)
    if Passkey.objects.filter(credential=key).exists() or Passkey.objects.filter(account=account).count() >= MOST:
        raise Refused("known already, or too many")
    return Passkey.objects.create(
        account=account,
        name=name[:60],
        credential=key,
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        made_at=clock.now(),
    )


def asking(request: HttpRequest) -> str:
    """What the browser is asked in order to sign in, as JSON; it offers the keys that it has for this house."""
    rp_id, _origin = house(request)
    options = generate_authentication_options(rp_id=rp_id, user_verification=UserVerificationRequirement.REQUIRED)
    _keep(request, options.challenge, "ask")
    return options_to_json(options)


def account_behind(request: HttpRequest, answer: str) -> Account:
    """Whose key has signed the challenge of this session; raises Refused. A challenge is good once."""
    credential, challenge = _read(answer), _spent(request, "ask")
    key = Passkey.objects.filter(credential=str(credential.get("id", ""))[:1400]).select_related("account").first()
    if key is None or not key.account.is_active:
        raise Refused("an unknown key")
    rp_id, origin = house(request)
    try:
        shown = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=rp_id,
            expected_origin=origin,
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Refused(str(error)) from error
    same = Passkey.objects.filter(pk=key.pk, sign_count=key.sign_count)
    if not same.update(sign_count=shown.new_sign_count, used_at=clock.now()):
        raise Refused("used at the same time elsewhere")
    return Account.objects.get(pk=key.account_id)


def _keep(request: HttpRequest, challenge: bytes, what: str) -> None:
    until = clock.now().timestamp() + MINUTES * 60
    request.session[CHALLENGE] = {"is": bytes_to_base64url(challenge), "for": what, "until": until}


def _spent(request: HttpRequest, what: str) -> bytes:
    """The challenge of this session, which no longer counts afterwards."""
    held = request.session.pop(CHALLENGE, None)
    if not held or held["for"] != what or held["until"] < clock.now().timestamp():
        raise Refused("no challenge of this session")
    return base64url_to_bytes(held["is"])


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > _LARGEST:
        raise Refused("too long")
    try:
        told = json.loads(answer)
    except ValueError as error:
        raise Refused("no JSON") from error
    if not isinstance(told, dict):
        raise Refused("no credential")
    return told
