"""The questions of a move are worked out once and serve everybody who is asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fengqiao.core.registry import registry
from fengqiao.kernel.asks import Asks, Question, questions

pytestmark = pytest.mark.pure


def asked(shape: type[Asks]) -> Iterator[Question]:
    for question in questions(shape):
        yield question
        if question.shape is not None:
            yield from asked(question.shape)


def test_what_one_person_types_can_never_stand_in_the_question_of_another() -> None:
    """Attack: read on an empty form what somebody else has typed into the default that all forms share."""
    shapes = {move.asks for procedure in registry.procedures() for move in procedure.moves.values()}
    found = [question for shape in shapes for question in asked(shape)]
    assert any(question.default == () for question in found)
    assert [question.key for question in found if isinstance(question.default, list | dict | set | Asks)] == []
