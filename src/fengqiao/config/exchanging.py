"""Which courts of other installations can be reached: those behind EXCHANGE_URL, one sandbox court, or none."""

from __future__ import annotations

from django.conf import settings

from fengqiao.adapters.exchange import HttpExchange
from fengqiao.adapters.payment_wire import HttpTransport
from fengqiao.adapters.sandbox.court import SandboxCourt
from fengqiao.config import env
from fengqiao.core.exchange import CourtExchange, NoExchange
from fengqiao.law import courts

SANDBOX_COURT = "浙0602"
"""A court that no demonstration runs itself: it takes over whatever comes."""


def exchange() -> CourtExchange:
    """The exchange of this installation."""
    member = settings.ENV.exchange_member
    if settings.ENV.exchange_url:
        codes = [code.strip() for code in settings.ENV.exchange_courts.split(",") if code.strip()]
        reachable = {code: courts.court(code).name for code in codes}
        transport = HttpTransport(settings.ENV.exchange_url)
        return HttpExchange(transport, member, env.secret(settings.ENV, "EXCHANGE_KEY"), reachable)
    if not settings.DEMO:
        return NoExchange()
    key = env.secret(settings.ENV, "EXCHANGE_KEY")
    sandbox = SandboxCourt(member, key, [SANDBOX_COURT])
    sandbox.usual = {"outcome": "taken", "number": "交换"}
    return HttpExchange(sandbox, member, key, {SANDBOX_COURT: courts.court(SANDBOX_COURT).name})
