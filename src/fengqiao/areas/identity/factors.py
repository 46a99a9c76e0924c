"""Second proofs: codes of an app (TOTP), recovery codes, and who must have one."""

from __future__ import annotations

import secrets

import pyotp
import segno
from django.conf import settings
from django.db import transaction

from fengqiao.areas.identity.models import OneTimeKey, Passkey, RecoveryCode
from fengqiao.core import clock, throttle
from fengqiao.core.models import Account, Posting
from fengqiao.core.sealing import fingerprint, seal, unseal

STEP = 30
"""Seconds of one code."""
DRIFT = 1
"""How many intervals a phone's clock may be off."""
CODES = 10
TRIES_HOURLY = 10
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


class TooOften(Exception):
    """Too many wrong codes within the hour."""


def confirmed(account: Account) -> OneTimeKey | None:
    """The app of the account, if one is set up."""
    return OneTimeKey.objects.filter(account=account, confirmed_at__isnull=False).first()


def has_second(account: Account) -> bool:
    """Whether a second proof is asked at each sign-in: an app, or a passkey of somebody with a password."""
    if confirmed(account) is not None:
        return True
    return account.has_usable_password() and Passkey.objects.filter(account=account).exists()


def required(account: Account) -> bool:
    """Whether one of the posts held today requires a second proof (the setting SECOND_FACTOR_ROLES)."""
    roles = settings.SECOND_FACTOR_ROLES
    if not roles:
        return False
    today = clock.today()
    held = Posting.objects.filter(person_id=account.person_id, role__in=roles, since__lte=today)
    return any(p.until is None or p.until >= today for p in held)


def begin(account: Account) -> OneTimeKey:
    """A secret for an app, not in force until a code of it has come back; the one begun before is kept."""
    found = OneTimeKey.objects.filter(account=account, confirmed_at=None).first()
    if found is None:
        sealed = seal(pyotp.random_base32())
        found, _made = OneTimeKey.objects.get_or_create(
            account=account, defaults={"secret_sealed": sealed, "made_at": clock.now()}
        )
    return found


def shown(key: OneTimeKey, court: str) -> dict[str, str]:
    """The secret as an app takes it: a picture to scan, and the letters to type."""
    secret = unseal(key.secret_sealed)
    uri = pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=key.account.username, issuer_name=court)
    letters = " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))
    return {"picture": segno.make(uri).svg_data_uri(scale=5, border=2), "letters": letters}


def _step_of(key: OneTimeKey, code: str) -> int | None:
    """The interval of which this is the code, near now."""
    totp, now = pyotp.TOTP(unseal(key.secret_sealed), interval=STEP), int(clock.now().timestamp())
    for drift in range(-DRIFT, DRIFT + 1):
        at = now + drift * STEP
        if pyotp.utils.strings_equal(code, totp.at(at)):
            return at // STEP
    return None


def _spend(key: OneTimeKey, code: str) -> bool:
    """Whether the code is right and was not used before: an interval is taken once, by one request."""
    step = _step_of(key, code)
    if step is None:
        return False
    return bool(OneTimeKey.objects.filter(pk=key.pk, last_step__lt=step).update(last_step=step))


def confirm(account: Account, code: str) -> list[str] | None:
    """Put the begun secret in force by a code of it. Answers fresh recovery codes, or None for a wrong code."""
    key = OneTimeKey.objects.filter(account=account, confirmed_at=None).first()
    _count(account)
    if key is None or not _spend(key, _plain(code)):
        return None
    with transaction.atomic():
        OneTimeKey.objects.filter(pk=key.pk).update(confirmed_at=clock.now())
        return fresh_codes(account)


def check(account: Account, code: str) -> bool:
    """Whether this is a code of the account's app, or one of its recovery codes; each is good once. Raises TooOften."""
    _count(account)
    plain = _plain(code)
    key = confirmed(account)
    if key is not None and _spend(key, plain):
        return True
    hashed = fingerprint(f"recovery:{account.pk}:{plain}")
    unused = RecoveryCode.objects.filter(account=account, code_hash=hashed, used_at=None)
    return bool(unused.update(used_at=clock.now()))


def _count(account: Account) -> None:
    if throttle.spent("second", str(account.pk), TRIES_HOURLY):
        raise TooOften
    throttle.count("second", str(account.pk))


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").upper()[:40]


def fresh_codes(account: Account) -> list[str]:
    """New recovery codes; the old ones no longer count. They can be read this once."""
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(10)) for _ in range(CODES)]
    with transaction.atomic():
        RecoveryCode.objects.filter(account=account).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(account=account, code_hash=fingerprint(f"recovery:{account.pk}:{code}")) for code in codes
        )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def codes_left(account: Account) -> int:
    """How many recovery codes are still good."""
    return RecoveryCode.objects.filter(account=account, used_at=None).count()


def remove(account: Account, code: str) -> bool:
    """Take the app away, by a code of it or a recovery code. Raises TooOften."""
    if not check(account, code):
        return False
    OneTimeKey.objects.filter(account=account).delete()
    if not Passkey.objects.filter(account=account).exists():
        RecoveryCode.objects.filter(account=account).delete()
    return True


def reset(account: Account) -> None:
    """Take every second proof away: the court's IT has seen the person, who has lost them all."""
    with transaction.atomic():
        for model in (OneTimeKey, RecoveryCode, Passkey):
            model.objects.filter(account=account).delete()
