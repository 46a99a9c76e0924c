"""Enforcement walked through the one door: notice, measures, money, settlement, the end of a round."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string

from fengqiao.areas.enforcement.area import AREA
from fengqiao.areas.enforcement.money import sums
from fengqiao.core import clock, testing
from fengqiao.core.casefile import CaseFile
from fengqiao.core.models import Account, Deadline, Document, DrawRecord, Matter, Notice, Party, Standing
from fengqiao.core.registry import Area

pytestmark = pytest.mark.django_db

NEIGHBOURS = Area(
    "neighbours",
    procedures=(
        testing.stub("performance.title", "due enforcing closed*"),
        testing.stub("service.delivery", "pending served* failed*"),
    ),
)
SEEN = {"network_searched": True, "visits_made": True, "leads_checked": True, "findings": "名下无房产、车辆，存款3元。"}


@pytest.fixture(autouse=True)
def _areas() -> Iterator[None]:
    with testing.registry_of(AREA, NEIGHBOURS):
        yield


@pytest.fixture
def officer() -> Account:
    return testing.staff("enforcement_officer", name="何执行")


@pytest.fixture
def cashier() -> Account:
    return testing.staff("cashier", name="钱出纳")


@pytest.fixture
def president() -> Account:
    return testing.staff("president", name="院长")


def applied(amount: str = "50000.00", due: str = "2026-02-20", **facts: Any) -> Matter:
    """A case that performance has opened on the creditor's application."""
    title = testing.dispute("performance.title")
    known = {
        "amount": amount,
        "creditor": "claimant",
        "debtor": "respondent",
        "title_kind": "judgment",
        "title_no": "（2026）浙0681民初12号",
        "title_court": "诸暨市人民法院",
        "effective_on": "2026-02-10",
        "due": due,
        "total": amount,
        "paid": "0.00",
        "terms": "被告归还借款",
        "leads": ["工商银行诸暨支行有账户"],
        "note": "",
        "late": False,
        "applied_on": "2026-03-02",
        **facts,
    }
    return testing.open_under(title, "enforcement.case", facts=known)


def noticed(officer: Account, **facts: Any) -> Matter:
    """A case whose notice has been served on the day of its filing."""
    m = applied(**facts)
    testing.walk(m.no, [("file", testing.staff("filing_clerk"), None), ("send_notice", officer, {"days": 5})])
    delivery = testing.child(m, "service.delivery")
    Matter.objects.filter(pk=delivery.pk).update(facts={**delivery.facts, "served_on": clock.today().isoformat()})
    testing.do(delivery.no, "to_served")
    return testing.matter(m.no)


def debtor_row(m: Matter) -> Party:
    return Party.objects.get(dispute=m.dispute, side="respondent")


def restricted(m: Matter, officer: Account, president: Account) -> None:
    wish = {"kind": "consumption", "ground": "not_performed", "party": debtor_row(m).pk}
    testing.walk(m.no, [("propose_restriction", officer, wish), ("order_restriction", president, None)])


def test_R_ENF_02_filed_in_seven_days_numbered_and_an_officer_drawn(officer: Account) -> None:
    m = applied()
    assert Deadline.objects.get(matter=m, name="filing_term").due_on == date(2026, 3, 9)
    application = Document.objects.get(matter=m, kind="enforcement_application").text
    assert "（2026）浙0681民初12号民事判决书" in application and "支付50000元" in application
    assert "工商银行诸暨支行有账户" in application
    with testing.refused("core.not_yours"):
        testing.do(m.no, "file", testing.party(m, "claimant"))
    testing.do(m.no, "file", testing.staff("filing_clerk"))
    m = testing.matter(m.no)
    assert m.number == "（2026）浙0681执1号"
    assert DrawRecord.objects.filter(matter=m).count() == 1
    assert Standing.objects.filter(matter=m, role="enforcement_officer", person=officer.person).exists()
    assert Deadline.objects.get(matter=m, name="notice_term").due_on == date(2026, 3, 12)
    assert Deadline.objects.get(matter=m, name="limit").due_on == date(2026, 9, 2)


def test_notice_and_report_order_name_the_debt_and_are_served_on_the_debtor_only(officer: Account) -> None:
    m = noticed(officer)
    notice = Document.objects.get(matter=m, kind="enforcement_notice").text
    assert "支付50000元" in notice and "5日内" in notice and "650元" in notice
    assert "10日内" in Document.objects.get(matter=m, kind="asset_report_order").text
    served = Matter.objects.filter(parent=m, procedure="service.delivery")
    assert [s.party_id for s in served] == [debtor_row(m).pk]
    assert not Deadline.objects.filter(matter=m, name="notice_term", status="running").exists()


def test_R_ENF_09_report_stops_the_clock_and_silence_is_noted(officer: Account) -> None:
    m = noticed(officer)
    asset = {"kind": "vehicle", "description": "浙D12345小型汽车", "value": "30000"}
    with testing.refused("enforcement.not_the_debtor"):
        testing.do(m.no, "report_assets", testing.party(m, "claimant"), {"assets": [asset], "truthful": True})
    testing.do(m.no, "report_assets", testing.party(m, "respondent"), {"assets": [asset], "truthful": True})
    report = testing.matter(m.no).facts["reports"][str(debtor_row(m).pk)]
    assert report["assets"][0]["description"] == "浙D12345小型汽车"
    assert Deadline.objects.get(matter=m, name="report_term").status == "met"
    silent = noticed(officer)
    testing.pass_to(date(2026, 3, 13))
    assert testing.matter(silent.no).facts["no_report"] == [debtor_row(silent).pk]


def test_R_PRS_08_a_measure_has_its_longest_life_its_warning_and_its_end(officer: Account) -> None:
    m = noticed(officer)
    account = {"asset": "deposit", "property": "工行尾号1234账户", "value": "20000", "taken_on": "2026-03-02"}
    with testing.refused("enforcement.term_too_long"):
        testing.do(m.no, "take_measure", officer, {**account, "years": 2})
    with testing.refused("enforcement.day_to_come"):
        testing.do(m.no, "take_measure", officer, {**account, "taken_on": "2026-03-03"})
    with testing.refused("enforcement.over_limit"):
        testing.do(m.no, "take_measure", officer, {**account, "value": "60000"})
    testing.do(m.no, "take_measure", officer, account)
    row = testing.matter(m.no).facts["measures"][0]
    assert (row["expires"], row["renew_by"]) == ("2027-03-01", "2027-02-22")
    testing.pass_to(date(2027, 2, 23))
    assert testing.matter(m.no).facts["measures"][0]["warned"] is True
    testing.pass_to(date(2027, 3, 2))
    assert testing.matter(m.no).facts["measures"][0]["why"] == "expired"
    with testing.on(2027, 3, 2), testing.refused("enforcement.no_measure"):
        testing.do(m.no, "renew_measure", officer, {"number": 1, "from_day": "2027-03-02"})


def test_a_renewed_measure_outlives_its_first_clock(officer: Account) -> None:
    m = noticed(officer)
    car = {"asset": "movable", "property": "浙D12345", "value": "30000", "taken_on": "2026-03-02", "years": 1}
    testing.do(m.no, "take_measure", officer, car)
    with testing.on(2027, 2, 20):
        testing.do(m.no, "renew_measure", officer, {"number": 1, "from_day": "2027-02-20", "years": 2})
        with testing.refused("enforcement.no_such_measure"):
            testing.do(m.no, "lift_measure", officer, {"number": 2, "why": "sold"})
    testing.pass_to(date(2027, 3, 5))
    row = testing.matter(m.no).facts["measures"][0]
    assert (row["lifted"], row["expires"]) == ("", "2029-02-19")


def test_R_ENF_17_late_interest_two_payments_principal_first() -> None:
    facts = {
        "duties": [{"amount": "100000.00", "due": "2026-01-31"}],
        "received": [{"amount": "40000.00", "on": "2026-02-10"}, {"amount": "60000.00", "on": "2026-03-31"}],
    }
    now = sums(facts, date(2026, 4, 30))
    assert (now.interest, now.rest) == (Decimal("689.50"), Decimal("689.50"))
    unpaid = sums({"duties": facts["duties"]}, date(2026, 3, 31))
    assert unpaid.interest == Decimal("1032.50")


def test_R_ENF_17_instalments_each_run_from_their_own_day() -> None:
    facts = {
        "duties": [{"amount": "10000.00", "due": "2026-01-31"}, {"amount": "10000.00", "due": "2026-03-31"}],
        "received": [{"amount": "15000.00", "on": "2026-02-10"}],
    }
    assert sums(facts, date(2026, 3, 31)).interest == Decimal("17.50")
    assert sums(facts, date(2026, 4, 10)).interest == Decimal("26.25")


def test_R_ENF_18_money_in_is_paid_out_and_the_case_closed(officer: Account, cashier: Account) -> None:
    m = noticed(officer)
    with testing.refused("enforcement.nothing_held"):
        testing.do(m.no, "pay_out", cashier)
    with testing.refused("enforcement.not_all_paid"):
        testing.do(m.no, "close", officer)
    testing.do(m.no, "receive_money", cashier, {"amount": "50000", "on": "2026-03-02"})
    assert Deadline.objects.get(matter=m, name="pay_out_term").due_on == date(2026, 4, 1)
    account = testing.matter(m.no).facts["account"]
    assert (account["interest"], account["held"], account["rest"]) == ("87.50", "50000.00", "87.50")
    testing.do(m.no, "pay_out", cashier)
    with testing.on(2026, 3, 5):
        testing.do(m.no, "receive_money", cashier, {"amount": "737.50", "on": "2026-03-05", "way": "deducted"})
        with testing.refused("enforcement.not_all_paid"):
            testing.do(m.no, "close", officer)
        testing.do(m.no, "pay_out", cashier)
        testing.do(m.no, "close", officer)
    m = testing.matter(m.no)
    assert [row["amount"] for row in m.facts["paid_out"]] == ["50000.00", "87.50"]
    assert m.state == "performed" and m.dispute.closed_at is not None
    closing = Document.objects.get(matter=m, kind="enforcement_closing").text
    assert "执行到位金额50737.50元" in closing


def test_part_paid_before_is_not_enforced_again(officer: Account) -> None:
    title = testing.dispute("performance.title")
    rows = [{"amount": "20000.00", "due": "2026-01-10"}, {"amount": "30000.00", "due": "2026-02-20"}]
    Matter.objects.filter(pk=title.pk).update(facts={"instalments": rows})
    known = {"amount": "25000.00", "paid": "25000.00", "creditor": "claimant", "debtor": "respondent"}
    facts = {**known, "effective_on": "2026-01-01", "due": "2026-02-20", "title_kind": "judgment", "total": "50000.00"}
    m = testing.open_under(testing.matter(title.no), "enforcement.case", facts=facts)
    assert m.facts["duties"] == [{"amount": "25000.00", "due": "2026-02-20"}]


def test_R_ENF_11_restriction_after_the_notice_has_run_signed_by_the_president(
    officer: Account, president: Account
) -> None:
    m = noticed(officer)
    wish = {"kind": "consumption", "ground": "not_performed", "party": debtor_row(m).pk}
    with testing.refused("enforcement.notice_still_runs"):
        testing.do(m.no, "propose_restriction", officer, wish)
    claimant = Party.objects.get(dispute=m.dispute, side="claimant")
    with testing.on(2026, 3, 10):
        with testing.refused("enforcement.not_a_debtor"):
            testing.do(m.no, "propose_restriction", officer, {**wish, "party": claimant.pk})
        with testing.refused("enforcement.ground_does_not_fit"):
            testing.do(m.no, "propose_restriction", officer, {**wish, "kind": "dishonest"})
        with testing.refused("enforcement.no_proposal"):
            testing.do(m.no, "order_restriction", president)
        testing.do(m.no, "propose_restriction", officer, wish)
        with testing.refused("core.not_yours"):
            testing.do(m.no, "order_restriction", officer)
        testing.do(m.no, "order_restriction", president)
    order = Document.objects.get(matter=m, kind="consumption_order").text
    assert "李小红" in order and "G字头动车组" in order and "失信被执行人名单" not in order


def test_R_ENF_12_minors_are_never_listed(officer: Account) -> None:
    m = noticed(officer)
    row = debtor_row(m)
    row.facts = {**row.facts, "minor": True}
    row.save()
    wish = {"kind": "dishonest", "ground": "able_but_refuses", "party": row.pk}
    with testing.on(2026, 3, 10), testing.refused("enforcement.minor_not_listed"):
        testing.do(m.no, "propose_restriction", officer, wish)


def test_R_ENF_15_the_round_ends_only_when_all_has_been_done(officer: Account, president: Account) -> None:
    m = noticed(officer)
    car = {"asset": "movable", "property": "浙D12345", "value": "30000", "taken_on": "2026-03-02"}
    testing.do(m.no, "take_measure", officer, car)
    with testing.on(2026, 6, 2), testing.refused("enforcement.three_months_not_over", "enforcement.not_restricted"):
        testing.do(m.no, "propose_end", officer, SEEN)
    with testing.on(2026, 7, 3):
        restricted(m, officer, president)
        with testing.refused("enforcement.property_left"):
            testing.do(m.no, "propose_end", officer, SEEN)
        testing.do(m.no, "lift_measure", officer, {"number": 1, "why": "not_the_debtors"})
        with testing.refused("enforcement.end_not_proposed"):
            testing.do(m.no, "approve_end", president, {"panel_agrees": True})
        testing.do(m.no, "propose_end", officer, SEEN)
        testing.do(m.no, "approve_end", president, {"panel_agrees": True})
    m = testing.matter(m.no)
    assert m.state == "ended_round" and m.dispute.closed_at is None
    ruling = Document.objects.get(matter=m, kind="round_end_ruling").text
    assert "尚有51163.75元未执行到位" in ruling and "报院长批准" in ruling


def test_R_ENF_15_with_the_creditors_consent_no_president_is_needed(officer: Account, president: Account) -> None:
    m = noticed(officer)
    with testing.on(2026, 7, 3):
        restricted(m, officer, president)
        testing.do(m.no, "propose_end", officer, SEEN)
        with testing.refused("enforcement.not_the_creditor"):
            testing.do(m.no, "agree_to_end", testing.party(m, "respondent"), {"agree": True})
        testing.do(m.no, "agree_to_end", testing.party(m, "claimant"), {"agree": True})
    assert testing.matter(m.no).state == "ended_round"
    assert "书面同意终结本次执行程序" in Document.objects.get(matter__no=m.no, kind="round_end_ruling").text


def test_R_ENF_16_settlement_performed_or_broken(officer: Account) -> None:
    m = noticed(officer)
    deal = {"terms": "四月底前一次付清45000元", "due": "2026-04-30", "creditor_agrees": True, "debtor_agrees": True}
    with testing.refused("enforcement.settlement_in_past"):
        testing.do(m.no, "settle", officer, {**deal, "due": "2026-02-28"})
    testing.do(m.no, "settle", officer, deal)
    assert Deadline.objects.get(matter=m, name="resumption").due_on == date(2028, 5, 3)  # Sunday, then two holidays
    with testing.refused("enforcement.not_the_creditor"):
        testing.do(m.no, "resume", testing.party(m, "respondent"), {"agree": True})
    testing.do(m.no, "resume", testing.party(m, "claimant"), {"agree": True})
    assert testing.matter(m.no).state == "measures"
    testing.do(m.no, "settle", officer, deal)
    testing.do(m.no, "settlement_performed", testing.party(m, "claimant"), {"agree": True})
    m = testing.matter(m.no)
    assert m.state == "settled" and m.dispute.closed_at is not None
    assert "执行和解协议已经履行完毕" in Document.objects.get(matter=m, kind="enforcement_closing").text


def test_the_creditor_confirms_and_everything_is_released(officer: Account) -> None:
    m = noticed(officer)
    account = {"asset": "deposit", "property": "工行尾号1234账户", "value": "20000", "taken_on": "2026-03-02"}
    testing.do(m.no, "take_measure", officer, account)
    testing.do(m.no, "confirm_performed", testing.party(m, "claimant"), {"agree": True})
    m = testing.matter(m.no)
    assert m.state == "performed" and m.facts["measures"][0]["lifted"] == "2026-03-02"
    assert "工行尾号1234账户" in Document.objects.get(matter=m, kind="enforcement_closing").text
    assert not Deadline.objects.filter(matter=m, status="running").exists()


def test_R_LIM_10_duties_of_the_court_remind_the_officer(officer: Account) -> None:
    m = noticed(officer)
    testing.pass_to(date(2026, 9, 3))
    told = Notice.objects.filter(matter=m, key="notice.enforcement.case.remind", person=officer.person)
    assert told.count() == 1


def test_without_a_title_nothing_is_opened() -> None:
    title = testing.dispute("performance.title")
    with testing.refused("enforcement.no_title"):
        testing.open_under(title, "enforcement.case", by=testing.party(title, "claimant"))


def test_the_page_shows_the_account_with_its_working_and_the_measures_by_number(officer: Account) -> None:
    m = noticed(officer)
    account = {"asset": "deposit", "property": "工行尾号1234账户", "value": "20000", "taken_on": "2026-03-02"}
    testing.do(m.no, "take_measure", officer, account)
    html = "".join(
        render_to_string(panel.template, {"panel": panel.context(CaseFile(testing.matter(m.no)), testing.actor(officer))})
        for panel in AREA.panels
    )
    assert "工行尾号1234账户" in html and '<li value="1">' in html
    assert "87.50" in html and "0.0175%" in html and "2027" in html
