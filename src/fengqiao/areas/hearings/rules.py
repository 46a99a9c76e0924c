"""The conditions of a hearing, each with its article, and the facts that its moves record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from fengqiao.kernel.answer import Answer
from fengqiao.kernel.context import Context
from fengqiao.kernel.procedure import Refusal
from fengqiao.law import limits, periods
from fengqiao.law.instruments import CPL, CPLI, TL19

CONTINUED = "continued"


def start(ctx: Context) -> datetime:
    """When the session begins."""
    return datetime.fromisoformat(ctx.facts["start"])


def starts_at(ctx: Context) -> datetime:
    return start(ctx)


def summons_day(ctx: Context) -> Answer[date]:
    """The latest day on which the summons is in time: three days before (R-HRG-01).

    In the simple procedure a shorter call is lawful; there the day before is the house's aim.
    """
    if ctx.facts.get("procedure", "ordinary") == "ordinary":
        return periods.end_of("R-HRG-01.summons", start(ctx).date())
    return periods.latest_before(start(ctx).date(), 1)


def objections_decided(ctx: Context) -> Refusal | None:
    """Nothing is heard before jurisdiction and the form of procedure are settled, however late they were contested."""
    case = ctx.parent.facts if ctx.parent else {}
    if case.get("objection") and "founded" not in case["objection"]:
        return Refusal("hearings.objection_open", CPL(130))
    return Refusal("hearings.procedure_objection_open", CPLI(279)) if case.get("procedure_objection") else None


def party_ids(ctx: Context) -> list[int]:
    return [p.id for p in ctx.parties]


def present(ctx: Context) -> list[str]:
    """The parties who took part, as facts keep them."""
    return [str(i) for i in ctx.facts.get("present", ())]


def _add(ctx: Context, name: str, more: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: {**ctx.facts.get(name, {}), **more}}


# —— summons ——


def _is_summons(ctx: Context) -> bool:
    return ctx.child is not None and ctx.child.facts.get("about") == "summons"


def summons_arrived(ctx: Context) -> Refusal | None:
    if _is_summons(ctx) and ctx.child and ctx.child.state == "served":
        return None
    return Refusal("hearings.summons_not_served", CPL(139))


def summons_not_arrived(ctx: Context) -> Refusal | None:
    if _is_summons(ctx) and ctx.child and ctx.child.state == "failed" and not ctx.child.facts.get("discontinued"):
        return None
    return Refusal("hearings.summons_not_served", CPL(139))


def summoned(ctx: Context) -> Mapping[str, Any]:
    """Keep when and how the summons reached the party: without it no default (R-HRG-02)."""
    if ctx.child is None:
        return {}
    how = {"on": ctx.child.facts["served_on"], "method": ctx.child.facts["method"]}
    return _add(ctx, "summoned", {str(ctx.child.party): how})


def not_summoned(ctx: Context) -> Mapping[str, Any]:
    return {"not_summoned": [*ctx.facts.get("not_summoned", ()), ctx.child.party if ctx.child else None]}


# —— the session ——


def on_the_day(ctx: Context) -> Refusal | None:
    """A session is opened on its day, not before."""
    if ctx.today < start(ctx).date():
        return Refusal("hearings.too_early", CPL(140), values={"start": f"{start(ctx):%Y-%m-%d %H:%M}"})
    return None


def known_present(ctx: Context) -> Refusal | None:
    if {row.party for row in ctx.data.parties} == set(party_ids(ctx)):
        return None
    return Refusal("hearings.name_every_party", CPL(140), field="parties")


def session(ctx: Context) -> Mapping[str, Any]:
    return {
        "opened_at": ctx.now.isoformat(),
        "present": sorted(ctx.data.present),
        "absent": sorted(set(party_ids(ctx)) - ctx.data.present),
        "identities_verified": True,
        "absences": [],
    }


def absent_party(ctx: Context) -> Refusal | None:
    """Absent is who has not come; only who has come can leave."""
    if ctx.data.party not in party_ids(ctx):
        return Refusal("hearings.unknown_party", CPL(146), field="party")
    if (ctx.data.party in ctx.facts["present"]) == (ctx.data.kind == "left"):
        return None
    return Refusal("hearings.is_present" if ctx.data.kind == "absent" else "hearings.was_absent", CPL(146), "party")


def summons_proven(ctx: Context) -> Refusal | None:
    """Absence has consequences only if service of the summons is proven (R-HRG-02, R-SRV-11)."""
    if ctx.data.kind == "left" or ctx.data.justified or str(ctx.data.party) in ctx.facts.get("summoned", {}):
        return None
    return Refusal("hearings.summons_not_proven", CPLI(261), field="party")


def absence(ctx: Context) -> Mapping[str, Any]:
    """The fact and what the law lets follow from it; the judge decides."""
    side = next(p.side for p in ctx.parties if p.id == ctx.data.party)
    may = "deemed_withdrawal" if side == "claimant" else "default_judgment"
    row = {**ctx.data.model_dump(mode="json"), "side": side, "at": ctx.now.isoformat()}
    row["consequence"] = None if ctx.data.justified else may
    return {"absences": [*ctx.facts.get("absences", ()), row]}


# —— the transcript ——


def transcript(ctx: Context) -> Mapping[str, Any]:
    """A new text has to be read again by everybody who was there."""
    return {
        "text": ctx.data.text,
        "files": ctx.data.files,
        "ended_at": ctx.facts.get("ended_at") or ctx.now.isoformat(),
        "confirmed": {},
        "refused": {},
        "corrections": ctx.facts.get("corrections", []),
    }


def mine(ctx: Context) -> list[str]:
    """The parties present for whom the actor acts."""
    return [str(p.id) for p in ctx.acting if str(p.id) in present(ctx)]


def was_present(ctx: Context) -> Refusal | None:
    return None if mine(ctx) else Refusal("hearings.was_not_there", CPL(150))


def not_yet_confirmed(ctx: Context) -> Refusal | None:
    if mine(ctx) and set(mine(ctx)) <= set(ctx.facts.get("confirmed", {})):
        return Refusal("hearings.confirmed_already", CPL(150))
    return None


def confirmed(ctx: Context) -> Mapping[str, Any]:
    return _add(ctx, "confirmed", dict.fromkeys(mine(ctx), ctx.now.isoformat()))


def correction_asked(ctx: Context) -> Mapping[str, Any]:
    row = {"parties": mine(ctx), "by": ctx.acting[0].name, "text": ctx.data.text, "at": ctx.now.isoformat()}
    return {"corrections": [*ctx.facts.get("corrections", ()), row]}


def _open_corrections(ctx: Context) -> list[Mapping[str, Any]]:
    return [c for c in ctx.facts.get("corrections", ()) if "accepted" not in c]


def correction_open(ctx: Context) -> Refusal | None:
    return None if _open_corrections(ctx) else Refusal("hearings.no_correction", CPL(150))


def no_correction_open(ctx: Context) -> Refusal | None:
    return Refusal("hearings.correction_open", CPL(150)) if _open_corrections(ctx) else None


def correction_answered(ctx: Context) -> Mapping[str, Any]:
    first = _open_corrections(ctx)[0]
    done = {**first, "accepted": ctx.data.accepted, "note": ctx.data.note, "answered_at": ctx.now.isoformat()}
    return {"corrections": [done if c is first else c for c in ctx.facts["corrections"]]}


def _to_sign(ctx: Context) -> list[str]:
    done = {**ctx.facts.get("confirmed", {}), **ctx.facts.get("refused", {})}
    return [i for i in present(ctx) if i not in done]


def still_to_sign(ctx: Context) -> Refusal | None:
    if str(ctx.data.party) in _to_sign(ctx):
        return None
    return Refusal("hearings.nothing_to_sign", CPL(150), field="party")


def refusal_noted(ctx: Context) -> Mapping[str, Any]:
    return _add(ctx, "refused", {str(ctx.data.party): {"note": ctx.data.note, "at": ctx.now.isoformat()}})


def silence_noted(ctx: Context) -> Mapping[str, Any]:
    """Who has not signed within the five days: the clerk notes it and puts it on file (R-HRG-05)."""
    note = {"note": "reading_over", "at": ctx.now.isoformat()}
    return _add(ctx, "refused", dict.fromkeys(_to_sign(ctx), note))


def all_read(ctx: Context) -> Refusal | None:
    return Refusal("hearings.not_all_signed", CPL(150)) if _to_sign(ctx) else None


# —— adjournment ——


def president_for_other(ctx: Context) -> Refusal | None:
    """Another ground than the three of the statute is force majeure or an accident, and the president's (TL19 3)."""
    if ctx.data.ground == "other" and "president" not in ctx.relations:
        return Refusal("hearings.president_decides", TL19(3), field="ground")
    return None


def adjournments_left(ctx: Context) -> Refusal | None:
    """Two adjournments in the ordinary procedure, one in the others (R-LIM-24)."""
    if ctx.data.ground == CONTINUED:
        return None
    held = int(ctx.facts.get("adjournments", 0))
    answer = limits.adjournments_left(str(ctx.facts.get("procedure", "ordinary")), held)
    if answer.value:
        return None
    return Refusal("hearings.no_adjournment_left", answer.cites[0], field="ground", values={"held": held})


def adjourned(ctx: Context) -> Mapping[str, Any]:
    """The ground, whether it counts, and until when the next session should be (R-LIM-24)."""
    by = periods.end_of("R-LIM-24.hearing_gap", max(ctx.today, start(ctx).date())).value
    return {
        "ground": ctx.data.ground,
        "note": ctx.data.note,
        "counts": ctx.data.ground != CONTINUED,
        "next_by": by.isoformat(),
    }


def discontinued(ctx: Context) -> Mapping[str, Any]:
    return {"discontinued": True, "counts": False}
