"""A draw that anybody can replay: judges, mediators, assessors, appraisers, administrators.

What decides the draw is a seed that the court cannot choose and nobody else can foresee: its RSA
signature (PKCS#1 v1.5, SHA-256, deterministic, one per key and message) over the purpose,
the matter, the round, an anchor published beforehand and the eligible people with their weights.
Time, names and loads are left out of the seed, since whoever may vary them could try until the
result pleases. The seed drives HMAC-SHA256 in counter mode; numbers are taken from it without
modulo bias. A second signature seals the whole record.

The format is specified for other implementations in docs/operations/verification.md.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from fengqiao.kernel.chain import canonical, is_hash
from fengqiao.kernel.citation import Citation
from fengqiao.kernel.keys import public_pem

FORMAT: Final = "fengqiao.draw.v1"
SEED_FORMAT: Final = "fengqiao.draw.seed.v1"
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
MAX_WEIGHT: Final = 1_000_000
_BLOCK_RANGE: Final = 1 << 128
_PURPOSE: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")

REASONS: Final[dict[str, tuple[str, str]]] = {
    "recusal": ("依法应当回避", "recusal required by law"),
    "took_part": ("参与过本案其他审判程序", "took part in another stage of this case"),
    "leave": ("休假、外出学习或者挂职期间", "on leave, training or secondment"),
    "load_cap": ("在办案件达到上限", "open cases at the cap"),
    "not_qualified": ("不具备办理本案的资格", "not qualified for this matter"),
    "suspended": ("暂停履职", "suspended from duty"),
    "declined": ("本人有正当理由不能接受", "declined for good reason"),
    "objection": ("当事人异议成立", "a party's objection was upheld"),
    "earlier_round": ("前一轮已抽中", "already drawn in an earlier round"),
}
"""The closed list of reasons for leaving somebody out of a draw, in Chinese and English."""


class DrawError(ValueError):
    """A draw that cannot be held or read; ``code`` is as in the verdicts of ``verify``."""

    def __init__(self, code: str, reason_zh: str, reason_en: str) -> None:
        super().__init__(reason_en)
        self.code, self.reason_zh, self.reason_en = code, reason_zh, reason_en


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody in the pool. ``load`` is the number of open cases, kept to explain the weight."""

    id: str
    name: str
    weight: int = 1
    load: int = 0


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Somebody of the pool who is left out, for a coded reason (``REASONS``) and an article."""

    id: str
    reason: str
    article_zh: str = ""
    article_en: str = ""

    @classmethod
    def under(cls, id: str, reason: str, citation: Citation) -> Exclusion:
        """Exclude somebody under an article of law."""
        return cls(id, reason, citation.zh, citation.en)


@dataclass(frozen=True, slots=True)
class DrawInputs:
    """What a draw is held over.

    ``purpose`` is a code such as ``judge.assignment``. ``round`` counts the draws for the same
    purpose in the same matter from 1, so that a repeated draw shows. ``anchor`` is a hash that was
    published before the pool was known, as a rule the latest tree root, or empty. ``drawn_at`` is
    kept to the second in Asia/Shanghai. The pool and the exclusions are kept in order of id.
    """

    purpose: str
    matter: str
    pool: tuple[Candidate, ...]
    drawn_at: datetime
    exclusions: tuple[Exclusion, ...] = ()
    seats: int = 1
    backups: int = 2
    round: int = 1
    anchor: str = ""

    def __post_init__(self) -> None:
        if self.drawn_at.utcoffset() is None:
            raise DrawError("bad_time", "抽取时间缺少时区", "the time of the draw has no time zone")
        moment = self.drawn_at.astimezone(SHANGHAI).replace(microsecond=0)
        object.__setattr__(self, "drawn_at", moment)
        object.__setattr__(self, "pool", tuple(sorted(self.pool, key=lambda one: one.id)))
        object.__setattr__(self, "exclusions", tuple(sorted(self.exclusions, key=lambda one: one.id)))

    @property
    def eligible(self) -> tuple[Candidate, ...]:
        """The pool without the excluded, in order of id."""
        excluded = {one.id for one in self.exclusions}
        return tuple(one for one in self.pool if one.id not in excluded)


@dataclass(frozen=True, slots=True)
class Pick:
    """One number drawn: ``number`` of 1 to ``total`` fell to ``id``."""

    id: str
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class DrawRecord:
    """A held draw, complete: what is published and what anybody needs to replay it.

    ``seed`` and ``seal`` are signatures in hexadecimal; ``signed`` is the exact text under the
    seal, which repeats everything above it in canonical form.
    """

    inputs: DrawInputs
    public_key: str
    seed: str
    picks: tuple[Pick, ...]
    signed: str
    seal: str

    @property
    def result(self) -> tuple[str, ...]:
        """Ids of those drawn, in order."""
        return tuple(pick.id for pick in self.picks[: self.inputs.seats])

    @property
    def backups(self) -> tuple[str, ...]:
        """Ids of the substitutes, in the order in which they step in."""
        return tuple(pick.id for pick in self.picks[self.inputs.seats :])

    def body(self) -> dict[str, object]:
        """Return everything that the seal covers, as plain JSON values."""
        return body(self.inputs, self.public_key, self.seed, self.picks)

    def to_json(self) -> str:
        """Return the record as the JSON text that is published."""
        whole = {**self.body(), "signed": self.signed, "seal": self.seal}
        return json.dumps(whole, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> DrawRecord:
        """Read a published record. Raises ``DrawError`` (``unreadable``) if it is not one."""
        try:
            whole = json.loads(text)
            if whole.pop("format") != FORMAT:
                raise ValueError("another format")
            record = cls(
                DrawInputs(
                    pool=tuple(Candidate(**one) for one in whole.pop("pool")),
                    exclusions=tuple(Exclusion(**one) for one in whole.pop("exclusions")),
                    drawn_at=datetime.fromisoformat(whole.pop("drawn_at")),
                    **{name: whole.pop(name) for name in _PLAIN},
                ),
                picks=tuple(Pick(**one) for one in whole.pop("picks")),
                **whole,
            )
            _check_types(record)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise DrawError("unreadable", f"不是完整的抽取记录：{error}", f"not a record of a draw: {error}") from error
        return record


def _check_types(record: DrawRecord) -> None:
    """Hold what was read to the declared types: a number in quotation marks is not a number."""
    inputs = record.inputs
    parts: tuple[DrawInputs | Candidate | Exclusion | Pick | DrawRecord, ...] = (
        inputs,
        *inputs.pool,
        *inputs.exclusions,
        *record.picks,
        record,
    )
    for part in parts:
        for field in fields(part):
            value = getattr(part, field.name)
            if field.type in ("str", "int") and type(value).__name__ != field.type:
                raise ValueError(f"{field.name} must be {field.type}")
    canonical(record.body())


_PLAIN: Final = ("purpose", "matter", "round", "anchor", "seats", "backups")


def body(inputs: DrawInputs, public_key: str, seed: str, picks: tuple[Pick, ...]) -> dict[str, object]:
    """Return the part of a record that the seal covers, as plain JSON values."""
    return {
        "format": FORMAT,
        **{name: getattr(inputs, name) for name in _PLAIN},
        "drawn_at": inputs.drawn_at.isoformat(),
        "pool": [asdict(one) for one in inputs.pool],
        "exclusions": [asdict(one) for one in inputs.exclusions],
        "public_key": public_key,
        "seed": seed,
        "picks": [asdict(one) for one in picks],
    }


def check_inputs(inputs: DrawInputs) -> None:
    """Refuse inputs over which no sound draw can be held. Raises ``DrawError``."""
    _check_people(inputs)
    if not _PURPOSE.fullmatch(inputs.purpose):
        raise DrawError("bad_purpose", "抽取事由代码不合格式", "the purpose must be a code")
    if not inputs.matter:
        raise DrawError("bad_matter", "缺少案号或事项编号", "the matter number is missing")
    if inputs.anchor and not is_hash(inputs.anchor):
        raise DrawError("bad_anchor", "锚定值不是杂凑值", "the anchor must be a hash or empty")
    if not (_whole(inputs.seats, 1) and _whole(inputs.backups, 0) and _whole(inputs.round, 1)):
        raise DrawError("bad_count", "名额、候补数或者轮次有误", "seats, backups or round are out of range")
    if len(inputs.eligible) < inputs.seats:
        raise DrawError(
            "pool_too_small",
            f"可抽取人数 {len(inputs.eligible)} 少于名额 {inputs.seats}",
            f"{len(inputs.eligible)} eligible for {inputs.seats} seats",
        )


def _check_people(inputs: DrawInputs) -> None:
    known: set[str] = set()
    for one in inputs.pool:
        if one.id in known:
            raise DrawError("duplicate_candidate", f"候选人 {one.id} 重复", f"candidate {one.id} appears twice")
        if not (_whole(one.weight, 1) and one.weight <= MAX_WEIGHT and _whole(one.load, 0)):
            raise DrawError("bad_weight", f"候选人 {one.id} 的权重有误", f"the weight of {one.id} is wrong")
        known.add(one.id)
    for gone in inputs.exclusions:
        if gone.id not in known or gone.reason not in REASONS:
            raise DrawError(
                "bad_exclusion",
                f"排除 {gone.id} 有误：不在名单内、重复或者理由不在列",
                f"the exclusion of {gone.id} is wrong: not in the pool, repeated or no reason",
            )
        known.remove(gone.id)
    if not known:
        raise DrawError("pool_empty", "没有可以抽取的候选人", "nobody is left to draw from")


def _whole(number: object, least: int) -> bool:
    return type(number) is int and number >= least


def seed_message(inputs: DrawInputs) -> bytes:
    """Return the bytes whose signature is the seed."""
    return canonical(
        {
            "format": SEED_FORMAT,
            "purpose": inputs.purpose,
            "matter": inputs.matter,
            "round": inputs.round,
            "anchor": inputs.anchor,
            "eligible": [[one.id, one.weight] for one in inputs.eligible],
        }
    )


def hold(inputs: DrawInputs, private_key: RSAPrivateKey) -> DrawRecord:
    """Hold a draw and return its record. Raises ``DrawError`` if the inputs are not sound.

    The same inputs with the same key always give the same record.
    """
    check_inputs(inputs)
    public_key = public_pem(private_key)
    seed = sign(private_key, seed_message(inputs))
    picks = picks_of(inputs, bytes.fromhex(seed))
    signed = canonical(body(inputs, public_key, seed, picks)).decode()
    return DrawRecord(inputs, public_key, seed, picks, signed, sign(private_key, signed.encode()))


def sign(private_key: RSAPrivateKey, message: bytes) -> str:
    """Return the one PKCS#1 v1.5 SHA-256 signature over a message, in hexadecimal."""
    return private_key.sign(message, PKCS1v15(), hashes.SHA256()).hex()


def picks_of(inputs: DrawInputs, seed: bytes) -> tuple[Pick, ...]:
    """Replay the drawing from a seed: seats first, then the substitutes, all different."""
    remaining = list(inputs.eligible)
    numbers = _blocks(seed)
    picks: list[Pick] = []
    while remaining and len(picks) < inputs.seats + inputs.backups:
        total = sum(one.weight for one in remaining)
        number = _below(total, numbers) + 1
        chosen = _holder(remaining, number)
        remaining.remove(chosen)
        picks.append(Pick(chosen.id, number, total))
    return tuple(picks)


def _blocks(seed: bytes) -> Iterator[int]:
    """Yield HMAC-SHA256(SHA-256(seed), counter) as whole numbers below 2^128, counter from 0."""
    key, counter = hashlib.sha256(seed).digest(), 0
    while True:
        block = hmac.digest(key, FORMAT.encode() + counter.to_bytes(8, "big"), "sha256")
        yield int.from_bytes(block[:16], "big")
        counter += 1


def _below(total: int, numbers: Iterator[int]) -> int:
    """Take a number from 0 to total - 1, each equally likely: the uneven rest is thrown away."""
    usable = _BLOCK_RANGE - _BLOCK_RANGE % total
    return next(number for number in numbers if number < usable) % total


def _holder(candidates: list[Candidate], number: int) -> Candidate:
    """Return whose number it is: in order of id, each has as many numbers as weight, from 1."""
    for one in candidates:
        if number <= one.weight:
            return one
        number -= one.weight
    raise AssertionError("the number is within the total of the weights")
