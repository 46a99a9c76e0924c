"""The sheets of a table of filings: one row a case on the first; further parties and evidence on sheets of their own.

The further sheets name the row of the first sheet that they belong to, as the spreadsheet itself counts rows.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its title, its columns (the head, whether it must be filled), and the columns that mark its heads."""

    title: str
    columns: dict[str, tuple[str, bool]]
    marks: tuple[str, str]
    most: int

    def place(self, column: str) -> int:
        """Where a column stands in our template, counted from 1."""
        return list(self.columns).index(column) + 1


FILINGS = Sheet(
    "批量立案",
    {
        "claimant": ("原告姓名或名称", True),
        "claimant_id": ("原告证件号码", True),
        "claimant_phone": ("原告电话", True),
        "claimant_address": ("原告住址", True),
        "legal_representative": ("原告法定代表人", False),
        "respondent": ("被告姓名或名称", True),
        "respondent_id": ("被告证件号码", False),
        "respondent_phone": ("被告电话", False),
        "respondent_address": ("被告住址", False),
        "cause": ("案由", True),
        "amount": ("请求金额（元）", False),
        "claim": ("诉讼请求", True),
        "happened_on": ("发生日期", False),
        "story": ("事实和理由", True),
        "evidence": ("证据名称（分号隔开）", False),
    },
    ("claimant", "respondent"),
    500,
)
PARTIES = Sheet(
    "当事人",
    {
        "row": ("行号", True),
        "side": ("地位", True),
        "name": ("姓名或名称", True),
        "id": ("证件号码", False),
        "phone": ("电话", False),
        "address": ("住址", False),
        "legal_representative": ("法定代表人", False),
    },
    ("row", "side"),
    5_000,
)
EVIDENCE = Sheet(
    "证据",
    {
        "row": ("行号", True),
        "name": ("证据名称", True),
        "purpose": ("证明目的", True),
        "source": ("证据来源", False),
        "original": ("原件或复印件", False),
        "pages": ("页数", False),
    },
    ("row", "name"),
    5_000,
)
MORE = {"parties": PARTIES, "pieces": EVIDENCE}
"""The further sheets, by the name under which a row keeps what they say of it."""

SIDES = {"原告": "claimants", "被告": "respondents", "第三人": "third_parties"}
ORIGINALS = {"原件": "original", "复印件": "copy", "电子数据": "electronic"}
EXAMPLE = "例"
"""A line of a further sheet whose row number begins so is an example of ours and is never filed."""
