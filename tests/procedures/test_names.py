"""Every name that a declaration uses has its fellow: papers, words in both languages, effects, articles."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from string import Formatter

import pytest

from fengqiao.config.words import catalogue
from fengqiao.core import papers
from fengqiao.core.registry import registry
from fengqiao.core.roles import ALL
from fengqiao.kernel.asks import Asks, questions
from fengqiao.kernel.procedure import Procedure
from fengqiao.law import periods
from fengqiao.law.instruments import BY_CODE

from .conftest import CURRENT, PACKAGE, PROCEDURES, name_of, sources

pytestmark = pytest.mark.pure

WORDS = catalogue()
BY_THE_SYSTEM = {
    m.asks for p in PROCEDURES for m in p.moves.values() if set(m.who) == {"system"}
}  # what only clocks, adapters and joins bring: nobody reads these questions


def lacking(keys: set[str]) -> list[str]:
    """The keys that have not both languages."""
    return sorted(k for k in keys if not all(text.strip() for text in WORDS.get(k, ("", ""))))


@pytest.mark.parametrize("procedure", PROCEDURES, ids=name_of)
def test_every_issued_paper_has_a_template_and_a_name(procedure: type[Procedure]) -> None:
    issued = {kind for m in procedure.moves.values() for kind in m.issues}
    assert sorted(issued - set(papers.kinds())) == []


@pytest.mark.parametrize("procedure", PROCEDURES, ids=name_of)
def test_every_notice_has_words(procedure: type[Procedure]) -> None:
    assert lacking({f"notice.{procedure.code}.{m.name}" for m in procedure.moves.values() if m.notifies}) == []


@pytest.mark.parametrize("procedure", CURRENT, ids=name_of)
def test_every_state_move_and_clock_has_words(procedure: type[Procedure]) -> None:
    keys = {procedure.code}
    for state in procedure.all_states:
        keys |= {f"{procedure.code}.state.{state}", f"{procedure.code}.state.{state}.help"}
    for move in procedure.moves.values():
        keys |= {f"{procedure.code}.move.{move.name}", f"{procedure.code}.move.{move.name}.help"}
    keys |= {f"{procedure.code}.period.{name}" for name in procedure.periods}
    assert lacking(keys) == []


def asked(shape: type[Asks]) -> Iterator[str]:
    """The keys of a shape's questions, and of the shapes inside it."""
    for q in questions(shape):
        yield q.key
        yield from (f"{q.key}.{choice}" for choice in q.choices)
        if q.shape is not None:
            yield from asked(q.shape)


@pytest.mark.parametrize("procedure", CURRENT, ids=name_of)
def test_every_question_and_choice_has_words(procedure: type[Procedure]) -> None:
    hidden = {m.name for m in procedure.moves.values() if set(m.who) == {"system"}}
    shapes = {m.asks for m in procedure.moves.values() if m.name not in hidden}
    assert lacking({key for shape in shapes for key in asked(shape)}) == []


def test_every_question_that_a_page_of_an_area_asks_has_words() -> None:
    """Also the shapes that no move asks: the steps of telling, calculators, searches."""
    modules = [m for name, m in sys.modules.items() if re.fullmatch(r"fengqiao\.areas\.\w+\.facts", name)]
    shapes = {v for m in modules for v in vars(m).values() if isinstance(v, type) and issubclass(v, Asks)}
    own = {s for s in shapes if s.__module__.startswith("fengqiao.areas.") and s not in BY_THE_SYSTEM}
    assert lacking({key for shape in own for key in asked(shape)}) == []


def test_every_role_has_words() -> None:
    assert lacking({f"role.{role}" for role in ALL}) == []


def test_every_refusal_and_every_fault_has_words() -> None:
    """Found in the source: the first argument of Refusal(...), and the codes of validators."""
    found: set[str] = set()
    for path, tree in sources():
        shapes = path.name in ("facts.py", "told.py", "asks.py")
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                wanted = node.func.id == "Refusal" or (node.func.id == "ValueError" and shapes)
                if wanted and isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    assert len(found) > 50
    assert lacking(found) == []


def test_every_value_that_words_take_is_given_somewhere() -> None:
    """``{fee}`` in a text means that some source names ``fee``; a misspelt one would print nothing."""
    known: set[str] = set()
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
                known.add(node.value)
            elif isinstance(node, ast.keyword) and node.arg:
                known.add(node.arg)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                known.add(node.target.id)
    used = {(key, name) for key, both in WORDS.items() for text in both for name in fields(text)}
    limits = {"gt", "ge", "lt", "le", "min_length", "max_length", "decimal_places", "expected"}
    assert sorted((key, name) for key, name in used if name not in known | limits) == []


def fields(text: str) -> set[str]:
    """The names in braces of a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name} if "{" in text else set()


def test_notices_use_only_values_that_every_notice_has() -> None:
    """Besides the number, title and court, a notice may use what its area gives to ``Step.tell``."""
    common = {"no", "number", "title", "court"}
    moves = {f"notice.{p.code}.{m.name}" for p in CURRENT for m in p.moves.values() if m.notifies}
    for key in moves:
        used = {name for text in WORDS.get(key, ()) for name in fields(text)}
        assert used <= common, key


def test_no_english_in_chinese_words_and_no_chinese_in_english() -> None:
    """A translation that was forgotten shows: English has no Chinese characters but names of documents in brackets."""
    forgotten = [
        key
        for key, (zh, en) in WORDS.items()
        if key != en and re.search(r"[\u4e00-\u9fff]{7,}", en) and not re.search(r"[（(]", en) and zh == en
    ]
    assert forgotten == []


@pytest.mark.parametrize("procedure", PROCEDURES, ids=name_of)
def test_every_cited_instrument_is_known_and_every_clock_has_a_rule(procedure: type[Procedure]) -> None:
    for move in procedure.moves.values():
        for cite in move.cite:  # type: ignore[union-attr]
            assert BY_CODE[cite.instrument.code] == cite.instrument
            assert 1 <= cite.article <= 1260  # the Civil Code, the longest text of all
    for period in procedure.periods.values():
        assert periods.rule(period.rule).cites


def test_every_effect_is_used() -> None:
    used = {effect for p in PROCEDURES for m in p.moves.values() for effect in m.does}
    assert sorted(set(registry.effects) - used) == []


def test_every_procedure_is_opened_by_something() -> None:
    """By another procedure, by an effect or by a page: a procedure that nothing names cannot begin."""
    text = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py") if "tests" not in path.parts)
    for p in CURRENT:
        assert text.count(f'"{p.code}"') + text.count(f' {p.code}"') > 1, p.code


def kinds(shape: type[Asks]) -> Iterator[tuple[str, str]]:
    """The questions of a shape and of the shapes inside it, each with its kind."""
    for q in questions(shape):
        yield q.key, q.kind
        if q.shape:
            yield from kinds(q.shape)


@pytest.mark.parametrize("procedure", CURRENT, ids=name_of)
def test_whoever_is_asked_to_name_a_person_is_offered_people_of_a_role(procedure: type[Procedure]) -> None:
    shapes = {m.asks for m in procedure.moves.values() if m.asks and set(m.who) != {"system"}}
    assert sorted(key for shape in shapes for key, kind in kinds(shape) if kind == "person") == []
