"""Asking a ClamAV daemon (clamd) about a file, over its socket, as `man clamd` describes INSTREAM.

Forty lines of our own: the Python packages for it have not been looked after for years, and lose bytes when the daemon is slow.
"""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from pathlib import Path

from flask import current_app

TIMEOUT = 60.0  # seconds
BLOCK = 1 << 18


class ScannerAway(Exception):
    """The daemon does not answer, or not what it should."""


def found_in(path: Path) -> str:
    """What the daemon calls what it found; empty when it found nothing, or when no daemon is set.

    Raises:
        ScannerAway: nothing can be said about the file.
    """
    address = current_app.config["SETTINGS"].clamd
    if not address:
        return ""
    with path.open("rb") as file, _asking(address, b"zINSTREAM\0") as daemon:
        with suppress(BrokenPipeError, ConnectionResetError):  # it has seen enough; its answer says why
            while block := file.read(BLOCK):
                daemon.sendall(struct.pack("!L", len(block)) + block)
            daemon.sendall(struct.pack("!L", 0))
        said = _answer(daemon)
    if said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")
    if said != "stream: OK":
        raise ScannerAway(said or "no answer")
    return ""


def version() -> str:
    """Of the daemon and its signatures.

    Raises:
        ScannerAway: it does not answer.
    """
    with _asking(current_app.config["SETTINGS"].clamd, b"zVERSION\0") as daemon:
        return _answer(daemon)


def _asking(address: str, command: bytes) -> socket.socket:
    try:
        if address.startswith("/"):
            daemon = socket.socket(socket.AF_UNIX)
            daemon.settimeout(TIMEOUT)
            daemon.connect(address)
        else:
            host, _, port = address.rpartition(":")
            daemon = socket.create_connection((host.strip("[]"), int(port)), TIMEOUT)
        daemon.sendall(command)
    except OSError as problem:
        raise ScannerAway(str(problem)) from None
    return daemon


def _answer(daemon: socket.socket) -> str:
    try:
        said = b""
        while not said.endswith(b"\0") and (part := daemon.recv(4096)):
            said += part
    except OSError as problem:
        raise ScannerAway(str(problem)) from None
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()
