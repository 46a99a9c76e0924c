"""The conditions of a judgment, each with its article, and the facts that its moves record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fengqiao.kernel.context import Context, PartyView
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import CPL, CPLI, FEE
from fengqiao.law.settings import setting

SERVICE = "service.delivery"
CLOCKS = ("appeal_term", "appeal_abroad")


def small(ctx: Context) -> bool:
    """Whether the case is heard under the small claims rules: the judgment is final (CPL 165)."""
    return str(ctx.facts.get("form", "")).startswith("small")


def served_on(ctx: Context, party: int) -> date | None:
    """The day on which a party was served with the judgment."""
    day = ctx.facts.get("served_on", {}).get(str(party))
    return date.fromisoformat(day) if day else None


def last_day(ctx: Context, party: int) -> date | None:
    """The last day of a party's appeal period; None while it has not been served."""
    clocks = [c for name in CLOCKS if (c := ctx.clock(name, party))]
    return clocks[-1].due if clocks else None


def mine(ctx: Context) -> list[str]:
    """The parties for whom the appeal is made: the actor's own, or the one that the clerk names."""
    own = [p.id for p in ctx.acting] or ([ctx.data.party] if ctx.data and ctx.data.party else [])
    return [str(i) for i in own]


# —— drafting ——


def drafted(ctx: Context) -> Mapping[str, Any]:
    """Keep the draft; what is typed here is the judgment's text and never asked again."""
    return {"draft": ctx.data.model_dump(mode="json")}


def has_draft(ctx: Context) -> Refusal | None:
    return None if ctx.facts.get("draft") else Refusal("judgments.no_draft", CPL(155))


def shares_sum_to_fee(ctx: Context) -> Refusal | None:
    """A judgment says who bears the case fee, all of it (CPL 155; FEE 29)."""
    fee = ctx.facts.get("fee")
    if fee is None or ctx.data.fee_total == Decimal(fee):
        return None
    values = {"fee": fee, "sum": f"{ctx.data.fee_total:.2f}"}
    return Refusal("judgments.shares_do_not_sum", FEE(29), field="fee_shares", values=values)


def known_parties(ctx: Context) -> Refusal | None:
    """Shares and foreign domiciles belong to parties of this case, each once."""
    known = {p.id for p in ctx.parties}
    for field in ("fee_shares", "abroad"):
        named = [row.party for row in getattr(ctx.data, field)]
        if not known.issuperset(named) or len(named) != len(set(named)):
            return Refusal("judgments.unknown_party", CPL(155), field=field)
    return None


def payers_exist(ctx: Context) -> Refusal | None:
    """Nobody is ordered to pay who is not there."""
    sides = {p.side for p in ctx.parties} | {"nobody"}
    if any(i.payer not in sides for i in ctx.data.items):
        return Refusal("judgments.no_such_side", CPL(155), field="items")
    return None


def due_in_future(ctx: Context) -> Refusal | None:
    """No duty is ordered for a day that is over."""
    if any(i.due and i.due < ctx.today for i in ctx.data.items):
        return Refusal("judgments.due_in_past", CPL(155), field="items")
    return None


def pronounced(ctx: Context) -> Mapping[str, Any]:
    """The judgment is pronounced: its draft is its text."""
    return {"pronounced_on": ctx.today.isoformat(), "served_on": {}, "lapsed": {}, "appeals": {}}


# —— service ——


def _of_judgment(ctx: Context) -> bool:
    return ctx.child is not None and ctx.child.facts.get("about") == "judgment"


def _is_abroad(ctx: Context, party: int | None) -> bool:
    return any(row["party"] == party for row in ctx.facts.get("draft", {}).get("abroad", ()))


def served(ctx: Context) -> Refusal | None:
    """The judgment has reached a party."""
    if _of_judgment(ctx) and ctx.child and ctx.child.state == "served":
        return None
    return Refusal("judgments.not_served", CPL(171))


def not_served(ctx: Context) -> Refusal | None:
    """Service of the judgment on a party has failed."""
    if _of_judgment(ctx) and ctx.child and ctx.child.state == "failed":
        return None
    return Refusal("judgments.service_not_failed", CPL(171))


def open_to_appeal(ctx: Context) -> Refusal | None:
    """A judgment under the small claims rules is final (R-HRG-08)."""
    return Refusal("judgments.final", CPL(165)) if small(ctx) else None


def final(ctx: Context) -> Refusal | None:
    return None if small(ctx) else Refusal("judgments.open_to_appeal", CPL(171))


def at_home(ctx: Context) -> Refusal | None:
    """Fifteen days: the party has a domicile in the People's Republic (CPL 171)."""
    if ctx.child and _is_abroad(ctx, ctx.child.party):
        return Refusal("judgments.thirty_days", CPL(286))
    return None


def abroad(ctx: Context) -> Refusal | None:
    """Thirty days: the party has none (CPL 286)."""
    return None if at_home(ctx) else Refusal("judgments.fifteen_days", CPL(171))


def day_of_service(ctx: Context) -> date:
    """The day from which this party's own period is counted (R-PER-11)."""
    return date.fromisoformat(ctx.child.facts["served_on"]) if ctx.child else ctx.today


def note_service(ctx: Context) -> Mapping[str, Any]:
    party = str(ctx.child.party) if ctx.child else ""
    return {"served_on": {**ctx.facts.get("served_on", {}), party: day_of_service(ctx).isoformat()}}


def note_failure(ctx: Context) -> Mapping[str, Any]:
    party = ctx.child.party if ctx.child else None
    return {"unserved": [*ctx.facts.get("unserved", ()), party]}


def somebody_unserved(ctx: Context) -> Refusal | None:
    return None if ctx.facts.get("unserved") else Refusal("judgments.all_on_their_way", CPL(171))


# —— appeal ——


def names_party(ctx: Context) -> Refusal | None:
    """A clerk who enters an appeal on paper says whose it is."""
    if mine(ctx) and {int(i) for i in mine(ctx)} <= {p.id for p in ctx.parties}:
        return None
    return Refusal("judgments.whose_appeal", CPL(172), field="party")


def posting_is_for_staff(ctx: Context) -> Refusal | None:
    """Who appeals online appeals now; a postmark is read by the clerk."""
    if ctx.acting and ctx.data.posted_on:
        return Refusal("judgments.postmark_by_clerk", CPL(85), field="posted_on")
    return None


def posted_not_later(ctx: Context) -> Refusal | None:
    if ctx.data.posted_on and ctx.data.posted_on > ctx.today:
        return Refusal("judgments.posted_in_future", CPL(85), field="posted_on")
    return None


def appeal_in_time(ctx: Context) -> Refusal | None:
    """Fifteen days from one's own receipt; the day of posting counts, not of arrival (R-PER-04)."""
    done = ctx.data.posted_on or ctx.today
    for party in mine(ctx):
        last = last_day(ctx, int(party))
        if last and done > last:
            return Refusal("judgments.appeal_too_late", CPL(171), values={"last": last.isoformat()})
    return None


def not_yet_appealed(ctx: Context) -> Refusal | None:
    acting = {str(p.id) for p in ctx.acting}
    if acting and acting <= set(ctx.facts.get("appeals", {})):
        return Refusal("judgments.already_appealed", CPL(171))
    return None


def own_period_open(ctx: Context) -> Refusal | None:
    """For a party the move is open until its own last day."""
    last = [day for p in ctx.acting if (day := last_day(ctx, p.id))]
    if ctx.acting and len(last) == len(ctx.acting) and max(last) < ctx.today:
        return Refusal("judgments.appeal_too_late", CPL(171), values={"last": max(last).isoformat()})
    return None


def appealed(ctx: Context) -> Mapping[str, Any]:
    """Keep the appeal with the day that counts for it."""
    entry = {
        "on": (ctx.data.posted_on or ctx.today).isoformat(),
        "requests": ctx.data.requests,
        "reasons": ctx.data.reasons,
        "amount": str(ctx.data.amount) if ctx.data.amount is not None else None,
    }
    return {"appeals": {**ctx.facts.get("appeals", {}), **dict.fromkeys(mine(ctx), entry)}}


def lapsed(ctx: Context) -> Mapping[str, Any]:
    """A party's own period has run out; the others' go on (R-PER-11)."""
    party = ctx.data.party if ctx.data else 0
    last = last_day(ctx, party)
    return {"lapsed": {**ctx.facts.get("lapsed", {}), str(party): last.isoformat() if last else None}}


def _over(ctx: Context, party: PartyView) -> bool:
    if small(ctx):
        return served_on(ctx, party.id) is not None
    done = {**ctx.facts.get("lapsed", {}), **ctx.facts.get("appeals", {})}
    return str(party.id) in done


def all_over(ctx: Context) -> Refusal | None:
    """The time to appeal is over on all sides (CPL 158; CPLI 244)."""
    if small(ctx) and setting("judgment.small_claims_effect").value == "pronouncement":
        return None
    if all(_over(ctx, p) for p in ctx.parties):
        return None
    return Refusal("judgments.periods_still_run", CPLI(244))


def post_day(ctx: Context) -> date:
    """The day until which an appeal that was posted in time may still arrive (R-PER-04)."""
    return effective_on(ctx) + timedelta(days=int(setting("appeal.post_wait_days").value) - 1)


def post_has_come(ctx: Context) -> Refusal | None:
    """Nothing posted in time is on its way any more."""
    if small(ctx) or all_over(ctx) or post_day(ctx) < ctx.today:
        return None
    return Refusal("judgments.post_on_its_way", CPL(85), values={"until": post_day(ctx).isoformat()})


def post_awaited(ctx: Context) -> Refusal | None:
    """The court waits for the mail before it certifies effect."""
    return None if post_has_come(ctx) else Refusal("judgments.no_post_awaited", CPL(85))


def nobody_appealed(ctx: Context) -> Refusal | None:
    return Refusal("judgments.appealed", CPL(158)) if ctx.facts.get("appeals") else None


def somebody_appealed(ctx: Context) -> Refusal | None:
    return None if ctx.facts.get("appeals") else Refusal("judgments.nobody_appealed", CPL(171))


def effective_on(ctx: Context) -> date:
    """The day on which the judgment takes effect: the day after the last period has ended (R-PER-11).

    A judgment under the small claims rules takes effect when the last party is served, or when it is
    pronounced, as the court has settled it (R-HRG-08).
    """
    if not small(ctx):
        ends = [day for p in ctx.parties if (day := last_day(ctx, p.id))]
        return max(ends) + timedelta(days=1)
    days = [day for p in ctx.parties if (day := served_on(ctx, p.id))]
    if setting("judgment.small_claims_effect").value == "pronouncement" or not days:
        return date.fromisoformat(ctx.facts["pronounced_on"])
    return max(days)


def took_effect(ctx: Context) -> Mapping[str, Any]:
    return {"effective_on": effective_on(ctx).isoformat()}
