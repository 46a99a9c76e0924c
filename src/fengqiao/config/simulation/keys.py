"""Signing keys of the demonstration, derived from its seed, so that the same seed draws the same people.

Whoever knows the seed knows these keys: they are for a demonstration and for nothing else, and say so
in a file beside them. A real court's keys are made by chance on first use (``kernel.keys``); an
installation that has keys keeps them, and is not asked to play.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from fengqiao.config.demonstration import KEYS_MARK as MARK
from fengqiao.kernel.keys import RSA_BITS, RSA_EXPONENT

_WARNING = "These keys are derived from the number of a simulation. They protect nothing.\n"
_ROUNDS = 8


def derive(folder: Path, seed: int) -> bool:
    """Write the draw key and the log key of a seed (mode 0600); False where the installation has keys already."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (folder / "draw.pem").exists() or (folder / "log.pem").exists():
        return (folder / MARK).exists()
    (folder / MARK).write_text(_WARNING)
    secret = hashlib.sha256(f"fengqiao demonstration log key {seed}".encode()).digest()
    _write(folder / "draw.pem", rsa_key(Random(f"fengqiao demonstration draw key {seed}")))  # noqa: S311
    _write(folder / "log.pem", Ed25519PrivateKey.from_private_bytes(secret))
    return True


def rsa_key(chance: Random) -> rsa.RSAPrivateKey:
    """An RSA key from repeatable chance."""
    p, q = _prime(chance), _prime(chance)
    n, phi = p * q, (p - 1) * (q - 1)
    if p == q or n.bit_length() != RSA_BITS:
        return rsa_key(chance)
    d = pow(RSA_EXPONENT, -1, phi)
    numbers = rsa.RSAPrivateNumbers(
        p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(RSA_EXPONENT, n)
    )
    return numbers.private_key()


def _prime(chance: Random) -> int:
    bits = RSA_BITS // 2
    while True:
        number = chance.getrandbits(bits) | (3 << (bits - 2)) | 1
        if all(number % small for small in _SMALL) and _is_prime(number, chance) and (number - 1) % RSA_EXPONENT:
            return number


def _is_prime(number: int, chance: Random) -> bool:
    """Miller and Rabin's test."""
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(_ROUNDS):
        x = pow(chance.randrange(2, number - 1), odd, number)
        if x in (1, number - 1):
            continue
        for _ in range(twos - 1):
            x = x * x % number
            if x == number - 1:
                break
        else:
            return False
    return True


_SMALL = [n for n in range(3, 4000, 2) if all(n % m for m in range(3, int(n**0.5) + 1, 2))]


def _write(path: Path, key: rsa.RSAPrivateKey | Ed25519PrivateKey) -> None:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
