"""Asks about the case and the court: numbers, jurisdiction, procedure, service, identity."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fengqiao.kernel.answer import Answer
from fengqiao.law import (
    case_number,
    identity,
    indicators,
    internet_courts,
    jurisdiction,
    procedure_choice,
    service,
)
from fengqiao.law import decisions as deciding
from fengqiao.law import fields as f
from fengqiao.law.asks.base import Ask, Values, as_object, nested, with_value


def _case_number(values: Values) -> Answer[Any]:
    return case_number.format_number(
        values["year"], values["court"], values["type"], values["sequence"], values.get("special")
    )


def _parse_case_number(values: Values) -> Answer[Any]:
    return as_object(case_number.parse_number(values["text"]))


def _level(values: Values) -> Answer[Any]:
    return jurisdiction.level_jurisdiction(nested(values))


def _territorial(values: Values) -> Answer[Any]:
    found = jurisdiction.territorial_jurisdiction(nested(values))
    return with_value(found, [asdict(ground) for ground in found.value])


def _internet_court(values: Values) -> Answer[Any]:
    return as_object(
        internet_courts.internet_court(values["matter"], values["city"], values.get("filed"), values.get("amount"))
    )


def _small_claims(values: Values) -> Answer[Any]:
    return procedure_choice.small_claims(values["amount"], values.get("base"), values.get("exclusions") or ())


def _procedure(values: Values) -> Answer[Any]:
    case = procedure_choice.Case(
        values.get("amount"),
        values.get("base"),
        values.get("simple_facts") is not False,
        bool(values.get("agreed_small")),
        bool(values.get("agreed_simple")),
        tuple(values.get("exclusions") or ()),
    )
    return procedure_choice.propose(case)


def _service(values: Values) -> Answer[Any]:
    found = service.served(values["method"], values["document"], values["procedure"], values.get("facts") or {})
    one = found.value
    return with_value(found, {"served": one.served, "date": one.date, "why": one.why_zh, "why_en": one.why_en})


def _identity(values: Values) -> Answer[Any]:
    found = identity.check(values["type"], values["number"])
    one = found.value
    return with_value(
        found,
        {
            "valid": one.valid,
            "reason": one.reason_zh,
            "reason_en": one.reason_en,
            "birth": one.birth,
            "sex": one.sex,
        },
    )


def _indicator(values: Values) -> Answer[Any]:
    found = indicators.indicator(
        str(values.get("indicator") or values["id"]), values["numerator"], values["denominator"]
    )
    return with_value(found, str(found.value))


def _decide(values: Values) -> Answer[Any]:
    return as_object(deciding.decide(values["rule"], values.get("facts") or {}))


_EXCLUSIONS = f.texts("exclusions", "不适用的情形", "grounds of exclusion", False)
_WAGE = f.money("base", "本省就业人员年平均工资", "yearly wage base of the province", False)

ASKS = (
    Ask(
        "case_number",
        "编写案号",
        "write a case number",
        (
            f.whole("year", "收案年度", "year of receipt"),
            f.text("court", "法院代字", "court code"),
            f.text("type", "类型代字", "type code"),
            f.whole("sequence", "编号", "number"),
            f.text("special", "专门审判代字（知）", "special-trial character", False),
        ),
        _case_number,
        {"year": 2026, "court": "粤0703", "type": "民初", "sequence": 58},
        "（2026）粤0703民初58号",
    ),
    Ask(
        "parse_case_number",
        "识别案号",
        "read a case number",
        (f.text("text", "案号", "the number"),),
        _parse_case_number,
        {"text": "（2026）粤73知民初3号"},
        {"year": 2026, "court": "粤73", "type": "民初", "sequence": 3, "special": "知", "suffix": None},
    ),
    Ask(
        "level_jurisdiction",
        "级别管辖",
        "level of the court at first instance",
        (
            f.facts("facts", "事实（也可以直接作为字段填写）", "the facts, or give them as fields", False),
            f.money("amount", "标的额", "amount of the claim", False),
            f.yes_no("foreign", "是否涉外（含涉港澳台）", "foreign-related", False),
            f.yes_no("foreign_related", "同 foreign", "the same as foreign", False),
            f.text("province", "法院所在省份", "province of the court", False),
            f.text(
                "parties",
                "all 均在本省、none 均不在、one_outside 一方不在",
                "all, none or one_outside of the province",
                False,
            ),
            f.text("ip", "知识产权案件的客体", "subject of an IP case", False),
        ),
        _level,
        {"amount": "40000000", "foreign": True, "province": "广东"},
        "intermediate",
    ),
    Ask(
        "territorial_jurisdiction",
        "地域管辖",
        "grounds and places of territorial jurisdiction",
        (
            f.facts(
                "facts",
                "事实：cause 案件种类、defendants 被告住所地，以及该类案件的连接点",
                "cause, defendants, and the places that the cause names",
            ),
        ),
        _territorial,
        {"facts": {"cause": "contract", "subject": "money", "receiver": "A", "defendants": ["B"]}},
        [
            {"ground": "defendant", "place": "B", "zh": "被告住所地", "en": "defendant's domicile"},
            {"ground": "performance", "place": "A", "zh": "合同履行地", "en": "place of performance"},
        ],
    ),
    Ask(
        "internet_court",
        "是否由互联网法院管辖",
        "whether the case goes to an internet court",
        (
            f.text(
                "matter",
                "案件："
                + "；".join(f"{name} {zh}" for name, (zh, _) in internet_courts.matters().items())
                + "；other 其他",
                "one of: " + ", ".join((*internet_courts.matters(), internet_courts.OTHER)),
            ),
            f.text("city", "依地域管辖有管辖权的城市", "city with territorial jurisdiction"),
            f.day("filed", "立案之日", "day of filing", False),
            f.money("amount", "标的额", "amount of the claim", False),
        ),
        _internet_court,
        {"matter": "platform_shopping", "city": "浙江省杭州市", "filed": "2026-03-02", "amount": "3000"},
        {"competent": True, "court": "杭州互联网法院", "code": "浙0192"},
    ),
    Ask(
        "small_claims",
        "是否适用小额诉讼程序",
        "whether small claims is mandatory, by agreement or not open",
        (f.money("amount", "标的额", "amount of the claim"), _WAGE, _EXCLUSIONS),
        _small_claims,
        {"amount": "60000", "base": "120000"},
        "mandatory",
    ),
    Ask(
        "procedure",
        "建议适用的程序",
        "the procedure proposed for a civil case at first instance",
        (
            f.money("amount", "金钱给付的标的额", "amount of a money claim", False),
            _WAGE,
            f.yes_no(
                "simple_facts", "事实清楚、权利义务关系明确、争议不大", "clear facts and rights, little dispute", False
            ),
            f.yes_no("agreed_small", "双方约定适用小额诉讼程序", "both agree to small claims", False),
            f.yes_no("agreed_simple", "双方约定适用简易程序", "both agree to the simple procedure", False),
            _EXCLUSIONS,
        ),
        _procedure,
        {"amount": "40000", "base": "120000", "exclusions": ["counterclaim"]},
        "simple",
    ),
    Ask(
        "service",
        "是否送达及送达日期",
        "whether and when a document counts as served",
        (
            f.text("method", "送达方式", "one of: " + ", ".join(service.methods())),
            f.text("document", "文书", "one of: " + ", ".join(service.documents())),
            f.text("procedure", "程序", "one of: " + ", ".join(service.procedures())),
            f.facts("facts", "送达经过", "what happened", False),
        ),
        _service,
        {
            "method": "public_notice",
            "document": "judgment",
            "procedure": "ordinary",
            "facts": {"published_on": "2026-03-02", "whereabouts_unknown": True},
        },
        {
            "served": True,
            "date": "2026-04-01",
            "why": "自公告之日起满三十日，视为送达。期间30日，至2026年4月1日（星期三）。",
            "why_en": "Deemed served 30 days after publication. 30 days end on Wed 2026-04-01.",
        },
    ),
    Ask(
        "identity",
        "核对证件号码、电话号码",
        "check an identity or telephone number",
        (
            f.text("type", "号码种类", "one of: " + ", ".join(identity.TYPES)),
            f.text("number", "号码", "the number"),
        ),
        _identity,
        {"type": "resident_id", "number": "11010519491231002X"},
        {"valid": True, "reason": None, "reason_en": None, "birth": "1949-12-31", "sex": "female"},
    ),
    Ask(
        "indicator",
        "指标",
        "a figure of supervision",
        (
            f.text("indicator", "指标编号（也可以写在 id 里）", "id of the indicator (may stand in id)", False),
            f.money("numerator", "分子", "numerator"),
            f.money("denominator", "分母", "denominator"),
        ),
        _indicator,
        {"indicator": "R-KPI-05", "numerator": 60, "denominator": 800},
        "92.50%",
    ),
    Ask(
        "decide",
        "按判断表判断",
        "decide by a table of facts",
        (
            f.text("rule", "判断表编号", "id of the table"),
            f.facts("facts", "事实（是或者否）", "facts, true or false", False),
        ),
        _decide,
        {"rule": "R-HRG-09.remand", "facts": {"facts_unclear": True, "remanded_before": True}},
        {
            "holds": False,
            "missing": [],
            "barring": ["remanded_before"],
            "why": "不得发回重审。",
            "why_en": "No remand; a second one is forbidden.",
        },
    ),
)
