"""What is asked of somebody who signs in besides the first proof, and where he is signed in."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.http import HttpRequest

from fengqiao.areas.identity import factors
from fengqiao.areas.identity.models import Visit
from fengqiao.core import clock
from fengqiao.core.models import Account

MOST = 100
"""Sessions of an account that are kept in the list."""


class FrontDoor:
    """The area's part of signing in (``core.registry.Entrance``)."""

    def before(self, account: Account) -> str:
        """A second proof where the account has one; where its posts require one and it has none, to set it up."""
        if factors.has_second(account):
            return "second_step"
        return "second_setup" if factors.required(account) else ""

    def after(self, request: HttpRequest, account: Account) -> None:
        """Write the session into the account's list."""
        key = request.session.session_key or ""
        device = str(request.headers.get("User-Agent", ""))[:200]
        where = str(request.META.get("REMOTE_ADDR", ""))[:45]
        Visit.objects.update_or_create(
            session=key, defaults={"account": account, "device": device, "place": where, "began_at": clock.now()}
        )


def visits(account: Account) -> list[Visit]:
    """The sessions of an account that are still open, newest first."""
    held = list(Visit.objects.filter(account=account).order_by("-began_at", "-id")[:MOST])
    alive = Session.objects.filter(session_key__in=[v.session for v in held], expire_date__gt=clock.now())
    open_ = set(alive.values_list("session_key", flat=True))
    return [visit for visit in held if visit.session in open_]


def end(account: Account, visit: int) -> bool:
    """End one session of this account; another's is not found."""
    found = Visit.objects.filter(account=account, pk=visit).first()
    if found is None:
        return False
    Session.objects.filter(session_key=found.session).delete()
    found.delete()
    return True


def end_others(account: Account, keep: str | None) -> int:
    """End every session of the account but the one named; how many there were."""
    others = Visit.objects.filter(account=account).exclude(session=keep or "")
    Session.objects.filter(session_key__in=list(others.values_list("session", flat=True))).delete()
    return int(others.delete()[0])
