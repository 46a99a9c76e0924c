"""``fengqiao verify [RECEIPT [--head FILE] [--key FILE]]``: prove the record, or one receipt."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from django.db import connection
from tqdm import tqdm

from fengqiao.core import ledger
from fengqiao.core.models import Matter, TreeHead
from fengqiao.kernel import merkle
from fengqiao.kernel.receipt import Receipt, verify_receipt


def main(argv: list[str]) -> int:
    """Exit 0 where all holds; else name the first fault and exit 1."""
    parser = argparse.ArgumentParser(prog="fengqiao verify")
    parser.add_argument("receipt", nargs="?", type=Path, help="a receipt file that a party holds")
    parser.add_argument("--head", type=Path, help="a published tree head; default: the one published here")
    parser.add_argument("--key", type=Path, help="the court's published log key (PEM)")
    options = parser.parse_args(argv)
    return _one(options.receipt, options.head, options.key) if options.receipt else _all()


def _one(file: Path, head_file: Path | None, key: Path | None) -> int:
    try:
        receipt = Receipt.from_json(file.read_text(encoding="utf-8"))
        signed = _head(receipt, head_file)
    except (OSError, ValueError) as error:
        sys.stdout.write(f"无法读取 / cannot be read: {error}\n")
        return 2
    if signed and key and not merkle.verify_head(signed, key.read_text()):
        sys.stdout.write("日志摘要的签名不符 / the signature of the tree head does not hold\n")
        return 1
    verdict = verify_receipt(receipt, signed.head if signed else None)
    sys.stdout.write(f"{verdict.code}: {verdict.reason_zh} / {verdict.reason_en}\n")
    return 0 if verdict.ok else 1


def _head(receipt: Receipt, file: Path | None) -> merkle.SignedHead | None:
    """The head in the file named; else the one of that size that this installation has published."""
    if file is not None:
        return merkle.SignedHead.from_json(file.read_text(encoding="utf-8"))
    if receipt.pending or not connection.introspection.table_names():
        return None
    published = TreeHead.objects.filter(size=receipt.size).first()
    return merkle.SignedHead.from_json(published.signed) if published else None


def _all() -> int:
    if Matter._meta.db_table not in connection.introspection.table_names():
        sys.stdout.write("这里没有数据：请用 DATA_DIR 或 DATABASE_URL 指明 / nothing here: name the data by DATA_DIR or DATABASE_URL\n")
        return 2
    for what, faults, total in (
        ("chains", ledger.walk_chains(), Matter.objects.count()),
        ("heads", ledger.walk_heads(), TreeHead.objects.count()),
    ):
        for fault in tqdm(faults, total=total, desc=what, disable=not sys.stderr.isatty()):
            if fault:
                sys.stdout.write(f"BROKEN {fault.where} #{fault.seq}: {fault.reason}\n")
                return 1
        sys.stdout.write(f"{what}: {total} ok\n")
    return 0
