"""The worked examples of the law, as they stand on the pages of the calculators."""

from __future__ import annotations

import re

import pytest

from fengqiao.areas.calculators.shelf import ALL
from fengqiao.areas.calculators.tests.asking import answer, ask
from fengqiao.web.testing import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.pure]


def deadline(happened: str, day: str, **more: str) -> str:
    return answer(ask("deadline", happened=happened, day=day, **more))


def test_R_PER_02_an_end_in_the_national_holiday_moves_to_the_next_working_day() -> None:
    page = ask("deadline", happened="judgment_received", day="2026-09-18")
    assert answer(page) == "2026年10月8日"
    assert 'class="off rolled"' in page.html


def test_R_PER_02_make_up_saturday_does_not_roll() -> None:
    page = ask("deadline", happened="judgment_received", day="2026-01-30")
    assert answer(page) == "2026年2月14日"
    assert "rolled" not in page.html
    assert deadline("judgment_received", "2025-09-26") == "2025年10月11日"


@pytest.mark.parametrize(
    ("happened", "day", "end"),
    [
        ("ruling_received", "2026-04-24", "2026年5月6日"),
        ("complaint_filed", "2026-03-02", "2026年3月9日"),
        ("fee_notice", "2026-03-02", "2026年3月9日"),
        ("counterclaim", "2026-04-27", "2026年5月6日"),
        ("mediator_accepted", "2026-03-02", "2026年4月1日"),
        ("agreement_made", "2026-03-02", "2026年4月1日"),
        ("preserved_before_suit", "2026-09-02", "2026年10月8日"),
        ("performance_over", "2024-10-03", "2026年10月8日"),
        ("divorce_ended", "2026-03-10", "2026年9月10日"),
        ("obstacle_over", "2026-07-10", "2026年7月20日"),
        ("notice_published", "2026-01-20", "2026年2月19日"),
    ],
)
def test_R_PER_14_worked_examples_of_the_catalogue(happened: str, day: str, end: str) -> None:
    assert deadline(happened, day) == end


def test_R_HRG_09_a_party_abroad_has_thirty_days() -> None:
    assert deadline("judgment_received", "2026-03-02", abroad="on") == "2026年4月1日"


def test_R_PER_06_hours_run_from_the_next_hour_and_do_not_roll() -> None:
    page = ask("deadline", happened="violence_applied", at="2026-02-13T16:05")
    assert answer(page) == "2026年2月16日 17:00"


def test_R_PER_13_summons_three_days_before_the_hearing() -> None:
    page = ask("summons", hearing="2026-03-20")
    assert answer(page) == "2026年3月17日"
    assert "2026年3月16日" in page.text
    assert "暂算" in page.text


def test_R_PER_07_working_days_count_make_up_days() -> None:
    assert answer(ask("count", day="2026-04-28", n="7", unit="workday")) == "2026年5月11日"
    assert answer(ask("count", day="2026-06-10", n="30", unit="day", direction="back")) == "2026年5月11日"


def test_R_PER_04_the_postmark_decides() -> None:
    assert answer(ask("posted", limit="2026-02-14", handed_in="2026-02-14")) == "没有逾期"
    assert answer(ask("posted", limit="2026-02-14", handed_in="2026-02-15")) == "逾期了"


def test_R_PER_11_each_party_has_its_own_clock() -> None:
    parties = {"parties__0__name": "A", "parties__0__day": "2026-03-02"}
    parties |= {"parties__1__name": "B", "parties__1__day": "2026-03-20"}
    page = ask("effect", kind="judgment", **parties)
    assert answer(page) == "2026年4月8日"
    assert "2026年4月7日" in page.text


def test_R_LIM_21_excluded_days_move_the_limit() -> None:
    excluded = {"excluded__0__first": "2026-03-01", "excluded__0__last": "2026-04-15"}
    page = ask("trial-limit", procedure="ordinary", filed="2026-01-05", **excluded)
    assert answer(page) == "2026年8月20日"
    assert "46 天" in page.text
    assert answer(ask("trial-limit", procedure="small_claims", filed="2026-01-05")) == "2026年3月5日"
    assert answer(ask("trial-limit", procedure="simple", filed="2026-01-05", extension_months="1")) == "2026年5月5日"


def test_R_LIM_20_an_end_on_a_rest_day_shows_both_days_and_draws_the_target() -> None:
    page = ask("trial-limit", procedure="ordinary", filed="2026-01-05")
    assert answer(page) == "2026年7月5日"
    assert "2026年7月6日" in page.text
    assert "暂算" in page.text
    assert re.search(r'class="off due"><span class="d">5</span>', page.html)


def test_R_ENF_01_asking_restarts_the_two_years() -> None:
    assert answer(ask("window", last_day="2024-10-03")) == "2026年10月8日"
    assert answer(ask("window", last_day="2024-10-03", interruptions__0__day="2025-03-03")) == "2027年3月3日"


@pytest.mark.parametrize(
    ("what", "amount", "more", "fee"),
    [
        ("property", "10000", {}, "¥50.00"),
        ("property", "100000", {}, "¥2,300.00"),
        ("property", "200001", {}, "¥4,300.02"),
        ("property", "100000000", {}, "¥541,800.00"),
        ("property", "100000", {"ends": ["simple", "mediated"]}, "¥1,150.00"),
        ("divorce", "500000", {"base": "200"}, "¥1,700.00"),
        ("labour", "", {"go": "1"}, "¥10.00"),
        ("enforcement", "500001", {}, "¥7,400.01"),
        ("preservation", "896001", {}, "¥5,000.00"),
        ("payment_order", "1000000", {}, "¥4,600.00"),
        ("bankruptcy", "111640000", {}, "¥300,000.00"),
        ("confirmation", "", {"go": "1"}, "¥0.00"),
    ],
)
def test_R_FEE_01_worked_examples_of_the_tariff(what: str, amount: str, more: dict[str, str], fee: str) -> None:
    assert answer(ask("fee", what=what, amount=amount, **more)) == fee


def test_R_FEE_01_the_bands_add_up_to_the_fee() -> None:
    page = ask("fee", what="property", amount="250000")
    assert [row in page.text for row in ("2,250.00", "2,000.00", "750.00", "5,050.00")] == [True] * 4
    assert answer(page) == "¥5,050.00"


def test_R_FEE_02_a_local_base_is_provisional_and_says_who_decides() -> None:
    page = ask("fee", what="divorce", amount="0")
    assert answer(page) == "¥300.00"
    assert "暂算" in page.text
    assert "五十元到三百元" in page.text


def test_R_FEE_21_a_lower_claim_is_refunded_before_the_end_of_the_investigation() -> None:
    assert answer(ask("fee-change", from_amount="1000000", to_amount="600000")) == "¥4,000.00"
    after = ask("fee-change", from_amount="1000000", to_amount="600000", when="after_end_of_investigation")
    assert "不退" in after.text


def test_R_ENF_17_late_interest_by_payment() -> None:
    page = Visitor().get(f"/calc/late-interest/?{ALL['late-interest'].example}")
    assert answer(page) == "¥689.50"
    rows = re.findall(r"这一笔本金\">\s*([\d,.]+)\s*</td>.*?天数\">\s*(\d+)\s*</td>.*?利息\">\s*([\d,.]+)", page.html)
    assert rows == [("40,000.00", "10", "70.00"), ("60,000.00", "59", "619.50")]


def test_R_ENF_29_the_shares_add_up() -> None:
    page = Visitor().get(f"/calc/distribution/?{ALL['distribution'].example}")
    assert answer(page) == "¥90,000.00"
    assert "30,000.00" in page.text
    assert "60,000.00" in page.text


@pytest.mark.parametrize(
    ("amount", "more", "found"),
    [
        ("60000", {}, "小额诉讼程序"),
        ("60000.01", {}, "简易程序"),
        ("60000.01", {"agreed_small": "on"}, "小额诉讼程序"),
        ("240000.01", {"agreed_small": "on"}, "简易程序"),
        ("40000", {"exclusions": "counterclaim"}, "简易程序"),
        ("40000", {"exclusions": "remand"}, "普通程序"),
    ],
)
def test_R_SIM_02_small_or_simple(amount: str, more: dict[str, str], found: str) -> None:
    assert answer(ask("procedure", amount=amount, base="120000", **more)) == found


def test_R_JUR_03_a_loan_goes_to_the_lender_or_the_borrower() -> None:
    page = ask("court", cause="contract", subject="money", performance_place="甲县", defendant="乙县")
    assert answer(page) == "乙县、甲县"


def test_R_JUR_06_real_estate_is_exclusive() -> None:
    page = ask("court", cause="house_lease", property_place="丙区")
    assert answer(page) == "丙区"
    assert "专属管辖" in page.text
    assert "f-agreement" not in page.html


def test_R_JUR_08_the_level_by_amount() -> None:
    assert "中级人民法院" in ask("court", cause="contract", defendant="乙县", amount="500000000").text


@pytest.mark.parametrize(
    ("amount", "level"),
    [("39999999", "基层人民法院"), ("40000000", "中级人民法院"), ("5000000000", "高级人民法院")],
)
def test_R_JUR_09_the_level_of_foreign_related_cases(amount: str, level: str) -> None:
    page = ask("court", cause="contract", defendant="乙县", amount=amount, foreign="on", province="广东")
    assert f"<dd>{level}" in page.html
    assert 'id="f-province-error"' in ask("court", cause="contract", amount=amount, foreign="on").html


def test_R_CNO_02_a_number_is_read_and_put_into_its_form() -> None:
    page = ask("case-number", text="(2026) 粤0703民初058号")
    assert answer(page) == "（2026）粤0703民初58号"
    assert "已按规范写法改正" in page.text
    assert ask("case-number", text="粤0703").status == 422


def test_R_SRV_21_electronic_service_on_arrival() -> None:
    page = ask(
        "service", method="electronic", address="given", consent="on", arrived_on="2026-03-02", document="judgment"
    )
    assert answer(page) == "2026年3月2日"
    assert "happened=judgment_received&amp;day=2026-03-02" in page.html


def test_R_SRV_12_no_public_notice_in_the_simple_procedure() -> None:
    page = ask(
        "service", method="public_notice", procedure="simple", published_on="2026-03-02", whereabouts_unknown="on"
    )
    assert answer(page) == "不算送达"
    assert "普通程序" in page.text


def test_R_PRS_08_a_freeze_and_its_renewal() -> None:
    page = ask("preservation", asset="deposit", measured="2026-03-10", amount="500000")
    assert answer(page) == "2027年3月9日"
    for part in ("2027年3月2日", "¥150,000.00", "¥3,020.00"):
        assert part in page.text


def test_R_ENF_20_an_online_sale() -> None:
    page = ask("auction", round="1", property="real_estate", price="1000000", opening="2026-06-10")
    assert answer(page) == "¥700,000.00"
    for part in ("¥35,000.00", "¥140,000.00", "2026年5月11日", "2026年5月8日"):
        assert part in page.text


def test_R_ENF_13_removed_within_three_working_days() -> None:
    page = ask("listing", ground="1", listed="2026-01-15", event="performed", event_date="2026-09-24")
    assert answer(page) == "2026年9月30日"


def test_R_PUB_03_published_within_seven_working_days() -> None:
    page = ask("publication", effective="2026-04-28")
    assert "2026年5月11日" in page.text
    assert answer(ask("publication", effective="2026-04-28", grounds="divorce")) == "不公布"


def test_R_PUB_04_names_are_hidden_and_stand_in_no_address() -> None:
    visitor = Visitor()
    page = visitor.get("/calc/names/").send({"names": "张三\n张四", "text": "张三，电话13800000001"}, holds="names")
    assert answer(page) == "张某1、张某2"
    assert "13800000001" not in page.html.split("h-text")[1].split("</section>")[0]
    assert page.url == "/calc/names/"


def test_R_FIL_11_an_identity_number_is_posted_and_hidden_in_the_answer() -> None:
    visitor = Visitor()
    page = visitor.get("/calc/identity/").send({"number": "11010519491231002X"}, holds="number")
    assert answer(page) == "号码正确"
    assert "1949年12月31日" in page.text
    wrong = visitor.get("/calc/identity/").send({"number": "110105194912310021"}, holds="number")
    assert answer(wrong) == "号码不对"
    ignored = visitor.get("/calc/identity/?number=11010519491231002X")
    assert "amount__sum" not in ignored.html


def test_R_FEE_34_who_pays_in_the_end_and_what_comes_back() -> None:
    page = ask("fee-share", outcome="partial", fee="2300", claimed="100000", awarded="70000")
    assert answer(page) == "原告 ¥690.00，被告 ¥1,610.00"
    assert "法院退还" in page.text
    assert "由人民法院决定" in answer(ask("fee-share", outcome="mediated", fee="2300"))
    assert ask("fee-share", outcome="partial", fee="2300", claimed="10", awarded="11").status == 422


def test_R_FEE_41_foreign_money_at_the_rate_of_the_day_of_acceptance() -> None:
    asked = {"currency": "usd", "amount": "10000", "rate": "710", "per": "100", "accepted": "2026-03-02"}
    assert answer(ask("foreign-money", **asked, rate_day="2026-03-02")) == "¥1,575.00"
    wrong = ask("foreign-money", **asked, rate_day="2026-02-27")
    assert wrong.status == 422
    assert "那天的汇率" in wrong.text


def test_R_JUR_11_online_shopping_in_hangzhou() -> None:
    assert answer(ask("net-court", matter="platform_shopping", city="杭州市")) == "杭州互联网法院"
    assert answer(ask("net-court", "en", matter="other", city="杭州市")) == "Not an internet court"
