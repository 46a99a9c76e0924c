"""How much a prepared case costs the one who files it on a phone, and the clerk who decides it by keyboard."""

from __future__ import annotations

import pytest

from fengqiao.config.simulation import roster

pytestmark = pytest.mark.browser

STORY = "2025年3月，邻居李小红向我借款50000元，说好9月30日归还，有借条，转账给她的。到期后催了几次都没有还。"
SCREENS, FIELDS, KEYS = 6, 25, 8
ANSWERS = (
    {"story": STORY},
    {},
    {"principal": "50000", "lent_on": "2025-03-01", "due_on": "2025-09-30", "proof": True, "handed": True},
    {
        "you__name": "陈大明",
        "you__address": "浙江省诸暨市枫桥镇和平路1号",
        "you__id_number": "11010519491231002X",
        "others__0__name": "李小红",
        "others__0__phone": "13955550002",
        "others__0__address": "浙江省诸暨市店口镇解放路2号",
    },
    {},
    {"way": "filing", "true": True},
)
SEEN = """() => Array.from(new Set(Array.from(document.querySelectorAll(
  'main form.form input:not([type=hidden]), main form.form select, main form.form textarea'))
  .filter((e) => e.checkVisibility ? e.checkVisibility() : e.offsetParent !== null).map((e) => e.name)))"""


def test_a_prepared_private_loan_is_filed_by_phone_in_six_screens_and_twenty_five_fields(stage) -> None:
    phone = stage.actor("13955550001")
    page = phone.go("/tell/")
    asked: list[str] = []
    for screen, answer in enumerate(ANSWERS, 1):
        assert page.locator("main form.form").count(), page.url
        asked += page.evaluate(SEEN)
        assert screen <= SCREENS
        phone.type(**answer)
        phone.press()
    assert "/r/" in page.url, page.url
    assert len(asked) == len(set(asked)), "nothing is asked twice"
    assert len(asked) <= FIELDS, (len(asked), asked)
    no = page.url.split("/")[-3]
    assert len(stage.server("papers", no)) == 2, "the receipt, and the complaint composed from the answers"


def test_a_clerk_decides_an_ordinary_filing_in_eight_keystrokes_from_the_worklist(stage) -> None:
    court = stage.server
    for no in court("open_all", "filing.first_instance"):
        court("attempt", no, "withdraw", court("teller", no))
    waiting = court("tell", "filing.first_instance", "13955550003", 1)[0]
    clerk = stage.desk("filing.zhou")
    page = clerk.go("/desk/")
    keys = 0

    def press(key: str, *, goes: bool = False) -> None:
        nonlocal keys
        keys += 1
        if goes:
            with page.expect_navigation():
                page.keyboard.press(key)
        else:
            page.keyboard.press(key)

    press("j")
    press("1", goes=True)
    assert "/do/accept/" in page.url
    press("Control+Enter", goes=True)
    assert court("state", waiting)["state"] == "accepted"
    assert keys <= KEYS


def test_a_kiosk_asks_before_it_forgets_and_never_while_somebody_types(stage) -> None:
    keeper = stage.desk(roster.roles()["president"][0])
    page = keeper.go("/counter/stations/")
    keeper.type(name="一号自助机", kind="kiosk", place="一楼")
    keeper.press()
    with page.expect_navigation():
        page.locator('main form[action*="/kiosk/"] button').first.click()
    page.clock.install()
    keeper.go("/tell/")
    for _ in range(3):
        page.clock.fast_forward(80_000)
        page.keyboard.press("Shift")
    assert page.url.endswith("/tell/story/"), "four minutes of typing, and nothing is thrown away"
    page.clock.fast_forward(95_000)
    asked = page.locator("dialog[role=alertdialog]")
    asked.wait_for()
    page.keyboard.press("Tab")
    page.clock.fast_forward(80_000)
    assert asked.count() == 0 and page.url.endswith("/tell/story/")
    with page.expect_navigation():
        page.clock.fast_forward(125_000)
    page.wait_for_load_state()
    assert page.url.endswith("/kiosk/")


def test_at_the_window_the_first_question_has_the_focus(stage) -> None:
    """From the code that the party brings to the first answer without a single Tab."""
    keeper = stage.desk(roster.roles()["president"][0])
    keeper.go("/counter/stations/")
    keeper.type(name="七号窗口", kind="window", place="一楼")
    keeper.press()
    clerk = stage.desk(roster.roles()["filing_clerk"][0])
    page = clerk.go("/counter/")
    with page.expect_navigation():
        page.locator('main button[name="station"]').first.click()
    clerk.go("/tell/")
    assert page.evaluate("document.activeElement.matches('main form .control')")
    assert stage.actor("13955550009").go("/tell/").evaluate("document.activeElement === document.body"), "at home nothing moves"

