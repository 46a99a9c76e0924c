"""The counter and the places: a sign leads to the right form, a kiosk leaves no trace, a clerk files on the spot."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fengqiao.areas.counter import readers, stations
from fengqiao.areas.counter.models import Station
from fengqiao.core import clock, drafts, identity, throttle
from fengqiao.core.models import Account, Draft
from fengqiao.core.words import word
from fengqiao.web import places
from fengqiao.web.guard import message
from fengqiao.web.qr import svg
from fengqiao.web.templatetags.words import moment

READER_BYTES = 8 * 1024
READINGS = 120
"""Messages of one reader in an hour; more is not a person at a window."""
TRIES = 20


@require_safe
def arrive(request: HttpRequest, code: str) -> HttpResponse:
    """What the sign of a station opens: the place is known, and what can be done from here."""
    station = stations.open_one(code)
    if station is None:
        raise Http404
    context = {"title": station.name, "station": station, "cards": stations.ways()}
    response = render(request, "counter/arrive.html", context)
    if request.place and request.place.kind in ("kiosk", "counter"):
        return response
    return places.put(response, places.Place("station", station.code), request)


@require_safe
@never_cache
def kiosk(request: HttpRequest) -> HttpResponse:
    """The start of a kiosk; on any other browser there is no such page."""
    if request.place is None or request.place.kind != "kiosk":
        raise Http404
    station = stations.open_one(request.place.code)
    name = station.name if station else ""
    return render(request, "counter/kiosk.html", {"title": _("自助服务"), "name": name, "cards": stations.ways()})


@require_safe
@never_cache
def kiosk_end(request: HttpRequest) -> HttpResponse:
    """The one who was here is done, or has walked away: nothing of him stays."""
    if request.place is None or request.place.kind != "kiosk":
        raise Http404
    response = redirect("kiosk")
    places.forget(request, response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """A code with which a clerk takes up what was prepared here; making a new one voids the old."""
    draft = drafts.at_hand(request.COOKIES.get(drafts.TELL_COOKIE, ""), request.actor.person, drafts.TELL)
    context: dict[str, Any] = {"title": _("到窗口办完"), "draft": draft, "days": drafts.PICKUP_LASTS.days}
    if request.method == "POST" and draft is not None:
        made = drafts.pickup_code(draft, clock.now())
        context |= {"code": f"{made[:4]} {made[4:]}", "until": moment(draft.pickup_until), "qr": svg(made)}
    return render(request, "counter/code.html", context)


@csrf_exempt
@require_POST
def reader(request: HttpRequest) -> HttpResponse:
    """What a window's card reader has read. Only its own signature opens this door."""
    body = message(request) if int(request.headers.get("Content-Length") or 0) <= READER_BYTES else b""
    where = request.META.get("REMOTE_ADDR", "")
    if throttle.count("card_reader", where) > READINGS:
        return HttpResponse(status=429)
    try:
        readers.take(body, request.headers.get("X-Signature", ""))
    except readers.NotTaken:
        return HttpResponse(status=403)
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
@stations.filing_clerks
@never_cache
def window(request: HttpRequest) -> HttpResponse:
    """The clerk's window: who stands here, what is in hand, what was taken in today."""
    if request.method == "POST":
        chosen = stations.window_of(request.actor, request.POST.get("station", ""))
        if chosen is None:
            raise Http404
        return places.put(redirect("counter"), places.Place("counter", chosen.code), request)
    station = stations.here(request)
    context: dict[str, Any] = {
        "title": _("窗口立案"),
        "station": station,
        "windows": stations.windows(request.actor),
        "demo": settings.DEMO,
    }
    if station is not None:
        lying = readers.newest(station)
        context |= {
            "card": lying[1] if lying else None,
            "read": lying[0] if lying else None,
            "in_hand": stations.in_hand(request.actor),
            "taken": stations.taken_today(request.actor, station),
        }
    return render(request, "counter/window.html", context)


@require_POST
@stations.filing_clerks
def begin(request: HttpRequest) -> HttpResponse:
    """Begin to take a case down: for the one whose card lies here, or for one without a card."""
    station = stations.here(request)
    if station is None:
        return redirect("counter")
    told: dict[str, Any] = {}
    if request.POST.get("read"):
        lying = readers.newest(station)
        same = lying is not None and str(lying[0].pk) == request.POST["read"]
        if lying is None or not same or not readers.use(lying[0], request.actor.person):
            messages.error(request, _("卡片信息已经过时或已用过，请重新放卡。"))
            return redirect("counter")
        told = {"people": {"you": stations.person_told(lying[1])}}
    return _open(request, drafts.begin(drafts.TELL, told, request.actor.person))


@require_POST
@stations.filing_clerks
def vouch(request: HttpRequest) -> HttpResponse:
    """The one whose card lies here is the holder of an account: from now on it is known up to the face (R-FIL-11)."""
    station = stations.here(request)
    lying = readers.newest(station) if station else None
    account = Account.objects.filter(username=request.POST.get("phone", "").strip()).select_related("person").first()
    if lying is None or str(lying[0].pk) != request.POST.get("read"):
        messages.error(request, _("卡片信息已经过时或已用过，请重新放卡。"))
    elif account is None or account.person.verified == "staff":
        messages.error(request, word("identity.no_account"))
    else:
        fault = readers.vouch(lying[0], lying[1], account, request.actor.person)
        note = _("已当面核对{name}的身份证，{hours}小时内签字、确认不用再核对。").format(
            name=lying[1].name, hours=identity.fresh_hours()
        )
        messages.error(request, word(fault)) if fault else messages.success(request, note)
    return redirect("counter")


@require_POST
@stations.filing_clerks
def take_up(request: HttpRequest) -> HttpResponse:
    """Take up what somebody prepared, by the code that he shows; from then on it is in this clerk's hands alone."""
    who = str(request.actor.person)
    if throttle.spent("pickup", who, TRIES):
        messages.error(request, _("试得太多了，请稍后再试。"))
        return redirect("counter")
    draft = drafts.by_pickup_code(request.POST.get("code", ""), clock.now())
    if draft is None or not drafts.hand_to(draft, request.actor.person):
        throttle.count("pickup", who)
        messages.error(request, _("没有这个取件码，或者已经过期、已被取走。请当事人重新生成。"))
        return redirect("counter")
    draft.refresh_from_db()
    return _open(request, draft, "check")


@require_POST
@stations.filing_clerks
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a case in hand."""
    draft = Draft.objects.filter(pk=pk, kind=drafts.TELL, person_id=request.actor.person).first()
    if draft is None:
        raise Http404
    return _open(request, draft)


def _open(request: HttpRequest, draft: Draft, step: str = "") -> HttpResponse:
    response = redirect("tell_step", step) if step else redirect("tell")
    response.set_cookie(drafts.TELL_COOKIE, draft.token, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@stations.keepers
@never_cache
def all_stations(request: HttpRequest) -> HttpResponse:
    """Every place of the court: its sign, its kiosk, its reader; and a new one."""
    error = ""
    if request.method == "POST":
        error = stations.add(request.actor, request.POST)
        if not error:
            return redirect("stations")
    context = {
        "title": _("服务站点"),
        "stations": stations.kept(request.actor),
        "kinds": [(k, word(f"counter.kind.{k}")) for k, _label in Station.KINDS],
        "typed": request.POST,
        "error": error,
    }
    return render(request, "counter/stations.html", context, status=422 if error else 200)


@require_safe
@stations.keepers
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """The sign of a station, to be printed and hung up."""
    station = stations.kept_one(request.actor, code)
    address = request.build_absolute_uri(reverse("station", args=[station.code]))
    context = {"title": station.name, "station": station, "address": address, "qr": svg(address, scale=9)}
    return render(request, "counter/sign.html", context)


@require_POST
@stations.keepers
def become_kiosk(request: HttpRequest, code: str) -> HttpResponse:
    """Make this very machine the kiosk of a station; whoever did it is signed out."""
    station = stations.kept_one(request.actor, code)
    logout(request)
    response = redirect("kiosk")
    response.set_cookie("fq_type", "large", max_age=34_560_000, samesite="Lax", secure=request.is_secure())
    return places.put(response, places.Place("kiosk", station.code), request)


@require_POST
@stations.keepers
@never_cache
def reader_key(request: HttpRequest, code: str) -> HttpResponse:
    """Give a window's card reader a new key. It is shown this once; the old one is void at once."""
    station = stations.kept_one(request.actor, code)
    key = stations.new_key(station)
    return render(request, "counter/key.html", {"title": _("读卡器密钥"), "station": station, "key": key})
