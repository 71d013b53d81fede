"""Puts into a PDF just the glyphs a document uses.

Each font file becomes composite fonts (Type 0, Identity-H). With each goes a map back to Unicode in UTF-16, so that
every character, those beyond U+FFFF too, is found and copied as itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO

import uharfbuzz as hb
from reportlab.pdfbase import pdfdoc

from .fonts import FontFile, Glyph, Typeface

KEPT_TABLES = {"CFF ", "glyf", "loca", "head", "hhea", "hmtx", "maxp"}
SYMBOLIC = 4  # a flag of the font descriptor
BLOCK = 100  # entries in one block of a character map, by the PDF specification
COMPRESSED = [pdfdoc.PDFZCompress]


@dataclass(frozen=True, slots=True)
class Code:
    """How one character is written in a page: the font's name in the PDF, and the code in hexadecimal."""

    font: str
    hexadecimal: str


class EmbeddedFonts:
    """The fonts of one document: collects what is used, gives the codes, and writes the font objects."""

    def __init__(self, used: Iterable[tuple[Typeface, str]]):
        glyphs: dict[FontFile, dict[str, Glyph]] = {}
        for typeface, characters in used:
            for character in characters:
                glyph = typeface[character]
                if glyph.font is not None:
                    glyphs.setdefault(glyph.font, {})[character] = glyph
        self._subsets = [_Subset(f"F{n}", file, glyphs[file]) for n, file in enumerate(sorted(glyphs, key=lambda f: f.path.name), start=1)]
        self._codes = {subset.file: subset.codes for subset in self._subsets}

    def code(self, typeface: Typeface, character: str) -> Code | None:
        """None for a character that leaves no mark."""
        file = typeface[character].font
        return self._codes[file][character] if file else None

    def add_to(self, document: pdfdoc.PDFDocument) -> None:
        fonts = document.idToObject[pdfdoc.BasicFonts].dict
        for subset in self._subsets:
            for name, font in subset.objects(document).items():
                fonts[name] = document.Reference(font, name)


class _Subset:
    """The glyphs of one font file that a document uses, and the characters they stand for.

    Two characters may share a glyph; since one code can be copied as one text only, the second goes to a further
    font object with the same outlines (a layer).
    """

    def __init__(self, name: str, file: FontFile, characters: Mapping[str, Glyph]):
        self.name, self.file = name, file
        wanted = hb.SubsetInput()
        wanted.glyph_set.update(glyph.number for glyph in characters.values())
        wanted.flags = hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NO_HINTING
        wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in set(file.face.table_tags) - KEPT_TABLES)
        plan = hb.SubsetPlan(file.face, wanted)
        self._face = plan.execute()
        numbers = self._code_numbers(dict(plan.old_to_new_glyph_mapping))
        self.advances = {numbers[glyph.number]: glyph.advance for glyph in characters.values()}
        self.layers: list[dict[int, str]] = []  # code → character
        self.codes: dict[str, Code] = {}
        for character in sorted(characters):
            self._place(character, numbers[characters[character].number])

    def _code_numbers(self, glyphs: dict[int, int]) -> dict[int, int]:
        """Glyph in the file → code in the PDF: the CID where the outlines are keyed by CID, the subset's glyph otherwise."""
        if self.file.outlines != "CFF ":
            return glyphs
        from fontTools.cffLib import CFFFontSet

        program = CFFFontSet()
        program.decompile(BytesIO(self._program()), None)
        font = program[0]
        if not hasattr(font, "ROS"):
            return glyphs
        return {old: int(font.charset[new].removeprefix("cid")) if new else 0 for old, new in glyphs.items()}

    def _place(self, character: str, number: int) -> None:
        layer = next((n for n, taken in enumerate(self.layers) if number not in taken), len(self.layers))
        if layer == len(self.layers):
            self.layers.append({})
        self.layers[layer][number] = character
        self.codes[character] = Code(f"{self.name}{'abcdefgh'[layer]}", f"{number:04X}")

    def _program(self) -> bytes:
        """The bare CFF table, or a TrueType file."""
        if self.file.outlines == "CFF ":
            return bytes(self._face.reference_table("CFF ").data)
        return bytes(self._face.blob.data)

    def objects(self, document: pdfdoc.PDFDocument) -> dict[str, pdfdoc.PDFDictionary]:
        """Name in the PDF → font, one for each layer."""
        program = self._program()
        tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(program).digest()[:6])
        base = pdfdoc.PDFName(f"{tag}+{self.file.postscript_name}")
        cff = self.file.outlines == "CFF "
        stream = pdfdoc.PDFStream(content=program, filters=COMPRESSED)
        if cff:
            stream.dictionary["Subtype"] = pdfdoc.PDFName("CIDFontType0C")
        else:
            stream.dictionary["Length1"] = len(program)
        descriptor = document.Reference(self._descriptor(base, document.Reference(stream, f"program:{self.name}"), cff), f"descriptor:{self.name}")
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("CIDFontType0" if cff else "CIDFontType2"),
                "BaseFont": base,
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {"Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0}
                ),
                "FontDescriptor": descriptor,
                "DW": 1000,
                "W": pdfdoc.PDFArrayCompact(self._widths()),
            }
        )
        if not cff:
            descendant["CIDToGIDMap"] = pdfdoc.PDFName("Identity")
        shared = document.Reference(descendant, f"descendant:{self.name}")
        return {f"{self.name}{'abcdefgh'[n]}": self._font(document, base, shared, n) for n in range(len(self.layers))}

    def _descriptor(self, base: pdfdoc.PDFName, program: object, cff: bool) -> pdfdoc.PDFDictionary:
        return pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("FontDescriptor"),
                "FontName": base,
                "Flags": SYMBOLIC,
                "FontBBox": pdfdoc.PDFArrayCompact([-1000, -400, 2000, 1200]),
                "ItalicAngle": 0,
                "Ascent": 880,
                "Descent": -120,
                "CapHeight": 733,
                "StemV": 80,
                "FontFile3" if cff else "FontFile2": program,
            }
        )

    def _widths(self) -> list[object]:
        widths: list[object] = []
        for number in sorted(self.advances):
            if self.advances[number] != 1000:
                widths += [number, pdfdoc.PDFArrayCompact([self.advances[number]])]
        return widths

    def _font(self, document: pdfdoc.PDFDocument, base: pdfdoc.PDFName, descendant: object, layer: int) -> pdfdoc.PDFDictionary:
        to_unicode = pdfdoc.PDFStream(content=_character_map(self.layers[layer]), filters=COMPRESSED)
        return pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": base,
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray([descendant]),
                "ToUnicode": document.Reference(to_unicode, f"unicode:{self.name}:{layer}"),
            }
        )


def _character_map(characters: Mapping[int, str]) -> bytes:
    """Code → text, as the PDF specification wants it (9.10.3)."""
    entries = [f"<{code:04X}> <{character.encode('utf-16-be').hex().upper()}>" for code, character in sorted(characters.items())]
    blocks = [entries[at : at + BLOCK] for at in range(0, len(entries), BLOCK)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode("ascii")
