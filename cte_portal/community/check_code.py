"""The short code of a finalised version, printed on every page: no look-alikes, and a check character of its own. Pure."""

from __future__ import annotations

from ..letters import ALPHABET

LENGTH = 10  # nine characters and the check character


def check_code(sha256: str) -> str:
    """The code of a hash (hexadecimal): nine characters of it in base 31, and a check character."""
    number = int(sha256, 16)
    body = ""
    for _ in range(LENGTH - 1):
        number, digit = divmod(number, len(ALPHABET))
        body += ALPHABET[digit]
    return body + _check_character(body)


def could_be_one(code: str) -> bool:
    """Whether it has a code's length and characters."""
    return len(code) == LENGTH and set(code) <= set(ALPHABET)


def well_formed(code: str) -> bool:
    """Whether the check character fits, too: any single wrong character and any two neighbours swapped are noticed."""
    return could_be_one(code) and _check_character(code[:-1]) == code[-1]


def grouped(code: str) -> str:
    """As printed, five and five: 8K3PQ-7XWM2."""
    return f"{code[:5]}-{code[5:]}"


def _check_character(body: str) -> str:
    return ALPHABET[sum(weight * ALPHABET.index(character) for weight, character in enumerate(body, start=2)) % len(ALPHABET)]
