"""The court's side of the smart locker, over HTTP. See docs/contracts/locker.md."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_args

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

from fengqiao.adapters import signing
from fengqiao.adapters.payment_wire import FORM, Transport, with_offset
from fengqiao.adapters.signed_json import SignedLine
from fengqiao.core.lockers import Box, LockerAway, LockerRefuses, Size, State, Tidings, TidingsRefused, What

_REFUSALS = (400, 401, 404, 409)
_FORM = (*FORM, RecursionError)


def code_hash(key: bytes, code: str) -> str:
    """What travels in place of a code: HMAC-SM3 with the shared key, in hexadecimal."""
    mac = HMAC(key, hashes.SM3())
    mac.update(b"OPEN\n" + code.encode())
    return mac.finalize().hex()


class HttpLocker:
    """A locker that keeps the contract. ``callback`` is the court's own address, which a callback's signature covers."""

    configured = True

    def __init__(self, transport: Transport, member: str, key: str, callback: str) -> None:
        self.member, self.key = member, key.encode()
        self.line = SignedLine(transport, member, self.key, LockerAway, LockerRefuses, _REFUSALS)
        self.path = signing.path_of(callback)

    def reserve(self, reference: str, size: Size, holder: str, until: datetime) -> Box:
        """See ``core.lockers.Locker``."""
        asked = {"reference": reference, "size": size, "holder": holder, "until": until.isoformat()}
        return self._box("/v1/boxes", reference, asked)

    def admit(self, reference: str, opening: int, code: str, until: datetime) -> None:
        """See ``core.lockers.Locker``."""
        asked = {"reference": reference, "opening": opening, "code_hash": code_hash(self.key, code)}
        self._box("/v1/boxes/code", reference, {**asked, "until": until.isoformat()})

    def state(self, reference: str) -> Box:
        """See ``core.lockers.Locker``."""
        return self._box("/v1/boxes/query", reference, {"reference": reference})

    def release(self, reference: str) -> Box:
        """See ``core.lockers.Locker``."""
        return self._box("/v1/boxes/release", reference, {"reference": reference})

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Tidings:
        """See ``core.lockers.Locker``."""
        try:
            signing.verify(self.key, self.member, "POST", self.path, headers, body)
        except signing.BadSignature as forged:
            raise TidingsRefused(str(forged)) from forged
        try:
            told = json.loads(body)
            if told["what"] not in get_args(What):
                raise ValueError(f"unknown tidings {told['what']}")
            return Tidings(told["what"], _box(told["box"]))
        except _FORM as error:
            raise TidingsRefused(f"not of the contract's form: {error!r}") from error

    def _box(self, path: str, reference: str, asked: Mapping[str, Any]) -> Box:
        told = self.line.call(path, asked)
        found = self.line.read(lambda: _box(told))
        if found.reference != reference:
            raise LockerAway("an answer about another box")
        return found


def _box(told: Mapping[str, Any]) -> Box:
    if told["state"] not in get_args(State):
        raise ValueError(f"unknown state {told['state']}")
    return Box(
        str(told["reference"])[:40],
        str(told["box"])[:20],
        str(told["site"])[:100],
        told["state"],
        int(told["seq"]),
        filled_at=_moment(told.get("filled_at")),
        filled_by=int(told.get("filled_by") or 0),
        taken_at=_moment(told.get("taken_at")),
        taken_by=int(told.get("taken_by") or 0),
        door_open=bool(told.get("door_open")),
    )


def _moment(text: Any) -> datetime | None:
    return with_offset(text) if text else None
