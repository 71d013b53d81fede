"""Asking a ClamAV daemon (clamd) about a file, over its socket, as `man clamd` describes INSTREAM.

Our own: the Python package for it has not been looked after for years, and sends without seeing to it that all was sent.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flask import current_app

TIMEOUT = 60.0  # seconds
BLOCK = 1 << 18


class ScannerAway(Exception):
    """The daemon does not answer, or not what it should."""


class TooLarge(ScannerAway):
    """The daemon is set to look at smaller files only (`StreamMaxLength` in its clamd.conf)."""


def found_in(path: Path) -> str:
    """What the daemon calls what it found; empty when it found nothing, or when no daemon is set.

    Raises:
        TooLarge: of so large a file nothing can be said, however often it is asked.
        ScannerAway: nothing can be said about the file now.
    """
    address = current_app.config["SETTINGS"].clamd
    if not address:
        return ""
    with path.open("rb") as file, _asked(address, b"zINSTREAM\0") as daemon:
        with suppress(BrokenPipeError, ConnectionResetError):  # it has seen enough; its answer says why
            while block := file.read(BLOCK):
                daemon.sendall(struct.pack("!L", len(block)) + block)
            daemon.sendall(struct.pack("!L", 0))
        said = _answer(daemon)
    if said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")
    if "size limit exceeded" in said:
        raise TooLarge(said)
    if said != "stream: OK":
        raise ScannerAway(said or "no answer")
    return ""


def version() -> str:
    """Of the daemon and its signatures.

    Raises:
        ScannerAway: it does not answer.
    """
    with _asked(current_app.config["SETTINGS"].clamd, b"zVERSION\0") as daemon:
        return _answer(daemon)


@contextmanager
def _asked(address: str, command: bytes) -> Iterator[socket.socket]:
    """A connection on which the command was sent; whatever goes wrong with it means that the daemon is away."""
    try:
        with socket.socket(socket.AF_UNIX) if address.startswith("/") else _connected(address) as daemon:
            daemon.settimeout(TIMEOUT)
            if address.startswith("/"):
                daemon.connect(address)
            daemon.sendall(command)
            yield daemon
    except OSError as problem:
        raise ScannerAway(str(problem)) from None


def _connected(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), TIMEOUT)


def _answer(daemon: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and (part := daemon.recv(4096)):
        said += part
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()
