"""Asks about money to the court: case fees, application fees, aid."""

from __future__ import annotations

from typing import Any

from fengqiao.kernel.answer import Answer
from fengqiao.law import clocks, fees
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
)
