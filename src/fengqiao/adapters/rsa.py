"""Signatures with RSA and SHA-256 (PKCS#1 v1.5), in Base64, as both wallets use them."""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key

from fengqiao.adapters.signing import BadSignature


def new_key() -> RSAPrivateKey:
    """Make a key of 2,048 bits."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def private_key(pem: str) -> RSAPrivateKey:
    """Read a private key in PEM; raises ValueError."""
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("no RSA key")
    return key


def public_key(pem: str) -> RSAPublicKey:
    """Read a public key in PEM; raises ValueError."""
    key = serialization.load_pem_public_key(pem.encode())
    if not isinstance(key, RSAPublicKey):
        raise ValueError("no RSA key")
    return key


def pem(key: RSAPrivateKey) -> str:
    """Write a private key as PEM."""
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def sign(key: RSAPrivateKey, message: str) -> str:
    """Return the signature of a message in Base64."""
    return base64.b64encode(key.sign(message.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()


def verify(key: RSAPublicKey, message: str, signature: str) -> None:
    """Raise BadSignature unless the message was signed with the key's other half."""
    try:
        key.verify(base64.b64decode(signature, validate=True), message.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise BadSignature("the signature does not fit") from error
