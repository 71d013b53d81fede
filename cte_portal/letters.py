"""The letters and digits codes are written in: none looks or sounds like another. Pure."""

from __future__ import annotations

import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31, a prime; without 0 O 1 I L


def plain(text: str) -> str:
    """A typed code as it is kept: capitals, half-width, without hyphens and spaces."""
    return "".join(character for character in unicodedata.normalize("NFKC", text).upper() if character.isalnum())
