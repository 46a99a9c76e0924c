"""Pages about the law for people: ``python -m fengqiao.law.docs [--check] [root]``.

Writes ``docs/law/*.md`` from the data that the answers come from, and ``data/held_by.yaml`` from
the tests. With ``--check`` it writes nothing and ends with 1 where something is out of date.
``open.md`` and ``CHANGELOG.md`` are written by hand.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from fengqiao.kernel import yamls
from fengqiao.kernel.citation import Citation
from fengqiao.law import decisions, periods, rules, settings
from fengqiao.law.ask import describe
from fengqiao.law.asks import ASKS
from fengqiao.law.case_number import case_types
from fengqiao.law.indicators import indicators
from fengqiao.law.instruments import BY_CODE
from fengqiao.law.limits import PROCEDURES
from fengqiao.law.store import DATA, load

MADE = "<!-- 由 python -m fengqiao.law.docs 从 src/fengqiao/law/data 生成，请勿手改。 -->\n"
_NAMED = re.compile(r"def (test_R_([A-Z]{3})_(\d\d)\w*)")


def held_by(tests: Path) -> dict[str, list[str]]:
    """Return the tests of each rule: functions named by it, and worked examples that name it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    own = [*tests.glob("law/test_*.py"), *tests.glob("kernel/test_period.py"), *tests.glob("kernel/test_money.py")]
    for path in sorted(own):
        for name, area, number in _NAMED.findall(path.read_text(encoding="utf-8")):
            found[f"R-{area}-{number}"].append(f"{path.relative_to(tests.parent)}::{name}")
    for name in ("periods", "fees", "cases"):
        path = tests / "law" / "examples" / f"{name}.yaml"
        for row in yamls.read(path) if path.exists() else ():
            found[row["rule"]].append(f"{path.relative_to(tests.parent)}: {row['what']}")
    return {id: found[id] for id in rules.all_rules() if id in found}


def _cites(cites: Iterable[Citation]) -> str:
    return "；".join(citation.zh for citation in cites)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
    yield ""


def _page(title: str, note: str, lines: Iterable[str]) -> str:
    return "\n".join([MADE + f"# {title}", "", note, "", *lines]) + "\n"


def _rules_page(held: dict[str, list[str]]) -> str:
    rows = [
        (
            rule.id,
            f"{rule.zh}<br>{rule.en}",
            rules.STATUS_ZH[rule.status],
            rules.KIND_ZH[rule.kind],
            _cites(rule.cites),
            "<br>".join(held.get(rule.id, ["—"])[:4])
            + (f"<br>共{len(held[rule.id])}项" if len(held.get(rule.id, ())) > 4 else ""),
        )
        for rule in rules.all_rules().values()
    ]
    note = "全部规则、核实状态、依据和验证它的测试。Every rule with its status, source and the tests that hold it."
    return _page("规则总表 Rules", note, _table(("编号", "规则", "状态", "落实", "依据", "测试"), rows))


def _periods_page() -> str:
    rows = [
        (
            f"`{rule.id}`",
            f"{rule.note_zh}<br>{rule.note_en}",
            rule.length_zh + {"at_least": "以上", "at_most": "以内", None: ""}[rule.bound],
            ("在" if rule.direction == "backward" else "自")
            + rule.from_zh
            + ("之前" if rule.direction == "backward" else "起"),
            "法院" if rule.who == "court" else "当事人等",
            rule.status,
            rule.in_force,
            _cites(rule.cites),
        )
        for rule in periods.all_rules()
    ]
    head = ("编号", "期间", "长度", "起算", "谁的期间", "状态", "本版本施行", "依据")
    return _page("期间目录 Periods", "每个期间的长度、起算和依据。Every period of procedure.", _table(head, rows))


def _range(id: str) -> str:
    one = settings.setting(id)
    return f"{one.low}至{one.high}元（由{one.owner}规定，设置 `{id}`）"


def _share(entry: dict[str, Any]) -> str:
    cap = f"，最高{entry['cap']:,}元" if "cap" in entry else ""
    return f"财产案件标准的1/{entry['divide_by']}{cap}"


def _fees_page() -> str:
    lines: list[str] = []
    data = load("fees.yaml")
    for versions in data["tables"].values():
        table = versions[-1]
        lines += [f"## {table['zh']} {table['en']}", "", f"{table['in_force']}起施行。", ""]
        if "base" in table:
            lines += [f"每件基数{_range(table['base'])}；涉及财产、赔偿的另加：", ""]
        rows: list[Sequence[object]] = [(f"不超过{table['flat']['up_to']:,}", f"{table['flat']['fee']}元")]
        over = table["flat"]["up_to"]
        for band in table["bands"]:
            top = f"至{band['up_to']:,}" if "up_to" in band else ""
            rows.append((f"超过{over:,}{top}", f"{band['percent']}%"))
            over = band.get("up_to", over)
        if "cap" in table:
            rows.append(("最高", f"{table['cap']:,}元"))
        lines += _table(("数额（元）", "标准"), rows)
    fixed = [(entry[-1]["zh"], f"{entry[-1]['fee']}元") for entry in data["fixed"].values()]
    fixed += [(entry[-1]["zh"], _range(entry[-1]["base"])) for entry in data["local"].values()]
    fixed += [(entry[-1]["zh"], _share(entry[-1])) for entry in data["shares"].values()]
    fixed += [(entry[-1]["zh"], "不收") for entry in data["exempt"].values()]
    lines += ["## 每件定额 Per case", "", *_table(("种类", "标准"), fixed)]
    return _page("诉讼费用标准 Costs", "《诉讼费用交纳办法》。", lines)


def _settings_page() -> str:
    rows = [
        (
            f"`{one.id}`",
            one.rule,
            f"{one.zh}<br>{one.en}",
            "（未填）" if one.value is None else one.value,
            "" if one.low is None and one.high is None else f"{one.low or ''}–{one.high or ''}",
            one.status,
            one.owner,
            "是" if one.confirmed else "否",
        )
        for one in settings.all_settings()
    ]
    head = ("编号", "规则", "说明", "默认值", "幅度", "状态", "由谁确认", "已确认")
    note = "法律未定或者未能核实的事项。确认后另建同样格式的文件启用。What the law leaves open."
    return _page("设置 Settings", note, _table(head, rows))


def _instruments_page() -> str:
    rows = [(one.code, one.zh, one.en, one.version) for one in BY_CODE.values()]
    numberings = load("conversion.yaml")["numberings"]
    old = [
        (f"{year}年文本", before, after)
        for year, table in numberings.items()
        for before, after in table["articles"].items()
    ]
    lines = list(_table(("简称", "名称", "English", "版本（施行日期）"), rows))
    lines += ["## 旧条号换算 Old article numbers", "", *_table(("所据文本", "旧条号", "现行条号"), old)]
    return _page("法律文件 Instruments", "本平台引用的法律、法规、司法解释。", lines)


def _decisions_page() -> str:
    lines: list[str] = []
    for table in decisions.tables().values():
        lines += [f"## `{table.id}` {table.zh} {table.en}", "", f"依据：{_cites(table.cites)}", ""]
        rows: list[Sequence[object]] = [("全部具备", f"`{name}`", *label) for name, label in table.all.items()]
        for index, group in enumerate(table.any, start=1):
            rows += [(f"具备其一（{index}）", f"`{name}`", *label) for name, label in group.items()]
        rows += [("一项也没有", f"`{name}`", *label) for name, label in table.none.items()]
        lines += _table(("条件", "事实", "中文", "English"), rows)
        lines += [f"- 成立：{table.holds.zh} {table.holds.en}", f"- 不成立：{table.fails.zh} {table.fails.en}", ""]
    note = "结论是给审判人员的建议，由人决定。Decisions are proposals; a person decides."
    return _page("判断表 Decisions", note, lines)


def _asks_page() -> str:
    lines: list[str] = []
    for ask in ASKS.values():
        lines += [f"## `{ask.name}` {ask.zh} {ask.en}", ""]
        rows = [
            (f"`{field.name}`", field.kind, "是" if field.required else "", field.zh, field.en) for field in ask.fields
        ]
        lines += _table(("字段", "类型", "必填", "说明", "English"), rows)
        example = describe(ask)["example"]
        shown = {key: value for key, value in example["question"].items() if key != "id"}
        lines += [f"例：`{shown}` → `{example['answer'].get('value')}`", ""]
    note = "`fengqiao law` 逐行读入 JSON 问题、逐行输出 JSON 答案；`fengqiao law --list` 列出本页内容。"
    return _page("问题一览 Asks", note, lines)


def _lists_page() -> str:
    types = [(one.code, one.group, one.zh, one.en, one.status) for one in case_types().values()]
    figures = [(one.id, one.zh, one.numerator, one.denominator, one.status) for one in indicators().values()]
    limits = [
        (name, entry[-1]["zh"], entry[-1].get("n", "—"), entry[-1].get("unit", ""))
        for name, entry in ((name, load("limits.yaml")["limits"][name]) for name in PROCEDURES)
    ]
    lines = ["## 审限 Time limits", "", *_table(("程序", "名称", "长度", "单位"), limits)]
    lines += ["## 类型代字 Type codes", "", *_table(("代字", "类别", "含义", "English", "状态"), types)]
    lines += ["## 指标 Indicators", "", *_table(("编号", "名称", "分子", "分母", "状态"), figures)]
    return _page("其他目录 Lists", "审限、案件类型代字、指标。", lines)


def _sheet(held: dict[str, list[str]]) -> str:
    head = "# 由 python -m fengqiao.law.docs 从测试生成：每条规则由哪些测试验证。\n"
    return head + yaml.safe_dump(held, allow_unicode=True, sort_keys=False, width=1000)


def pages(root: Path) -> dict[Path, str]:
    """Return the content of every generated file, by path under the project's root."""
    held = held_by(root / "tests")
    folder = root / "docs" / "law"
    return {
        folder / "rules.md": _rules_page(held),
        folder / "periods.md": _periods_page(),
        folder / "fees.md": _fees_page(),
        folder / "settings.md": _settings_page(),
        folder / "instruments.md": _instruments_page(),
        folder / "decisions.md": _decisions_page(),
        folder / "asks.md": _asks_page(),
        folder / "lists.md": _lists_page(),
        DATA / "held_by.yaml": _sheet(held),
    }


def main(argv: Sequence[str]) -> int:
    """Write the pages, or with ``--check`` say which are out of date; return the exit code."""
    check = "--check" in argv
    places = [one for one in argv if one != "--check"]
    root = Path(places[0]) if places else Path.cwd()
    stale = []
    for path, text in pages(root).items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for path in stale:
        sys.stdout.write(f"{'out of date' if check else 'written'}: {path}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
