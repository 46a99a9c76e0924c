"""Mediation and what follows an agreement: confirmation and performance."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from fengqiao.config.simulation.forms import next_working_day
from fengqiao.config.simulation.habits import Habit, agree
from fengqiao.config.simulation.scene import Scene
from fengqiao.core import clock
from fengqiao.core.models import Posting
from fengqiao.kernel.wording import plain_money

_DECLINED = ("想直接请法院判决。", "前面村里已经调过两次，没有结果。", "对方一直不露面，不想再拖。")
_SESSIONS = (
    "调解员分别听取双方意见，双方对主要事实没有争议，对付款时间尚有距离。",
    "双方到场，气氛缓和。一方愿意分期，另一方希望先付一部分。",
    "以视频方式组织调解，核对了单据，双方同意各自回去考虑三天。",
)
_GAP = 0.75
"""The share of a claim from which agreements usually begin."""


def _word(_: Scene) -> dict[str, Any]:
    return {"agree": True}


def _declined(scene: Scene) -> dict[str, Any]:
    return {"reason": scene.chance.choice(_DECLINED)}


def _choice(scene: Scene) -> dict[str, Any]:
    """The second side usually names whom the first has named."""
    named = list((scene.facts.get("choices") or {}).values())
    if named and scene.picks(0.85):
        return {"mediator": named[0]}
    posts = Posting.objects.filter(court=scene.matter.court, role="mediator", until=None).order_by("id")
    return {"mediator": scene.chance.choice(list(posts.values_list("person_id", flat=True)))}


def _session(scene: Scene) -> dict[str, Any]:
    way = scene.chance.choice(("in_person", "video", "phone", "separate"))
    return {"way": way, "text": scene.chance.choice(_SESSIONS)}


def _terms(scene: Scene) -> dict[str, Any]:
    """An agreement: money in one to four payments, or an act where nothing is owed."""
    pays, gets = scene.names("respondent"), scene.names("claimant")
    if not scene.amount:
        return {"terms": f"一、{pays}于本协议生效之日起十五日内自行处理完毕。\n二、双方今后和睦相处，互不追究。", "payer": "nobody"}
    share = Decimal(str(round(scene.chance.uniform(_GAP, 1.0), 2)))
    total = (scene.amount * share).quantize(Decimal("1")) or scene.amount
    count = scene.chance.choice((1, 1, 1, 2, 3, 4))
    part = (total / count).quantize(Decimal("0.01"))
    amounts = [part] * (count - 1) + [total - part * (count - 1)]
    first = next_working_day(scene, scene.chance.randint(3, 12))
    rows = [{"amount": str(a), "due": first + timedelta(days=30 * n)} for n, a in enumerate(amounts)]
    return {
        "terms": f"一、{pays}向{gets}支付{plain_money(total)}。\n二、{gets}放弃其他请求，双方就此再无其他纠葛。",
        "payer": "respondent",
        "instalments": rows,
    }


def _outcome(scene: Scene) -> dict[str, Any]:
    ground = scene.chance.choice(("too_far_apart", "too_far_apart", "refused", "unreachable"))
    return {"ground": ground, "note": "经两次沟通，双方对金额差距较大。" if ground == "too_far_apart" else ""}


def _wants_confirmation(scene: Scene) -> bool:
    """Both sides of an agreement decide alike whether to have it confirmed."""
    return scene.lean("confirm") < 0.62


def _pays_at_once(scene: Scene) -> bool:
    return not _wants_confirmation(scene)


def _verified(scene: Scene) -> dict[str, Any]:
    record = "法官当面询问双方，双方对协议内容和法律后果均表示清楚，签订协议出于自愿。"
    way = scene.chance.choice(("in_person", "video"))
    return {"way": way, "both_present": True, "identities": True, "voluntary": True, "record": record}


def _outside(_: Scene) -> dict[str, Any]:
    return {"grounds": ["outside_scope"], "reasons": "所涉内容不属于人民法院受理民事案件的范围。"}


def _supplement(scene: Scene) -> dict[str, Any]:
    return {"what": "请补充提交身份证明复印件。", "until": next_working_day(scene, 6)}


def _next_payment(scene: Scene) -> tuple[Decimal, date]:
    """What is to be paid next, and by which day."""
    facts = scene.matter.facts
    paid, due = Decimal(str(facts.get("paid") or 0)), facts.get("due") or facts.get("effective_on")
    run = Decimal()
    for row in facts.get("instalments") or ():
        run += Decimal(row["amount"])
        if run > paid:
            return run - paid, date.fromisoformat(row["due"])
    return Decimal(str(facts.get("remaining") or 0)), date.fromisoformat(due or scene.today.isoformat())


def _payday(scene: Scene) -> datetime:
    """Most pay on the last days, some late."""
    day = _next_payment(scene)[1] + timedelta(days=scene.chance.choice((-3, -2, -1, -1, 0, 0, 0, 2, 9)))
    at = datetime.combine(day, time(), clock.ZONE) + timedelta(hours=scene.chance.uniform(9, 21))
    return max(at, scene.now + timedelta(hours=scene.chance.uniform(0.2, 5)))


def _payment(scene: Scene) -> dict[str, Any]:
    way = scene.chance.choice(("transfer", "mobile", "mobile", "cash"))
    return {"amount": str(_next_payment(scene)[0]), "paid_on": scene.today, "way": way}


def _pays(scene: Scene) -> bool:
    """Whether this side is the one who pays, and something is left and not reported yet."""
    facts = scene.matter.facts
    open_ = [p for p in facts.get("payments") or () if p["state"] == "reported"]
    payers = [p.person_id for p in scene.sides(str(facts.get("payer")))]
    if scene.person not in payers[:1]:
        return False
    return scene.role == facts.get("payer") and Decimal(str(facts.get("remaining") or 0)) > 0 and not open_


def _owed(scene: Scene) -> bool:
    return scene.role != scene.matter.facts.get("payer")


def _act_done(scene: Scene) -> bool:
    """Nothing is to be paid: the other side says that it has been done."""
    return scene.role == "claimant" and not Decimal(str(scene.matter.facts.get("total") or 0))


def _enforceable(scene: Scene) -> bool:
    return _owed(scene) and bool(scene.matter.facts.get("enforceable"))


def _not_enforceable(scene: Scene) -> bool:
    return _owed(scene) and not scene.matter.facts.get("enforceable")


def _leads(scene: Scene) -> dict[str, Any]:
    leads = ("被执行人名下有一辆小型轿车", "被执行人在镇上有一间店面", "被执行人有工资收入", "被执行人的银行账户")
    return {"leads": scene.chance.sample(leads, scene.chance.randint(0, 2))}


_MEDIATING = (
    Habit("record_session", "mediator", 0.75, (2, 9), _session, aside=True),
    Habit("record_agreement", "mediator", 0.66, (4, 25), _terms),
    Habit("give_up", "mediator", 0.26, (5, 26), _outcome),
    Habit("agree_extension", "party", 0.9, (0.1, 3), agree),
    Habit("confirm_facts", "party", 0.9, (0.1, 3), agree),
)

_PERFORMING = (
    Habit("confirm_payment", "party", 0.97, (0.1, 3), agree),
    Habit("report_payment", "party", 0.64, _payday, _payment, only=_pays),
    Habit("declare_performed", "claimant", 0.8, (8, 18), agree, only=_act_done),
)

HABITS = {
    "mediation.pre_litigation": {
        "offered": (
            Habit("consent", "respondent", 0.76, (0.05, 2.6), agree),
            Habit("decline", "respondent", 0.12, (0.05, 2.6), _declined),
            Habit("withdraw", "claimant", 0.02, (0.2, 2), lambda s: {"reason": "对方已经主动还清。"}, aside=True),
        ),
        "choosing": (
            Habit("choose", "claimant", 0.75, (0.02, 1.0), _choice),
            Habit("choose", "respondent", 0.72, (0.3, 1.8), _choice),
            Habit("appoint", "mediation_desk", 0.5, (1.2, 3)),
        ),
        "assigned": (
            Habit("disclose", "mediator", 0.04, (0.02, 0.2), lambda s: {"relation": "other", "detail": "与被申请人是同村村民。"},
                  aside=True),
            Habit("accept", "mediator", 0.93, (0.1, 2.2), lambda s: {"impartial": True}),
            Habit("pass_on", "mediator", 0.04, (0.1, 2.2), lambda s: {"reason": "近期手上调解较多，怕耽误双方。"}),
            Habit("keep_mediator", "party", 0.95, (0.1, 1.5), agree),
        ),
        "mediating": (*_MEDIATING, Habit("ask_extension", "mediator", 0.05, (15, 24), lambda s: {"days": 10}, aside=True)),
        "signing": (
            Habit("sign", "party", 0.95, (0.05, 3), agree),
            Habit("give_up", "mediator", 0.03, (6, 9), lambda s: {"ground": "not_signed"}),
        ),
        "agreed": (
            Habit("apply_confirmation", "party", 1.0, (0.1, 9), agree, only=_wants_confirmation),
            Habit("perform_now", "claimant", 0.5, (6, 28), agree, only=_pays_at_once),
        ),
        "unconfirmed": (
            Habit("agree_anew", "mediator", 0.6, (1, 8)),
            Habit("sue", "claimant", 0.4, (9, 20)),
        ),
    },
    "confirmation.judicial": {
        "received": (
            Habit("accept", "filing_clerk", 0.96, (0.1, 2.5)),
            Habit("not_accept", "filing_clerk", 0.03, (0.5, 3), _outside),
        ),
        "assigned": (
            Habit("ask_supplement", "judge", 0.1, (0.5, 2), _supplement, aside=True),
            Habit("verify", "judge", 1.0, (2, 12), _verified),
            Habit("confirm", "judge", 0.95, (0.5, 5)),
            Habit("reject", "judge", 0.02, (5, 9), lambda s: {"ground": "unclear", "reasons": "协议内容不明确，无法确认。"}),
            Habit("supply", "party", 0.92, (0.5, 4), lambda s: {"note": "已补充身份证复印件。"}),
        ),
    },
    "performance.title": {
        "due": _PERFORMING,
        "overdue": (
            *_PERFORMING,
            Habit("apply_enforcement", "party", 0.62, (3, 25), _leads, only=_enforceable),
            Habit("sue", "party", 0.4, (3, 25), only=_not_enforceable),
            Habit("demand", "party", 0.2, (1, 6), lambda s: {"text": "请按约定尽快付款。"}, aside=True, only=_owed),
        ),
    },
}
