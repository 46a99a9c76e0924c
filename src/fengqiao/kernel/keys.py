"""The court's two signing keys: RSA for draws (its signatures are unique), Ed25519 for tree heads.

A private key lives in one file that only its owner can read (mode 0600). The public key is
published, before it is used, as PEM.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from fengqiao.kernel.chain import sm3

RSA_BITS: Final = 3072
RSA_EXPONENT: Final = 65537


class KeyFileError(ValueError):
    """A key that cannot be used: wrong kind, unreadable, or a file that others can read."""


def draw_key(path: Path) -> RSAPrivateKey:
    """Load the court's RSA key for draws, or make one there (mode 0600) if there is no file."""
    if not path.exists():
        _write_new(path, generate_rsa(RSA_EXPONENT, RSA_BITS))
    key = _load(path)
    if not isinstance(key, RSAPrivateKey):
        raise KeyFileError(f"{path} does not hold an RSA key")
    return key


def log_key(path: Path) -> Ed25519PrivateKey:
    """Load the court's Ed25519 log key, or make one there (mode 0600) if there is no file."""
    if not path.exists():
        _write_new(path, Ed25519PrivateKey.generate())
    key = _load(path)
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"{path} does not hold an Ed25519 key")
    return key


def public_pem(key: RSAPrivateKey | Ed25519PrivateKey | RSAPublicKey | Ed25519PublicKey) -> str:
    """Return the public half of a key as PEM (SubjectPublicKeyInfo), the form that is published."""
    public = key.public_key() if isinstance(key, RSAPrivateKey | Ed25519PrivateKey) else key
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def read_rsa_public(pem: str) -> RSAPublicKey:
    """Read a published draw key; refuse other kinds, short keys and unusual exponents.

    An exponent that the court could choose freely would let it make signatures that are not unique.
    """
    key = _read_public(pem)
    if not isinstance(key, RSAPublicKey):
        raise KeyFileError("the draw key must be an RSA key")
    if key.key_size < RSA_BITS or key.public_numbers().e != RSA_EXPONENT:
        raise KeyFileError(f"the draw key must have {RSA_BITS} bits and exponent {RSA_EXPONENT}")
    return key


def read_ed25519_public(pem: str) -> Ed25519PublicKey:
    """Read a published log key; refuse other kinds."""
    key = _read_public(pem)
    if not isinstance(key, Ed25519PublicKey):
        raise KeyFileError("the log key must be an Ed25519 key")
    return key


def key_id(pem: str) -> str:
    """Return the name of a public key: the SM3 hash of its DER form, in hexadecimal."""
    der = _read_public(pem).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return sm3(der)


def _read_public(pem: str) -> RSAPublicKey | Ed25519PublicKey:
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, TypeError) as error:
        raise KeyFileError("this is not a public key in PEM form") from error
    if not isinstance(key, RSAPublicKey | Ed25519PublicKey):
        raise KeyFileError("only RSA and Ed25519 keys are used here")
    return key


def _write_new(path: Path, key: RSAPrivateKey | Ed25519PrivateKey) -> None:
    """Write a key file whole or not at all; if another process was first, keep its file."""
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _load(path: Path) -> PrivateKeyTypes:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyFileError(f"{path} can be read by others; set its mode to 0600")
    try:
        return load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise KeyFileError(f"{path} holds no private key") from error
