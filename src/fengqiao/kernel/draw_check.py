"""Check a published draw, and tell it in plain words. Nothing is needed but the record."""

from __future__ import annotations

import json
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from fengqiao.kernel.answer import Line
from fengqiao.kernel.chain import canonical
from fengqiao.kernel.draw import (
    REASONS,
    Candidate,
    DrawError,
    DrawRecord,
    check_inputs,
    picks_of,
    seed_message,
)
from fengqiao.kernel.keys import KeyFileError, key_id, read_rsa_public
from fengqiao.kernel.verdict import Verdict

_FIELDS: Final[dict[str, tuple[str, str]]] = {
    "format": ("格式", "format"),
    "purpose": ("事由", "purpose"),
    "matter": ("案号", "matter number"),
    "round": ("轮次", "round"),
    "anchor": ("锚定值", "anchor"),
    "seats": ("名额", "number of seats"),
    "backups": ("候补数", "number of substitutes"),
    "drawn_at": ("抽取时间", "time of the draw"),
    "public_key": ("公钥", "public key"),
    "seed": ("种子", "seed"),
    "exclusions": ("排除名单", "list of exclusions"),
    "picks": ("抽取结果", "result"),
    "pool": ("候选人名单", "pool of candidates"),
    "name": ("姓名", "name"),
    "weight": ("权重", "weight"),
    "load": ("在办案件数", "number of open cases"),
}


def verify(record: DrawRecord, trusted_key: str | None = None) -> Verdict:
    """Check a draw from its record alone and name the first thing that is wrong.

    ``trusted_key`` is the court's published draw key (PEM). Without it the verdict says only that
    the record is consistent with the key that it carries. Codes: ``pool_empty``,
    ``duplicate_candidate``, ``bad_*``, ``excluded_drawn``, ``stranger_drawn``, ``unknown_key``,
    ``wrong_signature``, ``changed_*`` (with the field), ``wrong_seed``, ``wrong_result``,
    ``sound``.
    """
    try:
        check_inputs(record.inputs)
        key = read_rsa_public(record.public_key)
        known = trusted_key is None or key_id(trusted_key) == key_id(record.public_key)
    except DrawError as error:
        return Verdict(False, error.code, error.reason_zh, error.reason_en)
    except KeyFileError as error:
        return Verdict(False, "unknown_key", f"公钥不能使用：{error}", f"unusable key: {error}")
    if not known:
        return Verdict(
            False,
            "unknown_key",
            "不是法院公布的公钥",
            "this is not the key that the court published",
        )
    for wrong in (_drawn_people(record), _seal(record, key), _replay(record, key)):
        if wrong is not None:
            return wrong
    return _sound(record)


def _drawn_people(record: DrawRecord) -> Verdict | None:
    names = {one.id: one.name for one in record.inputs.pool}
    excluded = {one.id for one in record.inputs.exclusions}
    for pick in record.picks:
        if pick.id in excluded:
            name = names[pick.id]
            return Verdict(
                False,
                "excluded_drawn",
                f"已被排除的 {name}（{pick.id}）却被抽中",
                f"{name} ({pick.id}) was excluded and yet drawn",
            )
        if pick.id not in names:
            return Verdict(
                False,
                "stranger_drawn",
                f"抽中的 {pick.id} 不在候选人名单内",
                f"{pick.id} was drawn but is not in the pool",
            )
    return None


def _seal(record: DrawRecord, key: RSAPublicKey) -> Verdict | None:
    if not _signed_by(key, record.seal, record.signed.encode()):
        return Verdict(
            False,
            "wrong_signature",
            "封印签名与签名原文不符",
            "the seal does not fit the signed text",
        )
    stated = record.body()
    if canonical(stated).decode() == record.signed:
        return None
    sealed = _object(record.signed)
    for field, value in stated.items():
        if value != sealed.get(field):
            return _changed(field, value, sealed.get(field))
    return _changed("format", stated["format"], None)


def _object(text: str) -> dict[str, object]:
    """Read the sealed text; what is not an object states nothing."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _changed(field: str, stated: object, sealed: object) -> Verdict:
    """Name a field that differs from the sealed text; of the pool, name the person and detail."""
    of_zh = of_en = ""
    if field == "pool" and isinstance(stated, list) and isinstance(sealed, list):
        if [one["id"] for one in stated] == [one["id"] for one in sealed]:
            now, then = next((a, b) for a, b in zip(stated, sealed, strict=True) if a != b)
            field = next(name for name in ("weight", "load", "name") if now[name] != then[name])
            of_zh, of_en = f"{then['name']}（{then['id']}）的", f" of {then['name']} ({then['id']})"
    zh, en = _FIELDS.get(field, (field, field))
    code = "changed_result" if field == "picks" else f"changed_{field}"
    return Verdict(False, code, f"{of_zh}{zh}在封存之后被改动", f"the {en}{of_en} was changed after sealing")


def _replay(record: DrawRecord, key: RSAPublicKey) -> Verdict | None:
    if not _signed_by(key, record.seed, seed_message(record.inputs)):
        return Verdict(
            False,
            "wrong_seed",
            "种子不是对本次名单的签名",
            "the seed is not the signature over this pool",
        )
    if picks_of(record.inputs, bytes.fromhex(record.seed)) != record.picks:
        return Verdict(
            False,
            "wrong_result",
            "按种子重演，结果不一致",
            "replaying from the seed gives another result",
        )
    return None


def _sound(record: DrawRecord) -> Verdict:
    return Verdict(
        True,
        "sound",
        f"签名有效，按种子重演结果一致（公钥编号 {key_id(record.public_key)[:16]}）",
        f"the signatures hold and the replay agrees (key {key_id(record.public_key)[:16]})",
    )


def _signed_by(key: RSAPublicKey, signature: str, message: bytes) -> bool:
    try:
        raw = bytes.fromhex(signature)
        key.verify(raw, message, PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError, TypeError):
        return False
    return raw.hex() == signature


def working(record: DrawRecord) -> tuple[Line, ...]:
    """Tell the draw step by step: the pool, who was left out and why, the numbers, the result."""
    inputs = record.inputs
    people = {one.id: one for one in inputs.pool}
    names = [one.name for one in inputs.pool]
    lines = [
        Line(
            f"候选人共 {len(names)} 名：{'、'.join(names)}。",
            f"The pool: {len(names)} candidates, {', '.join(names)}.",
        )
    ]
    for gone in inputs.exclusions:
        zh, en = REASONS[gone.reason]
        lines.append(
            Line(
                f"{people[gone.id].name}不参加抽取：{zh}" + (f"（{gone.article_zh}）。" if gone.article_zh else "。"),
                f"{people[gone.id].name} is left out: {en}" + (f" ({gone.article_en})." if gone.article_en else "."),
            )
        )
    lines.append(_numbers(inputs.eligible))
    for place, pick in enumerate(record.picks, 1):
        lines.append(_pick_line(record, place, people[pick.id].name))
    lines.append(
        Line(
            "号码由法院对上述名单的签名推算得出，一份名单只有一个结果，任何人都可以用公布的公钥重算。",
            "The numbers follow from the court's signature over this pool: one pool, one result. "
            "Anybody can work it out again with the published key.",
        )
    )
    return tuple(lines)


def _numbers(eligible: tuple[Candidate, ...]) -> Line:
    """Say which numbers each person holds in the first drawing."""
    shares, last = [], 0
    for one in eligible:
        first, last = last + 1, last + one.weight
        held = f"{first}" if first == last else f"{first}–{last}"
        shares.append((one.name, held))
    return Line(
        f"其余 {len(eligible)} 名按编号顺序持号，共 {last} 个号码："
        + "、".join(f"{name} {held} 号" for name, held in shares)
        + "。",
        f"The other {len(eligible)} hold numbers in order of id, {last} in all: "
        + ", ".join(f"{name} {held}" for name, held in shares)
        + ".",
    )


def _pick_line(record: DrawRecord, place: int, name: str) -> Line:
    pick, seats = record.picks[place - 1], record.inputs.seats
    drawn_zh = f"在 1 至 {pick.total} 号中抽得 {pick.number} 号"
    drawn_en = f"number {pick.number} of 1 to {pick.total}"
    if place <= seats:
        return Line(f"{drawn_zh}，抽中{name}。", f"Drew {drawn_en}: {name} is chosen.")
    order = place - seats
    return Line(
        f"除去已抽中的，余者重新排号，{drawn_zh}，第 {order} 候补：{name}。",
        f"Those left are numbered anew; drew {drawn_en}: substitute {order} is {name}.",
    )
