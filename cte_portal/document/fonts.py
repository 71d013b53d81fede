"""Which font prints which character.

Two typefaces: 宋 for text, 黑 for headings. Each is a chain of font files, decided character by character, so that a
rare character in a name falls to the next file that has it. HarfBuzz maps the files into memory: a file that no text
needs costs nothing. How the choice was made: docs/decisions/fonts-and-pdf.md.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pylopdf_fonts_zh_cn as noto
import uharfbuzz as hb

RARE_FONTS = ("HanaMinA.ttf", "HanaMinB.ttf")
RARE_FONTS_PACKAGE = "fonts-hanazono"
RARE_FONTS_FOLDERS = (
    Path("/usr/share/fonts/truetype/hanazono"),
    Path("/usr/share/fonts/hanazono"),
    Path("/usr/local/share/fonts"),
)
MISSING_SIGN = "〓"  # stands in a draft where no font has the character; such a text is never finalised
HAN = (range(0x2E80, 0x3008), range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x33480))


class FontsMissing(Exception):
    """The portal's own fonts are not where they should be; the message says what to install."""


class FontFile:
    """One font file; opened when a text first asks for it. Widths are in thousandths of the type size."""

    def __init__(self, path: Path):
        self.path = path

    def __repr__(self) -> str:
        return f"FontFile({self.path.name})"

    @cached_property
    def face(self) -> hb.Face:
        return hb.Face(hb.Blob.from_file_path(str(self.path)))

    @cached_property
    def _scaled(self) -> hb.Font:
        font = hb.Font(self.face)
        font.scale = (1000, 1000)
        return font

    def glyph(self, character: str) -> int:
        """The number of the character's glyph; 0 where the font has none."""
        return self._scaled.get_nominal_glyph(ord(character)) or 0

    def advance(self, glyph: int) -> int:
        return self._scaled.get_glyph_h_advance(glyph)  # type: ignore[no-any-return]

    @cached_property
    def postscript_name(self) -> str:
        return self.path.stem

    @cached_property
    def outlines(self) -> str:
        """The table that holds the outlines: "CFF " (PostScript) or "glyf" (TrueType)."""
        return "CFF " if "CFF " in self.face.table_tags else "glyf"


@dataclass(frozen=True, slots=True, eq=False)
class Glyph:
    """What prints one character; `font` is None for a character that leaves no mark, such as a variation selector."""

    font: FontFile | None
    number: int
    advance: int


NO_MARK = Glyph(None, 0, 0)


class Typeface(dict[str, Glyph]):
    """The glyph of every character asked for so far, from the first file of the chain that has it."""

    def __init__(self, files: Iterable[FontFile]):
        super().__init__()
        self.files = tuple(files)
        self.advances = Advances(self)

    def __missing__(self, character: str) -> Glyph:
        if leaves_no_mark(character):
            found = NO_MARK
        else:
            found = self.find(character) or self.find(MISSING_SIGN) or NO_MARK
        self[character] = found
        return found

    def find(self, character: str) -> Glyph | None:
        for file in self.files:
            if number := file.glyph(character):
                return Glyph(file, number, file.advance(number))
        return None


class Advances(dict[str, int]):
    """The width of every character asked for so far, in thousandths of the type size."""

    def __init__(self, typeface: Typeface):
        super().__init__()
        self._typeface = typeface

    def __missing__(self, character: str) -> int:
        advance = self[character] = self._typeface[character].advance
        return advance


@dataclass(frozen=True, eq=False)
class FontChain:
    """The two typefaces of the printed form."""

    song: Typeface
    hei: Typeface
    has_rare_fonts: bool

    def unprintable(self, text: str) -> list[str]:
        """The characters of the text that no font has, each once, in the order they stand."""
        return [
            character
            for character in dict.fromkeys(text)
            if not leaves_no_mark(character) and not character.isspace() and self.song.find(character) is None
        ]

    def advice(self, character: str) -> str:
        """What to do about a character that cannot be printed, in words for people."""
        if not self.has_rare_fonts and any(ord(character) in block for block in HAN):
            return f"请系统管理员安装字体软件包 {RARE_FONTS_PACKAGE}"
        return "现有字体都没有这个字符，请换用其他写法"


def leaves_no_mark(character: str) -> bool:
    """Control and format characters and variation selectors: they are kept in the data and print nothing."""
    return unicodedata.category(character) in ("Cc", "Cf") or "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def rare_fonts(folder: Path) -> list[Path]:
    """The font files with rare characters that are there: in the portal's own folder or installed in the system."""
    found = []
    for name in RARE_FONTS:
        places = (place / name for place in (folder, *RARE_FONTS_FOLDERS))
        found.extend([path for path in places if path.is_file()][:1])
    return found


def prepare(folder: Path, say: Callable[[str], None]) -> None:
    """Check the fonts once at set-up and say what there is.

    The fonts print as they are installed, so nothing is converted. Font files an operator puts into `folder` (.ttf or
    .otf) join the end of the chain.

    Raises:
        FontsMissing: the portal's own fonts are not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    fonts = load(folder)
    say(f"字体已就绪：正文 {fonts.song.files[0].path.stem}，标题 {fonts.hei.files[0].path.stem}")
    if not fonts.has_rare_fonts:
        say(f"未发现生僻字字体，部分人名、地名用字将无法打印；可安装系统软件包 {RARE_FONTS_PACKAGE}（sudo apt install {RARE_FONTS_PACKAGE}）")


@cache
def load(folder: Path) -> FontChain:
    """The fonts of this installation; opened once a process.

    Raises:
        FontsMissing: the portal's own fonts are not installed.
    """
    serif_path, sans_path = noto.serif_path(), noto.sans_path()
    for path in (serif_path, sans_path):
        if not path.is_file():
            raise FontsMissing(f"缺少字体文件 {path.name}，请重新安装依赖包 pylopdf-fonts-zh-cn")
    rare = rare_fonts(folder)
    own = sorted(path for path in folder.glob("*.[ot]tf") if path not in rare) if folder.is_dir() else []
    serif, sans = FontFile(serif_path), FontFile(sans_path)
    others = [FontFile(path) for path in (*rare, *own)]
    return FontChain(Typeface((serif, *others, sans)), Typeface((sans, serif, *others)), len(rare) == len(RARE_FONTS))
