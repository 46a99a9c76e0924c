"""A procedure drawn: as Mermaid text, as a static SVG, and as the matrix of who may do what when.

Labels come from ``say``, which turns a key of the word lists (``<procedure>.state.<state>``) into
words of one language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape

from fengqiao.kernel.procedure import SYSTEM, Move, Procedure

Say = Callable[[str], str]

INK, PAPER, SEAL, LINE, QUIET = "#1d3557", "#fffdf8", "#b5372b", "#5b6b7f", "#eef1f5"
BOX_WIDTH, BOX_HEIGHT = 132, 46
GAP_X, GAP_Y = 92, 40
MARGIN, LEGEND_LINE = 28, 20
_FONT = "'Source Han Sans SC','Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"


@dataclass(frozen=True, slots=True)
class Edge:
    """The moves that lead from one state to another; ``numbers`` are those of the legend."""

    source: str
    target: str
    moves: tuple[Move, ...]
    numbers: tuple[int, ...]

    @property
    def automatic(self) -> bool:
        """Whether only the system makes these moves."""
        return all(set(m.who) == {SYSTEM} for m in self.moves)


def state_label(procedure: type[Procedure], state: str, say: Say) -> str:
    """The words of a state."""
    return say(f"{procedure.code}.state.{state}")


def move_label(procedure: type[Procedure], move: Move, say: Say) -> str:
    """The words of a move with those who may make it."""
    who = "、".join(say(f"role.{role}") for role in move.who)
    return f"{say(f'{procedure.code}.move.{move.name}')}（{who}）"


def mermaid(procedure: type[Procedure], say: Say) -> str:
    """Return a Mermaid state diagram; moves that stay in their state are left to the table."""
    lines = ["stateDiagram-v2", "    direction LR"]
    lines += [f'    state "{_plain(state_label(procedure, s, say))}" as {s}' for s in procedure.all_states]
    for edge in edges(procedure):
        names = "<br/>".join(_plain(move_label(procedure, m, say)) for m in edge.moves)
        lines.append(f"    {edge.source or '[*]'} --> {edge.target} : {names}")
    lines += [f"    {state} --> [*]" for state in procedure.all_states if state in procedure.ends]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    return text.replace('"', "'").replace(":", "：").replace(";", "；")


def edges(procedure: type[Procedure]) -> list[Edge]:
    """Return the ways between states, each with its moves, numbered in the order of the declaration."""
    number = {m.name: n for n, m in enumerate(procedure.moves.values(), 1)}
    found: dict[tuple[str, str], list[Move]] = {}
    for move in procedure.moves.values():
        for source in move.sources or ("",):
            target = move.leads_to(source)
            if target != source:
                found.setdefault((source, target), []).append(move)
    return [
        Edge(source, target, tuple(moves), tuple(number[m.name] for m in moves))
        for (source, target), moves in found.items()
    ]


def matrix(procedure: type[Procedure]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return for each state and each role the moves that this role may make there."""
    roles = sorted(procedure.roles())
    return {
        state: {role: tuple(m.name for m in procedure.leaving(state) if m.allows({role})) for role in roles}
        for state in procedure.all_states
        if state not in procedure.ends
    }


# —— the drawing ——


def layout(procedure: type[Procedure]) -> dict[str, tuple[int, int]]:
    """Return (column, row) for each state: the main way in the first row, what leaves it in a row of its own."""
    placed = {state: (n, 0) for n, state in enumerate(procedure.main_way)}
    ways = edges(procedure)
    waiting = [s for s in procedure.all_states if s not in placed]
    while waiting:
        state = next((s for s in waiting if _sources(s, ways, placed)), waiting[0])
        columns = sorted(placed[s][0] for s in _sources(state, ways, placed)) or [0]
        column = columns[len(columns) // 2] + (1 if state in procedure.ends else 0)
        placed[state] = (column, len(placed) - len(procedure.main_way) + 1)
        waiting.remove(state)
    return placed


def _sources(state: str, ways: Iterable[Edge], placed: Mapping[str, tuple[int, int]]) -> list[str]:
    return [e.source for e in ways if e.target == state and e.source in placed]


def _places(procedure: type[Procedure]) -> dict[str, tuple[int, int]]:
    return {
        state: (MARGIN + 40 + x * (BOX_WIDTH + GAP_X), MARGIN + 46 + y * (BOX_HEIGHT + GAP_Y))
        for state, (x, y) in layout(procedure).items()
    }


def svg(procedure: type[Procedure], say: Say) -> str:
    """Return the drawing with its legend, as one SVG document in light colours."""
    places = _places(procedure)
    right = max(x for x, _ in places.values()) + BOX_WIDTH + MARGIN + 40
    below = max(y for _, y in places.values()) + BOX_HEIGHT + 56
    legend = _legend(procedure, say, below)
    width, height = max(right, 720), below + LEGEND_LINE * (len(procedure.moves) + 1) + MARGIN
    name = escape(say(procedure.code))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-label="{name}" font-family="{_FONT}" font-size="13">',
        f"<title>{name}</title>",
        _HEADS,
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
        *(_arrow(edge, places) for edge in edges(procedure)),
        *(_box(procedure, state, places[state], say) for state in procedure.all_states),
        *legend,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


_HEADS = "<defs>" + "".join(
    f'<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    f'<path d="M0 0L8 4L0 8z" fill="{colour}"/></marker>'
    for name, colour in (("a", LINE), ("s", SEAL))
) + "</defs>"  # fmt: skip


def _box(procedure: type[Procedure], state: str, place: tuple[int, int], say: Say) -> str:
    x, y = place
    end, main = state in procedure.ends, state in procedure.main_way
    fill, colour = (INK, "#ffffff") if end and main else (QUIET if end else "#ffffff", INK)
    stroke = INK if main else LINE
    return (
        f'<rect x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="{BOX_HEIGHT // 2 if end else 6}"'
        f' fill="{fill}" stroke="{stroke}" stroke-width="{2 if main else 1.2}"/>'
        f'<text x="{x + BOX_WIDTH // 2}" y="{y + 21}" text-anchor="middle" fill="{colour}">'
        f"{escape(_fit(state_label(procedure, state, say)))}</text>"
        f'<text x="{x + BOX_WIDTH // 2}" y="{y + 37}" text-anchor="middle" fill="{colour}" font-size="10"'
        f' opacity="0.75">{state}</text>'
    )


def _fit(text: str, most: int = 9) -> str:
    return text if len(text) <= most or text.isascii() and len(text) <= 2 * most else text[: most - 1] + "…"


def _arrow(edge: Edge, places: Mapping[str, tuple[int, int]]) -> str:
    path, badge = _path(edge, places)
    mark, colour = ("s", SEAL) if edge.automatic else ("a", LINE)
    dashed = ' stroke-dasharray="5 3"' if edge.automatic else ""
    label = " ".join(str(n) for n in edge.numbers)
    half = 4 * len(label) + 5
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.4"{dashed} marker-end="url(#{mark})"/>'
        f'<rect x="{badge[0] - half}" y="{badge[1] - 8}" width="{2 * half}" height="16" rx="8" fill="{PAPER}"'
        f' stroke="{colour}" stroke-width="0.8"/>'
        f'<text x="{badge[0]}" y="{badge[1] + 4}" text-anchor="middle" font-size="11" fill="{colour}">{label}</text>'
    )


Point = tuple[int, int]


def _path(edge: Edge, places: Mapping[str, Point]) -> tuple[str, Point]:
    """The curve of an edge and where its numbers stand."""
    x2, y2 = places[edge.target]
    if not edge.source:
        middle = y2 + BOX_HEIGHT // 2
        return f"M{x2 - 40} {middle}L{x2 - 2} {middle}", (x2 - 26, middle - 14)
    x1, y1 = places[edge.source]
    if y1 == y2:
        return _along(x1, x2, y1)
    if x1 == x2:
        return _upright(x1, y1, y2)
    down, right = y2 > y1, x2 > x1
    start = (x1 + BOX_WIDTH // 2 + (22 if right else -22), y1 + (BOX_HEIGHT if down else 0))
    end = (x2 + (0 if right else BOX_WIDTH), y2 + BOX_HEIGHT // 2)
    path = f"M{start[0]} {start[1]}Q{start[0]} {end[1]},{end[0] + (-2 if right else 2)} {end[1]}"
    return path, ((start[0] * 3 + end[0]) // 4, (start[1] + end[1] * 3) // 4)


def _along(x1: int, x2: int, y: int) -> tuple[str, Point]:
    """In one row: straight to the neighbour, over the others' heads to one further on, and back."""
    middle = y + BOX_HEIGHT // 2
    if 0 < x2 - x1 <= BOX_WIDTH + GAP_X:
        a, b = x1 + BOX_WIDTH, x2 - 2
        return f"M{a} {middle}L{b} {middle}", ((a + b) // 2, middle)
    a, b = x1 + BOX_WIDTH // 2, x2 + BOX_WIDTH // 2
    if x2 > x1:
        return f"M{a} {y}C{a + 30} {y - 50},{b - 30} {y - 50},{b} {y - 2}", ((a + b) // 2, y - 37)
    low = y + BOX_HEIGHT
    return f"M{a} {low}C{a - 20} {low + 40},{b + 20} {low + 40},{b} {low + 2}", ((a + b) // 2, low + 29)


def _upright(x: int, y1: int, y2: int) -> tuple[str, Point]:
    """In one column: straight to the neighbour, beside the others to one further on."""
    middle, down = x + BOX_WIDTH // 2, y2 > y1
    if abs(y2 - y1) <= BOX_HEIGHT + GAP_Y:
        shift = middle + (-24 if down else 24)
        a, b = (y1 + BOX_HEIGHT, y2 - 2) if down else (y1, y2 + BOX_HEIGHT + 2)
        return f"M{shift} {a}L{shift} {b}", (shift, (a + b) // 2)
    a, b = y1 + BOX_HEIGHT // 2, y2 + BOX_HEIGHT // 2
    out = x - 30
    return f"M{x} {a}C{out} {a},{out} {b},{x - 2} {b}", (x - 22, (a + b) // 2)


def _legend(procedure: type[Procedure], say: Say, top: int) -> Iterable[str]:
    for n, move in enumerate(procedure.moves.values(), 1):
        cites = "、".join(str(c.instrument.code) + f" {c.article}" for c in move.cite)  # type: ignore[union-attr]
        clocks = "、".join(say(f"{procedure.code}.period.{p}") for p in move.starts)
        text = f"{n}　{move_label(procedure, move, say)}　{cites}" + (f"　⟶ {clocks}" if clocks else "")
        colour = SEAL if set(move.who) == {SYSTEM} else INK
        y = top + n * LEGEND_LINE
        yield f'<text x="{MARGIN}" y="{y}" font-size="12" fill="{colour}">{escape(text)}</text>'
