"""Enquiry without an account: where a matter stands, for whoever holds its number and the code of a party.

The first answer says the state, whose turn it is and the clocks: no name, no paper. More, still
without names, is said to whoever also reads the code that is sent to the phone of that party. A
number that does not exist, a code that is wrong, a matter that is sealed, one that concerns a minor
and one in which the party has no place are answered alike, from one and the same query.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.core import clock, phonecodes, throttle
from fengqiao.core.models import Deadline, Document, Event, Matter, Party, Standing, Task
from fengqiao.core.ports import DeliveryFailed
from fengqiao.core.registry import registry
from fengqiao.core.words import has, move_word, word
from fengqiao.web.templatetags.words import day, moment
from fengqiao.web.views import pages
from fengqiao.web.views.accounts import address, too_often

HOURLY = 60
"""Enquiries with a wrong number or code that one network address may make within an hour."""
CODES_HOURLY = 5
"""Messages that may be sent to the phone of one party within an hour on enquiry."""
LASTS = 600
"""Seconds for which a browser is remembered after an enquiry; a shared machine shows nothing after that."""
STEPS_SHOWN = 30
_HELD = "enquiry"


def found_by(no: str, code: str) -> Standing | None:
    """The standing that a number and a code open, or None for every reason alike."""
    held = Standing.objects.filter(party__claim_code=code, matter__no=no, matter__sealed=False, until=None)
    standing = held.select_related("matter__dispute", "matter__court", "party__person").order_by("id").first()
    if standing is None or _concerns_a_minor(standing.matter):
        return None
    return standing


def _concerns_a_minor(matter: Matter) -> bool:
    return Party.objects.filter(dispute=matter.dispute_id, facts__minor=True).exists()


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def enquire(request: HttpRequest) -> HttpResponse:
    """The number and the code, and the answer."""
    if request.method != "POST":
        return _page(request, request.GET.get("no", "")[:20], "")
    no, code = request.POST.get("no", "").strip(), request.POST.get("code", "").replace(" ", "").upper()
    if throttle.spent("enquire", address(request), HOURLY):
        return _page(request, no, code, error=too_often(), status=429)
    standing = found_by(no, code)
    if standing is None:
        throttle.count("enquire", address(request))
        wrong = _("编号和查询码对不上。编号在回执上，查询码在给您的短信或信函里。")
        return _page(request, no, code, error=wrong, status=422)
    request.session[_HELD] = {"standing": standing.pk, "at": clock.now().timestamp()}
    return _page(request, no, code, standing)


def _held(request: HttpRequest) -> Standing | None:
    """The standing that this browser has enquired after a moment ago."""
    held = request.session.get(_HELD) or {}
    if not 0 <= clock.now().timestamp() - held.get("at", 0) <= LASTS:
        return None
    rows = Standing.objects.filter(pk=held.get("standing"), until=None, matter__sealed=False)
    standing = rows.select_related("matter__dispute", "matter__court", "party__person").first()
    return None if standing is None or _concerns_a_minor(standing.matter) else standing


@require_POST
@never_cache
def send_code(request: HttpRequest) -> HttpResponse:
    """Send a code to the phone that was told of the party; the number itself is not shown."""
    standing = _held(request)
    if standing is None or standing.party is None:
        return redirect("enquire")
    no, phone = standing.matter.no, standing.party.person.phone
    limit = str(standing.party_id)
    if throttle.spent("enquire-code", limit, CODES_HOURLY):
        return _page(request, no, "", standing, problem=too_often(), status=429)
    try:
        phonecodes.send(phone)
    except phonecodes.NotAPhone:
        problem = _("这个当事人没有登记手机号码，请拨打 12368 或者到诉讼服务大厅查询。")
        return _page(request, no, "", standing, problem=problem, status=409)
    except phonecodes.TooMany:
        problem = _("验证码发送太频繁，请 1 分钟后再试。")
        return _page(request, no, "", standing, problem=problem, sent=True, status=429)
    except DeliveryFailed:
        problem = _("短信没有发出去：号码可能已停机或者关机。请稍后再试，或者拨打 12368。")
        return _page(request, no, "", standing, problem=problem, status=502)
    throttle.count("enquire-code", limit)
    return _page(request, no, "", standing, sent=True)


@require_POST
@never_cache
def more(request: HttpRequest) -> HttpResponse:
    """What more may be said to whoever holds the phone of the party."""
    standing = _held(request)
    if standing is None or standing.party is None:
        return redirect("enquire")
    no = standing.matter.no
    if throttle.spent("enquire", address(request), HOURLY):
        return _page(request, no, "", standing, problem=too_often(), status=429)
    if not phonecodes.check(standing.party.person.phone, request.POST.get("sms", "").strip()):
        throttle.count("enquire", address(request))
        problem = _("验证码不对或者已经过期，请核对，或重新获取。")
        return _page(request, no, "", standing, problem=problem, sent=True, status=422)
    return _page(request, no, "", standing, told=_more(standing))


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Forget the enquiry on this machine."""
    request.session.pop(_HELD, None)
    return redirect("enquire")


def _page(
    request: HttpRequest, no: str, code: str, standing: Standing | None = None, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"title": _("查进度"), "no": no, "code": code, "found": _progress(standing) if standing else None}
    return render(request, "web/enquire.html", {**context, **more}, status=status)


def _progress(standing: Standing) -> dict[str, Any]:
    """State, whose turn it is, the clocks that a party may watch."""
    found = standing.matter
    turns = Task.objects.filter(matter=found).values_list("role", flat=True).distinct()
    return {
        "number": found.number or found.no,
        "procedure": word(found.procedure),
        "state": pages.state_word(found),
        "help": word(f"{found.procedure}.state.{found.state}.help"),
        "turns": "、".join(word(f"role.{role}") for role in sorted(turns)),
        "court": found.court.name,
        "changed": moment(found.changed_at),
        "clocks": _clocks(standing),
    }


def _clocks(standing: Standing) -> list[dict[str, Any]]:
    found = standing.matter
    periods = registry.procedure(found.procedure, found.version).periods
    running = Deadline.objects.filter(matter=found, status="running").order_by("due_at")
    mine = [d for d in running if not periods[d.name].inner and d.party_id in (None, standing.party_id)]
    return [pages.clock_chip(d, found.procedure) for d in mine]


def _more(standing: Standing) -> dict[str, Any]:
    """The steps so far, the papers issued by their kinds, the other matters of the party: never a name or a text."""
    found, party = standing.matter, standing.party
    periods = registry.procedure(found.procedure, found.version).periods.values()
    alarms = [period.then for period in periods if period.inner]  # the court's own warnings are no steps of the case
    events = Event.objects.filter(matter=found).exclude(move__in=alarms).order_by("-seq")[:STEPS_SHOWN]
    papers = Document.objects.filter(matter=found).order_by("-seq", "id").values_list("kind", "issued_at")
    places = Standing.objects.filter(party=party, until=None, matter__sealed=False).exclude(matter=found)
    linked = Matter.objects.filter(pk__in=places.values("matter")).order_by("-opened_at")
    return {
        "steps": [{"day": day(e.at), "text": move_word(found.procedure, e.move)} for e in events],
        "papers": [{"day": day(at), "text": word(f"paper.{k}")} for k, at in papers if has(f"paper.{k}")],
        "linked": [
            {"number": m.number or m.no, "procedure": word(m.procedure), "state": pages.state_word(m)} for m in linked
        ],
        "bound": party is not None and party.bound_at is not None,
    }
