"""Filing and the case fee."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from fengqiao.areas.fees.money import take_payment
from fengqiao.areas.filing.rules import noticed
from fengqiao.config.simulation import evidence, names
from fengqiao.config.simulation.habits import Habit
from fengqiao.config.simulation.scene import Scene
from fengqiao.core.models import PaymentOrder
from fengqiao.core.payments import Paid
from fengqiao.core.retelling import told_of
from fengqiao.law.complaint import faults

_HARDSHIP = "家中有慢性病人，本人享受最低生活保障，交纳全部受理费确有困难，现附社区证明，请求减免。"


def _lacking(scene: Scene) -> list[tuple[str, str]]:
    """What must be corrected, by the rules by which the clerk looks at it."""
    return [(f.field, f.code) for f in faults(told_of(scene.file)) if f.must]


def _faulty(scene: Scene) -> bool:
    return bool(_lacking(scene))


def _sound(scene: Scene) -> bool:
    return not _faulty(scene)


def _defects(scene: Scene) -> dict[str, Any]:
    """What the form lacks; where it lacks nothing, a claim that is put unclearly."""
    found = _lacking(scene) or [("claims.0.text", "unclear")]
    return {"defects": [{"field": field, "code": code} for field, code in found]}


def _corrections(scene: Scene) -> dict[str, Any]:
    return {"answers": [{"field": field, **_corrected(scene, field)} for field in noticed(scene.ctx)]}


def _corrected(scene: Scene, field: str) -> dict[str, Any]:
    last = field.rsplit(".", 1)[-1]
    if field in ("evidence", "papers"):
        return {"files": [evidence.bring(scene, "补充材料.txt", f"补充材料：{scene.matter.dispute.title}")]}
    if last == "address":
        return {"value": names.address(scene.chance)}
    if last == "phone":
        return {"value": names.phone(scene.chance)}
    if last == "legal_representative":
        return {"value": names.person_name(scene.chance)}
    claims = scene.matter.dispute.facts.get("claims") or [{"text": "请求依法判决"}]
    return {"value": f"{claims[0]['text']}，于判决生效后十日内履行"}


def _draft_refusal(scene: Scene) -> dict[str, Any]:
    ground = scene.facts.get("draft_refusal", {}).get("ground") or scene.chance.choice(("arbitration", "no_jurisdiction"))
    return {"ground": ground, "reasons": "经审查，双方在书面合同中约定了其他争议解决方式，所诉事项依法不由本院受理。"}


def _refusal_waits(scene: Scene) -> bool:
    return bool(scene.facts.get("draft_refusal"))


def _pay(scene: Scene) -> bool:
    """The claimant pays the open order at the bank; the amount is the order's."""
    order = PaymentOrder.objects.filter(matter=scene.matter, status="open").order_by("-id").first()
    if order is None or not _pays(scene):
        return False
    way = scene.chance.choice(("wechat", "wechat", "alipay", "bank", "pos"))
    paid = Paid(order.no, f"T{order.no}", order.amount, scene.now, way)
    return take_payment(paid) == "settled"


_GROUNDS = {
    "reduce": ("other", ["hardship"]),
    "exempt": ("minimum_living", ["hardship", "standard", "status"]),
    "defer": ("legal_aid", ["hardship", "status"]),
}


def _relief(scene: Scene) -> dict[str, Any]:
    kind = scene.chance.choices(("reduce", "defer", "exempt"), (5, 3, 2))[0]
    ground, proofs = _GROUNDS[kind]
    file = evidence.bring(scene, "社区证明.txt", f"兹证明{scene.names('claimant')}家庭生活困难，情况属实。")
    return {"relief": kind, "ground": ground, "statement": _HARDSHIP, "proofs": proofs, "files": [file]}


def _asks(kind: str) -> Any:
    """Whether this kind of relief is what was applied for."""
    return lambda scene: scene.facts.get("relief") == kind


_DECISIONS = (
    Habit("reduce", "division_head", 0.7, (0.5, 3), lambda s: {"percent": 50, "reasons": "情况属实，准予减半交纳。"}, only=_asks("reduce")),
    Habit("exempt", "division_head", 0.7, (0.5, 3), lambda s: {"reasons": "享受最低生活保障，准予免交。"}, only=_asks("exempt")),
    Habit("defer", "division_head", 0.8, (0.5, 3), lambda s: {"reasons": "正在接受法律援助，准予缓交，结案时一并结算。"}, only=_asks("defer")),
    Habit("refuse", "division_head", 0.2, (0.5, 3), lambda s: {"reasons": "所附材料不足以证明确有困难。"}),
)


def _person(scene: Scene) -> bool:
    return all(p.kind == "person" for p in scene.ctx.side("claimant")) and Decimal(scene.facts.get("amount", 0)) > 200


def _pays(scene: Scene) -> bool:
    """One of several claimants pays; three in a hundred never do."""
    order = scene.matter.facts.get("order")
    return bool(order) and scene.lean("fee") > 0.03 and scene.facts.get("relief", {}).get("status") != "pending"


def _bears(scene: Scene) -> bool:
    """Most who bear costs pay them in time."""
    return bool(scene.matter.facts.get("order")) and scene.lean("costs") > 0.3


HABITS = {
    "filing.first_instance": {
        "received": (
            Habit("accept", "filing_clerk", 0.93, (0.15, 4.5), lambda s: {}, only=_sound),
            Habit("request_correction", "filing_clerk", 0.02, (0.2, 3), _defects, only=_sound),
            Habit("request_correction", "filing_clerk", 0.95, (0.2, 3), _defects, only=_faulty),
            Habit("propose_refusal", "filing_clerk", 0.03, (0.5, 3), _draft_refusal),
            Habit("refuse", "division_head", 0.85, (0.3, 2), _draft_refusal),
            Habit("file_first", "division_head", 0.15, (0.3, 2), lambda s: {}, only=_refusal_waits),
            Habit("withdraw", "claimant", 0.015, (0.5, 3), lambda s: {"reason": "双方已经私下谈妥。"}, aside=True),
        ),
        "correcting": (
            Habit("correct", "claimant", 0.92, (0.2, 5), _corrections),
            Habit("correct_at_counter", "filing_clerk", 0.0),
            Habit("insist", "claimant", 0.03, (1, 4)),
        ),
        "overdue": (
            Habit("file_first", "division_head", 1.0, (0.05, 0.6), lambda s: {}),
            Habit("file_first", "filing_clerk", 0.0),
        ),
    },
    "fees.case_fee": {
        "due": (
            Habit("settle", "claimant", 1.0, (0.05, 5.5), deed=_pay, only=_pays),
            Habit("apply_relief", "claimant", 0.08, (0.02, 0.05), _relief, aside=True, only=_person),
        ),
    },
    "fees.relief": {"applied": (*_DECISIONS,)},
    "fees.top_up": {
        "due": (
            Habit("settle", "claimant", 1.0, (0.1, 5.5), deed=_pay, only=_pays),
            Habit("apply_relief", "claimant", 0.08, (0.02, 0.05), _relief, aside=True, only=_person),
        ),
    },
    "fees.collection": {
        "due": (
            Habit("settle", "respondent", 1.0, (0.1, 5.5), deed=_pay, only=_bears),
            Habit("settle", "claimant", 1.0, (0.1, 5.5), deed=_pay, only=_bears),
        ),
    },
}
