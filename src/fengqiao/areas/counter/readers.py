"""What a card reader sends: signed, fresh, once; and the one who is standing at the window because of it.

The contract is docs/contracts/card-reader.md. The reader's own program at the window pushes what it has
read; the clerk's page takes the newest. Nothing of a card is kept once it is used or five minutes old.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.dateparse import parse_datetime

from fengqiao.areas.counter.models import CardRead, Station
from fengqiao.core import clock
from fengqiao.core import identity as known
from fengqiao.core.models import Account
from fengqiao.core.sealing import masked, seal, unseal
from fengqiao.law import identity

FRESH = timedelta(minutes=5)
SKEW = timedelta(minutes=2)
"""How far a reader's clock may be from ours."""


class NotTaken(Exception):
    """The message of a reader is not believed; ``reason`` is for its log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a resident identity card."""

    name: str
    number: str
    sex: str
    born: str
    address: str
    valid_until: str = ""

    @property
    def masked(self) -> str:
        return masked(self.number)


def signature(key: str, body: bytes) -> str:
    """The signature of a message: HMAC-SHA-256 of its bytes under the reader's key, in hexadecimal."""
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


def take(body: bytes, signed: str) -> None:
    """Take one message of a reader. Raises NotTaken; the same reading twice is taken once."""
    told = _told(body)
    station = _station(str(told.get("station", "")))
    if not hmac.compare_digest(signature(unseal(station.reader_key), body), signed):
        raise NotTaken("signature")
    at = parse_datetime(str(told.get("at", "")))
    if at is None or at.tzinfo is None or abs(clock.now() - at) > SKEW:
        raise NotTaken("time")
    nonce = str(told.get("nonce", ""))
    if not 16 <= len(nonce) <= 64:
        raise NotTaken("nonce")
    card = _card(told.get("card"))
    try:
        with transaction.atomic():
            sealed = seal(json.dumps(asdict(card), ensure_ascii=False))
            CardRead.objects.create(station=station, nonce=nonce, sealed=sealed, read_at=clock.now())
    except IntegrityError:
        return


def _told(body: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(body)
    except ValueError as error:
        raise NotTaken("form") from error
    if not isinstance(told, dict):
        raise NotTaken("form")
    return told


def _station(code: str) -> Station:
    today = clock.today()
    station = Station.objects.filter(code=code, since__lte=today).exclude(reader_key="").first()
    if station is None or (station.until and station.until < today):
        raise NotTaken("station")
    return station


def _card(told: Any) -> Card:
    names = ("name", "number", "sex", "born", "address")
    if not isinstance(told, dict) or not all(isinstance(told.get(n), str) and told[n].strip() for n in names):
        raise NotTaken("card")
    card = Card(*(told[n].strip()[:200] for n in names), valid_until=str(told.get("valid_until", ""))[:10])
    found = identity.check("resident_id", card.number).value
    if not found.valid or found.birth is None or found.birth.isoformat() != card.born:
        raise NotTaken("number")
    if card.valid_until and not _ahead(card.valid_until):
        raise NotTaken("expired")
    return card


def _ahead(day: str) -> bool:
    try:
        return date.fromisoformat(day) >= clock.today()
    except ValueError:
        return False


def newest(station: Station) -> tuple[CardRead, Card] | None:
    """The card that lies on the window's reader now: the newest reading, fresh and not yet used."""
    read = CardRead.objects.filter(station=station, used_at=None, read_at__gt=clock.now() - FRESH).order_by("-read_at").first()
    if read is None:
        return None
    return read, Card(**json.loads(unseal(read.sealed)))


def use(read: CardRead, person: int) -> bool:
    """Use a reading up; False where it has been used by another click. What was read is wiped."""
    mine = CardRead.objects.filter(pk=read.pk, used_at=None)
    return bool(mine.update(used_by_id=person, used_at=clock.now(), sealed=""))


def vouch(read: CardRead, card: Card, account: Account, staff: int) -> str:
    """Enter that the holder of an account stood here with this card. Answers an error code, or nothing.

    An account that goes by another name, or is known by another document, is not his: nothing changes.
    """
    person = account.person
    if person.name not in (person.phone, "") and not known.same_name(person.name, card.name):
        return "identity.card_differs"
    with transaction.atomic():
        fault = known.card_shown(person, name=card.name, id_type="resident_id", number=card.number, by=staff)
        if not fault and not use(read, staff):
            transaction.set_rollback(True)
            return "counter.used_up"
    return fault


def wipe() -> int:
    """Wipe the readings that nobody used; a job of the worker."""
    old: datetime = clock.now() - FRESH
    return CardRead.objects.filter(read_at__lte=old).exclude(sealed="").update(sealed="")
