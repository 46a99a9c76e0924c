"""The public log: RFC 6962 against a naive tree, proofs that hold and forgeries that do not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.kernel.chain import GENESIS, sm3_bytes
from fengqiao.kernel.keys import KeyFileError, log_key, public_pem
from fengqiao.kernel.merkle import (
    SignedHead,
    Tree,
    TreeHead,
    consistency_proof,
    follows,
    inclusion_proof,
    leaf_hash,
    leaves_of,
    node_hash,
    node_reader,
    prove_consistency,
    root,
    sign_head,
    verify_consistency,
    verify_head,
    verify_inclusion,
)
from fengqiao.kernel.receipt import Receipt, receipt_of, verify_receipt


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return sm3_bytes(b"")
    if len(leaves) == 1:
        return sm3_bytes(b"\x00" + leaves[0])
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sm3_bytes(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:]))


def naive_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """RFC 6962, 2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if index < k:
        return [*naive_path(index, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(index - k, leaves[k:]), naive_root(leaves[:k])]


def naive_consistency(first: int, leaves: Sequence[bytes], whole: bool = True) -> list[bytes]:
    """RFC 6962, 2.1.2, word for word."""
    if first == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if first <= k:
        return [*naive_consistency(first, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_consistency(first - k, leaves[k:], False), naive_root(leaves[:k])]


def some_leaves(size: int) -> list[bytes]:
    return [b"leaf %d" % number for number in range(size)]


SIZES = [*range(1, 34), 63, 64, 65, 100]


@pytest.mark.parametrize("size", [0, *SIZES])
def test_the_root_is_that_of_rfc_6962(size: int) -> None:
    assert root(some_leaves(size)) == naive_root(some_leaves(size))


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_is_proved_by_the_path_of_rfc_6962(size: int) -> None:
    leaves = some_leaves(size)
    tree_root = root(leaves)
    for index in range(size):
        path = inclusion_proof(leaves, index)
        assert path == naive_path(index, leaves)
        assert verify_inclusion(leaves[index], index, size, path, tree_root)


@pytest.mark.parametrize("second", SIZES[:24])
def test_every_earlier_tree_is_proved_by_the_proof_of_rfc_6962(second: int) -> None:
    leaves = some_leaves(second)
    for first in range(1, second + 1):
        proof = consistency_proof(leaves, first)
        assert proof == naive_consistency(first, leaves)
        assert verify_consistency(first, second, proof, root(leaves[:first]), root(leaves))


def test_the_empty_tree_begins_every_tree() -> None:
    leaves = some_leaves(3)
    assert verify_consistency(0, 3, [], root([]), root(leaves))
    assert not verify_consistency(0, 3, [], root(leaves[:1]), root(leaves))
    assert verify_consistency(0, 0, [], root([]), root([]))


@settings(max_examples=100)
@given(st.integers(1, 70), st.data())
def test_a_forged_inclusion_is_refused(size: int, data: st.DataObject) -> None:
    leaves = some_leaves(size)
    index = data.draw(st.integers(0, size - 1))
    path, tree_root = inclusion_proof(leaves, index), root(leaves)
    assert not verify_inclusion(b"forged", index, size, path, tree_root)
    assert not verify_inclusion(leaves[index], index, size, [*path, bytes(32)], tree_root)
    assert not verify_inclusion(leaves[index], index, size, path, bytes(32))
    assert not verify_inclusion(leaves[index], size, size, path, tree_root)
    assert not verify_inclusion(leaves[index], -1, size, path, tree_root)
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index or size == 1))
    if other != index:
        assert not verify_inclusion(leaves[index], other, size, path, tree_root)
    if path:
        assert not verify_inclusion(leaves[index], index, size, path[:-1], tree_root)
        place = data.draw(st.integers(0, len(path) - 1))
        path[place] = bytes(32)
        assert not verify_inclusion(leaves[index], index, size, path, tree_root)


@settings(max_examples=100)
@given(st.integers(2, 70), st.data())
def test_a_rewritten_history_is_not_consistent(size: int, data: st.DataObject) -> None:
    leaves = some_leaves(size)
    first = data.draw(st.integers(1, size - 1))
    rewritten = list(leaves)
    rewritten[data.draw(st.integers(0, first - 1))] = b"rewritten"
    proof = consistency_proof(rewritten, first)
    assert not verify_consistency(first, size, proof, root(leaves[:first]), root(rewritten))
    honest = consistency_proof(leaves, first)
    assert verify_consistency(first, size, honest, root(leaves[:first]), root(leaves))
    assert not verify_consistency(first, size, [*honest, bytes(32)], root(leaves[:first]), root(leaves))
    assert not verify_consistency(first, size, honest, root(leaves[:first]), bytes(32))
    assert not verify_consistency(size, first, honest, root(leaves), root(leaves[:first]))


def test_a_leaf_cannot_be_passed_off_as_a_node() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert node_hash(left, right) == root([b"a", b"b"])
    assert root([left + right]) != root([b"a", b"b"])


@settings(max_examples=50)
@given(st.integers(0, 130), st.integers(0, 130))
def test_a_tree_taken_up_from_its_state_goes_on_as_if_never_stopped(cut: int, more: int) -> None:
    leaves = some_leaves(cut + more)
    tree = Tree()
    for leaf in leaves[:cut]:
        tree.append(leaf)
    tree = Tree.from_state(tree.state())
    for leaf in leaves[cut:]:
        tree.append(leaf)
    assert (tree.size, tree.root()) == (cut + more, naive_root(leaves))


def test_a_tree_of_many_leaves_holds_only_its_edge() -> None:
    tree = Tree()
    for number in range(20_000):
        tree.append(number.to_bytes(4, "big"))
    assert len(tree.peaks) == (20_000).bit_count()


@pytest.mark.parametrize(
    "state", [{}, {"size": 1, "peaks": []}, {"size": -1, "peaks": []}, {"size": 1, "peaks": ["x"]}]
)
def test_a_state_that_does_not_fit_together_is_refused(state: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="tree"):
        Tree.from_state(state)


def test_a_proof_reads_few_stored_nodes() -> None:
    leaves = some_leaves(1000)
    stored, reads = node_reader(leaves), list[tuple[int, int]]()

    def read(level: int, position: int) -> bytes:
        reads.append((level, position))
        return stored(level, position)

    prove_consistency(read, 513, 1000)
    assert 0 < len(reads) <= 20


def test_no_proof_outside_the_tree() -> None:
    with pytest.raises(IndexError):
        inclusion_proof(some_leaves(3), 3)
    with pytest.raises(IndexError):
        consistency_proof(some_leaves(3), 4)


LOG = "330681"


@pytest.fixture(scope="module")
def events() -> list[Receipt]:
    """Seven events of two matters in one log."""
    receipts: list[Receipt] = []
    last = {"A": GENESIS, "B": GENESIS}
    for number, matter in enumerate("AABABBA"):
        row: dict[str, object] = {
            "matter": matter,
            "move": "accept",
            "n": number,
            "at": datetime(2026, 3, 2, 9, number, tzinfo=UTC),
            "amount": Decimal("30000.00"),
        }
        receipts.append(receipt_of(LOG, row, last[matter], number))
        last[matter] = receipts[-1].event_hash
    return receipts


def head_of(receipts: Sequence[Receipt], day: int = 2) -> TreeHead:
    tree_root = root(leaves_of(one.event_hash for one in receipts))
    return TreeHead(LOG, date(2026, 3, day), len(receipts), tree_root.hex())


def proved(receipts: Sequence[Receipt], index: int) -> Receipt:
    reader = node_reader(leaves_of(one.event_hash for one in receipts))
    return receipts[index].proved(reader, head_of(receipts))


def test_a_receipt_is_sound_against_nothing_but_the_published_head(events: list[Receipt]) -> None:
    for index in range(len(events)):
        kept = Receipt.from_json(proved(events, index).to_json())
        verdict = verify_receipt(kept, head_of(events))
        assert verdict
        assert f"第 {index + 1} 条" in verdict.reason_zh


def test_a_receipt_before_the_head_is_pending_and_not_sound(events: list[Receipt]) -> None:
    kept = Receipt.from_json(events[3].to_json())
    assert kept.pending
    assert verify_receipt(kept, None).code == "pending"
    assert verify_receipt(kept, head_of(events)).code == "pending"
    assert not verify_receipt(kept, None)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"row": {"matter": "A", "move": "decline"}}, "changed_row"),
        ({"previous": "1" * 64}, "changed_row"),
        ({"event_hash": "1" * 64}, "changed_row"),
        ({"log": "330682"}, "other_log"),
        ({"index": 4}, "not_included"),
        ({"size": 8}, "other_head"),
        ({"proof": ()}, "not_included"),
        ({"proof": ("1" * 64,) * 3}, "not_included"),
    ],
)
def test_a_changed_receipt_is_named(events: list[Receipt], change: dict[str, object], code: str) -> None:
    forged = replace(proved(events, 3), **change)  # type: ignore[arg-type]
    assert verify_receipt(forged, head_of(events)).code == code


def test_an_event_changed_by_the_court_no_longer_fits_the_published_head(
    events: list[Receipt],
) -> None:
    changed = receipt_of(LOG, {"matter": "A", "move": "decline"}, events[3].previous, 3)
    rewritten = [*events[:3], changed, *events[4:]]
    assert verify_receipt(proved(rewritten, 3), head_of(events)).code == "not_included"


@pytest.mark.parametrize("text", ["", "[]", "{}", "1", '{"format":"fengqiao.receipt.v1"}', "1.5"])
def test_what_is_not_a_receipt_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"receipt|JSON|float"):
        Receipt.from_json(text)


def test_a_head_is_signed_published_read_and_verified(events: list[Receipt], tmp_path: Path) -> None:
    key = log_key(tmp_path / "log.pem")
    signed = sign_head(head_of(events), key)
    read = SignedHead.from_json(signed.to_json())
    assert read == signed
    assert verify_head(read, public_pem(key))
    assert not verify_head(read, public_pem(log_key(tmp_path / "other.pem")))


@pytest.mark.parametrize(
    "change",
    [
        {"log": "330682"},
        {"day": date(2026, 3, 3)},
        {"size": 8},
        {"root": "1" * 64},
        {"previous_size": 1},
        {"previous_root": "1" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_head_changed_in_any_field_is_refused(
    events: list[Receipt], tmp_path: Path, change: dict[str, object]
) -> None:
    key = log_key(tmp_path / "log.pem")
    signed = sign_head(head_of(events), key)
    forged = replace(signed, head=replace(signed.head, **change))  # type: ignore[arg-type]
    assert not verify_head(forged, public_pem(key))
    assert not verify_head(replace(signed, signature="00"), public_pem(key))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format":"fengqiao.tree-head.v1"}'])
def test_what_is_not_a_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"head|Expecting"):
        SignedHead.from_json(text)


def test_tomorrows_head_follows_todays_only_if_nothing_was_rewritten(events: list[Receipt]) -> None:
    today, tomorrow = head_of(events[:4]), head_of(events, day=3)
    leaves = list(leaves_of(one.event_hash for one in events))
    proof = consistency_proof(leaves, 4)
    assert follows(tomorrow, today, proof)
    assert not follows(tomorrow, replace(today, root="1" * 64), proof)
    assert not follows(replace(tomorrow, log="330682"), today, proof)
    assert not follows(replace(tomorrow, day=date(2026, 3, 1)), today, proof)


def test_a_log_key_is_made_once_with_mode_0600_and_loaded_again(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "log.pem"
    first = public_pem(log_key(path))
    assert path.stat().st_mode & 0o777 == 0o600
    assert public_pem(log_key(path)) == first
    assert [one.name for one in path.parent.iterdir()] == ["log.pem"]


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.pem"
    log_key(path)
    path.chmod(0o640)
    with pytest.raises(KeyFileError, match="0600"):
        log_key(path)
    path.chmod(0o600)
    path.write_text("nothing")
    with pytest.raises(KeyFileError, match="no private key"):
        log_key(path)


def test_the_program_in_the_documentation_checks_a_receipt(events: list[Receipt], tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "operations" / "verification.md"
    program = next(
        block.split("```")[0]
        for block in page.read_text("utf-8").split("```python\n")[1:]
        if 'receipt["proof"]' in block
    )
    head = sign_head(head_of(events), log_key(tmp_path / "log.pem"))
    (tmp_path / "head.json").write_text(head.to_json(), "utf-8")

    def said(receipt: Receipt) -> str:
        (tmp_path / "receipt.json").write_text(receipt.to_json(), "utf-8")
        done = subprocess.run(
            [sys.executable, "-c", program, tmp_path / "receipt.json", tmp_path / "head.json"],
            capture_output=True,
            text=True,
        )
        return (done.stdout or done.stderr).strip()

    assert said(proved(events, 4)) == "sound: entry 5 of 2026-03-02"
    assert said(events[4]).startswith("pending")
    assert said(replace(proved(events, 4), index=3)) == "not in the log"
    assert said(replace(proved(events, 4), row={"n": 1})).startswith("changed")
