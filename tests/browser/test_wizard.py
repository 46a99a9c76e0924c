"""The front door in a real browser: on a phone, without scripts, with the keyboard, within its weight."""

from __future__ import annotations

import socket

import pytest

pytestmark = pytest.mark.browser

STORY = "2025年3月，邻居李小红向我借款50000元，说好9月30日归还，有借条。到期后催了几次都没有还。"


def test_without_scripts_from_the_front_page_to_the_receipt(stage) -> None:
    phone = stage.actor(scripts=False)
    page = phone.go("/")
    page.fill("#what", STORY)
    page.click(".hero button")
    phone.press()
    phone.press()
    phone.type(principal="50000", lent_on="2025-03-01")
    phone.press()
    phone.type(you__name="陈大明", you__phone="13900000011", you__address="浙江省诸暨市枫桥镇和平路1号")
    phone.type(others__0__name="李小红", others__0__phone="13900000012")
    phone.press()
    page.click('main button[name="add"][value="evidence"]')
    phone.type(evidence__0__name="借条")
    phone._type("evidence-0-files", {"name": "借条.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"})
    phone.press()
    assert "借条" in page.inner_text("main")
    phone.type(way="mediation", true=True)
    phone.press()
    page.fill("#f-phone", "13900000011")
    phone.press()
    page.fill("#f-code", stage.server("code", "13900000011"))
    phone.press()
    phone.type(true=True)
    phone.press()
    number = page.inner_text("#receipt-number")
    assert number and page.locator(".qr svg").count() and page.locator(".hash").inner_text()
    assert page.locator(".clock").count()


def test_what_is_typed_is_kept_while_it_is_typed(stage) -> None:
    phone = stage.actor()
    page = phone.go("/tell/")
    with page.expect_response(lambda r: r.url.endswith("/tell/story/draft/")):
        page.fill('[name="story"]', "写到一半，手机没电了")
    page.goto(phone.court.url + "/tell/story/")
    assert page.input_value('[name="story"]') == "写到一半，手机没电了"


def test_an_impatient_finger_sends_once(stage) -> None:
    court = stage.server
    no = court("tell", "mediation.pre_litigation", "13922220001")[0]
    phone = stage.actor("13922220001")
    page = phone.go(f"/m/{no}/do/withdraw/")
    page.fill('[name="reason"]', "已经和解")
    page.locator("main form .button--main").dblclick()
    page.wait_for_url(f"**/m/{no}/")
    assert court("events", no).count("withdraw") == 1
    page.go_back()
    page.wait_for_load_state()
    assert court("events", no).count("withdraw") == 1


def test_the_clerk_clears_the_worklist_with_the_keyboard_alone(stage) -> None:
    court = stage.server
    for no in court("open_all", "filing.first_instance"):
        court("attempt", no, "withdraw", court("teller", no))
    waiting = court("tell", "filing.first_instance", "13922220002", 3)
    clerk = stage.desk("filing.zhou")
    page = clerk.go("/desk/")
    for left in (3, 2, 1):
        assert page.locator("[data-row]").count() == left
        page.keyboard.press("j")
        with page.expect_navigation():
            page.keyboard.press("1")
        assert "/do/accept/" in page.url
        with page.expect_navigation():
            press_main_button(page)
        with page.expect_navigation():
            follow(page, "/desk/")
    assert page.locator("[data-row]").count() == 0
    assert all(court("state", no)["state"] == "accepted" for no in waiting)


def press_main_button(page) -> None:
    """Come to the button of the form by Tab, with the focus to be seen, and press Enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('main form .button--main')"):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            page.keyboard.press("Enter")
            return
    raise AssertionError("the button is out of reach of the keyboard")


def follow(page, path: str) -> None:
    """Come to a link by Tab and press Enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == path:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{path} is out of reach of the keyboard")


def test_large_type_and_high_contrast_are_remembered_and_fit(stage) -> None:
    phone = stage.actor()
    page = phone.go("/tell/")
    for way, chosen in (("type", "large"), ("contrast", "high")):
        page.locator(f'button[name="{way}"]').first.click()
        page.locator(f'html[data-{way}="{chosen}"]').wait_for()
    for path in ("/", "/tell/story/", "/login/", "/enquire/"):
        phone.go(path)
        assert page.locator("html").get_attribute("data-type") == "large"
        assert page.locator("html").get_attribute("data-contrast") == "high"
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path


def test_more_than_2_gb_is_refused_by_the_real_server_before_it_is_sent(court_server) -> None:
    host, port = court_server.url.removeprefix("http://").split(":")
    head = (
        "POST /tell/evidence/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        "Accept-Language: en\r\nContent-Length: 2400000000\r\n\r\n--x\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=8) as line:
        line.sendall(head.encode())
        answer = line.recv(65536).decode()
    assert answer.startswith("HTTP/1.1 413") and "connection: close" in answer.lower()
