"""The generated documentation: a page and a picture for each procedure, permissions, notices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from inspect import cleandoc

from fengqiao.config.words import catalogue
from fengqiao.core.papers import kinds
from fengqiao.core.registry import registry
from fengqiao.kernel.diagram import matrix, mermaid, state_label, svg
from fengqiao.kernel.procedure import Guard, Move, Period, Procedure
from fengqiao.law import periods

GENERATED = "<!-- fengqiao docs -->\n"
"""The first line of every generated page."""


class Words:
    """The word lists, read once."""

    def __init__(self, found: Mapping[str, tuple[str, str]] | None = None) -> None:
        self.found = catalogue() if found is None else found

    def zh(self, key: str) -> str:
        """The Chinese words of a key, the key itself where it has none."""
        return self.found.get(key, (key, key))[0]

    def en(self, key: str) -> str:
        """The English words of a key, the key itself where it has none."""
        return self.found.get(key, (key, key))[1]

    def both(self, key: str) -> str:
        """Both, for a cell of a table."""
        return f"{self.zh(key)}<br>{self.en(key)}"


def pages(words: Words | None = None) -> dict[str, str]:
    """Return every page by its path under docs/."""
    said = words or Words()
    found: dict[str, str] = {}
    for p in registry.current():
        found[f"procedures/{p.code}.svg"] = svg(p, said.zh)
        found[f"procedures/{p.code}.md"] = _procedure(p, said)
    found["procedures/README.md"] = _index(said)
    found["permissions.md"] = _permissions(said)
    found["notices.md"] = _notices(said)
    return found


def row(*cells: object) -> str:
    """One row of a table; line breaks and bars cannot break it."""
    return "| " + " | ".join(str(c).replace("|", "\\|").replace("\n", "<br>") for c in cells) + " |"


def table(head: Iterable[str], rows: Iterable[str]) -> str:
    """A table with its head."""
    names = list(head)
    return "\n".join([row(*names), "|" + "---|" * len(names), *rows]) + "\n"


def _index(words: Words) -> str:
    rows = [
        row(f"[{words.zh(p.code)}]({p.code}.md)", words.en(p.code), f"`{p.code}` v{p.version}", p.in_force, purpose(p))
        for p in registry.current()
    ]
    head = ("程序", "procedure", "code", "in force", "purpose")
    return f"{GENERATED}# 程序 · Procedures\n\n{table(head, rows)}"


def purpose(procedure: type[Procedure]) -> str:
    """The first paragraph of a procedure's own text."""
    return cleandoc(procedure.__doc__ or "").split("\n\n")[0].replace("\n", " ")


def _procedure(p: type[Procedure], words: Words) -> str:
    parts = [
        f"{GENERATED}# {words.zh(p.code)} · {words.en(p.code)}\n",
        f"`{p.code}` v{p.version}, {p.in_force}. {purpose(p)}\n",
        f"![{words.zh(p.code)}]({p.code}.svg)\n",
        "## 状态 · States\n",
        table(("状态", "state", "说明", "meaning"), (_state(p, s, words) for s in p.all_states)),
        "## 办理动作 · Moves\n",
        table(("动作", "从 → 到", "谁 · who", "条件 · needs", "依据 · article", "期限、文书、通知"), _moves(p, words)),
    ]
    if p.periods:
        parts += [
            "## 期限 · Clocks\n",
            table(("期限", "规则 · rule", "长度 · length", "依据", "届满 · at its end"), _clocks(p, words)),
        ]
    parts += ["## 谁能办什么 · Permissions\n", _matrix(p, words), "## 图 · Diagram\n"]
    return "\n".join(parts) + f"\n```mermaid\n{mermaid(p, words.zh)}```\n"


def _state(p: type[Procedure], state: str, words: Words) -> str:
    key = f"{p.code}.state.{state}"
    name = f"{words.zh(key)}（终）" if state in p.ends else words.zh(key)
    return row(name, f"`{state}` {words.en(key)}", words.zh(f"{key}.help"), words.en(f"{key}.help"))


def _moves(p: type[Procedure], words: Words) -> Iterable[str]:
    for n, move in enumerate(p.moves.values(), 1):
        key = f"{p.code}.move.{move.name}"
        yield row(
            f"{n}. {words.zh(key)}<br>`{move.name}` {words.en(key)}",
            f"{'、'.join(state_label(p, s, words.zh) for s in move.sources) or '·'} → {_target(p, move, words)}",
            "、".join(words.zh(f"role.{role}") for role in move.who),
            "<br>".join(dict.fromkeys(condition(g) for g in (*move.needs, *move.checks))),
            "<br>".join(f"{c.instrument.code} {c.article}" for c in move.cite),  # type: ignore[union-attr]
            _effects(p, move, words),
        )


def _target(p: type[Procedure], move: Move, words: Words) -> str:
    return "不变" if move.target == "=" else state_label(p, move.target, words.zh)


def condition(guard: Guard) -> str:
    """What a guard asks, in the first line of its own text, or by its name."""
    text = cleandoc(getattr(guard, "__doc__", None) or "").split("\n")[0]
    return text or f"`{getattr(guard, '__name__', guard)}`"


def _effects(p: type[Procedure], move: Move, words: Words) -> str:
    lines = [f"起算：{words.zh(f'{p.code}.period.{name}')}" for name in move.starts]
    lines += [f"停止：{words.zh(f'{p.code}.period.{name}')}" for name in move.stops]
    lines += [f"文书：{kinds()[kind].title_zh}" for kind in move.issues]
    lines += [f"通知：{words.zh(f'role.{role}')}" for role in move.notifies]
    lines += [f"另立：{words.zh(code)}" for code in move.opens]
    lines += [f"子事项结束：{words.zh(code)}" for code in move.joins]
    return "<br>".join(lines)


def _clocks(p: type[Procedure], words: Words) -> Iterable[str]:
    for name, period in p.periods.items():
        rule = periods.rule(period.rule)
        fires = words.zh(f"{p.code}.move.{period.then}") if period.then else "·"
        cites = "<br>".join(c.zh for c in rule.cites)
        label = words.both(f"{p.code}.period.{name}") + ("<br>（每位当事人各自计算）" if period.per_party else "")
        yield row(label, f"`{period.rule}`", length(period), cites, fires)


def length(period: Period) -> str:
    """How long a clock runs, from the statute library."""
    rule = periods.rule(period.rule)
    if period.ends is not None:
        return f"至记录的日期 / to a day on record（{rule.note_zh}）"
    return f"{rule.length_zh} / {rule.length_en}（自{rule.from_zh}起）"


def _matrix(p: type[Procedure], words: Words) -> str:
    roles = sorted(p.roles())
    rows = [
        row(
            state_label(p, state, words.zh),
            *("<br>".join(words.zh(f"{p.code}.move.{m}") for m in held[role]) or "·" for role in roles),
        )
        for state, held in matrix(p).items()
    ]
    return table(("", *(words.zh(f"role.{role}") for role in roles)), rows)


def _permissions(words: Words) -> str:
    parts = [f"{GENERATED}# 权限 · Permissions\n", "没有列出的，一律不准。Whatever is not listed is refused.\n"]
    for p in registry.current():
        parts += [f"## {words.zh(p.code)} · {words.en(p.code)}\n", _matrix(p, words)]
    return "\n".join(parts)


def _notices(words: Words) -> str:
    rows = []
    for p in registry.current():
        for move in p.moves.values():
            key = f"notice.{p.code}.{move.name}"
            if move.notifies:
                to = "、".join(words.zh(f"role.{role}") for role in move.notifies)
                rows.append(row(f"`{p.code}.{move.name}`", to, words.zh(key), words.en(key)))
    named = {f"notice.{p.code}.{m.name}" for p in registry.current() for m in p.moves.values()}
    for key in sorted(k for k in words.found if k.startswith("notice.") and k not in named):
        rows.append(row(f"`{key.removeprefix('notice.')}`", "·", words.zh(key), words.en(key)))
    head = ("动作 · move", "通知谁 · to", "内容", "words")
    return f"{GENERATED}# 通知 · Notices\n\n{table(head, rows)}"
