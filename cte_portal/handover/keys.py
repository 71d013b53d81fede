"""The Ed25519 key of the installation, and those of others.

The fingerprint is the SHA-256 of the public key as DER, which `openssl pkey -pubin -outform DER | sha256sum` says too.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FILE = "handover_key.pem"
LONGEST = 4000  # characters of a public key's file


class KeyProblem(Exception):
    """It is no key that could be trusted; the message says why, in words."""


def own(data_dir: Path) -> Ed25519PrivateKey:
    """The key of this installation: made the first time it is wanted, whole or not at all, readable by its owner only."""
    file = data_dir / FILE
    if not file.exists():
        pem = Ed25519PrivateKey.generate().private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        with tempfile.NamedTemporaryFile(dir=data_dir, prefix=FILE) as fresh:  # only the owner may read it
            fresh.write(pem)
            fresh.flush()
            os.fsync(fresh.fileno())
            with suppress(FileExistsError):
                os.link(fresh.name, file)
    key = serialization.load_pem_private_key(file.read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def fingerprint(key: Ed25519PublicKey) -> str:
    """SHA-256, hexadecimal."""
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def grouped(fingerprint: str) -> str:
    """As people read it to one another: sixteen groups of four."""
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4)).upper()


def as_text(key: Ed25519PublicKey) -> str:
    """The public key as a PEM file."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def from_text(text: str) -> Ed25519PublicKey:
    """The public key that a PEM file holds.

    Raises:
        KeyProblem: it holds none, one of another kind, or a secret key.
    """
    if "PRIVATE" in text:
        raise KeyProblem("这是私钥。私钥不能交给任何人：请让对方立即更换密钥，并只提供公钥文件")
    try:
        key = serialization.load_pem_public_key(text.strip().encode()[:LONGEST])
    except (ValueError, UnsupportedAlgorithm):
        raise KeyProblem("不是公钥文件，应以“-----BEGIN PUBLIC KEY-----”开头。请让对方从其平台的“交接密钥”页面下载") from None
    if not isinstance(key, Ed25519PublicKey):
        raise KeyProblem("不是交接用的公钥（应为 Ed25519）。请让对方从其平台的“交接密钥”页面下载")
    return key


def has_signed(key: Ed25519PublicKey, signature: bytes, content: bytes) -> bool:
    try:
        key.verify(signature, content)
    except InvalidSignature:
        return False
    return True
