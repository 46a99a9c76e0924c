"""Another phone for an account: by a code to the old one and the new one, or by real name after a time of waiting."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from fengqiao.areas.identity import entrance
from fengqiao.areas.identity.models import PhoneChange
from fengqiao.core import clock, identity, ports
from fengqiao.core.models import Account, Person
from fengqiao.core.words import say
from fengqiao.law import settings


class Taken(Exception):
    """The number already signs another account in."""


def taken(number: str) -> bool:
    """Whether the number signs an account in."""
    return Account.objects.filter(username=number).exists()


def cool_off_hours() -> int:
    """Hours for which a change by real name alone waits."""
    return int(settings.setting("identity.phone_cool_off_hours", clock.today()).value)


def change(account: Account, number: str, keep: str | None) -> None:
    """Give the account its new phone at once and end its other sessions. Both phones have been proved. Raises Taken."""
    old = account.person.phone
    try:
        with transaction.atomic():
            if taken(number):
                raise Taken(number)
            Account.objects.filter(pk=account.pk, username=old).update(username=number)
            Person.objects.filter(pk=account.person_id).update(phone=number)
            waiting(account).update(status="stopped", ended_at=clock.now())
            entrance.end_others(account, keep)
    except IntegrityError as error:
        raise Taken(number) from error
    _tell(old, "identity.sms_phone_changed", f"phone-{account.pk}-{clock.now():%y%m%d%H%M%S}")


def waiting(account: Account) -> QuerySet[PhoneChange]:
    """The changes of the account that wait."""
    return PhoneChange.objects.filter(account=account, status="waiting")


def may_ask(account: Account) -> bool:
    """Whether the account is known by real name, checked anew: only then may the old phone be passed over."""
    found = identity.known_of(account.person)
    hours = timedelta(hours=identity.fresh_hours())
    at = found.newest.decided_at if found.newest else None
    return identity.rank(found.level) >= identity.rank("real_name") and at is not None and at > clock.now() - hours


def ask(account: Account, number: str) -> PhoneChange:
    """Let a change wait for its time, and tell the old phone. Raises Taken."""
    if taken(number):
        raise Taken(number)
    now = clock.now()
    with transaction.atomic():
        waiting(account).update(status="stopped", ended_at=now)
        due = now + timedelta(hours=cool_off_hours())
        made = PhoneChange.objects.create(
            account=account, old=account.person.phone, new=number, asked_at=now, due_at=due
        )
    _tell(made.old, "identity.sms_phone_asked", f"phone-change-{made.pk}")
    return made


def stop(account: Account) -> bool:
    """Stop the change that waits; whether there was one."""
    return bool(waiting(account).update(status="stopped", ended_at=clock.now()))


def due_changes(limit: int = 50) -> int:
    """Make the changes whose time has come; a number that has been taken meanwhile stops its change."""
    due = PhoneChange.objects.filter(status="waiting", due_at__lte=clock.now()).select_related("account")[:limit]
    done = 0
    for row in due:
        account = Account.objects.get(pk=row.account_id)
        if not PhoneChange.objects.filter(pk=row.pk, status="waiting").update(status="done", ended_at=clock.now()):
            continue
        try:
            change(account, row.new, None)
            done += 1
        except Taken:
            PhoneChange.objects.filter(pk=row.pk).update(status="stopped")
    return done


def _tell(number: str, key: str, reference: str) -> None:
    """A message to the old phone; that it cannot be delivered is the very reason of most changes."""
    try:
        ports.sms().send(number, say(key, {"hours": cool_off_hours()}, "zh-hans"), reference)
    except ports.DeliveryFailed:
        return
