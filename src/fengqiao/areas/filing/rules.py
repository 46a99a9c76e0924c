"""The conditions of filing, each with its article, and the facts that its moves record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from fengqiao.kernel.answer import Answer
from fengqiao.kernel.citation import Citation
from fengqiao.kernel.context import Context
from fengqiao.kernel.procedure import Refusal
from fengqiao.law import periods
from fengqiao.law.instruments import CPL, CPLI, REG

GROUNDS: Mapping[str, tuple[Citation, int | None]] = {
    "not_interested": (CPL(122), None),
    "no_definite_defendant": (CPL(122), None),
    "no_concrete_claim": (CPL(122), None),
    "not_civil": (CPL(122), None),
    "administrative": (CPL(127), 1),
    "arbitration": (CPL(127), 2),
    "other_organ": (CPL(127), 3),
    "no_jurisdiction": (CPL(127), 4),
    "decided": (CPL(127), 5),
    "not_yet": (CPL(127), 6),
    "divorce_again": (CPL(127), 7),
    "not_corrected": (REG(7), None),
    "forbidden": (REG(10), None),
}
"""Each ground of refusal: its article, and the number of the case in CPL 127 where there is one."""

FILES_ONLY = frozenset({"papers", "evidence"})
"""Points that files answer: the papers of identity and authority (R-FIL-06), and the evidence."""


SHOW_AGE = frozenset({"born", "id_number"})
"""Points of a person that may show a minor, who needs a guardian (CPL 60)."""


def decision_from(ctx: Context) -> date:
    """The day of receipt from which the seven days are counted (R-FIL-03, R-FIL-14)."""
    return date.fromisoformat(str(ctx.facts.get("decision_from") or ctx.today.isoformat()))


def correction_until(ctx: Context) -> Answer[date] | date:
    """The day that the notice sets; the court's usual period where the clerk sets none."""
    if ctx.data is not None and ctx.data.until:
        day: date = ctx.data.until
        return day
    return periods.end_of("R-FIL-04.correction", ctx.now)


def noticed(ctx: Context) -> tuple[str, ...]:
    """The fields that the latest notice names."""
    notices = ctx.facts.get("notices", [])
    return tuple(dict.fromkeys(d["field"] for d in notices[-1]["defects"])) if notices else ()


def notice_recorded(ctx: Context) -> Mapping[str, Any]:
    """Keep every notice whole: what it named, for which day, and why there is a second one."""
    notice = {
        "on": ctx.today.isoformat(),
        "defects": [d.model_dump(mode="json") for d in ctx.data.defects],
        "reason": ctx.data.reason,
    }
    return {"notices": [*ctx.facts.get("notices", []), notice], "insisted": False}


def corrected(ctx: Context) -> Mapping[str, Any]:
    """Remember which points have been corrected: what is new was not visible in the first papers."""
    fields = [*ctx.facts.get("corrected", []), *(a.field for a in ctx.data.answers)]
    return {"corrected": list(dict.fromkeys(fields)), "corrected_on": ctx.today.isoformat()}


def corrected_with_following(ctx: Context) -> Mapping[str, Any]:
    """The same of whatever was answered; a point that only follows and was left empty has not been corrected."""
    given = [a.field for a in ctx.data.answers if a.value or a.files]
    return {
        "corrected": list(dict.fromkeys([*ctx.facts.get("corrected", []), *given])),
        "corrected_on": ctx.today.isoformat(),
    }


def insisted(ctx: Context) -> Mapping[str, Any]:
    return {"insisted": True}


def escalated(ctx: Context) -> Mapping[str, Any]:
    """Undecided in time: the court files first (REG 8), and the record proposes it."""
    return {"overdue_on": ctx.today.isoformat(), "proposal": "file_first"}


def refusal_drafted(ctx: Context) -> Mapping[str, Any]:
    return {"draft_refusal": {"ground": ctx.data.ground, "reasons": ctx.data.reasons}}


def refusal_drafted_by(ctx: Context) -> Mapping[str, Any]:
    """The same with its author; what the head said of an earlier proposal has been answered by this one."""
    draft = {"ground": ctx.data.ground, "reasons": ctx.data.reasons, "by": ctx.actor_person}
    return {"draft_refusal": draft, "sent_back": None}


def sent_back(ctx: Context) -> Mapping[str, Any]:
    """The head does not follow the proposal: the decision is the clerk's again, with the reason."""
    draft = ctx.facts["draft_refusal"]
    said = {"reason": ctx.data.reason, "on": ctx.today.isoformat(), "to": draft.get("by")}
    return {"draft_refusal": None, "sent_back": said}


def taken_back(ctx: Context) -> Mapping[str, Any]:
    return {"draft_refusal": None}


def refused(ctx: Context) -> Mapping[str, Any]:
    """The ruling: ground, article, reasons; appealable within ten days (CPL 127, 171)."""
    article, item = GROUNDS[ctx.data.ground]
    return {
        "refusal": {
            "ground": ctx.data.ground,
            "article": [article.zh, article.en],
            "item": item,
            "reasons": ctx.data.reasons,
            "on": ctx.today.isoformat(),
        },
        "draft_refusal": None,
    }


def returned(ctx: Context) -> Mapping[str, Any]:
    """The record that REG 7 asks for: what was not corrected, and the day of return."""
    return {"returned": {"on": ctx.today.isoformat(), "fields": list(noticed(ctx))}}


def withdrawn(ctx: Context) -> Mapping[str, Any]:
    return {"withdrawal_reason": ctx.data.reason if ctx.data else ""}


def known_fields(ctx: Context) -> Refusal | None:
    """A notice names fields that there are (R-FIL-04: at the exact point)."""
    for n, defect in enumerate(ctx.data.defects):
        if not _exists(ctx, defect.field):
            return Refusal("filing.no_such_field", REG(7), field=f"defects.{n}.field", values={"field": defect.field})
    return None


def _exists(ctx: Context, path: str) -> bool:
    head, *rest = path.split(".")
    if not rest:
        return head in FILES_ONLY or head in ("story", "cause", "happened_on")
    n = int(rest[0])
    if head in ("claims", "evidence"):
        return n < len(ctx.dispute.get(head, []))
    return head.endswith("s") and n < len(ctx.side(_side(head)))


def _side(head: str) -> str:
    return {"claimants": "claimant", "respondents": "respondent", "third_parties": "third_party"}.get(head, "")


def until_ahead(ctx: Context) -> Refusal | None:
    """The day set leaves the claimant time."""
    if ctx.data.until and ctx.data.until <= ctx.today:
        return Refusal("filing.until_not_ahead", REG(7), field="until")
    return None


def not_told_before(ctx: Context) -> Refusal | None:
    """A point that was visible in the first papers is told in the first notice or not at all (R-FIL-04).

    Only the division head may let a second notice through, and says why.
    """
    if not ctx.facts.get("notices"):
        return None
    seen = set(ctx.facts.get("corrected", []))
    late = next((n for n, d in enumerate(ctx.data.defects) if d.field not in seen), None)
    if late is None:
        return None
    if "division_head" not in ctx.relations:
        return Refusal("filing.second_notice", REG(7), field=f"defects.{late}.field")
    if not ctx.data.reason:
        return Refusal("filing.second_notice_reason", REG(7), field="reason")
    return None


def exactly_noticed(ctx: Context) -> Refusal | None:
    """The claimant corrects exactly the points that the notice names, all of them (REG 7)."""
    wanted, given = noticed(ctx), [a.field for a in ctx.data.answers]
    for n, path in enumerate(given):
        if path not in wanted or path in given[:n]:
            return Refusal("filing.not_noticed", REG(7), field=f"answers.{n}.field", values={"field": path})
        if path in FILES_ONLY and not ctx.data.answers[n].files:
            return Refusal("filing.files_needed", REG(7), field=f"answers.{n}.files")
        if path not in FILES_ONLY and not ctx.data.answers[n].value:
            return Refusal("filing.value_needed", REG(7), field=f"answers.{n}.value")
    left = [path for path in wanted if path not in given]
    if left:
        return Refusal("filing.points_left", REG(7), field="answers", values={"count": len(left)})
    return None


def following(wanted: Collection[str]) -> dict[str, str]:
    """The points that may come along with those of a notice, each with the point that it follows."""
    shown = [path.rpartition(".") for path in wanted]
    found = {f"{head}.guardian": f"{head}.{name}" for head, _, name in reversed(shown) if name in SHOW_AGE}
    return {path: of for path, of in found.items() if path not in wanted}


def noticed_and_following(ctx: Context) -> Refusal | None:
    """All points that the notice names (REG 7); of the others only what one of them needs (CPL 60)."""
    wanted, along = noticed(ctx), following(noticed(ctx))
    given = [a.field for a in ctx.data.answers]
    for n, path in enumerate(given):
        if (path not in wanted and path not in along) or path in given[:n]:
            return Refusal("filing.not_noticed", REG(7), field=f"answers.{n}.field", values={"field": path})
    left = set(wanted) - set(given)
    return Refusal("filing.points_left", REG(7), field="answers", values={"count": len(left)}) if left else None


def not_insisted(ctx: Context) -> Refusal | None:
    """Whoever insists on the papers as they are gets a ruling, not another notice (REG 7)."""
    return Refusal("filing.insisted", REG(7)) if ctx.facts.get("insisted") else None


def refusal_ready(ctx: Context) -> Refusal | None:
    """A ruling is made by the division head on the clerk's reasoned proposal (CPLI 208)."""
    return None if ctx.facts.get("draft_refusal") else Refusal("filing.no_refusal_proposed", CPLI(208))


def own_proposal(ctx: Context) -> Refusal | None:
    """A proposal is taken back by the one who made it."""
    by = (ctx.facts.get("draft_refusal") or {}).get("by")
    return None if by == ctx.actor_person else Refusal("filing.not_your_proposal", CPLI(208))


def refusal_not_ready(ctx: Context) -> Refusal | None:
    """While a refusal is proposed the decision lies with the division head."""
    return Refusal("filing.refusal_proposed", CPLI(208)) if ctx.facts.get("draft_refusal") else None


def head_decides(ctx: Context) -> Refusal | None:
    """The head files where the time has run out (REG 8), or where the proposed refusal does not convince."""
    if ctx.state == "overdue" or (ctx.facts.get("draft_refusal") and "division_head" in ctx.relations):
        return None
    return Refusal("filing.clerk_decides_first", REG(8))


def all_claimants(ctx: Context) -> Refusal | None:
    """One claimant cannot end the suit of the others (CPL 55)."""
    if {p.id for p in ctx.side("claimant")} <= {p.id for p in ctx.acting}:
        return None
    return Refusal("filing.not_all_claimants", CPL(55))


def agent_there(ctx: Context) -> Refusal | None:
    """There is an agent on the record whose power can be looked at (CPL 61)."""
    return None if ctx.facts.get("agents") else Refusal("filing.no_agent", CPL(61))
