"""Secret links: codes that open one thing to whoever was given them, derived from the portal's key and never stored.

Because a code follows from kind and id, it can be shown again to the one who gave it out. Whether it still counts
(used, withdrawn, over) is the feature's to say, by the row that the id names. With another secret key, all codes
become void.
"""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app

from .letters import ALPHABET, plain

MAC_BITS = 80
GROUP = 5  # characters between hyphens, and what the length is a multiple of
LONGEST = 40


def issue(kind: str, identity: int) -> str:
    """The code of one thing, grouped for reading aloud: 2A9KD-XM3QT-…; 20 characters up to id 555,000."""
    return _grouped(_code(kind, identity))


def redeem(kind: str, text: str) -> int | None:
    """The id of the thing whose code was typed; None when it is no code of this kind.

    Small letters, full-width letters, spaces, hyphens and the whole address of the link are taken too.
    """
    given = plain(text.rstrip("/ \n\t").rpartition("/")[2])
    if not given or len(given) > LONGEST or not set(given) <= set(ALPHABET):
        return None
    identity = _number(given) >> MAC_BITS
    return identity if hmac.compare_digest(_code(kind, identity), given) else None


def address(path: str) -> str:
    """The whole address of a path of the portal, for letters and for handing over."""
    return str(current_app.config["SETTINGS"].base_url).rstrip("/") + path


def to_verify(check_code: str) -> str:
    """Where anybody can verify the printed page that bears the code."""
    return address(f"/v/{check_code}")


def _code(kind: str, identity: int) -> str:
    """The id and its MAC as one number, written in as many groups as it needs."""
    message = f"link\0{kind}\0{identity}".encode()
    mac = hmac.digest(current_app.config["SETTINGS"].secret_key.encode(), message, hashlib.sha256)[: MAC_BITS // 8]
    rest, written = identity << MAC_BITS | int.from_bytes(mac), ""
    while rest or len(written) < 4 * GROUP or len(written) % GROUP:
        rest, digit = divmod(rest, len(ALPHABET))
        written = ALPHABET[digit] + written
    return written


def _number(code: str) -> int:
    number = 0
    for character in code:
        number = number * len(ALPHABET) + ALPHABET.index(character)
    return number


def _grouped(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
