"""Small real files to upload."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from pypdf import PdfReader, PdfWriter


def pdf(mark: str = "", pages: int = 1, password: str = "") -> BytesIO:
    """A PDF with blank pages; `mark` makes its content differ from others."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    writer.add_metadata({"/Title": mark})
    if password:
        writer.encrypt(password)
    return _written(writer)


def torn_pdf() -> BytesIO:
    """One whose second half did not arrive."""
    whole = pdf("torn", 5).getvalue()
    return BytesIO(whole[: len(whole) // 3])


def png(size: tuple[int, int] = (40, 40), colour: str = "red") -> BytesIO:
    stream = BytesIO()
    Image.new("RGB", size, colour).save(stream, "PNG")
    stream.seek(0)
    return stream


def program() -> BytesIO:
    """The beginning of a Windows program."""
    return BytesIO(b"MZ\x90\x00" + b"\x00" * 2000)


def pages_of(content: bytes) -> int:
    return len(PdfReader(BytesIO(content)).pages)


def text_of(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def _written(writer: PdfWriter) -> BytesIO:
    stream = BytesIO()
    writer.write(stream)
    stream.seek(0)
    return stream
