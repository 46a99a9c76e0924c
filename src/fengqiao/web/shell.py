"""What every page shows around its content: the court, the person, the ways through the house."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fengqiao.core import access
from fengqiao.core.actor import Actor
from fengqiao.core.models import Court, Notice
from fengqiao.core.registry import registry
from fengqiao.core.words import word
from fengqiao.web.places import IDLE_SECONDS

UNREAD = 99
"""The most unread notices that the bell counts."""


@cache
def home_court() -> Court | None:
    """The court of this installation (its first), read once."""
    return Court.objects.order_by("id").first()


def _court_of(actor: Actor | None) -> Court | None:
    """The court whose name stands at the head: for staff their own, where the installation has several."""
    home = home_court()
    if actor is None or not actor.staff or home is None or home.pk in actor.courts:
        return home
    return Court.objects.filter(pk=min(actor.courts)).first()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html."""
    actor = getattr(request, "actor", None)
    court = _court_of(actor)
    context: dict[str, Any] = {"court_name": court.name if court else "", "site": _site()}
    place = getattr(request, "place", None)
    context["at_window"] = place is not None and place.kind == "counter"
    if place is not None and place.kind == "kiosk":
        context["kiosk_end_url"], context["kiosk_url"] = reverse("kiosk_end"), reverse("kiosk")
        context["kiosk_idle"] = 0 if request.path == reverse("kiosk") else IDLE_SECONDS
    if actor is None or actor.person is None:
        context["top_nav"] = _ways(request, (("home", _("首页")), ("enquire", _("查进度")), ("verify", _("核验"))))
        return context
    roles = sorted(actor.roles)
    context["person"] = {"name": actor.name, "role_label": word(f"role.{roles[0]}") if roles else ""}
    context["unread"] = unread(actor)
    context.update(_places(request, actor))
    ways = [("desk", _("我的待办"), "desk"), ("matters", _("全部事项"), "list")]
    if actor.staff:
        if "filing_clerk" in actor.roles:
            ways.append(("counter", _("窗口立案"), "window"))
        ways += [("calendar", _("庭审排期"), "calendar"), ("figures", _("数据"), "figures")]
        context["nav"] = [{**w, "icon": icon} for w, (_n, _l, icon) in zip(_ways(request, ways), ways, strict=True)]
    else:
        ways = [("home", _("首页"), ""), *ways]
        context["top_nav"] = _ways(request, ways)
    for way in registry.ways(actor.roles) if actor.staff else ():
        context["nav"] += [{**_ways(request, [(way.name, word(f"way.{way.name}"))])[0], "icon": way.icon}]
    return context


def unread(actor: Actor) -> str:
    """How many notices wait to be read; counted no further than a person would."""
    mine = access.within(actor, Notice.objects.filter(person_id=actor.person, channel="inbox", read_at=None))
    waiting = mine[: UNREAD + 1].count()
    return f"{UNREAD}+" if waiting > UNREAD else str(waiting or "")


def _places(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """The places in which this account may act, for the menu under the name; and in whose it acts just now."""
    powers = registry.mandates(actor.hand) if actor.hand is not None and not actor.staff else []
    if not powers:
        return {}
    now = actor.power.id if actor.power else 0
    roles = [{"code": "0", "label": _("本人：%(name)s") % {"name": actor.hand_name}, "current": not now}]
    for power in powers:
        label = _("代办：%(name)s") % {"name": power.principal_name}
        roles.append({"code": str(power.id), "label": label, "current": power.id == now})
    scope = word(f"delegation.Given.scope.{actor.power.scope}") if actor.power else ""
    return {"places": roles, "acting": {"name": actor.name, "scope": scope} if now else None}


def _ways(request: HttpRequest, ways: Any) -> list[dict[str, Any]]:
    items = [(reverse(way[0]), way[1]) for way in ways]
    return [{"url": url, "label": label, "current": request.path == url} for url, label in items]


def _site() -> dict[str, Any]:
    held = _site_in(get_language(), get_script_prefix(), tuple(way.name for way in registry.ways(frozenset())))
    return {**held, "footer": list(held["footer"])}


@cache
def _site_in(language: str | None, prefix: str, ways: tuple[str, ...]) -> dict[str, Any]:
    """The same for everybody who reads one language: addresses and words, looked up once."""
    return {
        "home_url": reverse("home"),
        "login_url": reverse("login"),
        "logout_url": reverse("logout"),
        "inbox_url": reverse("inbox"),
        "role_url": reverse("acting"),
        "delegation_url": reverse("delegation"),
        "lawyer_url": reverse("lawyer"),
        "account_url": reverse("account"),
        "search_url": reverse("matters"),
        "display_url": reverse("display"),
        "footer": [
            {"url": reverse("enquire"), "label": _("查进度")},
            {"url": reverse("nearest_court"), "label": _("就近立案")},
            {"url": reverse("verify"), "label": _("核验回执")},
            {"url": reverse("heads"), "label": _("公开日志摘要")},
            {"url": reverse("draws"), "label": _("公开抽取记录")},
            *({"url": reverse(way), "label": word(f"way.{way}")} for way in ways),
            {"url": reverse("calculators"), "label": _("先算一算")},
            {"url": reverse("law_rules"), "label": _("规则库")},
            {"url": reverse("about"), "label": _("关于本平台")},
        ],
    }
