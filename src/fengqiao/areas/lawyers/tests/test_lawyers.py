"""Filing from a table is filing through the one door: checked at its cells, once, and nobody else's business."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from fengqiao.areas.lawyers import diary, filings, sheets, tables
from fengqiao.areas.lawyers.models import Batch, BatchRow
from fengqiao.core import clock, testing
from fengqiao.core.errors import Invalid
from fengqiao.core.models import Account, Event, Matter, Representative, Upload
from fengqiao.web.testing import Page, Visitor

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
ROW = {
    "claimant": "诸暨枫桥小额贷款有限公司",
    "claimant_phone": "13800000001",
    "claimant_address": "浙江省诸暨市枫桥镇和平路1号",
    "claimant_id": "91330681MA2D8ABC0",
    "legal_representative": "陈总",
    "respondent": "李小红",
    "respondent_phone": "13800000002",
    "respondent_address": "浙江省诸暨市",
    "cause": "民间借贷纠纷",
    "amount": "50000",
    "claim": "归还借款50000元",
    "happened_on": "2025-03-01",
    "story": "2025年3月1日借款50000元，到期不还。",
    "evidence": "借条；转账记录",
}
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _whole(seventeen: str) -> str:
    total = sum(SIGNS.index(c) * pow(3, n, 31) for n, c in enumerate(seventeen))
    return seventeen + SIGNS[(31 - total % 31) % 31]


ROW["claimant_id"] = _whole(ROW["claimant_id"])


def sheet(*rows: dict[str, Any]) -> bytes:
    book = Workbook()
    page = book.active
    page.append([head for head, _needed in tables.COLUMNS.values()])
    for row in rows:
        page.append([row.get(column, "") for column in tables.COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(who: Account, content: bytes, name: str = "案件.xlsx", **typed: Any) -> Page:
    files = {"table": SimpleUploadedFile(name, content), "power": SimpleUploadedFile("委托书.pdf", PDF)}
    return Visitor(who).post("/lawyer/batch/", {"kind": "lawyer", "firm": "枫桥律师事务所", **files, **typed})


def run() -> None:
    while filings.file_waiting():
        pass


def test_a_table_becomes_filings_row_by_row_with_the_lawyer_as_agent(lawyer: Account) -> None:
    page = upload(lawyer, sheet(ROW, {**ROW, "respondent": "钱二", "amount": "60000"}))
    assert page.status == 200 and "可以提交 2 件" in page.text and not Matter.objects.exists()
    page = Visitor(lawyer).post(f"{page.url}send/")
    assert 'http-equiv="refresh"' in page.html
    run()
    assert Matter.objects.filter(procedure="filing.first_instance").count() == 2
    agents = set(Representative.objects.values_list("person_id", "kind", "firm", "special_power"))
    assert agents == {(lawyer.person_id, "lawyer", "枫桥律师事务所", False)}
    no = BatchRow.objects.get(line=2).no
    page = Visitor(lawyer).get(f"/m/{no}/")
    assert page.status == 200 and "委托书.pdf" in page.text
    assert Event.objects.get(matter__no=no, seq=1).actor_id == lawyer.person_id
    assert "提交完了：新立 2 件" in Visitor(lawyer).get(f"/lawyer/batch/{Batch.objects.get().pk}/").text


def test_the_same_row_is_filed_once_in_whatever_file_it_comes(lawyer: Account) -> None:
    for _ in range(2):
        page = upload(lawyer, sheet(ROW, ROW))
        assert "与第 2 行相同" in page.text
        for _ in range(2):
            Visitor(lawyer).post(f"{page.url}send/")
        run()
    assert Matter.objects.filter(procedure="filing.first_instance").count() == 1
    states = list(BatchRow.objects.order_by("pk").values_list("outcome", flat=True))
    assert states == ["filed", "again", "again", "again"] and len(set(BatchRow.objects.values_list("no"))) == 1


def test_a_row_that_says_the_same_as_another_is_not_counted_as_one_more(lawyer: Account) -> None:
    page = upload(lawyer, sheet(ROW, {**ROW, "happened_on": "2025/3/1"}, {**ROW, "respondent": "钱二"}))
    assert "可以提交 2 件" in page.text and "另有 1 行与前面的相同" in page.text and "提交 3 件" not in page.text
    page = Visitor(lawyer).post(f"{page.url}send/")
    assert "2 件在路上" in page.text
    run()
    assert Matter.objects.count() == 2


@pytest.mark.parametrize("text", ["2025.3.1", "2025/3/1", "2025-3-01", "2025年3月1日", "2025. 3. 1"])
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    told = filings.told_of({**ROW, "happened_on": text})
    assert told.happened_on is not None and told.happened_on.isoformat() == "2025-03-01"
    assert filings.key_of({**ROW, "happened_on": text}) == filings.key_of(ROW)


@pytest.mark.parametrize("text", ["2025.13.1", "3/1/2025", "去年", "2027/1/1"])
def test_what_is_no_day_is_said_at_its_cell(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        filings.told_of({**ROW, "happened_on": text})
    assert [place for place, _code, _values in caught.value.errors] == ["happened_on"]


def test_each_fault_is_said_at_its_cell_and_right_rows_are_not_kept_back(lawyer: Account) -> None:
    wrong = {**ROW, "respondent": "", "claimant_phone": "123", "cause": "不存在纠纷", "amount": "-5", "claim": "=1+1"}
    page = upload(lawyer, sheet(ROW, wrong, {**ROW, "happened_on": "2099-01-01", "claimant_id": "123"}))
    assert "可以提交 1 件，有问题 2 件" in page.text
    for cell in ("F3（被告姓名或名称）：没有填写", "J3（案由）", "L3（诉讼请求）：不能以", "C3（原告电话）", "K3（", "M4（", "B4（"):
        assert cell in page.text, cell
    Visitor(lawyer).post(f"{page.url}send/")
    run()
    assert Matter.objects.count() == 1


def test_a_csv_as_spreadsheets_write_it(lawyer: Account) -> None:
    heads = [head for head, _needed in tables.COLUMNS.values()]
    text = "\r\n".join([",".join(heads), ",".join(ROW.get(c, "") for c in tables.COLUMNS)])
    for coding in ("utf-8-sig", "gb18030"):
        assert tables.read(text.encode(coding))[0][1]["respondent"] == "李小红"
    assert "可以提交 1 件" in upload(lawyer, text.encode("gb18030"), "案件.csv").text


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (tables.MOST_UNPACKED + 1))
    return out.getvalue()


def _entities() -> bytes:
    out = io.BytesIO(sheet(ROW))
    body = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData>&b;</sheetData></worksheet>'
    made = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.namelist():
            new.writestr(part, body if part.startswith("xl/worksheets/") else old.read(part))
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04" + b"\x00" * 500,
        b"\x00\xff" * 200,
        b"a,b,c\n1,2,3\n",
        _bomb(),
        _entities(),
        sheet(),
        sheet(*([ROW] * (tables.MOST_ROWS + 1))),
        b"x" * (tables.MOST_BYTES + 1),
    ],
    ids=["empty", "torn", "noise", "other-columns", "bomb", "entities", "no-rows", "too-many", "too-large"],
)
def test_a_file_that_is_no_table_of_ours_is_refused_calmly(content: bytes) -> None:
    """Attack: a zip bomb, entities, garbage, an endless sheet."""
    begin = time.process_time()
    with pytest.raises(tables.Unreadable):
        tables.read(content)
    assert time.process_time() - begin < 5


def test_no_spreadsheet_runs_what_we_write() -> None:
    """Attack: formula injection through a report or the template."""
    text = tables.report(["a"], [['=HYPERLINK("http://evil")'], ["@SUM(1)"], ["+1"], ["-1"]]).decode("utf-8-sig")
    assert all(line.lstrip('"').startswith("'") for line in text.splitlines()[1:])
    kinds = (sheets.FILINGS, *sheets.MORE.values())
    evil = {sheet.title: [["=1+1"] * len(sheet.columns)] for sheet in kinds}
    book = load_workbook(io.BytesIO(tables.template(evil, ["=1+1"])))
    assert len(book.worksheets) == 4
    assert all(cell.data_type == "s" for page in book.worksheets[:3] for cell in page[2])
    assert book.worksheets[3]["A1"].data_type == "s"


def test_five_hundred_rows_stay_usable(lawyer: Account, django_assert_max_num_queries: Any) -> None:
    rows = [{**ROW, "respondent": f"被告{n}"} for n in range(tables.MOST_ROWS)]
    content = sheet(*rows)
    begin = time.process_time()
    page = upload(lawyer, content)
    assert "可以提交 500 件" in page.text
    assert time.process_time() - begin < 10
    visitor = Visitor(lawyer)
    with django_assert_max_num_queries(15):
        assert visitor.get(page.url).status == 200
    Visitor(lawyer).post(f"{page.url}send/")
    assert filings.file_waiting() == filings.PIECE
    assert BatchRow.objects.filter(outcome="filed").count() == filings.PIECE
    assert BatchRow.objects.filter(outcome="waiting").count() == tables.MOST_ROWS - filings.PIECE


def test_anothers_batch_is_not_found(lawyer: Account) -> None:
    """Attack (IDOR): read, send or download another's table by its number."""
    page = upload(lawyer, sheet(ROW))
    thief = Visitor(testing.account("贼", "13800000088"))
    for path in (page.url, f"{page.url}report.csv"):
        assert thief.get(path).status == 404
    assert thief.post(f"{page.url}send/").status == 404
    run()
    assert not Matter.objects.exists()


def test_without_a_power_of_attorney_there_is_no_table(lawyer: Account) -> None:
    """R-FIL-06: whoever files for others shows a power."""
    page = upload(lawyer, sheet(ROW), power="")
    assert page.status == 422 and not Batch.objects.exists()
    mine = Upload.objects.count()
    assert upload(lawyer, b"nothing").status == 422 and not Batch.objects.exists() and Upload.objects.count() >= mine


def filed(who: Account, **typed: Any) -> Matter:
    page = upload(who, sheet(ROW), **typed)
    Visitor(who).post(f"{page.url}send/")
    run()
    return Matter.objects.get(no=BatchRow.objects.order_by("-pk").first().no)


def test_an_agent_withdraws_only_with_special_authority(lawyer: Account) -> None:
    """R-FIL-06, CPL 62: "full authority" is not special authority."""
    matter = filed(lawyer)
    page = Visitor(lawyer).post(f"/m/{matter.no}/do/withdraw/", {"seen": "1", "reason": "x"})
    assert page.status == 409 and "特别授权" in page.text
    clerk = Visitor(testing.staff("filing_clerk"))
    form = clerk.get(f"/m/{matter.no}/do/recognise_power/")
    assert f"何律师（{matter.dispute.parties.get(side='claimant').name}）" in form.text
    typed = {"seen": "1", "agent": str(lawyer.person_id), "scope": "special", "letter_seen": "true"}
    clerk.post(f"/m/{matter.no}/do/recognise_power/", typed)
    assert Event.objects.get(matter=matter, move="recognise_power").data["scope"] == "special"
    Visitor(lawyer).post(f"/m/{matter.no}/do/withdraw/", {"seen": "2", "reason": "x"})
    assert testing.matter(matter.no).state == "withdrawn"


def test_the_court_alone_says_how_far_a_power_goes(lawyer: Account) -> None:
    """Attack: an agent, or a clerk for somebody who is no agent here, raises a power; nothing changes."""
    matter = filed(lawyer)
    data = {"agent": lawyer.person_id, "scope": "special", "letter_seen": True}
    stranger, clerk = testing.account("旁人", "13800000099"), testing.staff("filing_clerk")
    with testing.refused("core.not_yours"):
        testing.do(matter.no, "recognise_power", lawyer, data)
    with testing.refused("core.not_an_agent"):
        testing.do(matter.no, "recognise_power", clerk, {**data, "agent": stranger.person_id})
    assert not Representative.objects.filter(special_power=True).exists()


def test_the_second_case_takes_three_typed_fields(lawyer: Account) -> None:
    """From the second case on at most 60 seconds of typing: 3 fields, some 20 signs; the rest is kept."""
    first = filed(lawyer)
    page = Visitor(lawyer).get(f"/lawyer/again/{first.no}/")
    typed = {"respondent": "赵六", "respondent_phone": "13800000009", "amount": "30000"}
    asked = page.send(typed)
    assert asked.status == 422 and Matter.objects.count() == 1, "what is copied is looked at before it is sent"
    assert asked.form("claim").values["claim"] == ["归还借款30000元"]
    assert asked.form("claim").values["story"] == ["2025年3月1日借款30000元，到期不还。"]
    done = asked.send()
    assert done.url.startswith("/r/"), done.text
    made = Matter.objects.order_by("-id").first()
    assert made.dispute.title == "诸暨枫桥小额贷款有限公司与赵六民间借贷纠纷" and made.dispute.cause == first.dispute.cause
    party = made.dispute.parties.get(side="claimant")
    assert party.facts["address"] == ROW["claimant_address"] and party.person.id_masked
    assert Representative.objects.filter(party=party, person=lawyer.person, kind="lawyer").exists()
    assert sum(map(len, typed.values())) <= 60
    assert Visitor(testing.account("贼", "13800000088")).get(f"/lawyer/again/{first.no}/").status == 404


def test_a_text_of_the_earlier_case_is_not_filed_unseen_under_another_sum(lawyer: Account) -> None:
    """The claim said 50,000 and the sum 30,000: nothing is filed before somebody has looked."""
    first = filed(lawyer)
    page = Visitor(lawyer).get(f"/lawyer/again/{first.no}/")
    page = page.send({"respondent": "赵六", "amount": "30000", "claim": "归还借款50000元及利息", "happened_on": "2025-04-05"})
    assert page.status == 422 and "不一致" in page.text
    assert page.form("claim").values["story"] == ["2025年4月5日借款30000元，到期不还。"]
    page = page.send({"amount": "40000"})
    assert page.status == 422 and Matter.objects.count() == 1, "another sum is looked at again"
    page = page.send({"respondent_phone": "1" * 60})
    assert page.status == 422 and Matter.objects.count() == 1
    again = page.send({"respondent_phone": "13800000009", "claim": "归还借款40000元", "story": "借款40000元，到期不还。"})
    assert again.url.startswith("/r/"), again.text
    made = Matter.objects.order_by("-id").first()
    assert made.dispute.facts["claims"][0]["text"] == "归还借款40000元" and made.dispute.amount == 40000


def test_a_text_that_was_looked_at_is_filed_as_it_stands(lawyer: Account) -> None:
    """The sum claimed may be what is left of a larger loan."""
    first = filed(lawyer)
    page = Visitor(lawyer).get(f"/lawyer/again/{first.no}/")
    story = "借款50000元，\n还了20000元。"
    page = page.send({"respondent": "赵六", "amount": "30000", "claim": "归还余款", "story": story})
    assert page.status == 422 and "没有一个与" in page.text
    assert page.send().url.startswith("/r/")


def hearing(matter: Matter, who: Account, start: str) -> Matter:
    party = matter.dispute.parties.get(side="claimant")
    row = Matter.objects.create(
        no=f"2603-{start[8:10]}{start[11:13]}{start[14:16]}{matter.pk:02d}-1",
        dispute=matter.dispute,
        court=matter.court,
        procedure="hearings.hearing",
        version=1,
        state="scheduled",
        facts={"start": start, "minutes": 60, "room_name": "第一法庭"},
        opened_at=clock.now(),
        changed_at=clock.now(),
        chain_head="0",
    )
    row.standings.create(person=who.person, party=party, role="claimant", name=who.person.name, since=clock.now())
    return row


def test_one_calendar_over_all_courts_says_what_clashes(lawyer: Account) -> None:
    matter = filed(lawyer)
    elsewhere = testing.court("浙0602")
    one = hearing(matter, lawyer, "2026-03-10T09:00:00+08:00")
    two = hearing(matter, lawyer, "2026-03-10T09:30:00+08:00")
    Matter.objects.filter(pk=two.pk).update(court=elsewhere)
    hearing(matter, lawyer, "2026-03-11T09:00:00+08:00")
    page = Visitor(lawyer).get("/lawyer/")
    assert page.status == 200 and page.text.count("时间冲突") == 2
    assert one.no in page.html and elsewhere.name in page.text


def test_the_secret_address_of_the_calendar_opens_one_calendar_until_it_is_revoked(lawyer: Account) -> None:
    """Attack: guess an address, use one that was revoked, read names from it."""
    matter = filed(lawyer)
    hearing(matter, lawyer, "2026-03-10T09:00:00+08:00")
    key = diary.new_key(lawyer.person)
    anybody = Visitor().client
    text = anybody.get(f"/ics/{key}.ics").content.decode()
    assert "DTSTART:20260310T010000Z" in text and "SUMMARY:开庭" in text
    assert "李小红" not in text and "诸暨枫桥小额贷款" not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    newer = diary.new_key(lawyer.person)
    assert anybody.get(f"/ics/{key}.ics").status_code == 404 and anybody.get(f"/ics/{newer}.ics").status_code == 200
    Visitor(lawyer).post("/lawyer/calendar/key/", {"end": "1"})
    assert anybody.get(f"/ics/{newer}.ics").status_code == 404
    with clock.at(testing.NOW + timedelta(hours=2)):
        key = diary.new_key(lawyer.person)
        for n in range(30):
            assert anybody.get(f"/ics/{n}.ics").status_code == 404
        assert anybody.get(f"/ics/{key}.ics").status_code == 404, "whoever guesses is shut out for the hour"


def test_the_desk_puts_the_case_that_presses_first(lawyer: Account) -> None:
    matter = filed(lawyer)
    page = Visitor(lawyer).get("/lawyer/")
    assert matter.dispute.title in page.text and "再立一件类似的" in page.text
    assert Visitor(testing.account("路人", "13800000088")).get("/lawyer/").text.count(matter.dispute.title) == 0


def test_the_sample_row_of_the_template_is_a_row_without_fault(lawyer: Account) -> None:
    """Whoever sends the sample back as it is sees how a right row looks."""
    file = SimpleUploadedFile("样表.xlsx", Visitor(lawyer).client.get("/lawyer/batch/template.xlsx").content)
    page = Visitor(lawyer).get("/lawyer/batch/").send({"table": file, "power": SimpleUploadedFile("授权.pdf", b"%PDF-1.7\n")})
    assert page.status == 200 and "有问题 0 件" in page.text and "可以提交 1 件" in page.text
    assert "<progress" not in page.html, "nothing is on its way"
