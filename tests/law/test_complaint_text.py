"""What a paper complaint or an identity card says: parties, numbers, claims, sums, story; nothing is guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.law.complaint import faults
from fengqiao.law.complaint_text import amount, days, read, sums

pytestmark = pytest.mark.pure

BAD = "110101196503021234"


def right_number() -> str:
    """A resident identity number whose check digit is right."""
    body = "11010119650302123"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


PAPER = f"""民事起诉状
原告：陈大明，男，汉族，1965年3月2日出生，公民身份号码：{right_number()}，
住浙江省诸暨市枫桥镇和平路1号，联系电话：13800000001。
被告一：李小红，女，住浙江省诸暨市枫桥镇新村2号。
被告二：诸暨市枫桥五金厂，住所地诸暨市枫桥镇工业路3号。
法定代表人：王强，厂长。
诉讼请求：
1．判令被告归还借款50，000元；
2.判令被告支付利息1.2万元；
3、本案诉讼费用100元由被告承担。
事实与理由：
2025年3月1日，被告向原告借款50000元，
约定9月30日归还，到期未还。
此致
诸暨市人民法院
具状人：陈大明""".splitlines()


def test_a_paper_complaint_is_read() -> None:
    found = read(PAPER)
    (claimant,) = found.claimants
    assert (claimant.name, claimant.sex, claimant.born) == ("陈大明", "男", date(1965, 3, 2))
    assert (claimant.id_number, claimant.phone) == (right_number(), "13800000001")
    assert claimant.address == "浙江省诸暨市枫桥镇和平路1号"
    one, two = found.respondents
    assert (one.name, one.kind, one.address) == ("李小红", "person", "浙江省诸暨市枫桥镇新村2号")
    assert (two.name, two.kind, two.legal_representative) == ("诸暨市枫桥五金厂", "entity", "王强")
    assert [c[1] for c in found.claims] == [Decimal("50000.00"), Decimal("12000.00"), None]
    assert found.claims[0][0] == "判令被告归还借款50,000元"
    assert found.story == "2025年3月1日,被告向原告借款50000元,约定9月30日归还,到期未还。"
    assert not found.doubtful and not found.empty


def test_a_misread_number_is_left_out_and_named() -> None:
    found = read([f"原告：陈大明，公民身份号码{BAD}，电话13800000001"])
    assert found.claimants[0].id_number == "" and found.doubtful == [BAD]
    assert found.claimants[0].phone == "13800000001", "eleven digits of a longer number are no phone"


def test_an_identity_card_is_read_and_goes_with_the_claimant_of_its_name() -> None:
    card = ["姓名 陈大明", "性别 男 民族 汉", "出生 1965年3月2日", "住址 浙江省诸暨市枫桥镇", "和平路1号", f"公民身份号码 {right_number()}"]
    (alone,) = read(card).claimants
    assert (alone.name, alone.sex, alone.born, alone.id_number) == ("陈大明", "男", date(1965, 3, 2), right_number())
    assert alone.address == "浙江省诸暨市枫桥镇和平路1号" and alone.ethnicity == "汉族"
    both = read(["原告：陈大明，电话13800000001。", "被告：李小红。", *card])
    assert len(both.claimants) == 1 and both.claimants[0].phone == "13800000001"
    assert both.claimants[0].id_number == right_number()


@pytest.mark.parametrize(
    ("text", "sum_"),
    [
        ("归还借款50000元", "50000.00"),
        ("归还借款人民币５０，０００．５０元", None),
        ("支付3.5万元", "35000.00"),
        ("支付1,234,567.89元", "1234567.89"),
        ("支付0元", None),
        ("解除合同", None),
        ("支付利息(以80000元为基数,自2025年10月1日起按年利率6%计算至付清之日止)", None),
        ("支付利息,以本金80000元为基数,暂计至2026年1月1日为1200元", "1200.00"),
        ("以80000元的本金计息", None),
        ("支付逾期利息(按欠款8万元,自2025年10月1日起计算)", None),
        ("归还借款80000元及利息(以80000元为计算基数)", "80000.00"),
        ("按合同约定支付违约金5000元", "5000.00"),
        ("支付99999999999999999元", None),
    ],
)
def test_sums(text: str, sum_: str | None) -> None:
    assert amount(text) == (Decimal(sum_) if sum_ else None)


def test_sums_and_days_are_found_where_they_stand() -> None:
    text = "2025年3月1日借款5万元，2025年13月1日还1,000元，以40000元为基数"
    assert [(text[a:b], v) for a, b, v in sums(text)] == [("5万元", Decimal(50000)), ("1,000元", Decimal(1000))]
    assert [(text[a:b], day) for a, b, day in days(text)] == [("2025年3月1日", date(2025, 3, 1))]


def test_the_base_of_interest_does_not_double_what_is_asked() -> None:
    """The value of the suit is the principal; the interest is not reckoned yet."""
    found = read(["诉讼请求：", "1.归还借款80000元；", "2.支付利息（以80000元为基数，自2025年10月1日起计算）。", "事实与理由："])
    assert [sum_ for _text, sum_ in found.claims] == [Decimal("80000.00"), None]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("支付利息（以80000元为基数，自2025年10月1日起计算）", False),
        ("支付利息（以8万元为基数计算）", False),
        ("支付利息（以80000元为基数，暂计1200元）", True),
        ("归还借款8万", True),
    ],
)
def test_a_sum_is_missed_beside_a_claim_only_where_one_is_asked_for(text: str, asked: bool) -> None:
    found = [fault.field for fault in faults({"claims": [{"text": text}]})]
    assert found == (["claims.0.amount"] if asked else [])


@pytest.mark.parametrize(
    ("line", "ethnicity", "occupation"),
    [
        ("原告：陈大明，男，汉族，1965年3月2日出生，农民，住枫桥镇和平路1号。", "汉族", "农民"),
        ("原告：陈大明，男，民族：畲，职业：小学教师，住枫桥镇和平路1号。", "畲族", "小学教师"),
        ("原告：陈大明，男，住诸暨市民族路，电话13800000001。", "", ""),
        ("原告：诸暨市汉族食品公司，住所地枫桥镇，农民，汉族。", "", ""),
    ],
)
def test_ethnic_group_and_occupation_are_read(line: str, ethnicity: str, occupation: str) -> None:
    (party,) = read([line]).claimants
    assert (party.ethnicity, party.occupation) == (ethnicity, occupation)


@given(lines=st.lists(st.one_of(st.text(max_size=60), st.sampled_from(PAPER)), max_size=30))
def test_any_text_is_answered_calmly(lines: list[str]) -> None:
    found = read(lines)
    assert all(p.name for p in (*found.claimants, *found.respondents, *found.third_parties))
    assert len(found.story) <= 20000
