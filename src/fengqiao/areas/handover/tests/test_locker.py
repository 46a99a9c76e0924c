"""Things on their way through the locker: each step on the record, each code good once and for one person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.adapters.locker import HttpLocker
from fengqiao.adapters.sandbox.locker import SandboxLocker
from fengqiao.areas.handover import locker, services
from fengqiao.areas.handover.facts import Intake
from fengqiao.areas.handover.models import Item, Opening, Stay
from fengqiao.areas.handover.procedure2 import Drop, HandedItemBoxed
from fengqiao.core import clock, engine, places, ports, testing
from fengqiao.core.errors import Refused
from fengqiao.core.lockers import NoLocker
from fengqiao.core.models import Account, Event, Matter, Notice, Task
from fengqiao.core.sealing import fingerprint
from fengqiao.core.testing import KeptSms, do, matter, refused
from fengqiao.core.words import word
from fengqiao.web.testing import Visitor

pytestmark = pytest.mark.django_db

PATH = "/handover/locker/callback/"


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


@pytest.fixture
def other() -> Iterator[SandboxLocker]:
    found = SandboxLocker("member", "key", f"http://court{PATH}", boxes={"small": 3, "large": 1})
    ports.connect(locker=HttpLocker(found, "member", "key", f"http://court{PATH}"))
    yield found
    ports.connect(locker=NoLocker())


def window() -> Account:
    return testing.staff("filing_clerk", name="立案窗口")


def respondent(of: Matter, *, joined: bool = True) -> Account:
    """The respondent, who has taken her place."""
    row = of.dispute.parties.get(side="respondent")
    who = testing.account("李小红", "13800000002")
    if joined and row.bound_at is None:
        places.take_place(row.claim_code, who, "李小红")
    return who


def filed() -> Matter:
    return testing.dispute("filing.first_instance")


def code_in(sms: KeptSms, phone: str) -> str:
    text = next(text for to, text, _ in reversed(sms.sent) if to == phone and "开柜码 " in text)
    return "".join(c for c in text.split("开柜码 ")[1] if c.isdigit())[:8]


def tended() -> int:
    Stay.objects.update(ask_at=clock.now())
    return locker.tend_boxes()


def stay_of(of: Matter) -> Stay:
    return Stay.objects.select_related("matter", "person", "court").filter(matter=of).latest("id")


def dropped(parent: Matter, **more: Any) -> Matter:
    data = {"what": "银行流水", "size": "small", **more}
    receipt = engine.open_under(parent.no, "handover.drop", actor=testing.actor(testing.account()), data=data)
    tended()
    return matter(receipt.no)


def filled(parent: Matter, other: SandboxLocker, sms: KeptSms) -> Matter:
    drop = dropped(parent)
    assert other.visit(code_in(sms, "13800000001"))
    tended()
    return matter(drop.no)


def held(parent: Matter) -> Matter:
    things = Intake.model_validate({"giver": "陈大明", "items": [{"kind": "original", "title": "借条"}]})
    row = services.take_in(testing.court(), things, parent, testing.actor(window()), "k1")[0]
    assert row.matter is not None
    return matter(row.matter.no)


def boxed(parent: Matter, other: SandboxLocker) -> Matter:
    """A thing laid into the locker for the respondent."""
    found = held(parent)
    respondent(parent)
    row = parent.dispute.parties.get(side="respondent")
    do(found.no, "ask_box", window(), {"party": row.pk, "size": "small"})
    tended()
    assert other.visit(locker.code_for(stay_of(found), testing.actor(window())))
    tended()
    return matter(found.no)


def moves(of: Matter) -> list[str]:
    return list(Event.objects.filter(matter=of).order_by("seq").values_list("move", flat=True))


# —— a party drops ——


def test_CPL_69_no_receipt_before_the_window_has_counted(other: SandboxLocker, sms: KeptSms) -> None:
    parent = filed()
    drop = filled(parent, other, sms)
    assert drop.state == "filled" and not Item.objects.exists()
    assert word("handover.drop.note") in Visitor(testing.account()).get(f"/m/{drop.no}/").text
    shown = Visitor(window()).post(f"/m/{drop.no}/locker/code/").text
    code = "".join(c for c in shown.split(word("handover.locker.code"))[-1] if c.isdigit())[:8]
    assert other.visit(code) == "S01"
    tended()
    form = {"giver": "陈大明", "items-0-kind": "copy", "items-0-title": "银行流水", "items-0-count": "3", "key": "k"}
    page = Visitor(window()).post(f"/handover/?drop={drop.no}", form)
    assert page.status == 200 and "放进智能柜的时间" in page.text and "窗口清点时间" in page.text
    done, item = matter(drop.no), Item.objects.select_related("matter").get()
    assert done.state == "counted" and done.facts["receipts"] == [item.number]
    assert item.matter is not None and item.matter.parent_id == parent.pk and item.stay == stay_of(drop)
    tended()
    assert stay_of(drop).status == "closed" and other.held[stay_of(drop).reference]["released"]
    assert moves(drop) == ["ask", "give_box", "fill", "take_out", "count"]
    assert Notice.objects.filter(matter=drop, key="notice.handover.drop.count", person=testing.account().person).exists()


def test_who_put_it_in_and_who_took_it_out_is_on_the_record(other: SandboxLocker, sms: KeptSms) -> None:
    drop = filled(filed(), other, sms)
    locker_code = locker.code_for(stay_of(drop), testing.actor(window()))
    with clock.at(testing.NOW + timedelta(minutes=5)):
        other.visit(locker_code)
        tended()
    facts = matter(drop.no).facts
    assert (facts["filled_by"], facts["out_by"]) == ("陈大明", "立案窗口")
    assert facts["filled_at"].startswith("2026-03-02T09:00") and facts["out_at"].startswith("2026-03-02T09:05")


def test_codes_are_kept_as_hashes_and_go_to_the_own_phone_alone(other: SandboxLocker, sms: KeptSms) -> None:
    drop = dropped(filed())
    code = code_in(sms, "13800000001")
    opening = Opening.objects.get()
    assert opening.code_hash == fingerprint(f"{stay_of(drop).reference}:1:{code}")
    assert not any(code in str(row) for row in (*Stay.objects.values(), *Opening.objects.values(), *Event.objects.values()))
    assert not any(code in str(row) for row in Notice.objects.values())


def test_a_new_code_voids_the_old_one_and_there_are_not_many(other: SandboxLocker, sms: KeptSms) -> None:
    """The attack: ask for codes without end, until one is known by chance."""
    drop = dropped(filed())
    old, visitor = code_in(sms, "13800000001"), Visitor(testing.account())
    page = visitor.post(f"/m/{drop.no}/locker/code/")
    assert word("handover.said.code_sent") in page.text and other.visit(old) == ""
    for _ in range(locker.HOURLY):
        page = visitor.post(f"/m/{drop.no}/locker/code/")
    assert word("handover.too_many_codes") in page.text and Opening.objects.count() == locker.HOURLY + 1
    assert other.visit(code_in(sms, "13800000001")) == "S01"


def test_nobody_else_gets_a_code_or_a_look(other: SandboxLocker, sms: KeptSms) -> None:
    """The attack: the other side, a stranger or another post opens the box of a party."""
    parent = filed()
    drop = dropped(parent)
    for who in (respondent(parent), testing.account("王五", "13800000009"), testing.staff("cashier"), testing.staff("judge")):
        assert Visitor(who).post(f"/m/{drop.no}/locker/code/").status == 404
        assert Visitor(who).get(f"/m/{drop.no}/").status == 404
    assert "/login/" in Visitor().post(f"/m/{drop.no}/locker/code/").url
    assert Opening.objects.count() == 1
    with refused("core.not_yours"):
        do(drop.no, "withdraw", window())


def test_only_a_party_reserves_and_not_all_the_boxes(other: SandboxLocker) -> None:
    """The attack: one person fills the locker; the staff, or a stranger, drops in a party's place."""
    parent = filed()
    with pytest.raises(Refused) as none:
        engine.open_under(parent.no, "handover.drop", actor=testing.actor(window()), data={"what": "x"})
    assert none.value.refusals[0].reason == "handover.parties_only"
    assert Visitor(window()).get(f"/m/{parent.no}/locker/").status == 404
    for _ in range(3):
        dropped(parent)
    page = Visitor(testing.account()).post(f"/m/{parent.no}/locker/", {"what": "又一份", "size": "small"})
    assert page.status == 409 and Matter.objects.filter(procedure="handover.drop").count() == 3


def test_a_full_locker_is_said_at_once(other: SandboxLocker) -> None:
    parent = filed()
    dropped(parent, size="large")
    page = Visitor(testing.account()).post(f"/m/{parent.no}/locker/", {"what": "一箱账本", "size": "large"})
    assert word("handover.said.locker_full") in page.text
    last = Matter.objects.filter(procedure="handover.drop").latest("id")
    assert (last.state, last.facts["no_box"], stay_of(last).status) == ("lapsed", "full", "full")


def test_a_locker_that_is_away_is_asked_again(other: SandboxLocker, sms: KeptSms) -> None:
    parent = filed()
    other.outages = 1
    page = Visitor(testing.account()).post(f"/m/{parent.no}/locker/", {"what": "流水", "size": "small", "key": "k"})
    assert word("handover.said.locker_away") in page.text
    drop = Matter.objects.get(procedure="handover.drop")
    assert drop.state == "asked" and stay_of(drop).ask_at == clock.now() + locker.SOON
    with clock.at(clock.now() + locker.SOON):
        assert locker.tend_boxes() == 1
    assert matter(drop.no).state == "reserved" and code_in(sms, "13800000001") and len(other.held) == 1


def test_the_page_sent_twice_reserves_once(other: SandboxLocker) -> None:
    parent, visitor = filed(), Visitor(testing.account())
    for _ in range(2):
        visitor.post(f"/m/{parent.no}/locker/", {"what": "流水", "size": "small", "key": "same"})
    assert Stay.objects.count() == 1 and len(other.held) == 1


def test_given_up_or_not_used_the_box_is_free_again(other: SandboxLocker) -> None:
    parent = filed()
    one, two = dropped(parent), dropped(parent)
    do(one.no, "withdraw", testing.account())
    assert tended() and matter(one.no).state == "lapsed"
    testing.pass_to(date(2026, 3, 4))
    assert matter(two.no).state == "closing"
    with clock.at(datetime(2026, 3, 4, 1, tzinfo=clock.ZONE)):
        tended()
    assert matter(two.no).state == "lapsed" and all(row["released"] for row in other.held.values())


def test_laid_in_while_the_box_is_being_given_up_is_not_lost(other: SandboxLocker, sms: KeptSms) -> None:
    """The callback was lost and the time ran out: the papers lie in the box all the same."""
    drop = dropped(filed())
    other.visit(code_in(sms, "13800000001"), "lost")
    testing.pass_to(date(2026, 3, 4))
    assert matter(drop.no).state == "closing"
    with clock.at(datetime(2026, 3, 4, 0, 1, tzinfo=clock.ZONE)):
        tended()
    assert matter(drop.no).state == "filled" and stay_of(drop).status == "reserved"
    assert Task.objects.filter(matter=drop, role="service_desk", moves__contains="count").exists()


def test_an_empty_box_is_said_and_the_party_is_told(other: SandboxLocker, sms: KeptSms) -> None:
    drop = filled(filed(), other, sms)
    do(drop.no, "report_empty", window(), {"remark": "柜里是空的"})
    assert matter(drop.no).state == "empty"
    assert Notice.objects.filter(matter=drop, key="notice.handover.drop.report_empty", person=testing.account().person).exists()


def test_two_windows_count_the_same_box(other: SandboxLocker, sms: KeptSms) -> None:
    drop = filled(filed(), other, sms)
    form = {"giver": "陈大明", "items-0-kind": "copy", "items-0-title": "银行流水", "items-0-count": "1"}
    wrong = Visitor(window()).post(f"/handover/?drop={drop.no}", {**form, "about": filed().no})
    assert wrong.status == 422 and word("handover.belongs_to_drop") in wrong.text
    for n, who in enumerate((window(), testing.staff("service_desk", name="收转甲"))):
        page = Visitor(who).post(f"/handover/?drop={drop.no}", {**form, "key": f"k{n}"})
        assert page.status == 200
    assert Item.objects.count() == 1 and word("handover.counted_already") in page.text
    assert Matter.objects.filter(procedure="handover.item").count() == 1


def test_receipts_of_other_things_do_not_count_a_box(other: SandboxLocker, sms: KeptSms) -> None:
    """The attack: end a drop over the API with a receipt that somebody else got."""
    parent = filed()
    held(parent)
    drop = filled(parent, other, sms)
    with refused("handover.other_receipts"):
        do(drop.no, "count", window(), {"receipts": [Item.objects.get().number]})


# —— a thing waits for a party ——


def test_laid_in_fetched_with_the_own_code_and_given_back(other: SandboxLocker, sms: KeptSms) -> None:
    parent = filed()
    found = boxed(parent, other)
    assert (found.state, found.facts["holder"], found.facts["boxed_by"]) == ("boxed", "locker", "立案窗口")
    assert other.visit(code_in(sms, "13800000002")) == "S01"
    tended()
    done = matter(found.no)
    assert (done.state, done.facts["taker"], done.ended) == ("returned", "李小红", True)
    assert moves(found) == ["receive", "ask_box", "lay_in", "fetch"]
    assert Notice.objects.filter(matter=found, key="notice.handover.item.fetch", person__phone="13800000002").exists()
    tended()
    assert stay_of(found).status == "closed"


def test_not_fetched_within_three_days_it_goes_back_to_the_window(other: SandboxLocker, sms: KeptSms) -> None:
    found = boxed(filed(), other)
    code = code_in(sms, "13800000002")
    testing.pass_to(date(2026, 3, 6))
    late = matter(found.no)
    assert (late.state, late.facts["overdue_since"]) == ("boxed", "2026-03-06")
    with clock.at(datetime(2026, 3, 6, 9, tzinfo=clock.ZONE)):
        assert other.visit(code) == "", "the code died with its day"
        assert locker.may_open(stay_of(found), testing.actor(testing.account("李小红", "13800000002"))) == ""
        page = Visitor(window()).get("/handover/locker/")
        assert word("handover.box.overdue") in page.text
        assert other.visit(locker.code_for(stay_of(found), testing.actor(window())))
        tended()
        assert matter(found.no).state == "boxed", "it is in the hands of the window when the window says so"
        do(found.no, "take_back", window(), {"remark": "到期没有领"})
        tended()
    back = matter(found.no)
    assert (back.state, back.facts["holder"]) == ("held", "service_desk")
    assert moves(found)[-3:] == ["overdue", "opened_otherwise", "take_back"]
    for key in ("overdue", "take_back"):
        assert Notice.objects.filter(matter=found, key=f"notice.handover.item.{key}", person__phone="13800000002").exists()
    do(found.no, "give_back", window(), {"taker": "李小红", "identity_checked": True})


def test_the_windows_own_code_never_gives_a_thing_back(other: SandboxLocker, sms: KeptSms) -> None:
    """The attack: somebody of the court empties the box and lets the record say that the party fetched it."""
    found = boxed(filed(), other)
    assert not Task.objects.filter(matter=found).exists(), "nobody is waited for but the party"
    with refused("handover.waits_to_be_fetched"):
        do(found.no, "take_back", window(), {"remark": "提前取回"})
    other.visit(locker.code_for(stay_of(found), testing.actor(window())))
    tended()
    now = matter(found.no)
    assert (now.state, now.facts["opened_by"]) == ("boxed", "立案窗口") and "taker" not in now.facts
    assert other.visit(code_in(sms, "13800000002")) == "", "the party's code died with the newer one"


def test_no_code_to_a_phone_that_only_the_other_side_has_named(other: SandboxLocker) -> None:
    """The attack: a claimant names a phone of his own as the respondent's and fetches her originals."""
    parent = filed()
    found = held(parent)
    row = parent.dispute.parties.get(side="respondent")
    with refused("handover.cannot_fetch"):
        do(found.no, "ask_box", window(), {"party": row.pk})
    with refused("handover.no_such_party"):
        do(found.no, "ask_box", window(), {"party": 0})


def test_a_box_that_is_not_used_or_not_wanted_leaves_the_thing_at_the_window(other: SandboxLocker) -> None:
    parent = filed()
    found = held(parent)
    respondent(parent)
    row = parent.dispute.parties.get(side="respondent")
    do(found.no, "ask_box", window(), {"party": row.pk, "size": "large"})
    assert tended() and matter(found.no).state == "boxing"
    do(found.no, "keep", window())
    assert tended() and matter(found.no).state == "held" and stay_of(found).status == "closed"
    do(found.no, "ask_box", window(), {"party": row.pk, "size": "large"})
    testing.pass_to(date(2026, 3, 4))
    assert (matter(found.no).state, matter(found.no).facts["no_box"]) == ("held", "time")
    other.sizes = {"S01": "small"}
    with clock.at(datetime(2026, 3, 4, 9, tzinfo=clock.ZONE)):
        do(found.no, "ask_box", window(), {"party": row.pk, "size": "small"})
        other.faulty.add("S01")
        tended()
    assert (matter(found.no).state, matter(found.no).facts["no_box"]) == ("held", "full")


def test_a_message_that_is_not_delivered_is_sent_again_with_another_code(other: SandboxLocker, sms: KeptSms) -> None:
    parent = filed()
    who = respondent(parent).person
    who.phone = "13800000000"
    who.save(update_fields=["phone"])
    found = boxed(parent, other)
    assert stay_of(found).code_due and Opening.objects.filter(person=who).exists()
    who.phone = "13800000002"
    who.save(update_fields=["phone"])
    tended()
    assert not stay_of(found).code_due and other.visit(code_in(sms, "13800000002"))


def test_a_locker_that_has_forgotten_a_box_is_shown_to_the_window(other: SandboxLocker, sms: KeptSms) -> None:
    drop = filled(filed(), other, sms)
    other.held.clear()
    assert not tended() and stay_of(drop).faulty
    assert word("handover.box.faulty") in Visitor(window()).get("/handover/locker/").text
    do(drop.no, "report_empty", window(), {"remark": "柜子换过，里面没有"})
    tended()
    assert stay_of(drop).status == "closed"


# —— without a locker; running matters; the pages ——


def test_without_a_locker_nothing_of_it_is_offered_and_the_rest_works() -> None:
    parent = filed()
    found = held(parent)
    page = Visitor(testing.account()).get(f"/m/{parent.no}/")
    assert "把材料放进智能柜" not in page.text
    assert Visitor(testing.account()).get(f"/m/{parent.no}/locker/").status == 404
    assert word("handover.item.move.ask_box") not in Visitor(window()).get(f"/m/{found.no}/").text
    with refused("handover.no_locker"):
        do(found.no, "ask_box", window(), {"party": 1})
    assert Visitor().post(PATH).status == 401 and locker.tend_boxes() == 0
    do(found.no, "give_back", window(), {"taker": "陈大明", "identity_checked": True})


def test_what_was_handed_in_before_2026_stays_on_its_version(other: SandboxLocker) -> None:
    with testing.on(2025, 12, 1):
        found = held(filed())
    assert found.version == 1
    with refused("core.no_such_move"):
        do(found.no, "ask_box", window(), {"party": 1})
    assert not {"boxing", "boxed"} & set(HandedItemBoxed.main_way) and Drop.in_force == "2026-01-01"


def test_the_list_shows_first_what_needs_somebody_and_asks_few_questions(other: SandboxLocker, sms: KeptSms) -> None:
    parent = filed()
    boxed(parent, other)
    drop = filled(parent, other, sms)
    testing.pass_to(date(2026, 3, 6))
    with clock.at(datetime(2026, 3, 6, 9, tzinfo=clock.ZONE)):
        visitor = Visitor(window())
        visitor.get("/handover/locker/")
        with CaptureQueriesContext(connection) as asked:
            page = visitor.get("/handover/locker/")
    assert page.text.index(word("handover.box.overdue")) < page.text.index("银行流水")
    assert f"/handover/?drop={drop.no}" in page.links and len(asked) <= 12
    for who in (testing.account(), testing.staff("judge"), testing.staff("filing_clerk", testing.court("浙0602"))):
        page = Visitor(who).get("/handover/locker/")
        assert page.status == 404 or "银行流水" not in page.text


def test_pages_of_a_drop_for_party_and_window(other: SandboxLocker, sms: KeptSms) -> None:
    parent = filed()
    visitor = Visitor(testing.account())
    assert f"/m/{parent.no}/locker/" in visitor.get(f"/m/{parent.no}/").links
    page = visitor.get(f"/m/{parent.no}/locker/").send({"what": "银行流水", "size": "small"})
    assert word("handover.said.reserved") in page.text and "S01" in page.text
    assert visitor.post(f"/m/{parent.no}/locker/", {"what": "", "size": "small"}).status == 422
    drop = Matter.objects.get(procedure="handover.drop")
    assert Visitor(window()).get("/handover/?drop=2603-00000000-0").status == 404
    assert "2026年3月3日 23:59" in visitor.get(f"/m/{drop.no}/").text and "2026年3月3日 23:59" in sms.sent[-1][1]
    other.visit(code_in(sms, "13800000001"))
    tended()
    assert "2026年3月2日 09:0" in visitor.get(f"/m/{drop.no}/").text
    page = Visitor(window()).get(f"/handover/?drop={drop.no}")
    assert "从智能柜取出来的" in page.text and "陈大明" in page.html
