"""The conditions of service and what its moves record; whether and when served is said by law.service."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fengqiao.kernel.answer import Answer
from fengqiao.kernel.context import Context, PartyView
from fengqiao.kernel.procedure import Refusal
from fengqiao.law import periods, service
from fengqiao.law.citing import cite
from fengqiao.law.instruments import CPL, CPLI, EMS, OLR
from fengqiao.law.settings import setting

DOCUMENTS = {"complaint": "complaint_copy", "defence": "defence_copy"}
PROCEDURES = {"enforcement": "enforcement", "confirmation": "special", "performance": "enforcement"}


def addressee(ctx: Context) -> PartyView:
    """The party on whom the papers are served."""
    return next(p for p in ctx.parties if p.id == ctx.facts["party"])


def document(ctx: Context) -> str:
    """The kind of paper in the words of law.service; what it does not know counts as a notice."""
    about = str(ctx.facts.get("about", "notice"))
    named = DOCUMENTS.get(about, about)
    return named if named in service.documents() else "notice"


def procedure(ctx: Context) -> str:
    """The procedure of the case to which the papers belong."""
    known = ctx.facts.get("procedure")
    if ctx.parent is not None:
        known = ctx.parent.facts.get("procedure", known) or PROCEDURES.get(ctx.parent.procedure.split(".")[0])
    return known if known in service.procedures() else "ordinary"


def attempts(ctx: Context) -> list[dict[str, Any]]:
    """Every attempt so far, oldest first."""
    return list(ctx.facts.get("attempts", ()))


def _open(ctx: Context, status: str) -> dict[str, Any]:
    """The attempt that waits for its outcome: posted, published, or sent and not yet arrived."""
    return next((a for a in reversed(attempts(ctx)) if a.get("status") == status), {})


def _answer(ctx: Context, method: str, facts: Mapping[str, Any]) -> Answer[service.Served]:
    return service.served(method, document(ctx), procedure(ctx), facts)


def _judged(ctx: Context, method: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the law says of an attempt: the day, or why not, with the articles."""
    answer = _answer(ctx, method, facts)
    return {
        "served_on": answer.value.date.isoformat() if answer.value.date else None,
        "why": answer.working[0].zh,
        "why_en": answer.working[0].en,
        "cites": [c.key for c in answer.cites],
        "provisional": answer.provisional,
    }


def _address(ctx: Context, source: str = "on_record") -> dict[str, str]:
    """The address, and where the court has it from (R-SRV-28)."""
    person = addressee(ctx)
    if source == "on_record":
        source = "confirmed" if person.facts.get("address_confirmed") else "unconfirmed"
    return {"address": str(person.facts.get("address", "")), "address_source": source}


def _attempt(ctx: Context, method: str, judged: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
    """One more attempt with its whole trace (R-SRV-28); who made it stands in the event."""
    typed = ctx.data.model_dump(mode="json", exclude_none=True) if ctx.data is not None else {}
    where = _address(ctx, typed.pop("source", "on_record"))
    row = {"at": ctx.now.isoformat(), **where, **typed, **more, **judged, "method": method}
    return {"attempts": [*attempts(ctx), row]}


def _amended(ctx: Context, waiting: str, **changes: Any) -> Mapping[str, Any]:
    """The attempt that waits, with what has become of it."""
    row = _open(ctx, waiting)
    return {"attempts": [{**a, **changes} if a is row else a for a in attempts(ctx)]}


def sent_electronically(ctx: Context) -> Mapping[str, Any]:
    """A party with an account has the papers in its inbox at once; a message to a phone must first arrive."""
    person = addressee(ctx)
    arrived = ctx.today.isoformat() if person.bound else None
    judged = _judged(ctx, "electronic", {"consent": True, "arrived_on": arrived})
    way = ("inbox", "inbox", "arrived") if person.bound else ("sms", person.phone, "sending")
    return _attempt(ctx, "electronic", judged, channel=way[0], address=way[1], status=way[2])


def arrival(ctx: Context, on: date, proof: Mapping[str, Any]) -> Mapping[str, Any]:
    """The message has arrived on that day, by the carrier's record."""
    judged = _judged(ctx, "electronic", {"consent": True, "arrived_on": on.isoformat()})
    return _amended(ctx, "sending", status="arrived", carrier=dict(proof), **judged)


def mailed(ctx: Context) -> Mapping[str, Any]:
    return _attempt(ctx, "mail", {"served_on": None}, status="under_way", tries=[], posted_on=ctx.today.isoformat())


def attempt_failed(ctx: Context) -> Mapping[str, Any]:
    typed = ctx.data.model_dump(mode="json", exclude_none=True)
    return _amended(ctx, "under_way", tries=[*_open(ctx, "under_way").get("tries", ()), typed])


def mail_outcome(ctx: Context) -> Mapping[str, Any]:
    """Signed: the day of the slip. Returned or refused: served only at an address that binds the party (R-SRV-24)."""
    data, on, sent = ctx.data, ctx.data.on.isoformat(), _open(ctx, "under_way")
    if data.outcome == "signed":
        told: dict[str, Any] = {"signed_on": on, "receiver": data.receiver, "opponent": data.opponent}
    else:
        told = {"returned_on": on, "address": sent["address_source"]}
    typed = data.model_dump(mode="json", exclude_none=True)
    typed["files"] = [*sent.get("files", ()), *typed.pop("files", ())]
    return _amended(ctx, "under_way", status=data.outcome, **typed, **_judged(ctx, "mail", told))


def visited(ctx: Context) -> Mapping[str, Any]:
    data, on = ctx.data, ctx.data.on.isoformat()
    method = data.method
    told: dict[str, Any] = {"receiver": data.receiver, "opponent": data.opponent}
    if data.method == "through_unit":
        told = {**told, "unit": data.unit}
    if data.result == "signed":
        told = {**told, "signed_on": on}
    elif data.result == "refused" and data.place != "domicile":
        method, told = "at_court", {"refused_on": on, "noted": True}
    return _attempt(ctx, method, _judged(ctx, method, told))


def left(ctx: Context) -> Mapping[str, Any]:
    return _attempt(ctx, "leaving", _judged(ctx, "leaving", _left_facts(ctx)))


def _left_facts(ctx: Context) -> dict[str, Any]:
    return {
        "refused": True,
        "left_on": ctx.data.on.isoformat(),
        "witnesses": bool(ctx.data.witnesses),
        "photo_video": bool(ctx.data.files),
    }


def called(ctx: Context) -> Mapping[str, Any]:
    told = {"notified_on": ctx.data.on.isoformat(), "confirmed": ctx.data.confirmed}
    return _attempt(ctx, "phone", _judged(ctx, "phone", told), address=addressee(ctx).phone)


def _notice_facts(made: Mapping[str, Any]) -> dict[str, Any]:
    return {
        made["ground"]: True,
        "published_on": made["published_on"],
        "foreign": made.get("no_domicile_in_prc", False),
    }


def published_notice(ctx: Context) -> Mapping[str, Any]:
    return _attempt(ctx, "public_notice", {"served_on": None}, status="running")


def published(ctx: Context) -> date:
    """The day of the last publication, from which the period runs."""
    return date.fromisoformat(_open(ctx, "running")["published_on"])


def notice_end(ctx: Context) -> Answer[date]:
    """The day on which the notice counts as service: 30 days, 60 without a domicile in the PRC (R-SRV-10)."""
    rule = "R-SRV-10.foreign" if _open(ctx, "running").get("no_domicile_in_prc") else "R-SRV-10.domestic"
    return periods.end_of(rule, published(ctx))


def notice_served(ctx: Context) -> Mapping[str, Any]:
    made = _open(ctx, "running")
    judged = _judged(ctx, "public_notice", _notice_facts(made))
    return {**_amended(ctx, "running", status="over", **judged), **_end(judged, "public_notice", made)}


def acknowledged(ctx: Context) -> Mapping[str, Any]:
    """The party says itself that it has the papers: a reply counts at any address (R-SRV-21)."""
    judged = _judged(ctx, "electronic", {"address": "other", "replied_on": ctx.today.isoformat()})
    row = {"method": "electronic", "at": ctx.now.isoformat(), "channel": "acknowledged", "address": "inbox", **judged}
    return {"attempts": [*attempts(ctx), row], **_end(judged, "electronic", row)}


def served(ctx: Context) -> Mapping[str, Any]:
    """Of several effective attempts the earliest counts (R-SRV-21)."""
    first = min((a for a in attempts(ctx) if a.get("served_on")), key=lambda a: str(a["served_on"]))
    return _end(first, str(first["method"]), first)


def _end(judged: Mapping[str, Any], method: str, made: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("tracking", "carrier", "files", "witnesses", "place", "channel")
    proof = {key: made[key] for key in kept if made.get(key)}
    return {
        "served_on": judged["served_on"],
        "method": method,
        "proof": proof,
        "why": judged["why"],
        "why_en": judged["why_en"],
    }


def given_up(ctx: Context) -> Mapping[str, Any]:
    return {"why": ctx.data.reason, "why_en": ctx.data.reason, "served_on": None}


def discontinued(ctx: Context) -> Mapping[str, Any]:
    return {"discontinued": True, "served_on": None}


def send_by(ctx: Context) -> Answer[date]:
    """Until when the papers are to be on their way; a parent may name an earlier day (a summons)."""
    rule = {"judgment": "R-HRG-06.document_after_pronouncement", "defence": "R-FIL-12.defence_copy"}
    found = periods.end_of(rule.get(str(ctx.facts.get("about")), "R-FIL-12.complaint_copy"), ctx.today)
    named = ctx.facts.get("send_by")
    return Answer(date.fromisoformat(named), (CPL(139),)) if named else found


def _not_forbidden(ctx: Context, method: str) -> Refusal | None:
    row = service.forbidden(method, document(ctx), procedure(ctx))
    if row is None:
        return None
    return Refusal("service.forbidden", cite(row["cites"][0]), values={"why": row["zh"], "why_en": row["en"]})


def electronic_allowed(ctx: Context) -> Refusal | None:
    return _not_forbidden(ctx, "electronic")


def mail_allowed(ctx: Context) -> Refusal | None:
    return _not_forbidden(ctx, "mail")


def leaving_allowed(ctx: Context) -> Refusal | None:
    """A mediation document is never left (R-SRV-12)."""
    return _not_forbidden(ctx, "leaving")


def call_allowed(ctx: Context) -> Refusal | None:
    return _not_forbidden(ctx, "phone")


def notice_allowed(ctx: Context) -> Refusal | None:
    """No public notice in the simple and small-claims procedures (R-SRV-12)."""
    return _not_forbidden(ctx, "public_notice")


def consented(ctx: Context) -> Refusal | None:
    """Electronic service needs the party's consent (R-SRV-20) and somewhere to send to."""
    person = addressee(ctx)
    if not person.facts.get("electronic_service"):
        return Refusal("service.no_consent", OLR(29))
    return None if person.bound or person.phone else Refusal("service.no_electronic_address", OLR(29))


def not_yet_sent_electronically(ctx: Context) -> Refusal | None:
    if any(a["method"] == "electronic" for a in attempts(ctx)):
        return Refusal("service.sent_already", OLR(31))
    return None


def awaits_arrival(ctx: Context) -> Refusal | None:
    return None if _open(ctx, "sending") else Refusal("service.nothing_to_confirm", OLR(31))


def mail_under_way(ctx: Context) -> Refusal | None:
    return None if _open(ctx, "under_way") else Refusal("service.no_mail_under_way", EMS(6))


def nothing_under_way(ctx: Context) -> Refusal | None:
    return None if mail_under_way(ctx) else Refusal("service.mail_under_way", EMS(6))


def attempts_left(ctx: Context) -> Refusal | None:
    """The express comes three times; after that the papers go back (R-SRV-24)."""
    most = int(setting("mail.attempts").value)
    if len(_open(ctx, "under_way").get("tries", ())) < most:
        return None
    return Refusal("service.tries_used_up", EMS(6), values={"tries": most})


def address_known(ctx: Context) -> Refusal | None:
    return None if _address(ctx)["address"] else Refusal("service.no_address", EMS(3))


def not_in_future(ctx: Context) -> Refusal | None:
    day = getattr(ctx.data, "on", None) or ctx.data.published_on
    field = "on" if hasattr(ctx.data, "on") else "published_on"
    return Refusal("service.day_in_future", CPL(87), field=field) if day > ctx.today else None


def not_before_posting(ctx: Context) -> Refusal | None:
    if ctx.data.on < date.fromisoformat(_open(ctx, "under_way")["posted_on"]):
        return Refusal("service.before_posting", EMS(9), field="on")
    return None


def unit_named(ctx: Context) -> Refusal | None:
    if ctx.data.method == "through_unit" and ctx.data.unit is None:
        return Refusal("service.unit_missing", CPL(92), field="unit")
    return None


def was_refused(ctx: Context) -> Refusal | None:
    """Papers are left only where the person, or an adult of the household, refused them (R-SRV-03)."""
    if any(a.get("result") == "refused" for a in attempts(ctx)):
        return None
    return Refusal("service.not_refused", CPL(89))


def left_with_proof(ctx: Context) -> Refusal | None:
    answer = _answer(ctx, "leaving", _left_facts(ctx))
    if answer.value.served:
        return None
    return Refusal("service.left_without_proof", CPL(89), field="witnesses")


def not_yet_published(ctx: Context) -> Refusal | None:
    return Refusal("service.notice_running", CPL(95)) if _open(ctx, "running") else None


def other_ways_tried(ctx: Context) -> Refusal | None:
    """Public notice comes last: other ways have been tried and are on file (R-SRV-10, R-SRV-26)."""
    earlier = [*attempts(ctx), *ctx.facts.get("earlier_attempts", ())]
    if ctx.data.ground == "other_ways_failed" and not earlier:
        return Refusal("service.other_ways_untried", CPL(95), field="ground")
    return None


def addressed(ctx: Context) -> Refusal | None:
    """Only the party to whom the papers go can say that it has them."""
    if any(p.id == ctx.facts["party"] for p in ctx.acting):
        return None
    return Refusal("service.not_addressed_to_you", CPL(88))


def addressed_or_staff(ctx: Context) -> Refusal | None:
    return None if ctx.relations & {"clerk", "service_desk"} else addressed(ctx)


def effective(ctx: Context) -> Refusal | None:
    """Some attempt counts as service."""
    if any(a.get("served_on") for a in attempts(ctx)):
        return None
    return Refusal("service.not_effective", CPL(87))


def tried(ctx: Context) -> Refusal | None:
    """Service is not given up before a documented attempt (R-SRV-26, R-SRV-28)."""
    if not attempts(ctx):
        return Refusal("service.no_attempt", CPLI(138))
    if _open(ctx, "running"):
        return Refusal("service.notice_running", CPL(95))
    return nothing_under_way(ctx)
