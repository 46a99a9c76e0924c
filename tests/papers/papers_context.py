"""Contexts for documents: as little as a matter has at first, and as much as it can have."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")

FARMER = {
    "name": "陈阿土",
    "kind": "person",
    "sex": "男",
    "birth": date(1966, 5, 1),
    "ethnicity": "汉族",
    "occupation": "农民",
    "id_type": "resident_id",
    "id_number": "330681196605011234",
    "address": "浙江省诸暨市枫桥镇枫源村12号",
    "phone": "13800000001",
    "agents": [
        {"name": "王建国", "firm": "浙江枫源律师事务所律师", "power": "特别授权代理"},
        {"name": "陈小妹", "firm": "系陈阿土之女"},
    ],
}
COMPANY = {
    "name": "诸暨市赵氏建材有限公司",
    "kind": "entity",
    "id_number": "91330681MA00000000",
    "address": "浙江省诸暨市陶朱街道建设路88号",
    "phone": "0575-80000000",
    "legal_representative": {"name": "赵大伟", "post": "执行董事"},
    "agents": [],
}
BROTHER = {"name": "张頔", "kind": "person", "sex": "女", "address": "浙江省诸暨市暨阳街道"}

_MINIMAL: dict[str, Any] = {
    "court": {"name": "浙江省诸暨市人民法院", "code": "浙0681"},
    "matter": {"no": "2026-000123", "number": "", "procedure": "", "opened": date(2026, 3, 2)},
    "cause": "买卖合同纠纷",
    "claimants": [{"name": "陈阿土", "kind": "person"}],
    "respondents": [{"name": "诸暨市赵氏建材有限公司", "kind": "entity"}],
    "third_parties": [],
    "facts": {},
    "today": date(2026, 11, 21),
    "judge": "",
    "clerk": "",
    "presiding": "",
    "deadline": {},
    "fee": {},
}

_TERMS = [
    "诸暨市赵氏建材有限公司于2026年12月31日前支付陈阿土货款100000元",
    "陈阿土放弃其他诉讼请求。",
    "双方就本案再无其他争议",
]
_PAPERS = [
    {"name": "民事起诉状", "copies": 2, "pages": 3},
    {"name": "送货单（编号2025-001至2025-017）", "copies": 1, "pages": 17},
]
_FACTS: dict[str, Any] = {
    "accepted": date(2026, 3, 2),
    "account": "诸暨市人民法院案款专户，账号6222 0000 0000 0000",
    "address": "浙江省诸暨市枫桥镇枫源村12号",
    "agreement_date": date(2026, 2, 20),
    "agreement_no": "枫调〔2026〕18号",
    "applicant": "陈阿土",
    "applied": date(2026, 8, 1),
    "approved": True,
    "approver": "孙院长",
    "asked": date(2026, 5, 6),
    "channel": "诉讼服务网",
    "chosen_by": "双方当事人共同选定",
    "claimant_case": "2025年8月至10月，原告向被告供应砂石，货款共计100000元。\n被告至今未付。",
    "claims": ["判令被告支付货款100000元", "判令被告承担本案诉讼费用。"],
    "clock": ["收到材料的当日不计算在内", "七日届满之日为2026年3月9日，不是休假日"],
    "copies": 2,
    "corrections": ["被告申请将第3页“十万”更正为“十万元”，经核对录音录像，予以补正"],
    "days": 15,
    "decided": date(2026, 8, 10),
    "defects": [
        {"field": "被告的住所", "defect": "只写了电话号码", "remedy": "写明能够送达的地址"},
        {"field": "证据目录", "defect": "送货单缺第9页", "remedy": "补交原件或者说明理由"},
    ],
    "defence": "货款属实，但部分砂石质量不合格，应当扣减。",
    "dispute": "2025年8月至10月，甲方向乙方供应砂石。\n双方对货款数额和质量有争议。",
    "document": "民事判决书",
    "documents": [{"name": "应诉通知书", "copies": 1}, {"name": "起诉状副本", "copies": 1}],
    "draw": "FA-2026-000088",
    "duties": ["支付申请执行人货款100000元", "负担案件受理费1150元"],
    "effective": date(2026, 6, 10),
    "electronic": True,
    "email": "手机13800000001；微信小程序",
    "ends": datetime(2026, 4, 8, 11, 20, tzinfo=CHINA),
    "enforcement_fee": Decimal("1400"),
    "entries": [
        {"speaker": "审判员", "text": "现在开庭。核对当事人身份。"},
        {"speaker": "原告", "text": "陈阿土，身份无误。\n对出庭人员没有异议。"},
    ],
    "evidence": [{"name": "送货单17张", "source": "原告保存", "proves": "供货的数量和价款"}],
    "excluded": [{"name": "钱法官", "reason": "与当事人有亲属关系"}],
    "fee_relief": [
        {
            "name": "陈阿土",
            "topped_up": False,
            "outcome": "reduce",
            "full": Decimal("1150.00"),
            "left": Decimal("690.00"),
            "percent": 40,
            "until": None,
        }
    ],
    "fee_burden": [
        {"name": "诸暨市赵氏建材有限公司", "amount": Decimal("1000")},
        {"name": "陈阿土", "amount": Decimal("150")},
    ],
    "findings": "2025年8月至10月，原告向被告供应砂石17车。\n被告在送货单上签字确认，价款100000元。",
    "hash": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    "hearing_date": date(2026, 4, 8),
    "items": [
        "诸暨市赵氏建材有限公司于本判决发生法律效力之日起十日内支付陈阿土货款100000元",
        "驳回陈阿土的其他诉讼请求",
    ],
    "law": ["《中华人民共和国民法典》第五百七十九条", "第六百二十六条"],
    "leads": ["被执行人在诸暨农村商业银行开立的账户"],
    "limit": date(2026, 9, 2),
    "mediator": "老杨",
    "next": "法官将在期限内审查。您不必来院，结果会发到手机。",
    "notice_date": date(2026, 7, 1),
    "notified": date(2026, 3, 4),
    "opinion": "请在延长期内审结。",
    "organisation": "诸暨市枫桥镇人民调解委员会",
    "papers": _PAPERS,
    "pays_money": True,
    "pay_code": "330681202600000123",
    "pay_url": "https://court.example/pay/330681202600000123",
    "performed": ["2026年7月20日，被执行人支付100000元"],
    "person": "诸暨市赵氏建材有限公司",
    "place": "第三法庭（诸暨市暨阳街道东二路1号）",
    "pool": ["陈法官", "林法官", "黄法官"],
    "postal_code": "311800",
    "present": "原告陈阿土及其委托诉讼代理人王建国、被告诸暨市赵氏建材有限公司的法定代表人赵大伟",
    "procedure": "simple",
    "reason": "双方均未在法定期间内上诉",
    "reasoning": "原告与被告之间的买卖合同关系合法有效。\n被告应当按照约定支付价款。",
    "reasons": "案情复杂，需要等待鉴定意见",
    "received": date(2026, 3, 2),
    "received_amount": Decimal("100000"),
    "released": ["解除对诸暨农村商业银行账户的冻结", "删除失信信息"],
    "requests": ["支付货款100000元", "支付迟延履行期间的加倍债务利息"],
    "round": "第一次",
    "seed": "9f2c41aa0d5be7780c3dd1f50b6c3a57",
    "served": [{"name": "陈阿土", "date": date(2026, 5, 20)}],
    "served_at": datetime(2026, 3, 5, 9, 5, tzinfo=CHINA),
    "settled": date(2026, 7, 20),
    "standing": "原告",
    "starts": datetime(2026, 4, 8, 9, 0, tzinfo=CHINA),
    "submitter": "陈阿土",
    "terms": _TERMS,
    "ticket": "3300000123",
    "ticket_url": "https://court.example/ticket/3300000123",
    "time": datetime(2026, 3, 2, 9, 5, tzinfo=CHINA),
    "title": "浙江省诸暨市人民法院（2026）浙0681民初123号民事判决书",
    "until": date(2026, 10, 2),
    "verify_url": "https://court.example/r/2026-000123",
    "witnesses": [{"name": "李卫东", "address": "诸暨市枫桥镇"}],
}


SHAPES: dict[str, dict[str, Any]] = {
    "transcript": {"present": [{"standing": "原告", "name": "陈阿土", "note": "身份已核对"}]},
    "fee_notice": {"items": [{"name": "案件受理费", "basis": "标的额100000元，减半收取", "amount": Decimal("1150")}]},
    "fee_receipt": {"paid_at": datetime(2026, 3, 4, 15, 30, tzinfo=CHINA)},
    "assignment_notice": {"reason": ""},
    "confirmation_nonacceptance": {"items": [1, 5]},
    "correction_ruling": {
        "pronounced_on": date(2026, 5, 20),
        "wrong": "十万",
        "right": "十万元",
    },
}
"""Facts that one kind reads in a shape of its own."""
EXPECTED = {
    "intake": ["receipt"],
    "mediation": ["mediation_agreement", "referral_letter"],
    "confirmation": [
        "confirmation_application", "confirmation_rejection", "confirmation_ruling",
    ],
    "filing": [
        "acceptance_notice", "complaint", "correction_notice", "deemed_withdrawal_ruling",
        "refusal_ruling",
    ],
    "fees": ["fee_notice", "fee_receipt"],
    "trial": [
        "assignment_notice", "evidence_notice", "extension_decision", "panel_notice",
        "response_notice",
    ],
    "service": ["address_confirmation", "service_receipt"],
    "hearings": ["summons", "transcript"],
    "judgments": ["judgment", "mediation_document", "withdrawal_ruling"],
    "performance": ["effect_certificate"],
    "enforcement": [
        "asset_report_order", "enforcement_application", "enforcement_closing",
        "enforcement_notice",
    ],
}  # fmt: skip
"""Documents by area, as a county court needs them from the first day."""
KINDS = sorted({code for codes in EXPECTED.values() for code in codes} | SHAPES.keys())
"""Kinds for which this module holds a context."""
REQUIRED = ("correction_ruling",)
"""Kinds that cannot be composed without their facts."""


def minimal(kind: str = "", **changes: Any) -> dict[str, Any]:
    """What a matter has at the least."""
    facts = SHAPES[kind] if kind in REQUIRED else {}
    return {**_MINIMAL, "facts": facts, **changes}


def full(kind: str = "", **changes: Any) -> dict[str, Any]:
    """Everything filled in, in the shapes that this kind reads."""
    facts = {**_FACTS, **SHAPES.get(kind, {})}
    return minimal(
        **{
            "court": {
                "name": "浙江省诸暨市人民法院",
                "code": "浙0681",
                "superior": "浙江省绍兴市中级人民法院",
                "address": "诸暨市暨阳街道东二路1号",
                "phone": "0575-12368",
            },
            "matter": {
                "no": "2026-000123",
                "number": "（2026）浙0681民初123号",
                "procedure": "简易程序",
                "opened": date(2026, 3, 2),
            },
            "claimants": [FARMER],
            "respondents": [COMPANY],
            "third_parties": [BROTHER],
            "facts": facts,
            "judge": "陈法官",
            "clerk": "周一",
            "deadline": {
                name: date(2026, 3, 9)
                for name in (
                    "confirmation", "correction", "decision", "defence", "evidence",
                    "fee", "performance", "report", "term",
                )
            },
            "fee": {
                "amount": Decimal("1150"),
                "working": ["100000×2.5%－200＝2300元", "适用简易程序，减半：2300÷2＝1150元。"],
                "payer": "陈阿土",
            },
            **changes,
        }
    )  # fmt: skip
