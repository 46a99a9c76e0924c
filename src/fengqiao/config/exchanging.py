"""Which courts of other installations can be reached (those behind EXCHANGE_URL, one sandbox court, or none), and
which installations may hand papers in here (EXCHANGE_MEMBERS)."""

from __future__ import annotations

import re

from django.conf import settings

from fengqiao.adapters.exchange import HttpExchange, SignedMembers
from fengqiao.adapters.payment_wire import HttpTransport
from fengqiao.adapters.sandbox.court import SandboxCourt
from fengqiao.config import env
from fengqiao.core.exchange import CourtExchange, ExchangeGate, NoExchange, NoMembers
from fengqiao.law import courts

SANDBOX_COURT = "浙0602"
"""A court that no demonstration runs itself: it takes over whatever comes."""


_MEMBER = re.compile(r"([A-Za-z0-9._-]{1,60}):([A-Z][A-Z0-9_]{0,59})")


def gate() -> ExchangeGate:
    """The members of this installation, each with its key. Raises ValueError where EXCHANGE_MEMBERS is not of the form."""
    said = [one.strip() for one in settings.ENV.exchange_members.split(",") if one.strip()]
    if not said:
        return NoMembers()
    found = [_MEMBER.fullmatch(one) for one in said]
    if not all(found):
        raise ValueError("EXCHANGE_MEMBERS names its members as MEMBER:SECRET_NAME, with commas between")
    return SignedMembers({m[1]: env.secret(settings.ENV, m[2]).strip() for m in found if m})


def exchange() -> CourtExchange:
    """The exchange of this installation."""
    member = settings.ENV.exchange_member
    if settings.ENV.exchange_url:
        codes = [code.strip() for code in settings.ENV.exchange_courts.split(",") if code.strip()]
        reachable = {code: courts.court(code).name for code in codes}
        transport = HttpTransport(settings.ENV.exchange_url)
        return HttpExchange(transport, member, env.secret(settings.ENV, "EXCHANGE_KEY").strip(), reachable)
    if not settings.DEMO:
        return NoExchange()
    key = env.secret(settings.ENV, "EXCHANGE_KEY")
    sandbox = SandboxCourt(member, key, [SANDBOX_COURT])
    sandbox.usual = {"outcome": "taken", "number": "交换"}
    return HttpExchange(sandbox, member, key, {SANDBOX_COURT: courts.court(SANDBOX_COURT).name})
