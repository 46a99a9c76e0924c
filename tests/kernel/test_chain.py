"""The event chain: one form for each value, known hashes, and a break that is found."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.core.testing import pace
from fengqiao.kernel.chain import (
    GENESIS,
    CanonicalError,
    canonical,
    digest,
    first_broken,
    is_hash,
    link,
    restore,
    sm3,
)

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
KEYS = TEXT.filter(lambda key: not key.startswith("$"))
MOMENTS = st.datetimes(timezones=st.just(UTC))
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=4)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), TEXT, DECIMALS, st.dates(), MOMENTS)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def typed(value: object) -> object:
    """A comparison key that, unlike ==, keeps 1, True and Decimal(1) apart."""
    if isinstance(value, dict):
        return ("object", frozenset((key, typed(item)) for key, item in value.items()))
    if isinstance(value, list):
        return ("array", tuple(typed(item) for item in value))
    return (type(value).__name__, value)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_gives_the_vectors_of_the_standard(data: bytes, expected: str) -> None:
    assert sm3(data) == expected


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (None, "null"),
        (True, "true"),
        (1, "1"),
        (2**70, "1180591620717411303424"),
        ("1", '"1"'),
        ('a"\\\n\x0f/é\u20ac', '"a\\"\\\\\\n\\u000f/é€"'),
        ([1, "a", []], '[1,"a",[]]'),
        ((1, 2), "[1,2]"),
        ({"b": 1, "a": {}}, '{"a":{},"b":1}'),
        ({"\ufb33": 2, "\U0001f600": 1, "a": 0}, '{"a":0,"\U0001f600":1,"\ufb33":2}'),
        (Decimal("1.50"), '{"$decimal":"1.5"}'),
        (Decimal("1E+3"), '{"$decimal":"1000"}'),
        (Decimal("-0.00"), '{"$decimal":"0"}'),
        (date(2026, 3, 2), '{"$date":"2026-03-02"}'),
        (
            datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=8))),
            '{"$time":"2026-03-02T01:30:00.000000Z"}',
        ),
    ],
)
def test_the_canonical_form_is_as_documented(value: object, form: str) -> None:
    assert canonical(value).decode() == form


class Colour(StrEnum):
    RED = "red"


def test_a_text_enumeration_is_written_as_its_text() -> None:
    assert canonical({"c": Colour.RED}) == canonical({"c": "red"})


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        {"a": 1.5},
        b"bytes",
        {1: "a"},
        {1: "a", "b": 2},
        {"$date": "2026-03-02"},
        {"a", "b"},
        object(),
        "\ud800",
        {"\udfff": 1},
        Decimal("NaN"),
        Decimal("1E+5000"),
        1 << 5000,
        datetime(2026, 3, 2, tzinfo=UTC).replace(tzinfo=None),
        datetime.max.replace(tzinfo=timezone(-timedelta(hours=8))),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(CanonicalError):
        canonical(value)


def test_a_value_that_contains_itself_is_refused() -> None:
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(CanonicalError, match="contains itself"):
        canonical(loop)


@settings(max_examples=200)
@given(VALUES, VALUES)
def test_distinct_values_never_share_a_form(one: object, other: object) -> None:
    assert (canonical(one) == canonical(other)) == (typed(one) == typed(other))


@settings(max_examples=200)
@given(VALUES)
def test_a_form_is_json_and_reads_back_to_the_same_value(value: object) -> None:
    form = canonical(value)
    assert typed(restore(form)) == typed(value)
    assert canonical(restore(json.dumps(json.loads(form), indent=2))) == form


@pytest.mark.parametrize("text", ["1.5", "NaN", '{"a":1,"a":1}', '{"$other":"x"}', '{"$date":"x"}', '{"$date":1}', "{"])
def test_what_is_not_canonical_json_is_not_read(text: str) -> None:
    with pytest.raises(CanonicalError):
        restore(text)


def test_look_alike_values_have_different_forms() -> None:
    alike = [1, "1", True, Decimal(1), [1], {"1": 1}, None, "None", "null", ""]
    alike += [date(2026, 1, 1), "2026-01-01", datetime(2026, 1, 1, tzinfo=UTC)]
    assert len({canonical(value) for value in alike}) == len(alike)


def chain(rows: list[dict[str, object]]) -> list[tuple[dict[str, object], str, str]]:
    previous, linked = GENESIS, []
    for row in rows:
        linked.append((row, previous, link(previous, row)))
        previous = linked[-1][2]
    return linked


ROWS = st.lists(st.dictionaries(KEYS, SCALARS, min_size=1, max_size=4), min_size=1, max_size=8)


@given(ROWS)
def test_a_sound_chain_has_no_break_whole_or_in_portions(rows: list[dict[str, object]]) -> None:
    linked = chain(rows)
    assert first_broken(linked) is None
    assert first_broken(linked[1:], previous=linked[0][2]) is None


@given(ROWS, st.data())
def test_a_changed_row_is_found_where_it_stands(rows: list[dict[str, object]], data: st.DataObject) -> None:
    linked = chain(rows)
    place = data.draw(st.integers(0, len(rows) - 1))
    row, previous, stored = linked[place]
    linked[place] = ({**row, "added": 1}, previous, stored)
    assert first_broken(linked) == place


def test_a_row_taken_out_put_in_or_moved_is_found() -> None:
    linked = chain([{"n": n} for n in range(5)])
    assert first_broken(linked[:2] + linked[3:]) == 2
    assert first_broken([*linked[:2], linked[1], *linked[2:]]) == 2
    assert first_broken([linked[0], linked[2], linked[1], *linked[3:]]) == 1
    assert first_broken(linked[1:]) == 0


def test_a_row_rewritten_with_a_new_hash_breaks_the_next_one() -> None:
    linked = chain([{"n": n} for n in range(4)])
    forged: dict[str, object] = {"n": 100}
    linked[1] = (forged, linked[1][1], link(linked[1][1], forged))
    assert first_broken(linked) == 2


def test_a_row_that_has_no_form_counts_as_broken() -> None:
    linked = chain([{"n": 1}])
    assert first_broken([({"n": 1.0}, linked[0][1], linked[0][2])]) == 0


def test_link_is_reproducible_from_its_specification() -> None:
    row: dict[str, object] = {"move": "accept", "n": 1}
    expected = sm3(b"fengqiao.event.v1\x00" + bytes(32) + b'{"move":"accept","n":1}')
    assert link(GENESIS, row) == expected
    assert digest(row) == sm3(b"fengqiao.value.v1\x00" + b'{"move":"accept","n":1}')
    assert digest(row) != link(GENESIS, row)


@pytest.mark.parametrize("previous", ["", "0" * 63, "0" * 65, "g" * 64, "A" * 64, " " + "0" * 63])
def test_the_previous_hash_must_be_a_hash(previous: str) -> None:
    assert not is_hash(previous)
    with pytest.raises(ValueError, match="previous hash"):
        link(previous, {})


def test_twenty_thousand_links_take_less_than_a_second_of_processor_time() -> None:
    row: dict[str, object] = {f"field_{n}": f"值 value {n}" for n in range(14)}
    row |= {"n": 5, "ok": True, "none": None, "at": datetime(2026, 3, 2, tzinfo=UTC)}
    row |= {"amount": Decimal("12.30"), "data": {"k": ["a", 1], "z": "ok"}}
    previous, best = GENESIS, 1e9
    for _ in range(8):
        start = time.process_time()
        for _ in range(1000):
            previous = link(previous, row)
        best = min(best, time.process_time() - start)
    assert len(row) == 20
    assert best < 1.5 * pace() / 20, "half as much again: the pace is not taken in the same moment"
