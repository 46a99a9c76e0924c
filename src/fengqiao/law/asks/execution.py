"""Asks about preservation, enforcement and publication."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fengqiao.kernel.answer import Answer
from fengqiao.law import anonymise as hiding
from fengqiao.law import auction as sale
from fengqiao.law import enforcement, fees, periods, preservation
from fengqiao.law import fields as f
from fengqiao.law import publication as publishing
from fengqiao.law.asks.base import Ask, Values, as_object, joined, same, with_value
from fengqiao.law.asks.times import rule_period
from fengqiao.law.errors import FieldError


def _late_interest(values: Values) -> Answer[Any]:
    return same(
        enforcement.late_interest(
            values["principal"],
            values["due"],
            values.get("payments") or (),
            values.get("excluded") or (),
            values.get("until"),
        )
    )


def _preservation(values: Values) -> Answer[Any]:
    value: Values = {}
    answers: list[Answer[Any]] = []
    stage = values.get("stage") or "in_suit"
    if values.get("amount") is not None:
        answers.append(preservation.security(values["amount"], stage))
        value["security"] = answers[-1].value
        answers.append(fees.application_fee("preservation", values["amount"]))
        value["fee"] = answers[-1].value
    accepted = values.get("accepted")
    if accepted is not None:
        urgent = stage == "before_suit" or bool(values.get("urgent"))
        id = "R-PRS-02.urgent" if urgent else "R-PRS-02.ruling"
        id = "R-PRS-02.before_suit" if stage == "before_suit" else id
        answers.append(rule_period({"rule": id, "from": accepted}))
        value["ruling_by"] = answers[-1].value
    measured = values.get("measured")
    if measured is not None and stage == "before_suit":
        answers.append(periods.end_of("R-PRS-06.sue", measured))
        value["sue_by"] = answers[-1].value
    if measured is not None and values.get("asset"):
        answers.append(preservation.expiry(values["asset"], measured, values.get("years")))
        value.update(asdict(answers[-1].value))
    if values.get("frozen") is not None:
        found = preservation.scope(
            values.get("amount", 0),
            values.get("costs") or 0,
            values["frozen"],
            indivisible=bool(values.get("indivisible")),
        )
        answers.append(found)
        value.update(asdict(found.value))
    return joined(answers, value, "amount")


def _auction(values: Values) -> Answer[Any]:
    value: Values = {}
    answers: list[Answer[Any]] = []
    round = values.get("round") or 1
    if values.get("valuation") is not None or values.get("former_start") is not None:
        answers.append(sale.prices(round, values.get("valuation"), values.get("former_start"), values.get("start")))
        value.update(asdict(answers[-1].value))
    elif values.get("start") is not None and values.get("ends") is None:
        answers.append(sale.deposit(values["start"]))
        value["deposit_low"], value["deposit_high"] = answers[-1].value
    if values.get("opening") is not None:
        if values.get("property") is None:
            raise FieldError("property", "is needed with opening")
        answers.append(sale.notices(round, values["property"], values["opening"]))
        value.update(asdict(answers[-1].value))
    if values.get("failed") is not None:
        answers.append(sale.second_round_by(values["failed"]))
        value["second_round_by"] = answers[-1].value
    if values.get("ends") is not None:
        bids = [_bid(item) for item in values.get("bids") or ()]
        answers.append(sale.bidding(values["ends"], bids, values.get("start")))
        ended = answers[-1].value
        value["ends"] = ended.ends
        value["winner"] = asdict(ended.winner) if ended.winner else None
    return joined(answers, value, "valuation")


def _bid(item: Any) -> sale.Bid:
    parts = item if isinstance(item, list) else [item]
    if not 1 <= len(parts) <= 2:
        raise FieldError("bids", "each must be a time, or [time, price]")
    at = f.moment("bids", "", "").read(parts[0], "bids")
    price = f.money("bids", "", "").read(parts[1], "bids") if len(parts) == 2 else None
    return sale.Bid(at, price)


def _listing_removal(values: Values) -> Answer[Any]:
    return as_object(
        enforcement.listing_removal(
            values["ground"],
            values["listed"],
            values.get("event"),
            values.get("event_date"),
            values.get("extra_years") or 0,
        )
    )


def _window(values: Values) -> Answer[Any]:
    return same(
        enforcement.enforcement_window(
            values["last_day"], values.get("interruptions") or (), values.get("suspensions") or ()
        )
    )


def _distribution(values: Values) -> Answer[Any]:
    found = enforcement.distribution(
        values["net"],
        values["claims"],
        values.get("priority") or (),
        values.get("debtor") or "natural",
    )
    return with_value(found, [asdict(share) for share in found.value])


def _publication(values: Values) -> Answer[Any]:
    found = publishing.publication(
        values.get("document") or "judgment",
        values.get("grounds") or (),
        values.get("effective"),
        appealed=bool(values.get("appealed")),
        second_effective=values.get("second_effective"),
        public_interest=bool(values.get("public_interest")),
    )
    one = found.value
    return with_value(
        found,
        {
            "publish": one.publish,
            "publish_by": one.publish_by,
            "instead": one.instead,
            "why": one.why_zh,
            "why_en": one.why_en,
        },
    )


def _anonymise(values: Values) -> Answer[Any]:
    if not values.get("names") and values.get("text") is None:
        raise FieldError("names", "give names or a text")
    found = hiding.anonymise(values.get("names") or (), values.get("text"))
    one = found.value
    return with_value(found, {"names": one.names, "text": one.text, "removed": dict(one.removed)})


ASKS = (
    Ask(
        "late_interest",
        "迟延履行加倍部分债务利息",
        "extra interest for late performance",
        (
            f.money("principal", "未清偿的金钱债务（不含一般利息）", "unpaid principal debt"),
            f.day("due", "履行期间届满日", "last day of the performance period"),
            f.payments("payments", "历次清偿（先还本金）", "payments, to the principal first", False),
            f.intervals("excluded", "不计息的期间", "stays not asked by the debtor", False),
            f.day("until", "计算至", "count an unpaid rest up to", False),
        ),
        _late_interest,
        {
            "principal": "100000",
            "due": "2026-01-31",
            "payments": [["2026-02-10", "40000"], ["2026-03-31", "60000"]],
        },
        "689.50",
    ),
    Ask(
        "preservation",
        "保全：担保、费用、期限、续行、超标的",
        "preservation: security, fee, clocks, renewal, scope",
        (
            f.text("stage", "in_suit 诉讼中、before_suit 诉前", "in_suit (default) or before_suit", False),
            f.money("amount", "请求保全数额", "amount to be preserved", False),
            f.anything("accepted", "接受申请的时间", "day (urgent: day and time) of acceptance", False),
            f.yes_no("urgent", "情况紧急", "urgent", False),
            f.day("measured", "采取措施的日期", "day of the measure", False),
            f.text("asset", "财产种类", "one of: " + ", ".join(preservation.ASSETS), False),
            f.whole("years", "期限（年）", "term in years", False),
            f.amounts("frozen", "已查封冻结财产的价值", "values of what is frozen", False),
            f.money("costs", "费用", "costs", False),
            f.yes_no("indivisible", "不可分割的单一财产", "a single indivisible asset", False),
        ),
        _preservation,
        {"asset": "deposit", "measured": "2026-03-10"},
        {
            "expires": "2027-03-09",
            "corresponding": "2027-03-10",
            "renew_by": "2027-03-02",
            "alarms": ["2027-01-08", "2027-02-07", "2027-02-27", "2027-03-02"],
        },
    ),
    Ask(
        "auction",
        "网络司法拍卖：起拍价、保证金、公告、竞价",
        "online sale: start price, deposit, notices, bidding",
        (
            f.whole("round", "第几次拍卖", "1 (default) or 2", False),
            f.money("valuation", "评估价或者市价", "valuation or market price", False),
            f.money("former_start", "前次起拍价", "former start price", False),
            f.money("start", "确定的起拍价", "the chosen start price", False),
            f.text("property", "财产种类", "one of: " + ", ".join(sale.PROPERTIES), False),
            f.day("opening", "拍卖日期", "day of the opening", False),
            f.day("failed", "流拍日期", "day of the failed round", False),
            f.moment("ends", "原定结束时间", "planned end of the bidding", False),
            f.anything("bids", "出价（时间或者[时间, 价格]）", "bids: times, or [time, price]", False),
        ),
        _auction,
        {"round": 1, "valuation": "1000000", "property": "real_estate", "opening": "2026-06-10"},
        {
            "lowest_start": "700000.00",
            "deposit_low": "35000.00",
            "deposit_high": "140000.00",
            "notice_by": "2026-05-11",
            "parties_told_by": "2026-05-08",
        },
    ),
    Ask(
        "listing_removal",
        "失信信息删除",
        "removal from the dishonest list",
        (
            f.whole("ground", "纳入情形（一至六项）", "ground of listing, 1 to 6"),
            f.day("listed", "纳入日期", "day of listing"),
            f.text("event", "删除事由", "removal event", False),
            f.day("event_date", "事由发生日期", "day of the event", False),
            f.whole("extra_years", "延长年数", "years of prolongation", False),
        ),
        _listing_removal,
        {"ground": 1, "listed": "2026-01-15", "event": "performed", "event_date": "2026-09-24"},
        {"remove_by": "2026-09-30", "expires": None, "automatic": True},
    ),
    Ask(
        "enforcement_window",
        "申请执行时效",
        "last day to apply for enforcement",
        (
            f.day("last_day", "履行期间的最后一日", "last day of the performance period"),
            f.dates("interruptions", "时效中断的日期", "interruptions", False),
            f.intervals("suspensions", "时效中止的期间", "obstacles", False),
        ),
        _window,
        {"last_day": "2024-10-03"},
        "2026-10-08",
    ),
    Ask(
        "distribution",
        "参与分配",
        "distribution among creditors",
        (
            f.money("net", "扣除费用后的价款", "what is left after costs"),
            f.claims("claims", "普通债权", "ordinary claims"),
            f.claims("priority", "优先债权", "priority claims, in order", False),
            f.text(
                "debtor",
                "natural 自然人、organisation 其他组织、enterprise 企业法人",
                "natural, organisation or enterprise",
                False,
            ),
        ),
        _distribution,
        {"net": "90000", "claims": [["A", "100000"], ["B", "200000"]]},
        [
            {"name": "A", "claim": "100000.00", "paid": "30000.00"},
            {"name": "B", "claim": "200000.00", "paid": "60000.00"},
        ],
    ),
    Ask(
        "publication",
        "裁判文书上网",
        "publication of a document online",
        (
            f.text("document", "文书", "kind of document", False),
            f.texts("grounds", "不公开的情形", "grounds that keep it off the web", False),
            f.day("effective", "生效日期", "day it took effect", False),
            f.yes_no("appealed", "是否上诉", "appealed", False),
            f.day("second_effective", "第二审文书生效日期", "day the second-instance document took effect", False),
            f.yes_no("public_interest", "为公共利益确有必要公开", "public interest needs it", False),
        ),
        _publication,
        {"effective": "2026-04-28"},
        {
            "publish": True,
            "publish_by": "2026-05-11",
            "instead": [],
            "why": "应当在互联网公布。",
            "why_en": "To be published online.",
        },
    ),
    Ask(
        "anonymise",
        "隐名和删除个人信息",
        "hide names and delete personal data",
        (
            f.texts("names", "应当隐名的人", "names to hide", False),
            f.text("text", "文书文本", "the text", False),
        ),
        _anonymise,
        {"names": ["张三", "张四", "阿依古丽", "John Smith"]},
        {"names": ["张某1", "张某2", "阿某", "J"], "text": None, "removed": {}},
    ),
)
