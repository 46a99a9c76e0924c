"""The draw: anybody can replay it, every tampering is named, and it is fair."""

from __future__ import annotations

import hashlib
import hmac
import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengqiao.kernel.chain import canonical
from fengqiao.kernel.draw import (
    REASONS,
    Candidate,
    DrawError,
    DrawInputs,
    DrawRecord,
    Exclusion,
    Pick,
    body,
    hold,
    picks_of,
    seed_message,
    sign,
)
from fengqiao.kernel.draw_check import verify, working
from fengqiao.kernel.keys import KeyFileError, draw_key, log_key, public_pem

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
POOL = (
    Candidate("J01", "陈明", 3, 40),
    Candidate("J02", "李芳", 5, 28),
    Candidate("J03", "王强", 1, 61),
    Candidate("J04", "赵敏", 4, 33),
    Candidate("J05", "孙丽", 2, 47),
)
OUT = (
    Exclusion("J04", "recusal", "《中华人民共和国民事诉讼法》第四十七条", "CPL, art. 47"),
    Exclusion("J05", "leave"),
)
INPUTS = DrawInputs("judge.assignment", "（2026）浙0681民初12号", POOL, NINE, OUT)


@pytest.fixture(scope="session")
def key() -> RSAPrivateKey:
    return generate_private_key(65537, 3072)


@pytest.fixture(scope="session")
def record(key: RSAPrivateKey) -> DrawRecord:
    return hold(INPUTS, key)


def test_a_draw_is_sound_and_never_gives_an_excluded_person(record: DrawRecord, key: RSAPrivateKey) -> None:
    assert verify(record, public_pem(key)).code == "sound"
    assert len(record.result) == 1
    assert {*record.result, *record.backups} == {"J01", "J02", "J03"}


def test_the_same_inputs_always_give_the_same_record(record: DrawRecord, key: RSAPrivateKey) -> None:
    shuffled = replace(INPUTS, pool=POOL[::-1], exclusions=OUT[::-1])
    assert hold(shuffled, key) == record


@pytest.mark.parametrize(
    "change",
    [
        {"drawn_at": NINE.replace(hour=10)},
        {"pool": tuple(replace(one, name=one.name + "（试）", load=9) for one in POOL)},
        {"exclusions": tuple(replace(one, reason="load_cap", article_zh="") for one in OUT)},
        {"seats": 2, "backups": 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_the_court_could_vary_freely_does_not_move_the_result(
    record: DrawRecord, key: RSAPrivateKey, change: dict[str, Any]
) -> None:
    assert [pick.id for pick in hold(replace(INPUTS, **change), key).picks] == [pick.id for pick in record.picks]


@pytest.mark.parametrize(
    "change",
    [{"purpose": "mediator.draw"}, {"matter": "x"}, {"round": 2}, {"anchor": "1" * 64}],
    ids=lambda change: next(iter(change)),
)
def test_each_draw_has_its_own_seed(record: DrawRecord, key: RSAPrivateKey, change: dict[str, Any]) -> None:
    assert hold(replace(INPUTS, **change), key).seed != record.seed


def test_a_published_record_reads_back_whole(record: DrawRecord) -> None:
    assert DrawRecord.from_json(record.to_json()) == record


def test_the_numbers_can_be_worked_out_from_the_specification_alone(record: DrawRecord) -> None:
    published = json.loads(record.to_json())
    key = hashlib.sha256(bytes.fromhex(published["seed"])).digest()
    out = {one["id"] for one in published["exclusions"]}
    left = [one for one in sorted(published["pool"], key=lambda one: one["id"])]
    left = [one for one in left if one["id"] not in out]
    counter, drawn = 0, []
    while left:
        total = sum(one["weight"] for one in left)
        while True:
            message = b"fengqiao.draw.v1" + counter.to_bytes(8, "big")
            value = int.from_bytes(hmac.new(key, message, "sha256").digest()[:16], "big")
            counter += 1
            if value < 2**128 // total * total:
                break
        tickets = [one["id"] for one in left for _ in range(one["weight"])]
        drawn.append({"id": tickets[value % total], "number": value % total + 1, "total": total})
        left = [one for one in left if one["id"] != drawn[-1]["id"]]
    assert drawn[:3] == published["picks"]


def edited(record: DrawRecord, **change: Any) -> DrawRecord:
    whole = json.loads(record.to_json())
    return DrawRecord.from_json(json.dumps(whole | change))


def pool_with(record: DrawRecord, **change: Any) -> list[dict[str, Any]]:
    pool: list[dict[str, Any]] = json.loads(record.to_json())["pool"]
    return [pool[0] | change, *pool[1:]]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("purpose", "mediator.draw", "changed_purpose"),
        ("matter", "（2026）浙0681民初13号", "changed_matter"),
        ("round", 2, "changed_round"),
        ("anchor", "1" * 64, "changed_anchor"),
        ("seats", 2, "changed_seats"),
        ("backups", 1, "changed_backups"),
        ("drawn_at", "2026-03-02T09:00:01+08:00", "changed_drawn_at"),
        ("exclusions", [], "changed_exclusions"),
        ("seed", "00", "changed_seed"),
        ("signed", "{}", "wrong_signature"),
        ("seal", "00", "wrong_signature"),
        ("public_key", "no key", "unknown_key"),
    ],
)
def test_a_change_of_any_field_is_named(record: DrawRecord, field: str, value: object, code: str) -> None:
    verdict = verify(edited(record, **{field: value}))
    assert (verdict.ok, verdict.code) == (False, code)


@pytest.mark.parametrize(("field", "value"), [("weight", 4), ("load", 1), ("name", "陈明明")], ids=str)
def test_a_changed_candidate_is_named_with_the_detail(record: DrawRecord, field: str, value: object) -> None:
    verdict = verify(edited(record, pool=pool_with(record, **{field: value})))
    assert verdict.code == f"changed_{field}"
    assert "陈明（J01）" in verdict.reason_zh
    assert "J01" in verdict.reason_en


def test_an_exclusion_changed_in_its_article_is_named(record: DrawRecord) -> None:
    whole = json.loads(record.to_json())
    whole["exclusions"][0]["article_zh"] = "《中华人民共和国民事诉讼法》第四十八条"
    assert verify(edited(record, exclusions=whole["exclusions"])).code == "changed_exclusions"


def test_a_candidate_slipped_in_is_named(record: DrawRecord) -> None:
    pool = [*pool_with(record), {"id": "J06", "name": "钱进", "weight": 1, "load": 0}]
    assert verify(edited(record, pool=pool)).code == "changed_pool"


def test_a_changed_result_is_named(record: DrawRecord) -> None:
    picks = json.loads(record.to_json())["picks"]
    assert verify(edited(record, picks=picks[::-1])).code == "changed_result"
    picks[0]["number"] += 1
    assert verify(edited(record, picks=picks)).code == "changed_result"
    assert verify(edited(record, picks=picks[:1])).code == "changed_result"


@pytest.mark.parametrize(("id", "code"), [("J04", "excluded_drawn"), ("X", "stranger_drawn")])
def test_somebody_drawn_who_could_not_be_is_named(record: DrawRecord, id: str, code: str) -> None:
    picks = json.loads(record.to_json())["picks"]
    picks[0]["id"] = id
    verdict = verify(edited(record, picks=picks))
    assert verdict.code == code
    assert id in verdict.reason_zh


def test_an_empty_pool_and_a_duplicate_are_named(record: DrawRecord) -> None:
    pool = pool_with(record)
    assert verify(edited(record, pool=[], exclusions=[])).code == "pool_empty"
    assert verify(edited(record, pool=[*pool, pool[0]])).code == "duplicate_candidate"


def sealed(inputs: DrawInputs, key: RSAPrivateKey, **forged: Any) -> DrawRecord:
    """What a court that cheats and signs its own cheat would publish."""
    seed = forged.get("seed") or sign(key, seed_message(inputs))
    picks = forged.get("picks") or picks_of(inputs, bytes.fromhex(seed))
    signed = canonical(body(inputs, public_pem(key), seed, picks)).decode()
    return DrawRecord(inputs, public_pem(key), seed, picks, signed, sign(key, signed.encode()))


def test_the_court_itself_cannot_choose_the_result(record: DrawRecord, key: RSAPrivateKey) -> None:
    assert sealed(INPUTS, key) == record
    other = tuple(Pick(pick.id, 1, pick.total) for pick in record.picks[::-1])
    assert verify(sealed(INPUTS, key, picks=other)).code == "wrong_result"


def test_the_court_itself_cannot_choose_the_seed(key: RSAPrivateKey) -> None:
    other = sign(key, seed_message(replace(INPUTS, round=2)))
    assert verify(sealed(INPUTS, key, seed=other)).code == "wrong_seed"


def test_the_court_itself_cannot_seal_an_unreadable_text(record: DrawRecord, key: RSAPrivateKey) -> None:
    for text in ("nothing", "[]", record.signed + " "):
        forged = replace(record, signed=text, seal=sign(key, text.encode()))
        assert verify(forged).code == "changed_format"


def test_a_key_that_the_court_did_not_publish_is_unknown(record: DrawRecord) -> None:
    other = generate_private_key(65537, 3072)
    assert verify(hold(INPUTS, other), record.public_key).code == "unknown_key"


def test_weak_or_foreign_keys_are_refused(tmp_path: Path) -> None:
    for weak in (generate_private_key(65537, 2048), generate_private_key(3, 3072)):
        assert verify(hold(INPUTS, weak)).code == "unknown_key"
    log_key(tmp_path / "log.pem")
    with pytest.raises(KeyFileError, match="RSA"):
        draw_key(tmp_path / "log.pem")


def test_a_draw_key_is_made_once_with_mode_0600_and_loaded_again(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "draw.pem"
    first = public_pem(draw_key(path))
    assert path.stat().st_mode & 0o777 == 0o600
    assert public_pem(draw_key(path)) == first


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"pool": (), "exclusions": ()}, "pool_empty"),
        ({"exclusions": tuple(Exclusion(one.id, "leave") for one in POOL)}, "pool_empty"),
        ({"pool": (*POOL, POOL[0])}, "duplicate_candidate"),
        ({"pool": (Candidate("A", "甲", 0),), "exclusions": ()}, "bad_weight"),
        ({"pool": (Candidate("A", "甲", 1_000_001),), "exclusions": ()}, "bad_weight"),
        ({"pool": (Candidate("A", "甲", 1, -1),), "exclusions": ()}, "bad_weight"),
        ({"exclusions": (Exclusion("X", "leave"),)}, "bad_exclusion"),
        ({"exclusions": (Exclusion("J01", "whim"),)}, "bad_exclusion"),
        ({"exclusions": (OUT[0], OUT[0])}, "bad_exclusion"),
        ({"seats": 4}, "pool_too_small"),
        ({"seats": 0}, "bad_count"),
        ({"round": True}, "bad_count"),
        ({"purpose": "Wahl "}, "bad_purpose"),
        ({"matter": ""}, "bad_matter"),
        ({"anchor": "abc"}, "bad_anchor"),
        ({"drawn_at": NINE.replace(tzinfo=None)}, "bad_time"),
    ],
    ids=str,
)
def test_no_draw_is_held_over_unsound_inputs(key: RSAPrivateKey, change: dict[str, Any], code: str) -> None:
    with pytest.raises(DrawError) as caught:
        hold(replace(INPUTS, **change), key)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format":"fengqiao.draw.v1"}', '{"format":"other"}'])
def test_what_is_not_a_record_is_unreadable(text: str) -> None:
    with pytest.raises(DrawError) as caught:
        DrawRecord.from_json(text)
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize(
    "change",
    [{"seed": 1}, {"seats": "1"}, {"round": True}, {"public_key": None}, {"extra": 1}, {"pool": 5}],
    ids=str,
)
def test_a_record_with_a_field_of_the_wrong_type_is_unreadable(record: DrawRecord, change: dict[str, object]) -> None:
    with pytest.raises(DrawError) as caught:
        edited(record, **change)
    assert caught.value.code == "unreadable"


WEIGHTS = st.lists(st.integers(1, 9), min_size=1, max_size=8)


@settings(max_examples=100)
@given(WEIGHTS, st.integers(0, 6), st.binary(min_size=8, max_size=8))
def test_everyone_is_drawn_at_most_once_and_holds_the_number(weights: list[int], backups: int, seed: bytes) -> None:
    pool = tuple(Candidate(f"{n:02}", "甲", weight) for n, weight in enumerate(weights))
    inputs = DrawInputs("a", "m", pool, NINE, backups=backups)
    picks = picks_of(inputs, seed)
    assert len(picks) == min(len(pool), 1 + backups)
    assert len({pick.id for pick in picks}) == len(picks)
    left = {one.id: one.weight for one in pool}
    for pick in picks:
        assert pick.total == sum(left.values())
        tickets = [id for id in sorted(left) for _ in range(left[id])]
        assert tickets[pick.number - 1] == pick.id
        del left[pick.id]


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WEIGHTS, st.data())
def test_any_held_draw_verifies(key: RSAPrivateKey, weights: list[int], data: st.DataObject) -> None:
    pool = tuple(Candidate(f"{n:02}", "甲", weight) for n, weight in enumerate(weights))
    out = data.draw(st.sets(st.sampled_from([one.id for one in pool]), max_size=len(pool) - 1))
    reasons = sorted(REASONS)
    exclusions = tuple(Exclusion(id, data.draw(st.sampled_from(reasons))) for id in out)
    inputs = DrawInputs("a.b", data.draw(st.text(min_size=1)), pool, NINE, exclusions)
    assert verify(DrawRecord.from_json(hold(inputs, key).to_json()), public_pem(key))


def chi_square(observed: dict[str, int], expected: dict[str, float]) -> float:
    return sum((observed.get(id, 0) - want) ** 2 / want for id, want in expected.items())


DRAWS = 20_000
CRITICAL_4_DEGREES = 23.51  # one false alarm in 10,000; the seeds are fixed, so it is never flaky


def seeds() -> list[bytes]:
    return [hashlib.sha256(b"fairness %d" % number).digest() for number in range(DRAWS)]


def test_the_draw_is_fair_to_equal_and_to_weighted_candidates() -> None:
    for weights in ([1, 1, 1, 1, 1], [3, 5, 1, 4, 2]):
        pool = tuple(Candidate(f"{n}", "甲", weight) for n, weight in enumerate(weights))
        inputs = DrawInputs("a", "m", pool, NINE, backups=0)
        drawn = Counter(picks_of(inputs, seed)[0].id for seed in seeds())
        expected = {one.id: DRAWS * one.weight / sum(weights) for one in pool}
        assert chi_square(drawn, expected) < CRITICAL_4_DEGREES


def test_substitutes_are_fair_too() -> None:
    pool = tuple(Candidate(f"{n}", "甲") for n in range(5))
    inputs = DrawInputs("a", "m", pool, NINE, backups=1)
    second = Counter(picks_of(inputs, seed)[1].id for seed in seeds())
    assert chi_square(second, {one.id: DRAWS / 5 for one in pool}) < CRITICAL_4_DEGREES


def test_the_working_tells_why_this_judge(record: DrawRecord) -> None:
    lines = working(record)
    zh, en = "\n".join(line.zh for line in lines), "\n".join(line.en for line in lines)
    assert "候选人共 5 名" in zh
    assert "赵敏不参加抽取：依法应当回避（《中华人民共和国民事诉讼法》第四十七条）。" in zh
    assert "孙丽不参加抽取：休假" in zh
    assert "共 9 个号码：陈明 1–3 号、李芳 4–8 号、王强 9 号" in zh
    winner = next(one.name for one in POOL if one.id == record.result[0])
    number = record.picks[0].number
    assert f"在 1 至 9 号中抽得 {number} 号，抽中{winner}。" in zh
    assert f"Drew number {number} of 1 to 9: {winner} is chosen." in en
    assert "赵敏 is left out: recusal required by law (CPL, art. 47)." in en
    assert "substitute 2" in en


def test_a_second_is_the_finest_time_and_the_zone_is_shanghai(key: RSAPrivateKey) -> None:
    moment = datetime(2026, 3, 2, 1, 0, 0, 999, tzinfo=ZoneInfo("UTC"))
    assert hold(replace(INPUTS, drawn_at=moment), key) == hold(INPUTS, key)


def test_the_program_in_the_documentation_replays_a_draw(record: DrawRecord, tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "operations" / "verification.md"
    program = next(
        block.split("```")[0]
        for block in page.read_text("utf-8").split("```python\n")[1:]
        if 'record["picks"]' in block
    )

    def said(text: str) -> str:
        (tmp_path / "record.json").write_text(text, "utf-8")
        command = [sys.executable, "-c", program, tmp_path / "record.json"]
        done = subprocess.run(command, capture_output=True, text=True)
        return (done.stdout or done.stderr).strip()

    assert said(record.to_json()) == f"sound: drawn {record.result[0]}"
    changed = json.loads(record.to_json()) | {"round": 2}
    assert said(json.dumps(changed)) == "the record was changed after sealing"


def test_the_program_in_the_documentation_refuses_a_chosen_seed(key: RSAPrivateKey, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "operations" / "verification.md").read_text("utf-8")
    program = next(block.split("```")[0] for block in page.split("```python\n") if 'record["picks"]' in block)
    other = sign(key, seed_message(replace(INPUTS, round=2)))
    (tmp_path / "record.json").write_text(sealed(INPUTS, key, seed=other).to_json(), "utf-8")
    command = [sys.executable, "-c", program, tmp_path / "record.json"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stderr.strip() == "the seed is not the signature over this pool"
