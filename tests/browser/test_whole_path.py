"""One dispute all the way through, in browsers: two phones, four desks, and the bench; and the two shorter ways."""

from __future__ import annotations

import pytest

from fengqiao.config.simulation import roster

pytestmark = pytest.mark.browser

STORY = "2025年3月，邻居李小红向我借款50000元，说好9月30日归还，有借条。到期后催了几次都没有还。"


class People:
    """Everybody who takes part, each at a phone or a desk of his own."""

    def __init__(self, stage, number: int) -> None:
        self.stage, self.court = stage, stage.server
        self.phones = (f"137{number:07d}1", f"137{number:07d}2")
        self.claimant = stage.actor(self.phones[0])
        self.respondent = stage.actor()
        self.desks: dict[str, object] = {}

    def desk(self, username: str):
        """The desk of a member of staff, opened when first needed."""
        if username not in self.desks:
            self.desks[username] = self.stage.desk(username)
        return self.desks[username]

    def post(self, role: str):
        """The desk of somebody who holds this post."""
        return self.desk(POSTS[role])

    def seat(self, no: str, role: str):
        """The desk of whoever was drawn for a role in the matter."""
        return self.desk(self.court("seated", no, role))

    def no(self, procedure: str) -> str:
        """The newest matter of a procedure in this dispute."""
        return self.court("matters", self.first)[procedure]

    def state(self, procedure: str) -> str:
        return self.court("state", self.no(procedure))["state"]

    def tell(self, way: str) -> None:
        """Step 1: on the phone, one question at a time, to the receipt in the same second."""
        phone = self.claimant
        page = phone.go("/tell/")
        for answer in (
            {"story": STORY},
            {},
            {"principal": "50000", "lent_on": "2025-03-01"},
            {
                "you__name": "陈大明",
                "you__address": "浙江省诸暨市枫桥镇和平路1号",
                "others__0__name": "李小红",
                "others__0__phone": self.phones[1],
                "others__0__address": "浙江省诸暨市店口镇解放路2号",
            },
            {},
            {"way": way, "true": True},
        ):
            phone.type(**answer)
            phone.press()
        self.first = page.url.split("/")[-3]
        assert page.inner_text("#receipt-number") == self.first
        assert page.locator(".qr svg").count() and page.locator(".receipt .clock").count()

    def join(self) -> None:
        """The other side finds the code in its message, signs in by phone and takes its place."""
        phone, number = self.respondent, self.phones[1]
        code = self.court("parties", self.first)["respondent"]["code"]
        assert any(code in text for text in self.court("sms", number))
        page = phone.go(f"/join/{code}/")
        page.fill("#f-phone", number)
        phone.press()
        page.fill("#f-code", self.court("code", number))
        phone.press()
        page.fill("#f-name", "李小红")
        phone.press()
        assert "/m/" in page.url


POSTS: dict[str, str] = {}


@pytest.fixture(scope="module", autouse=True)
def _posts() -> None:
    for role, names in roster.roles().items():
        POSTS[role] = names[0]


def test_steps_1_to_10_from_the_first_word_to_the_last_payment(stage) -> None:
    people = People(stage, 1)
    mediation_fails(people)
    filed_and_paid(people)
    drawn_served_and_defended(people)
    heard(people)
    judged(people)
    enforced(people)
    page = people.claimant.go("/desk/")
    assert "/do/" not in "".join(page.locator("main a").evaluate_all("l => l.map(a => a.href)"))
    assert people.court("verify") == 0


def mediation_fails(people: People) -> None:
    """1, 2: told on a phone; mediation fails, the filing opens with nothing typed again."""
    people.tell("mediation")
    people.join()
    people.respondent.turn("consent", agree=True)
    people.court("advance", "2026-03-09")
    mediation = people.no("mediation.pre_litigation")
    mediator = people.seat(mediation, "mediator")
    mediator.turn("accept", impartial=True)
    mediator.do(mediation, "give_up", ground="too_far_apart")


def filed_and_paid(people: People) -> None:
    """4, 5: the clerk's review; the fee paid at the bank, whose word is lost: the platform asks by itself."""
    people.post("filing_clerk").turn("accept")
    assert people.state("filing.first_instance") == "accepted"
    pay(people.claimant, people.no("fees.case_fee"), "lost")
    assert people.state("fees.case_fee") == "paid"


def drawn_served_and_defended(people: People) -> None:
    """6, 7: case number, triage, a draw that anybody can replay; the complaint served, the defence handed on."""
    trial = people.no("trial.first_instance")
    assert "民初" in people.court("state", trial)["number"]
    people.post("division_head").turn("confirm_triage")
    people.claimant.go("/draws/")
    page = people.claimant.follow("main table a")
    assert page.locator(".flash--success").count()
    for delivery in open_of(people, "service.delivery"):
        people.respondent.do(delivery, "acknowledge")
    people.respondent.turn("defend", text="钱已经还了一部分。")
    for delivery in open_of(people, "service.delivery"):
        acknowledge(people.claimant, delivery)


def heard(people: People) -> None:
    """8: the hearing on the calendar, the summons, the transcript confirmed by both."""
    court, trial = people.court, people.no("trial.first_instance")
    court("advance", "2026-04-01")
    judge, clerk = people.seat(trial, "judge"), people.seat(trial, "clerk")
    page = judge.go(f"/m/{trial}/do/schedule/")
    room = page.locator('main select[name="room"] option[value]:not([value=""]), main input[name="room"]').first
    slot = {"day": "2026-04-15", "time": "09:00", "minutes": 60, "room": room.get_attribute("value")}
    judge.do(trial, "schedule", **slot)
    hearing = people.no("hearings.hearing")
    for delivery in open_of(people, "service.delivery"):
        acknowledge(people.claimant, delivery)
        acknowledge(people.respondent, delivery)
    assert "09:00" in judge.go("/calendar/?from=2026-04-15").inner_text("main")
    court("advance", "2026-04-15T09:00:00")
    sides = court("parties", trial)
    present = {"parties__0__party": sides["claimant"]["id"], "parties__0__here": True}
    present |= {"parties__1__party": sides["respondent"]["id"], "parties__1__here": True}
    clerk.do(hearing, "open_session", **present, identities_verified=True)
    clerk.turn("record", text="审判员：现在开庭。")
    for phone in people.phones:
        court("verify_identity", phone)
    people.claimant.turn("confirm_transcript")
    people.respondent.turn("confirm_transcript")
    assert people.state("hearings.hearing") == "signed"


def judged(people: People) -> None:
    """9: the judgment from its template, as PDF and Word, pronounced, served, in effect on its day."""
    court, claimant = people.court, people.claimant
    judge = people.seat(people.no("trial.first_instance"), "judge")
    judgment = people.no("judgments.judgment")
    draft(judge, judgment, court("parties", judgment)["respondent"]["id"], court("state", judgment)["facts"]["fee"])
    judge.turn("pronounce")
    for delivery in open_of(people, "service.delivery"):
        acknowledge(claimant, delivery)
        acknowledge(people.respondent, delivery)
    paper = claimant.go(f"/m/{judgment}/").locator('#papers a[href$=".pdf"]').first.get_attribute("href") or ""
    assert claimant.page.request.get(court.url + paper).body().startswith(b"%PDF")
    assert claimant.page.request.get(court.url + paper.replace(".pdf", ".docx")).body().startswith(b"PK")
    court("advance", "2026-05-08")
    assert people.state("judgments.judgment") == "effective"
    assert people.state("trial.first_instance") == "closed"


def enforced(people: People) -> None:
    """10: not performed; enforcement with the same parties and amount; the money comes in and goes out."""
    court, title = people.court, people.no("performance.title")
    court("advance", "2026-06-01")
    assert people.state("performance.title") == "overdue"
    people.claimant.do(title, "apply_enforcement", leads="工商银行有账户")
    case = people.no("enforcement.case")
    people.post("filing_clerk").turn("file")
    people.seat(case, "enforcement_officer").turn("send_notice", days=5)
    court("advance", "2026-06-09")
    receive_all(people, case)
    assert court("state", title)["closed"]


def open_of(people: People, procedure: str) -> list[str]:
    """The matters of a procedure in this dispute that are still open."""
    return people.court("open_matters", people.first, procedure)


def acknowledge(phone, delivery: str) -> None:
    """Confirm receipt, where it is addressed to this phone."""
    page = phone.page
    answer = page.goto(f"{phone.court.url}/m/{delivery}/do/acknowledge/")
    if answer is not None and answer.status == 200 and "/do/acknowledge/" in page.url:
        phone.press()


def pay(phone, fee: str, how: str) -> None:
    """Pay a fee at the bank of the demonstration."""
    page = phone.go(f"/m/{fee}/")
    assert "¥" in page.inner_text("main")
    phone.follow('main a[href^="/pay/"]')
    with page.expect_navigation():
        page.locator('main form button[value="bank"]').click()
    with page.expect_navigation():
        page.locator('main a[href*="/cashier/"]').click()
    with page.expect_navigation():
        page.locator(f'button[value="{how}"]').click()
    page.wait_for_load_state()


def draft(judge, judgment: str, payer: int, fee: str) -> None:
    """Write the judgment: most of it is there already."""
    page = judge.go(f"/m/{judgment}/do/draft/")
    body = page.locator('main [name="body"]').input_value()
    assert "陈大明" in body and "李小红" in body and "钱已经还了一部分" in body
    judge.type(outcome="granted", law="《中华人民共和国民法典》第六百七十五条")
    if not page.locator('main [name="items-0-text"]').count():
        page.locator('main button[name="add"][value="items"]').click()
    judge.type(
        items__0__text="被告李小红于本判决生效之日起十日内归还原告陈大明借款50000元",
        items__0__amount="50000",
        items__0__days="10",
        items__0__payer="respondent",
    )
    if not page.locator('main [name="fee_shares-0-party"]').count():
        page.locator('main button[name="add"][value="fee_shares"]').click()
    judge.type(fee_shares__0__party=payer, fee_shares__0__amount=fee)
    judge.press()
    assert "/do/" not in page.url, page.inner_text("main")[:1500]


def receive_all(people: People, case: str) -> None:
    """The debtor pays what is owed to the creditor, then the costs that it owes to the court; the case closes."""
    court = people.court
    owed = court("owed", case)
    cashier, officer = people.post("cashier"), people.seat(case, "enforcement_officer")
    cashier.do(case, "receive_money", amount=owed, on="2026-06-09", way="paid")
    cashier.turn("pay_out")
    (costs,) = court("state", case)["facts"]["costs"]
    cashier.do(case, "receive_costs", amount=costs["amount"], on="2026-06-09", way="paid")
    officer.turn("close")


def verify_with(judge, confirmation: str) -> None:
    """The judge hears both sides together."""
    judge.turn(
        "verify",
        way="in_person",
        both_present=True,
        identities=True,
        voluntary=True,
        record="双方到庭，均表示自愿达成协议，理解协议内容和后果。",
    )


def test_the_first_shorter_way_agreement_and_confirmation(stage) -> None:
    people = People(stage, 2)
    court, claimant, respondent = people.court, people.claimant, people.respondent
    people.tell("mediation")
    people.join()
    respondent.turn("consent", agree=True)
    court("advance", "2026-03-09")
    mediation = people.no("mediation.pre_litigation")
    mediator = people.seat(mediation, "mediator")
    mediator.turn("accept", impartial=True)
    page = mediator.go(f"/m/{mediation}/do/record_agreement/")
    if not page.locator('main [name="instalments-0-amount"]').count():
        page.locator('main button[name="add"][value="instalments"]').click()
    mediator.type(
        terms="李小红于2026年4月30日前归还陈大明48000元。",
        payer="respondent",
        instalments__0__amount="48000",
        instalments__0__due="2026-04-30",
    )
    mediator.press()
    for number in people.phones:
        people.court("verify_identity", number)
    for phone in (claimant, respondent):
        phone.turn("sign", agree=True)
    for phone in (claimant, respondent):
        phone.do(mediation, "apply_confirmation", agree=True)
    confirmation = people.no("confirmation.judicial")
    people.post("filing_clerk").turn("accept")
    judge = people.seat(confirmation, "judge")
    verify_with(judge, confirmation)
    judge.turn("confirm")
    assert people.state("confirmation.judicial") == "confirmed"
    assert people.state("mediation.pre_litigation") == "settled"
    respondent.turn("report_payment", amount="48000", paid_on="2026-03-09", way="transfer")
    claimant.turn("confirm_payment", agree=True)
    assert people.state("performance.title") == "performed"
    assert court("state", people.no("performance.title"))["closed"] and court("verify") == 0


def test_the_second_shorter_way_an_unpaid_fee_is_treated_as_withdrawn(stage) -> None:
    people = People(stage, 3)
    court, claimant = people.court, people.claimant
    people.tell("filing")
    people.post("filing_clerk").turn("accept")
    page = claimant.go(f"/m/{people.no('fees.case_fee')}/")
    assert page.locator(".clock").count() and "¥" in page.inner_text("main")
    pay(claimant, people.no("fees.case_fee"), "fail")
    assert people.state("fees.case_fee") == "due"
    court("advance", "2026-03-12")
    assert people.state("fees.case_fee") == "unpaid"
    assert people.state("trial.first_instance") == "deemed_withdrawn"
    page = claimant.go(f"/m/{people.no('trial.first_instance')}/")
    assert "裁定" in page.inner_text("#papers") and court("verify") == 0
