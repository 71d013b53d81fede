"""Puts into a PDF just the glyphs a document uses.

Each font file becomes a composite font (Type 0, Identity-H) whose codes are the glyph numbers of its subset. With it
goes a map back to Unicode in UTF-16, so that every character, those beyond U+FFFF too, is found and copied as itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import uharfbuzz as hb
from reportlab.pdfbase import pdfdoc

from .fonts import FontFile, Glyph, Typeface

KEPT_TABLES = {"CFF ", "glyf", "loca", "head", "hhea", "hmtx", "maxp"}
SYMBOLIC = 4
BLOCK = 100  # entries in one block of a character map, by the PDF specification


@dataclass(frozen=True, slots=True)
class Code:
    """How one character is written in a page: the font's name in the PDF, and the code in hexadecimal."""

    font: str
    hexadecimal: str


class Subset:
    """The glyphs of one font file that a document uses, and the characters they stand for."""

    def __init__(self, file: FontFile, characters: Mapping[str, Glyph]):
        self.file = file
        wanted = hb.SubsetInput()
        wanted.glyph_set.update(glyph.number for glyph in characters.values())
        wanted.flags = hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NO_HINTING
        unwanted = set(file.face.table_tags) - KEPT_TABLES
        wanted.drop_table_tag_set.update(int.from_bytes(tag.encode("ascii"), "big") for tag in unwanted)
        self._plan = hb.SubsetPlan(file.face, wanted)
        numbers = dict(self._plan.old_to_new_glyph_mapping)
        self.advances = {numbers[glyph.number]: glyph.advance for glyph in characters.values()}
        self.layers: list[dict[int, str]] = []  # glyph → character; a second character of one glyph goes to the next layer
        self.places: dict[str, tuple[int, int]] = {}
        for character in sorted(characters):
            self._place(character, numbers[characters[character].number])

    def _place(self, character: str, number: int) -> None:
        layer = next((n for n, taken in enumerate(self.layers) if number not in taken), len(self.layers))
        if layer == len(self.layers):
            self.layers.append({})
        self.layers[layer][number] = character
        self.places[character] = (layer, number)

    def font_program(self) -> tuple[str, bytes]:
        """(key of the font descriptor, bytes): the bare CFF table, or a TrueType file."""
        face = self._plan.execute()
        if self.file.outlines == "CFF ":
            return "FontFile3", bytes(face.reference_table("CFF ").data)
        return "FontFile2", bytes(face.blob.data)


class EmbeddedFonts:
    """The fonts of one document: codes to write its pages with, and the objects that go into the PDF."""

    def __init__(self, texts: Iterable[tuple[Typeface, str]]):
        used: dict[Typeface, set[str]] = {}
        by_id: dict[int, Typeface] = {}
        for typeface, text in texts:
            by_id[id(typeface)] = typeface
            used.setdefault(_Same(typeface), set()).update(text)  # type: ignore[arg-type]
        self._used = {key.typeface: characters for key, characters in used.items()}  # type: ignore[attr-defined]


class _Same:
    pass
