"""Asks about money to the court: case fees, application fees, aid."""

from __future__ import annotations

from typing import Any

from fengqiao.kernel.answer import Answer
from fengqiao.law import burden, clocks, currency, fees
from fengqiao.law import fields as f
from fengqiao.law.asks.base import Ask, Values, as_object, same


def _case_fee(values: Values) -> Answer[Any]:
    return same(
        fees.case_fee(
            values["kind"],
            values.get("amount"),
            values.get("base"),
            values.get("reductions") or (),
            values.get("stage") or "first",
            values.get("on"),
        )
    )


def _mixed_fee(values: Values) -> Answer[Any]:
    return same(
        fees.mixed_fee(
            values.get("amounts") or (),
            values.get("non_property_claims") or 0,
            values.get("base"),
            values.get("reductions") or (),
        )
    )


def _application_fee(values: Values) -> Answer[Any]:
    return same(fees.application_fee(values["kind"], values.get("amount"), values.get("base"), values.get("on")))


def _fee_change(values: Values) -> Answer[Any]:
    when = values.get("when") or "before_end_of_investigation"
    when = {"before": fees.WHEN[0], "after": fees.WHEN[1]}.get(when, when)
    return as_object(fees.fee_change(values["from_amount"], values["to_amount"], when, values.get("reductions") or ()))


def _simple_to_ordinary(values: Values) -> Answer[Any]:
    return as_object(
        fees.simple_to_ordinary(values.get("amount"), values.get("kind") or "property", values.get("base"))
    )


def _aid_ceiling(values: Values) -> Answer[Any]:
    return same(clocks.aid_ceiling(values["monthly_wage"], values.get("loss")))


def _foreign_currency(values: Values) -> Answer[Any]:
    per = values.get("per")
    rate = currency.rate_of(values["currency"], values["rate"], values["rate_day"], 1 if per is None else per)
    return as_object(
        currency.foreign_currency(
            values["amount"],
            rate,
            values["accepted"],
            values.get("kind") or "property",
            values.get("base"),
            values.get("reductions") or (),
            values.get("stage") or "first",
        )
    )


def _cost_burden(values: Values) -> Answer[Any]:
    parts = ("claimed", "awarded", "agreed", "volunteered", "dropped", "late_evidence")
    case = burden.Outcome(
        values["outcome"],
        late_side=values.get("late_side") or burden.RESPONDENT,
        **{name: values.get(name) for name in parts},
    )
    return as_object(
        burden.cost_burden(
            values["fee"],
            case,
            values.get("members") or (),
            bool(values.get("joint")),
            bool(values.get("direct")),
        )
    )


_BASE = f.money("base", "本地定额（不填取法院设置）", "the locally set fee (default: the court's setting)", False)
_REDUCTIONS = f.texts("reductions", "减半事由", "from: " + ", ".join(fees.REDUCTIONS), False)
_ON = f.day("on", "适用哪一天有效的标准", "the day whose tariff applies", False)

ASKS = (
    Ask(
        "case_fee",
        "案件受理费",
        "case fee",
        (
            f.text("kind", "案件种类", "one of: " + ", ".join(fees.CASE_KINDS)),
            f.money(
                "amount", "诉讼请求金额；上诉为上诉请求数额", "amount claimed, on appeal the amount appealed", False
            ),
            _BASE,
            _REDUCTIONS,
            f.text("stage", "阶段", "one of: " + ", ".join(fees.STAGES), False),
            _ON,
        ),
        _case_fee,
        {"kind": "property", "amount": "100000", "reductions": ["simple", "mediated"]},
        "1150.00",
    ),
    Ask(
        "mixed_fee",
        "多个诉讼请求的案件受理费",
        "case fee of several claims in one suit",
        (
            f.amounts("amounts", "各财产性请求金额", "amounts of the property claims", False),
            f.whole("non_property_claims", "非财产性请求个数", "how many other claims", False),
            _BASE,
            _REDUCTIONS,
        ),
        _mixed_fee,
        {"amounts": ["30000", "50000"], "non_property_claims": 1},
        "1800.00",
    ),
    Ask(
        "application_fee",
        "申请费",
        "application fee",
        (
            f.text("kind", "申请种类", "one of: " + ", ".join(fees.APPLICATION_KINDS)),
            f.money("amount", "金额或者价额", "amount", False),
            _BASE,
            _ON,
        ),
        _application_fee,
        {"kind": "preservation", "amount": "500000"},
        "3020.00",
    ),
    Ask(
        "fee_change",
        "变更诉讼请求数额后补交、退还",
        "top-up or refund when the amount changes",
        (
            f.money("from_amount", "原数额", "the old amount"),
            f.money("to_amount", "变更后数额", "the new amount"),
            f.text(
                "when",
                "before_end_of_investigation 法庭调查终结前、after_end_of_investigation 终结后",
                "before or after the end of court investigation",
                False,
            ),
            _REDUCTIONS,
        ),
        _fee_change,
        {"from_amount": "1000000", "to_amount": "600000", "when": "before_end_of_investigation"},
        {"top_up": "0.00", "refund": "4000.00", "borne": "0.00", "refund_if_unpaid": "0.00"},
    ),
    Ask(
        "simple_to_ordinary",
        "简易程序转普通程序补交",
        "top-up when a simple case becomes ordinary",
        (
            f.money("amount", "诉讼请求金额", "amount claimed", False),
            f.text("kind", "案件种类（默认财产案件）", "kind of case (default property)", False),
            _BASE,
        ),
        _simple_to_ordinary,
        {"amount": "100000"},
        {"top_up": "1150.00", "refund": "0.00", "borne": "0.00", "refund_if_unpaid": "575.00"},
    ),
    Ask(
        "aid_ceiling",
        "司法救助金一般上限",
        "usual ceiling of judicial aid",
        (
            f.money("monthly_wage", "法院所在省上年度职工月平均工资", "monthly average wage of the province"),
            f.money("loss", "实际损失", "actual loss", False),
        ),
        _aid_ceiling,
        {"monthly_wage": "8000"},
        "288000.00",
    ),
    Ask(
        "foreign_currency",
        "外币请求的换算和收费",
        "a claim in foreign currency: the amount in yuan and the fee on it",
        (
            f.money("amount", "外币数额", "amount in the foreign currency"),
            f.text("currency", "币种代码，例如USD", "three-letter code, such as USD"),
            f.number("rate", "国家公布的汇率：每 per 单位外币合人民币元数", "published rate: yuan for `per` units"),
            f.day("rate_day", "该汇率的公布日", "day of that rate"),
            f.day("accepted", "第一审法院决定受理之日（上诉、再审也用此日）", "day the first court accepted the case"),
            f.whole("per", "汇率以多少单位外币计（1、100、10000，默认1）", "units that the rate is for", False),
            f.text("kind", "案件、申请种类（默认财产案件）", "kind of case or application (default property)", False),
            _BASE,
            _REDUCTIONS,
            f.text("stage", "阶段", "one of: " + ", ".join(fees.STAGES), False),
        ),
        _foreign_currency,
        {"amount": "10000", "currency": "USD", "rate": "7.1", "rate_day": "2026-03-02", "accepted": "2026-03-02"},
        {"amount": "71000.00", "fee": "1575.00"},
    ),
    Ask(
        "cost_burden",
        "诉讼费用由谁负担",
        "who bears the costs",
        (
            f.money("fee", "案件受理费（申请费）", "the fee"),
            f.text("outcome", "结果", "one of: " + ", ".join(burden.outcomes())),
            f.money("claimed", "请求的数额（部分胜诉）", "amount claimed (won in part)", False),
            f.money("awarded", "支持的数额（部分胜诉）", "amount awarded (won in part)", False),
            f.money("agreed", "约定由被告负担的数额", "what the respondent takes over by agreement", False),
            f.money("volunteered", "胜诉方自愿负担的数额", "what the winner bears of its own will", False),
            f.money(
                "dropped", "法庭调查终结后减少请求部分的费用", "fee on what was dropped after the investigation", False
            ),
            f.money("late_evidence", "逾期举证增加的费用", "costs added by late evidence", False),
            f.text("late_side", "逾期举证的一方：claimant、respondent", "whose evidence was late", False),
            f.claims("members", "被告各自的份额", "the respondents and their stakes", False),
            f.yes_no("joint", "被告承担连带责任", "the respondents are jointly liable", False),
            f.yes_no("direct", "原告同意由被告直接支付", "the claimant agrees to be paid directly", False),
        ),
        _cost_burden,
        {"fee": "2300", "outcome": "partial", "claimed": "100000", "awarded": "70000"},
        {
            "claimant": "690.00",
            "respondent": "1610.00",
            "decided_by": "court",
            "refund": "1610.00",
            "to_court": "1610.00",
            "each": [],
        },
    ),
)
