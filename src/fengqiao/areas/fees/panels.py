"""The amount with its working, and what has come in and gone out, as pages show them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import translation

from fengqiao.core import clock, ports
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.models import Matter, MoneyEntry, PaymentOrder
from fengqiao.core.payments import CHANNELS
from fengqiao.core.registry import registry
from fengqiao.core.words import say, word
from fengqiao.kernel.money import capital

_PHONE = re.compile("Mobi|Android")
_NAMES = {"fees.refund": "refund", "fees.top_up": "top_up", "fees.collection": "collection"}


def _side() -> int:
    return 1 if translation.get_language() == "en" else 0


def amount_card(matter: Matter) -> dict[str, Any]:
    """The amount as components/amount.html takes it."""
    facts = matter.facts
    value = Decimal(str(facts.get("amount", "0")))
    return {
        "label": word(f"fees.{_NAMES.get(matter.procedure, 'case_fee')}_name"),
        "text": f"¥{value:,.2f}",
        "words": capital(value) if _side() == 0 else "",
        "working": [line[_side()] for line in facts.get("working", [])],
        "cites": [cite[_side()] for cite in facts.get("cites", [])],
        "provisional": facts.get("provisional", False),
        "rest": say("fees.page.rest", {"rest": f"¥{Decimal(facts['rest']):,.2f}"}) if facts.get("rest") and matter.state == "due" else "",
    }


def channels() -> list[str]:
    """The channels that a payer may choose, in their order; the counter is chosen at the counter."""
    return [name for name in CHANNELS if name in ports.payments() and name != "pos"]


def ways(browser: str) -> list[dict[str, str]]:
    """The channels as the page of payment offers them to a browser (its ``User-Agent``).

    On a phone the way within the phone comes first, and a code is for another device; elsewhere, and in a wallet's
    own browser, which does not open that way, there is only the code.
    """
    phone = bool(_PHONE.search(browser)) and "MicroMessenger" not in browser
    shown = sorted(channels(), key=lambda c: c != "wechat_h5") if phone else [c for c in channels() if c != "wechat_h5"]
    other = {"wechat": ".other"} if "wechat_h5" in shown else {}
    return [
        {"code": c, "label": word(f"fees.way.{c}"), "help": word(f"fees.way.{c}.help{other.get(c, '')}")} for c in shown
    ]


def takes_parts(matter: Matter) -> bool:
    """Whether a transfer of less is taken as a part of the fee."""
    return "take_part" in registry.procedure(matter.procedure, matter.version).moves


def may_ask_relief(matter: Matter) -> bool:
    """Whether relief may still be asked for: once, before anything has been paid."""
    known = "apply_relief" in registry.procedure(matter.procedure, matter.version).moves
    return known and not matter.facts.get("relief") and not matter.facts.get("parts")


def entries(orders: list[PaymentOrder]) -> list[dict[str, Any]]:
    """Every movement of money on the orders, in words, oldest first."""
    rows = MoneyEntry.objects.filter(order__in=orders).order_by("id").prefetch_related("tickets")
    return [
        {
            "what": word(f"fees.entry.{e.kind}.{e.status}"),
            "amount": f"¥{e.amount:,.2f}",
            "at": clock.local(e.done_at or e.at),
            "reference": e.reference,
            "channel": word(f"fees.channel.{e.channel}") if e.channel and e.kind == "payment" else "",
            "ticket": next((t.no for t in e.tickets.all() if t.voided_at is None), ""),
        }
        for e in rows
    ]


def pay_address(file: CaseFile) -> str:
    """Where the fee of a matter is paid."""
    return reverse("pay", args=[file.matter.facts["order"]])


def amount(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """The fee on its matter's page: the amount, where it can be paid, what has moved."""
    matter = file.matter
    orders = list(PaymentOrder.objects.filter(matter=matter).order_by("id"))
    current = next((o for o in orders if o.no == matter.facts.get("order") and o.status == "open"), None)
    return {
        "amount": amount_card(matter),
        "pay_url": reverse("pay", args=[current.no]) if current and not matter.ended else "",
        "order": matter.facts.get("order", ""),
        "at_counter": current is not None and bool(current.counter),
        "entries": entries(orders),
    }


def refund(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """The refund on its matter's page."""
    matter = file.matter
    rows = MoneyEntry.objects.filter(matter=matter).order_by("id")
    shown = [
        {"what": say(f"fees.entry.refund.{e.status}", {}), "amount": f"¥{e.amount:,.2f}", "reference": e.reference}
        for e in rows
    ]
    return {"amount": amount_card(matter), "entries": shown}


def relief(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """The application and what was decided of it, on the relief's page."""
    facts = file.matter.facts
    outcome = facts.get("outcome")
    return {
        "relief": word(f"fees.Application.relief.{facts['relief']}"),
        "ground": word(f"fees.Application.ground.{facts['ground']}"),
        "proofs": [word(f"fees.Application.proofs.{name}") for name in facts.get("proofs", ())],
        "statement": facts.get("statement", ""),
        "by": "、".join(facts.get("by", ())),
        "full": f"¥{Decimal(str(facts['full_amount'])):,.2f}",
        "outcome": word(f"fees.outcome.{outcome}") if outcome else "",
        "amount": f"¥{Decimal(str(facts['amount'])):,.2f}" if facts.get("amount") else "",
        "reasons": facts.get("reasons", ""),
        "until": facts.get("until"),
        "files": reverse("matter", args=[file.matter.parent.no]) if file.matter.parent else "",
    }


def account(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """What each party bears, on the page of the closing account; until then what it waits for."""
    facts = file.matter.facts
    return {
        "relief": word(f"fees.outcome.{facts['outcome']}"),
        "until": facts.get("until"),
        "rows": facts.get("account", ()),
        "back": facts.get("back"),
    }


def costs(file: CaseFile, actor: Actor) -> Mapping[str, Any] | None:
    """Who owes the court what of the case fee, and what goes back, where a title is performed or enforced (CPLI 207)."""
    own = {p.id: p.side for p in file.context(file.relations(actor), actor.person).acting}
    kinds = ("fees.collection", "fees.refund")
    rows = list(Matter.objects.filter(dispute=file.matter.dispute_id, procedure__in=kinds).order_by("id"))
    shown = [
        {
            "payer": m.facts.get("payer", ""),
            "amount": f"¥{Decimal(str(m.facts['amount'])):,.2f}",
            "state": word(f"fees.collection.state.{m.state}"),
        }
        for m in rows
        if m.procedure == "fees.collection" and m.state != "ended" and (not own or m.party_id in own)
    ]
    back = [
        say("fees.costs.back", {"amount": f"¥{Decimal(str(m.facts['amount'])):,.2f}", "state": word(f"fees.refund.state.{m.state}")})
        for m in rows
        if m.facts.get("ground") == "borne_by_other" and (not own or "claimant" in own.values())
    ]
    return {"rows": shown, "back": back} if shown or back else None
