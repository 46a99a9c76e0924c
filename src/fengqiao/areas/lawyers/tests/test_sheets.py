"""A table with parties and evidence on further sheets: one case with all of them, or nothing and why at the cell."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
from openpyxl import load_workbook

from fengqiao.areas.lawyers import filings, sheets, tables
from fengqiao.areas.lawyers.models import Batch, BatchRow
from fengqiao.areas.lawyers.tests.test_lawyers import ROW, run, sheet, upload
from fengqiao.core.models import Account, Dispute, Matter, Upload
from fengqiao.web.testing import Visitor

pytestmark = pytest.mark.pure

SIDES = [("2", "被告", "钱大", "", "13800000011", "浙江省诸暨市"), ("2", "被告", "孙二", "", "", "浙江省诸暨市枫桥镇")]
THIRD = ("2", "第三人", "诸暨枫桥担保有限公司", "", "13800000012", "浙江省诸暨市", "周总")
PIECES = [("2", "保证合同", "孙二承担保证责任", "双方签订", "原件", "3"), ("2", "聊天记录", "催告过还款", "", "电子数据")]


def book(
    *rows: dict[str, Any], parties: Sequence[Sequence[str]] = (), pieces: Sequence[Sequence[str]] = (), heads: bool = True
) -> bytes:
    """A table with its further sheets as somebody fills them in."""
    whole = load_workbook(io.BytesIO(sheet(*rows)))
    for kind, lines in ((sheets.PARTIES, parties), (sheets.EVIDENCE, pieces)):
        page = whole.create_sheet(kind.title)
        if heads:
            page.append([head + "*" * needed for head, needed in kind.columns.values()])
        for line in lines:
            page.append(list(line))
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def send(who: Account, content: bytes) -> None:
    page = upload(who, content)
    assert page.status == 200, page.text
    Visitor(who).post(f"{page.url}send/")
    run()


def test_three_respondents_and_four_pieces_make_one_dispute(lawyer: Account) -> None:
    page = upload(lawyer, book(ROW, parties=[*SIDES, THIRD], pieces=PIECES))
    assert "可以提交 1 件" in page.text and "当事人共 5 名" in page.text and "证据清单 2 项" in page.text
    assert not Dispute.objects.exists()
    Visitor(lawyer).post(f"{page.url}send/")
    run()
    dispute = Dispute.objects.get()
    names = list(dispute.parties.order_by("position").values_list("side", "name"))
    assert [name for side, name in names if side == "respondent"] == ["李小红", "钱大", "孙二"]
    third = dispute.parties.get(side="third_party")
    assert third.person.kind == "entity" and third.facts["legal_representative"] == "周总"
    told = dispute.facts["evidence"]
    assert [e["name"] for e in told] == ["借条", "转账记录", "保证合同", "聊天记录", "授权委托书"]
    assert told[2]["purpose"] == "孙二承担保证责任" and told[2]["original"] == "original" and told[2]["pages"] == 3
    assert told[3]["original"] == "electronic" and told[3]["source"] is None
    assert Matter.objects.get(dispute=dispute).state == "received"


def test_a_fault_in_row_two_of_the_evidence_is_told_at_its_cell_and_files_nothing_of_that_case(lawyer: Account) -> None:
    pieces = [("2", "保证合同", "", "", "传真件"), ("3", "借据", "借了钱")]
    content = book(ROW, {**ROW, "respondent": "钱二"}, pieces=pieces)
    page = upload(lawyer, content)
    assert "可以提交 1 件，有问题 1 件" in page.text
    assert "证据 C2（证明目的）：没有填写" in page.text and "证据 E2（原件或复印件）：请写原件、复印件或者电子数据" in page.text
    english = Visitor(lawyer).get(page.url, HTTP_ACCEPT_LANGUAGE="en")
    assert "证据 C2 (证明目的): Empty" in english.text
    report = Visitor(lawyer).client.get(f"{page.url}report.csv").content.decode("utf-8-sig")
    assert "证据 C2" in report
    Visitor(lawyer).post(f"{page.url}send/")
    run()
    assert [d.title for d in Dispute.objects.all()] == ["诸暨枫桥小额贷款有限公司与钱二民间借贷纠纷"]
    assert BatchRow.objects.get(line=2).outcome == "wrong"


@pytest.mark.parametrize(
    ("party", "cell"),
    [
        (("2", "证人", "钱大"), "当事人 B2（地位）：请写"),
        (("2", "被告", ""), "当事人 C2（姓名或名称）：没有填写"),
        (("2", "被告", "钱大", "123"), "当事人 D2（证件号码）"),
        (("2", "被告", "钱大", "", "12"), "当事人 E2（电话）"),
        (("2", "被告", "@SUM(1)"), "当事人 C2（姓名或名称）：不能以"),
        (("2", "被告", "李小红"), "当事人 C2（姓名或名称）：这名当事人已经写过了"),
        (("2", "被告", "钱大", "", "", "x" * 300), "当事人 F2（住址）"),
    ],
)
def test_a_fault_of_a_party_stands_at_its_cell(lawyer: Account, party: tuple[str, ...], cell: str) -> None:
    page = upload(lawyer, book(ROW, parties=[party]))
    assert "有问题 1 件" in page.text and cell in page.text
    Visitor(lawyer).post(f"{page.url}send/")
    run()
    assert not Dispute.objects.exists()


@pytest.mark.parametrize("row", ["9", "", "二", "-2", "2.5", "1" * 400])
def test_a_line_that_belongs_to_no_case_keeps_the_whole_table_back(lawyer: Account, row: str) -> None:
    """Whose respondent it was nobody can know: no case is filed without somebody who belongs to it."""
    page = upload(lawyer, book(ROW, parties=[SIDES[0], (row, "被告", "钱大")], pieces=[(row, "借条", "借了钱")]))
    assert page.status == 422 and "当事人 A3、证据 A2" in page.text
    assert not Batch.objects.exists()


def test_examples_and_empty_sheets_are_no_parties(lawyer: Account) -> None:
    send(lawyer, book(ROW, parties=[("例2", "被告", "李大明")], pieces=[("例 2", "保证合同", "x")]))
    assert Dispute.objects.get().parties.count() == 2
    send(lawyer, book({**ROW, "respondent": "钱二"}, heads=False))
    assert Dispute.objects.count() == 2


def test_the_same_case_is_the_same_in_another_order_and_another_with_one_more_party(lawyer: Account) -> None:
    send(lawyer, book(ROW, parties=SIDES, pieces=PIECES))
    send(lawyer, book(ROW, parties=SIDES[::-1], pieces=PIECES[::-1]))
    assert Dispute.objects.count() == 1 and BatchRow.objects.order_by("-pk")[0].outcome == "again"
    send(lawyer, book(ROW, parties=[*SIDES, THIRD], pieces=PIECES))
    assert Dispute.objects.count() == 2


def test_an_old_table_is_the_same_filing_as_ever(lawyer: Account) -> None:
    """A row that was filed before there were further sheets is not filed again because they are there now."""
    ((_line, old),) = tables.read(sheet(ROW))
    ((_line, new),) = tables.read(book(ROW))
    assert old == new and filings.key_of(old) == filings.key_of(new)
    frozen = "fddcd137de39dabb48c165b2548ce503e18d9743bba3bd7be21a40a3d4fa4df4"
    assert filings.key_of(old) == frozen


def test_a_table_whose_further_sheet_has_other_heads_is_refused(lawyer: Account) -> None:
    page = upload(lawyer, book(ROW, parties=[("甲", "乙", "丙")], heads=False))
    assert page.status == 422 and "“当事人”里没有找到规定的列" in page.text and not Batch.objects.exists()


def _swollen() -> bytes:
    """A further sheet that unpacks to more than all may."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(ROW))) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, b"0" * tables.MOST_UNPACKED if part.endswith("sheet3.xml") else old.read(part))
    return made.getvalue()


def _endless() -> bytes:
    return book(ROW, pieces=[("2", "借条", "借了钱")] * (sheets.EVIDENCE.most + 1))


@pytest.mark.parametrize("content", [_swollen, _endless], ids=["bomb", "endless"])
def test_a_further_sheet_that_swells_is_refused_calmly(content: Any) -> None:
    """Attack: a zip bomb, an endless sheet behind a small first one."""
    made = content()
    begin = time.process_time()
    with pytest.raises(tables.Unreadable) as refused:
        tables.read(made)
    assert str(refused.value) in ("lawyers.file_too_large", "lawyers.too_many_rows")
    assert time.process_time() - begin < 10


def test_four_hundred_parties_of_one_case_stay_usable(lawyer: Account) -> None:
    many = [("2", "被告", f"被告{n}") for n in range(400)]
    begin = time.process_time()
    page = upload(lawyer, book(ROW, parties=many, pieces=[("2", f"收条{n}", "收到") for n in range(900)]))
    assert "当事人共 402 名" in page.text and time.process_time() - begin < 10
    too_many = upload(lawyer, book(ROW, parties=[*many, *(("2", "被告", f"另{n}") for n in range(200))]))
    assert "有问题 1 件" in too_many.text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_table_to_download_has_the_sheets_and_explains_them(lawyer: Account, language: str) -> None:
    content = Visitor(lawyer).client.get("/lawyer/batch/template.xlsx", headers={"accept-language": language}).content
    whole = load_workbook(io.BytesIO(content))
    assert whole.sheetnames == ["批量立案", "当事人", "证据", "说明"]
    assert [c.value for c in whole["证据"][1]][:3] == ["行号*", "证据名称*", "证明目的*"]
    assert whole["当事人"]["A2"].value.startswith("例") and whole["证据"]["D3"].number_format == "@"
    text = " ".join(str(cell.value) for row in whole["说明"].iter_rows() for cell in row)
    assert ("One case a row" if language == "en" else "一行一件").lower() in text.lower() and "lawyers.explained" not in text
    for page in whole.worksheets:
        assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row), "nothing runs"
    ((line, values),) = tables.read(content)
    assert line == 2 and not set(sheets.MORE) & set(values), "our examples of parties and evidence are filed for nobody"
    assert not Upload.objects.exists()
