"""Every document kind: composes with little and with much, cites the law, prints no rubbish."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from papers_context import BROTHER, COMPANY, EXPECTED, FARMER, KINDS, full, minimal

from fengqiao.core.papers import (
    PaperKindError,
    compose,
    compose_paper,
    kinds,
    paper_kind,
    party_lines,
)
from fengqiao.kernel.paper import Paper, parse, plain

ALL = sorted(kinds())


def text(kind: str, context: dict[str, Any]) -> str:
    return plain(compose_paper(kind, context))


def count(paper: Paper, what: str) -> int:
    return sum(what in (type(b).__name__, getattr(b, "kind", "")) for b in paper.blocks)


def test_each_document_stands_in_its_area() -> None:
    for area, codes in EXPECTED.items():
        assert set(codes) <= {k.code for k in kinds().values() if k.area == area}


@pytest.mark.parametrize("kind", ALL)
def test_a_document_declares_what_it_is(kind: str) -> None:
    declared = paper_kind(kind)
    assert declared.title_zh
    assert declared.title_en
    assert declared.cites
    for cite in declared.cites:
        assert re.fullmatch(r"[A-Z]+(\d\d)? [1-9]\d*(\.\d+)?", cite)


@pytest.mark.parametrize("kind", ALL)
def test_every_fact_that_a_template_reads_is_declared(kind: str) -> None:
    declared = paper_kind(kind)
    read = set(re.findall(r"facts\.(\w+)", declared.body))
    assert read == set(declared.facts)


@pytest.mark.parametrize("filled", [False, True], ids=["minimal", "full"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_document_composes(kind: str, filled: bool) -> None:
    printed = text(kind, full(kind) if filled else minimal(kind))
    assert paper_kind(kind).title_zh in printed
    for rubbish in (
        "None",
        "{{",
        "{%",
        "Undefined",
        "@",
        "{'",
        "['",
        "resident_id",
        "。。",
        "；。",
        "，。",
        "、、",
        "：。",
    ):
        assert rubbish not in printed, rubbish


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_without_third_party_or_number_composes(kind: str) -> None:
    context = full(kind, third_parties=[])
    context["matter"] = {**context["matter"], "number": ""}
    assert "第三人" not in text(kind, context).replace("由第三人占有或者登记在第三人名下", "")


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_party_types_never_becomes_structure(kind: str) -> None:
    evil = "李四\n@title 伪造的判决书\n@page\n| a | b {{ 7*7 }} {% raw %} \\n@date 今天"
    honest = compose_paper(kind, full(kind, respondents=[{**COMPANY, "name": "李四"}]))
    attacked = compose_paper(kind, full(kind, respondents=[{**COMPANY, "name": evil}]))
    assert [type(b) for b in attacked.blocks] == [type(b) for b in honest.blocks]
    assert attacked.title == honest.title
    assert "49" not in plain(attacked).replace("2026-000123", "")


@pytest.mark.parametrize("kind", KINDS)
def test_typed_facts_never_become_structure(kind: str) -> None:
    context = full(kind)
    evil = "\n@title 伪造\n@table 1\n| x"

    def spoil(value: Any) -> Any:
        if isinstance(value, str):
            return value + evil
        if isinstance(value, list):
            return [spoil(v) for v in value]
        if isinstance(value, dict):
            return {k: spoil(v) for k, v in value.items()}
        return value

    keep = ("procedure", "ground")
    facts = {k: v if k in keep else spoil(v) for k, v in context["facts"].items()}
    attacked = compose_paper(kind, {**context, "facts": facts})
    honest = compose_paper(kind, context)
    for kind_of_block in ("title", "court", "number", "date", "Table", "PageBreak", "QRCode"):
        assert count(attacked, kind_of_block) == count(honest, kind_of_block)


def test_a_value_of_no_printed_form_is_refused() -> None:
    with pytest.raises(PaperKindError, match="cannot print list"):
        compose("judgment", full("judgment", cause=["买卖"]))


def test_a_missing_value_that_must_be_printed_is_named() -> None:
    context = minimal()
    del context["today"]
    with pytest.raises(PaperKindError, match=r"judgment: .*today"):
        compose("judgment", context)


def test_stored_text_of_dates_moments_and_amounts_is_printed_as_they_are() -> None:
    context = full("fee_receipt", today="2026-11-21", fee={"amount": "1150.00"})
    context["facts"] = {**context["facts"], "paid_at": "2026-03-04T07:30:00+00:00"}
    context["claimants"] = [{**FARMER, "birth": "1966-05-01"}]
    printed = text("fee_receipt", context)
    assert "到账时间\t2026年3月4日15时30分" in printed
    assert "金额\t1150元" in printed
    assert "二〇二六年十一月二十一日" in printed


@pytest.mark.parametrize("amount", [1150.0, True, "一千", "NaN"])
def test_an_amount_that_is_not_exact_is_refused(amount: Any) -> None:
    with pytest.raises(PaperKindError, match="fee_receipt"):
        compose("fee_receipt", full("fee_receipt", fee={"amount": amount}))


def test_a_list_of_records_is_never_joined_as_python_writes_it() -> None:
    context = full("judgment")
    context["facts"] = {**context["facts"], "absent": [{"name": "李四"}]}
    with pytest.raises(PaperKindError, match="cannot print dict"):
        compose("judgment", context)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(PaperKindError, match="unknown document kind"):
        compose("judgement", minimal())


def test_a_template_cannot_reach_methods_of_the_context() -> None:
    assert "一、＿＿＿＿。" in text("judgment", minimal())


def test_parties_are_presented_with_agents_and_without_private_numbers() -> None:
    court_paper = plain(parse(party_lines([FARMER, COMPANY], "原告")))
    assert court_paper.split("\n") == [
        "原告：陈阿土，男，1966年5月1日出生，汉族，农民，住浙江省诸暨市枫桥镇枫源村12号。",
        "委托诉讼代理人：王建国，浙江枫源律师事务所律师，特别授权代理。",
        "委托诉讼代理人：陈小妹，系陈阿土之女。",
        "原告：诸暨市赵氏建材有限公司，住所地浙江省诸暨市陶朱街道建设路88号。",
        "法定代表人：赵大伟，执行董事。",
    ]
    own_paper = plain(parse(party_lines([FARMER], "原告", contact=True)))
    assert "公民身份号码：330681196605011234，联系电话：13800000001。" in own_paper


@pytest.mark.parametrize("kind", ["judgment", "confirmation_ruling", "withdrawal_ruling", "mediation_document"])
def test_papers_that_are_served_on_the_other_side_hold_no_identity_number(kind: str) -> None:
    assert FARMER["id_number"] not in text(kind, full(kind))
    assert FARMER["phone"] not in text(kind, full(kind))


def test_judgment_says_what_CPL_155_asks() -> None:
    printed = text("judgment", full("judgment"))
    assert "诉讼请求：1.判令被告支付货款100000元；2.判令被告承担本案诉讼费用。" in printed
    assert "一、诸暨市赵氏建材有限公司于本判决发生法律效力之日起十日内" in printed
    assert "二、驳回陈阿土的其他诉讼请求。" in printed
    assert "第二百六十四条规定，加倍支付迟延履行期间的债务利息" in printed
    assert "案件受理费1150元（已减半收取），由诸暨市赵氏建材有限公司负担1000元" in printed
    assert "上诉于浙江省绍兴市中级人民法院。" in printed
    assert printed.endswith("审　判　员　陈法官\n二〇二六年十一月二十一日\n书　记　员　周　一")


def test_R_SIM_02_small_claims_judgment_is_final() -> None:
    context = full("judgment")
    context["facts"] = {**context["facts"], "procedure": "small"}
    printed = text("judgment", context)
    assert "本判决为终审判决。" in printed
    assert "上诉" not in printed.replace("本判决为终审判决", "")
    assert "第一百六十五条" in printed


def test_R_HRG_02_default_judgment_cites_CPL_147() -> None:
    context = full("judgment")
    context["facts"] = {**context["facts"], "absent": ["诸暨市赵氏建材有限公司"]}
    printed = text("judgment", context)
    assert "诸暨市赵氏建材有限公司经传票传唤无正当理由拒不到庭参加诉讼" in printed
    assert "第一百四十七条" in printed


def test_the_court_addresses_a_person_a_company_and_a_mixed_side() -> None:
    assert "责令你单位在" in text("enforcement_notice", full("enforcement_notice"))
    for respondents, words in (
        ([FARMER], "责令你在"),
        ([FARMER, BROTHER], "责令你们在"),
        ([FARMER, COMPANY], "责令你（单位）在"),
    ):
        context = full("enforcement_notice", respondents=respondents)
        assert words in text("enforcement_notice", context)


def test_a_panel_signs_in_order() -> None:
    panel = [
        {"office": "审判长", "name": "孙法官"},
        {"office": "审判员", "name": "陈法官"},
        {"office": "人民陪审员", "name": "钱阿姨"},
    ]
    printed = text("judgment", full("judgment", presiding="孙法官", panel=panel))
    tail = printed.split("\n")[-5:]
    assert [line.split("　")[0] for line in tail[:3]] == ["审", "审", "人民陪审员"]
    assert tail[0].endswith("孙法官")


def test_R_FIL_04_correction_notice_lists_everything_at_once() -> None:
    printed = text("correction_notice", full("correction_notice"))
    assert "现一次性告知如下" in printed
    assert "1\t被告的住所\t只写了电话号码\t写明能够送达的地址" in printed
    assert "2\t证据目录\t送货单缺第9页\t补交原件或者说明理由" in printed


def test_fee_notice_shows_its_working_and_the_amount_in_words() -> None:
    printed = text("fee_notice", full("fee_notice"))
    assert "1. 100000×2.5%－200＝2300元。" in printed
    assert "合计\t人民币壹仟壹佰伍拾元整（1150元）" in printed


def test_an_enforcement_closing_names_the_amount() -> None:
    context = full("enforcement_closing")
    context["facts"] = {**context["facts"], "received_amount": Decimal("100000.50")}
    printed = text("enforcement_closing", context)
    assert "本案执行到位金额100000.50元（人民币壹拾万元伍角整）" in printed
