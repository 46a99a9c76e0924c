"""A file over a poor line, in a real browser: pieces that are lost, a reload halfway, the form sent in the end."""

from __future__ import annotations

import pytest

from fengqiao.config.simulation import roster

pytestmark = pytest.mark.browser

STORY = "2025年3月，邻居李小红向我借款50000元，有借条，一直没有还。"


def test_a_file_goes_on_after_a_lost_line_and_a_reload(stage, tmp_path) -> None:
    first, second = tmp_path / "现场录像.pdf", tmp_path / "第二份.pdf"
    first.write_bytes(b"%PDF-1.7\n" + bytes(900_000))
    second.write_bytes(b"%PDF-1.7\n" + bytes(90))
    phone = stage.actor("13922220077")
    page = phone.go("/tell/")
    phone.type(story=STORY)
    phone.press()
    page.goto(phone.court.url + "/tell/evidence/")
    page.click('main button[name="add"][value="evidence"]')
    sent = []

    def lossy(route) -> None:
        if route.request.method != "PUT":
            return route.continue_()
        sent.append(route.request.url)
        return route.abort() if len(sent) != 2 else route.continue_()

    page.route("**/incoming/*/?offset=*", lossy)
    limits = page.locator("[id$='-limits']", has_text="500 MB")
    limits.wait_for()  # the script, once it is there, says what goes in pieces
    assert "20 个" in limits.inner_text()
    page.set_input_files("[name='evidence-0-files'][type=file]", first)
    page.locator("[data-incoming-list]", has_text="连上后接着传").wait_for()
    while len(sent) < 3:
        page.wait_for_timeout(100)
    page.fill("[name='evidence-0-name']", "现场录像")
    page.click("main form .actions .button--main")
    assert "传完再提交" in page.inner_text("[data-file-note]"), "nothing is sent while a file is on its way"
    with page.expect_response(lambda r: r.url.endswith("/tell/evidence/draft/")):
        page.fill("[name='evidence-0-purpose']", "证明经过")
    page.unroute("**/incoming/*/?offset=*")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(phone.court.url + "/tell/evidence/")
    left = page.locator("[data-incoming-list] li")
    left.wait_for()
    assert "重新选择" in left.inner_text() and "%" in left.inner_text()
    offsets = []
    page.on("request", lambda r: offsets.append(int(r.url.split("offset=")[1])) if r.method == "PUT" else None)
    page.set_input_files("[name='evidence-0-files'][type=file]", first)
    page.locator("[data-held] input").wait_for()
    assert min(offsets) > 0, "what had arrived is not sent again"
    assert page.locator("[data-incoming-list] progress").count() == 0
    page.set_input_files("[name='evidence-0-files'][type=file]", second)
    page.locator("[data-held] li").nth(1).wait_for()
    page.click("[data-held] [data-up]")
    assert "第二份" in page.locator("[data-held] li").first.inner_text()
    phone.press()
    assert page.url.endswith("/tell/check/"), page.inner_text("main")
    page.goto(phone.court.url + "/tell/evidence/")
    assert "第二份" in page.locator("[data-held] li").first.inner_text()
    assert page.locator("[data-held] li").count() == 2


def test_a_form_that_needs_a_file_goes_once_the_file_has_come(stage, tmp_path) -> None:
    """The script empties the field when it has sent the file; the field must not hold the form back then."""
    licence = tmp_path / "营业执照.pdf"
    licence.write_bytes(b"%PDF-1.7\n" + bytes(90))
    phone = stage.actor("13922220078")
    page = phone.go("/company/new/")
    phone.type(name="诸暨市枫桥五金有限公司", uscc="91330681MA2D8XKL3P", legal_name="周总", legal_phone="13922220079", true=True)
    field = page.locator("main form input[type=file]")
    assert field.evaluate("e => e.required"), "without the script the browser itself asks for the file"
    page.set_input_files("main form input[type=file]", licence)
    held = page.locator("[data-held] input")
    held.wait_for()
    assert not field.evaluate("e => e.required")
    held.uncheck()
    assert field.evaluate("e => e.required"), "what is taken off the list is missing again"
    held.check()
    phone.press()
    assert page.url.endswith("/delegation/"), page.inner_text("main")


def test_a_file_that_has_come_is_in_the_draft_of_a_move(stage, tmp_path) -> None:
    """The way over the check of identity and back: what was typed and what was brought is still there."""
    court, phone = stage.server, "13922220080"
    (no,) = court("tell", "filing.first_instance", phone)
    defects = [{"field": "evidence", "code": "no_proof", "note": ""}]
    court("do", no, "request_correction", roster.roles()["filing_clerk"][0], defects=defects)
    photo = tmp_path / "转账.pdf"
    photo.write_bytes(b"%PDF-1.7\n" + bytes(90))
    claimant = stage.actor(phone)
    page = claimant.go(f"/m/{no}/do/correct/")
    with page.expect_response(lambda r: "/draft/" in r.url and r.status == 204):
        page.set_input_files("main form input[type=file]", photo)
        page.locator("[data-held] input").wait_for()
    claimant.go("/identity/")
    page = claimant.go(f"/m/{no}/do/correct/")
    assert "转账" in page.inner_text("[data-held]")
    claimant.press()
    assert court("state", no)["state"] == "received"
