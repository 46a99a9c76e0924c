"""What the pages of the hall show, made ready to read."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import segno
from django.urls import reverse
from django.utils import translation

from fengqiao.areas.hall.models import AT_WINDOW, Ticket, TicketStep, Window
from fengqiao.areas.hall.reasons import BY_CODE, GROUNDS, REASONS, hours, minutes
from fengqiao.areas.hall.waiting import Estimate, estimate, open_windows, outlook
from fengqiao.core import clock
from fengqiao.core.models import Court
from fengqiao.core.words import say, word
from fengqiao.web.templatetags.words import day as day_text

SHOWN_CALLS = 6
FLASH_SECONDS = 45


def _join(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers)) if translation.get_language() == "en" else "、".join(map(str, numbers))


def hours_text(day: date) -> str:
    """When the hall is open, or that it rests."""
    held = hours(day)
    return say("hall.hours", {"opens": f"{held[0]:%H:%M}", "closes": f"{held[1]:%H:%M}"}) if held else word("hall.rests")


def day_label(day: date) -> str:
    """A day as a tab: 3月4日 周三."""
    names = word("hall.weekdays").split()
    if translation.get_language() == "en":
        return f"{names[day.weekday()]} {day.day} {day:%b}"
    return f"{day.month}月{day.day}日 {names[day.weekday()]}"


def reason_cards(court: Court) -> list[dict[str, Any]]:
    """Every reason of visit, with what waits there now and the way to do it online."""
    now = outlook(court.pk)
    cards = []
    for reason in REASONS:
        held = now[reason.code]
        words = {"n": held["waiting"], "windows": _join(held["windows"])}
        cards.append(
            {
                "code": reason.code,
                "icon": reason.icon,
                "label": word(f"hall.reason.{reason.code}"),
                "help": word(f"hall.reason.{reason.code}.help"),
                "where": say("hall.where" if held["windows"] else "hall.where_none", words),
                "online_url": reverse(reason.online) if reason.online else "",
                "online": word(f"hall.reason.{reason.code}.online") if reason.online else "",
            }
        )
    return cards


def reason_field(chosen: str) -> dict[str, Any]:
    """The reason as a field."""
    options = [
        {"value": r.code, "label": word(f"hall.reason.{r.code}"), "help": word(f"hall.reason.{r.code}.help"),
         "selected": r.code == chosen}
        for r in REASONS
    ]
    return {"kind": "choice", "wide": True, "name": "reason", "id": "f-reason", "label": word("hall.why"), "required": True,
            "options": options}


def ground_field(chosen: str) -> dict[str, Any]:
    """The ground for being called earlier as a field."""
    options = [{"value": "", "label": word("hall.ground.none"), "selected": chosen not in GROUNDS}]
    options += [{"value": g, "label": word(f"hall.ground.{g}"), "selected": g == chosen} for g in GROUNDS]
    help_text = say("hall.ground.help", {"minutes": int(minutes("priority_minutes").total_seconds() // 60)})
    return {"kind": "select", "name": "ground", "id": "f-ground", "label": word("hall.ground"), "help": help_text,
            "options": options}


def priority(ticket: Ticket) -> str:
    """Why this number is called earlier, in words."""
    if not ticket.ground:
        return ""
    advance = int(minutes("priority_minutes").total_seconds() // 60)
    key = "hall.priority.proved" if ticket.proved else "hall.priority.said"
    return say(key, {"ground": word(f"hall.ground.{ticket.ground}"), "minutes": advance})


def _minutes(waits: Estimate | None) -> str:
    if waits is None or waits.minutes is None:
        return ""
    return say("hall.about_minutes", {"n": waits.minutes}) if waits.minutes else word("hall.next_one")


def ticket_page(ticket: Ticket) -> dict[str, Any]:
    """The context of a number's own page."""
    waits = estimate(ticket) if ticket.stage == "waiting" else None
    window = ticket.window.no if ticket.window and ticket.stage in AT_WINDOW else None
    key = f"hall.stage.{ticket.stage}"
    return {
        "title": f"{ticket.number}",
        "ticket": ticket,
        "reason": word(f"hall.reason.{ticket.reason}"),
        "head": say(key, {"window": window or ""}),
        "help": word(f"{key}.help"),
        "window": window,
        "waits": waits,
        "minutes": _minutes(waits),
        "priority": priority(ticket),
        "slot": f"{day_text(clock.local(ticket.slot))} {clock.local(ticket.slot):%H:%M}" if ticket.slot else "",
        "may_come_back": ticket.stage == "missed" and not ticket.returns and ticket.day == clock.today() and ticket.calls > 0,
        "may_check_in": ticket.stage == "booked" and ticket.day == clock.today(),
        "live": ticket.stage in ("waiting", "called", "serving", "booked"),
        "updated": clock.local(clock.now()),
    }


def qr(text: str) -> str:
    """A QR code as SVG."""
    held = io.BytesIO()
    segno.make(text, error="m").save(held, kind="svg", scale=4, border=2, xmldecl=False, svgns=True, nl=False)
    return held.getvalue().decode()


def slip(ticket: Ticket, address: str) -> dict[str, Any]:
    """The printed slip of a number."""
    return {**ticket_page(ticket), "slip": True, "qr_svg": qr(address), "address": address}


def screen(court: Court) -> dict[str, Any]:
    """Calls, newest first, and who waits; no names."""
    now = clock.now()
    held = Ticket.objects.filter(court=court, day=now.date(), stage__in=AT_WINDOW).select_related("window")
    calls = [
        {"number": t.number, "window": t.window.no, "calling": t.stage == "called",
         "fresh": t.stage == "called" and (now - t.called_at).total_seconds() < FLASH_SECONDS}
        for t in held.order_by("-called_at")[:SHOWN_CALLS]
    ]
    rows = Ticket.objects.filter(court=court, day=now.date(), stage="waiting").order_by("place_at", "id")
    queues: dict[str, list[str]] = {}
    for reason, number in rows.values_list("reason", "number"):
        queues.setdefault(reason, []).append(number)
    windows = open_windows(court.pk)
    lines = [
        {"reason": word(f"hall.reason.{code}"), "windows": _join([w.no for w in windows if code in w.reasons]),
         "waiting": len(queues[code]), "next": queues[code][:3]}
        for code in BY_CODE
        if code in queues
    ]
    return {"calls": calls, "queues": lines, "now": clock.local(now), "open": len(windows), "court": court}


def steps(ticket: Ticket) -> list[dict[str, Any]]:
    """What happened to a number, in order."""
    rows = TicketStep.objects.filter(ticket=ticket).select_related("window", "by").order_by("id")
    return [
        {"at": clock.local(s.at), "what": word(f"hall.step.{s.what}"), "window": s.window.no if s.window else "",
         "by": s.by.name if s.by and s.window else "", "note": _note(s)}
        for s in rows
    ]


def _note(step: TicketStep) -> str:
    if step.what == "transferred":
        return " → ".join(word(f"hall.reason.{code}") for code in step.note.split())
    if step.what == "done":
        return word(f"hall.outcome.{step.note}")
    return word(f"hall.ground.{step.note}") if step.note else ""


def window_row(window: Window) -> dict[str, Any]:
    """A window in words."""
    return {
        "pk": window.pk,
        "no": window.no,
        "name": window.name,
        "services": [word(f"hall.reason.{code}") for code in window.reasons],
        "clerk": window.clerk.name if window.clerk else "",
        "since": clock.local(window.opened_at) if window.opened_at else None,
    }
