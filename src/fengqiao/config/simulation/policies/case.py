"""A case at first instance: triage, defence, hearing, judgment, other endings."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from fengqiao.areas.hearings.queries import free_slots
from fengqiao.config.simulation.forms import next_working_day
from fengqiao.config.simulation.habits import Habit, agree
from fengqiao.config.simulation.policies.mediation import _terms
from fengqiao.config.simulation.scene import Scene
from fengqiao.core.models import Deadline
from fengqiao.core.registry import registry
from fengqiao.kernel.wording import plain_money

_DEFENCES = (
    "钱是欠的，但近期生意不好，希望分期付。",
    "数额不对，中间已经还过一部分，请法院核对。",
    "对方交付的东西有问题，应当先扣除相应部分。",
    "事情属实，愿意承担自己该承担的部分。",
)
_FOUND = "双方对上述基本事实陈述一致，并有原告提交的证据予以佐证，本院予以确认。"
_LAW = {
    "civ26-108": "《中华人民共和国民法典》第六百七十五条",
    "civ26-88": "《中华人民共和国民法典》第六百二十六条",
    "civ26-126": "《中华人民共和国民法典》第九百四十四条",
    "civ26-411": "《中华人民共和国民法典》第一千二百零八条",
    "civ26-14": "《中华人民共和国民法典》第一千零七十九条",
    "civ26-116": "《中华人民共和国民法典》第七百二十一条",
    "civ26-24": "《中华人民共和国民法典》第一千零六十七条",
}
_ANY_LAW = "《中华人民共和国民法典》第五百七十七条"
_ONLY_ON_DAY = timedelta(minutes=3)


def _defence(scene: Scene) -> dict[str, Any]:
    return {"text": scene.chance.choice(_DEFENCES)}


def _hearing_day(scene: Scene) -> date:
    """After everybody's time for the defence, and far enough ahead for the summons."""
    ends = Deadline.objects.filter(matter=scene.matter, name="defence").values_list("due_on", flat=True)
    latest = max(ends, default=scene.today)
    return max(latest + timedelta(days=1), next_working_day(scene, 5))


def _schedule(scene: Scene) -> dict[str, Any]:
    """The first time at which judge and a room are free."""
    judge = next((s.person_id for s in scene.file.standings if s.role == "judge"), 0)
    minutes = scene.chance.choice((30, 60, 60, 90))
    slots = free_slots(scene.matter.court, judge, (), _hearing_day(scene), minutes)
    slot = scene.chance.choice(slots)
    online = scene.picks(0.18)
    return {
        "day": slot.start.date(),
        "time": slot.start.time(),
        "minutes": minutes,
        "room": slot.room,
        "online": online,
        "public": "离婚" not in scene.matter.dispute.title,
        "all_agree": online,
    }


def _session_begins(scene: Scene) -> datetime:
    begin = datetime.fromisoformat(str(scene.matter.facts["start"]))
    return max(begin + _ONLY_ON_DAY, scene.now + _ONLY_ON_DAY)


def _before_session(scene: Scene) -> datetime:
    begin = datetime.fromisoformat(str(scene.matter.facts["start"]))
    return max(scene.now + timedelta(hours=2), begin - timedelta(hours=scene.chance.uniform(20, 60)))


def _session(scene: Scene) -> dict[str, Any]:
    """Who has come: claimants nearly always, respondents who answer at all mostly."""
    silent = scene.silent()
    come = {p.pk: scene.chance.random() > (0.12 if p.side == "respondent" else 0.01) for p in scene.file.rows}
    rows = [{"party": p.pk, "here": come[p.pk] and not (silent and p.side == "respondent")} for p in scene.file.rows]
    return {"parties": rows, "identities_verified": True}


def _transcript(scene: Scene) -> dict[str, Any]:
    claims = scene.matter.dispute.facts.get("claims") or [{"text": "请求依法判决"}]
    present = set(scene.facts.get("present", ()))
    come = any(p.id in present for p in scene.sides("respondent"))
    lines = [
        "审判员：现在开庭。核对当事人身份，告知诉讼权利和义务。",
        f"原告：{claims[0]['text']}。事实和理由同起诉状。",
        f"被告：{scene.chance.choice(_DEFENCES)}" if come else "审判员：被告经传票传唤未到庭。",
        "审判员：现在进行举证质证。原告出示证据。",
        "原告：证据已提交法庭，请核对原件。",
        *(["被告：对证据的真实性没有意见。"] if come else []),
        "审判员：法庭辩论终结。请当事人作最后陈述。",
        "原告：坚持诉讼请求。",
        *(["被告：请法庭考虑实际困难。"] if come else []),
        "审判员：现在闭庭。请核对笔录后签名。",
    ]
    return {"text": "\n".join(lines)}


def _absent_side(scene: Scene, side: str) -> list[int]:
    absent = set(scene.facts.get("absent", ()))
    noted = {row["party"] for row in scene.facts.get("absences", ())}
    summoned = scene.facts.get("summoned", {})
    return [p.id for p in scene.sides(side) if p.id in absent - noted and str(p.id) in summoned]


def _somebody_absent(scene: Scene) -> bool:
    return bool(_absent_side(scene, "respondent") or _absent_side(scene, "claimant"))


def _absence(scene: Scene) -> dict[str, Any]:
    missing = _absent_side(scene, "claimant") or _absent_side(scene, "respondent")
    return {"party": missing[0], "kind": "absent", "note": "经传票传唤，无正当理由未到庭。"}


def _all_claimants_absent(scene: Scene) -> bool:
    sessions = [c for c in scene.ctx.of("hearings.hearing") if not c.ended]
    noted = {row["party"] for c in sessions for row in c.facts.get("absences", ())}
    claimants = {p.id for p in scene.sides("claimant")}
    return bool(claimants) and claimants <= noted


def _not_adjourned_yet(scene: Scene) -> bool:
    return not int(scene.facts.get("adjournments") or 0)


def _adjourn(scene: Scene) -> dict[str, Any]:
    ground = scene.chance.choice(("must_attend_absent", "new_evidence"))
    return {"ground": ground, "note": "需要补充证据。" if ground == "new_evidence" else "必须到庭的当事人有正当理由不能到庭。"}


def _draft(scene: Scene) -> dict[str, Any]:
    """The draft that the file makes, with findings, reasons and result written in."""
    known = registry.initial("judgments.judgment", "draft")
    base = dict(known(scene.file)) if known else {}
    outcome = scene.chance.choices(("granted", "partly", "rejected"), (72, 20, 8))[0]
    fee = scene.facts.get("fee")
    loser = scene.sides("claimant" if outcome == "rejected" else "respondent")[0]
    return {
        "outcome": outcome,
        "body": _body(scene, str(base.get("body", "")), outcome),
        "law": [_law(scene)],
        "items": _items(scene, outcome),
        "fee_shares": [{"party": loser.pk, "amount": fee}] if fee is not None else [],
        "by_default": any(p.pk in set(scene.facts.get("hearing", {}).get("absent", ())) for p in scene.sides("respondent")),
    }


def _body(scene: Scene, begun: str, outcome: str) -> str:
    kept = [line for line in begun.splitlines() if not line.startswith(("经审理查明", "本院认为"))]
    why = {
        "granted": "原告的请求有事实和法律依据，本院予以支持。",
        "partly": "原告主张的部分金额缺少证据证明，对有证据证明的部分予以支持。",
        "rejected": "原告提交的证据不足以证明其主张，应当承担举证不能的后果。",
    }
    found = f"经审理查明：{scene.matter.dispute.facts.get('story', '')}{_FOUND}"
    return "\n".join([*kept, found, f"本院认为，当事人应当依照约定和法律规定全面履行义务。{why[outcome]}"])


def _law(scene: Scene) -> str:
    return _LAW.get(scene.matter.dispute.cause.split(".")[0], _ANY_LAW)


def _items(scene: Scene, outcome: str) -> list[dict[str, Any]]:
    one, other = scene.names("claimant"), scene.names("respondent")
    if outcome == "rejected":
        return [{"text": f"驳回{one}的诉讼请求", "payer": "nobody"}]
    if not scene.amount:
        if scene.matter.dispute.cause == "civ26-14":
            return [{"text": f"准予{one}与{other}离婚", "payer": "nobody"}]
        return [{"text": f"{other}于本判决生效之日起三十日内恢复原状、排除妨碍", "payer": "respondent", "days": 30}]
    share = Decimal("1") if outcome == "granted" else Decimal(str(round(scene.chance.uniform(0.5, 0.9), 2)))
    amount = (scene.amount * share).quantize(Decimal("0.01"))
    text = f"{other}于本判决生效之日起十日内支付{one}{plain_money(amount)}"
    items = [{"text": text, "payer": "respondent", "amount": str(amount), "days": 10}]
    return items if outcome == "granted" else [*items, {"text": f"驳回{one}的其他诉讼请求", "payer": "nobody"}]


def _appeal(scene: Scene) -> dict[str, Any]:
    return {"requests": "请求撤销原判，依法改判。", "reasons": "原判对付款数额的认定与实际往来不符。"}


def _unserved(scene: Scene) -> dict[str, Any]:
    return {"party": scene.facts["unserved"][0], "note": "换用其他方式再次送达。"}


def _contested_forum(scene: Scene) -> dict[str, Any]:
    return {"court": "绍兴市越城区人民法院", "reason": "被告经常居住地不在本市，请求移送经常居住地法院审理。"}


def _larger(scene: Scene) -> dict[str, Any]:
    """Interest that has come up since, or a bill that was forgotten: one more claim."""
    more = (scene.amount * Decimal("0.1")).quantize(Decimal("1.00"))
    kept = [{"text": c["text"], "amount": c.get("amount")} for c in scene.matter.dispute.facts.get("claims", ())]
    added = {"text": f"判令被告另行支付{plain_money(more)}", "amount": str(more)}
    return {"claims": [*kept, added], "reason": "起诉后又产生一笔费用，请求一并处理。"}


def _for_money(scene: Scene) -> bool:
    return bool(scene.amount) and scene.amount > 5000 and "claim_changes" not in scene.facts


def _settles(scene: Scene) -> bool:
    """Some cases are settled before the judge; both sides lean alike."""
    return scene.lean("settle") < 0.2 and not scene.silent()


def _reasons(text: str, field: str = "reason") -> Any:
    return lambda _: {field: text}


def _idle(role: str, *moves: str) -> tuple[Habit, ...]:
    """Moves that another role usually makes."""
    return tuple(Habit(move, role, 0.0) for move in moves)


_WITHDRAWN = (
    Habit("permit_withdrawal", "judge", 0.98, (0.3, 3), _reasons("原告自愿申请撤诉，不损害他人合法权益，予以准许。", "reasons")),
    Habit("refuse_withdrawal", "judge", 0.02, (0.3, 3), _reasons("撤诉可能损害他人合法权益，不予准许。")),
    *_idle("division_head", "permit_withdrawal", "refuse_withdrawal"),
)
_DECIDED = (
    Habit("reject_objection", "judge", 0.85, (1, 6), _reasons("本院对本案有管辖权，异议不成立。", "reasons")),
    Habit("uphold_objection", "judge", 0.15, (1, 6),
          lambda s: {"court": "绍兴市越城区人民法院", "reasons": "异议成立，移送有管辖权的人民法院处理。"}),
    Habit("admit_change", "judge", 0.9, (0.3, 3), _reasons("与本诉系同一法律关系，可以合并审理。", "reasons")),
    Habit("reject_change", "judge", 0.1, (0.3, 3), _reasons("与本诉无关联，可以另行起诉。")),
    Habit("keep_procedure", "judge", 1.0, (0.5, 3), _reasons("本案符合适用小额诉讼程序的条件，继续适用。")),
    Habit("reject_recusal", "president", 0.8, (0.3, 2), _reasons("所述情形不属于应当回避的情形。")),
    Habit("uphold_recusal", "president", 0.2, (0.3, 2), _reasons("申请理由成立，另行确定承办人。")),
    Habit("grant_extension", "president", 0.95, (0.5, 3), _reasons("情况属实，同意延长。")),
    Habit("refuse_extension", "president", 0.05, (0.5, 3), _reasons("可以在期限内办结。")),
)
_DEFENDED = Habit("defend", "respondent", 0.42, (2, 14), _defence)
_TRIED = (
    *_DECIDED,
    *_WITHDRAWN,
    Habit("record_mediation", "judge", 1.0, (3, 14), _terms, aside=True, only=_settles),
    Habit("sign_mediation", "party", 0.96, (0.1, 3), agree),
    _DEFENDED,
    Habit("change_claim", "claimant", 0.08, (0.2, 3), _larger, aside=True, only=_for_money),
    Habit("answer_change", "respondent", 0.4, (1, 9), _defence, aside=True),
    Habit("ask_withdrawal", "claimant", 0.03, (3, 20), _reasons("双方已经协商解决。"), aside=True),
    Habit("object_jurisdiction", "respondent", 0.02, (1, 10), _contested_forum, aside=True),
    Habit("object_small_claims", "respondent", 0.01, (1, 10), _reasons("案情复杂，请求适用普通程序。"), aside=True),
    Habit("ask_recusal", "respondent", 0.005, (1, 10),
          lambda s: {"against": "judge", "ground": "other", "facts": "承办人曾处理过双方另一起纠纷。"}, aside=True),
)

HABITS = {
    "trial.first_instance": {
        "registered": (*_WITHDRAWN,),
        "allocating": (
            *_WITHDRAWN,
            Habit("confirm_triage", "filing_clerk", 1.0, (0.05, 1.2), lambda s: {}),
            *_idle("division_head", "confirm_triage"),
        ),
        "serving": (
            *_TRIED,
            Habit("convert_for_notice", "judge", 0.6, (0.5, 3), _reasons("受送达人下落不明，需要公告送达，转为普通程序。")),
            Habit("serve_again", "clerk", 1.0, (0.5, 3), _unserved),
            *_idle("judge", "serve_again"),
        ),
        "preparing": (
            *_TRIED,
            Habit("schedule", "judge", 1.0, (0.2, 3), _schedule),
            *_idle("clerk", "schedule"),
        ),
        "hearing": (
            *_DECIDED,
            *_WITHDRAWN,
            _DEFENDED,
            Habit("deem_withdrawn", "judge", 1.0, (0.1, 2), _reasons("原告经传票传唤，无正当理由拒不到庭。"),
                  only=_all_claimants_absent),
            Habit("sign_mediation", "party", 0.96, (0.1, 3), agree),
        ),
        "judging": (*_WITHDRAWN, *_DECIDED, Habit("sign_mediation", "party", 0.96, (0.1, 3), agree)),
    },
    "hearings.hearing": {
        "scheduled": (
            Habit("adjourn", "judge", 0.06, _before_session, _adjourn, aside=True, only=_not_adjourned_yet),
            Habit("open_session", "clerk", 1.0, _session_begins, _session),
            *_idle("judge", "open_session"),
        ),
        "opened": (
            Habit("record_absence", "clerk", 1.0, (0.005, 0.01), _absence, only=_somebody_absent),
            Habit("record", "clerk", 1.0, (0.03, 0.08), _transcript),
            *_idle("judge", "record"),
        ),
        "recorded": (
            Habit("confirm_transcript", "party", 0.96, (0.01, 1.5)),
            Habit("ask_correction", "party", 0.03, (0.003, 0.006), lambda s: {"text": "最后陈述中漏记了一句。"}, aside=True),
            Habit("answer_correction", "clerk", 1.0, (0.02, 1), lambda s: {"accepted": True, "note": "核对录音后已补记。"}),
            *_idle("clerk", "record"),
            *_idle("judge", "record", "answer_correction"),
        ),
    },
    "judgments.judgment": {
        "drafting": (
            Habit("pronounce", "judge", 1.0, (0.2, 4)),
            Habit("draft", "judge", 1.0, (1.5, 14), _draft),
        ),
        "pronounced": (
            Habit("serve_again", "clerk", 1.0, (0.5, 3)),
            *_idle("judge", "serve_again"),
            Habit("appeal", "respondent", 0.06, (2, 12), _appeal, aside=True),
            Habit("appeal", "claimant", 0.03, (2, 12), _appeal, aside=True),
        ),
        "appealing": (Habit("serve_again", "clerk", 1.0, (0.5, 3)), *_idle("judge", "serve_again")),
    },
}
