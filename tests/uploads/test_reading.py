"""What a file really is: told by its content, whatever it is called, and whole or refused."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from cte_portal.uploads.reading import Unreadable, kind_of, pages_of
from tests.support.files import pdf, png, program, torn_pdf


@pytest.fixture
def keep(tmp_path: Path) -> Callable[..., Path]:
    """Write bytes to a file of that name."""

    def write(content: bytes | BytesIO, name: str = "文件.pdf") -> Path:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.getvalue())
        return file

    return write


def printed_pdf(pages: int) -> bytes:
    stream = BytesIO()
    canvas = Canvas(stream)
    for number in range(pages):
        canvas.drawString(100, 700, f"page {number + 1}")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def jpeg(size: tuple[int, int] = (200, 200), mode: str = "RGB") -> bytes:
    stream = BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(stream, "JPEG")
    return stream.getvalue()


def archive(*members: str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as writing:
        for member in members:
            writing.writestr(member, "<x/>")
    return stream.getvalue()


def workbook() -> bytes:
    stream = BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml", "word/styles.xml")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (printed_pdf(1), "pdf"),
        (pdf().getvalue(), "pdf"),
        (png().getvalue(), "png"),
        (jpeg(), "jpeg"),
        (DOCX, "docx"),
        (workbook(), "xlsx"),
    ],
    ids=["printed pdf", "blank pdf", "png", "jpeg", "docx", "xlsx"],
)
@pytest.mark.parametrize("name", ["照片.jpg", "程序.exe", "没有后缀"])
def test_a_kind_is_told_by_content_whatever_the_name(keep: Callable[..., Path], content: bytes, kind: str, name: str) -> None:
    assert kind_of(keep(content, name)) == kind


NO_KIND = {
    "empty": b"",
    "windows program": program().getvalue(),
    "linux program": b"\x7fELF" + b"\0" * 200,
    "page": b"<html><script>alert(1)</script></html>",
    "drawing": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "zip": archive("readme.txt"),
    "slides": archive("[Content_Types].xml", "ppt/presentation.xml"),
    "no content types": archive("word/document.xml"),
    "document with macros": archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "workbook with macros": archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
    "program with a document behind": program().getvalue() + DOCX,
    "script with a document behind": b"#!/bin/sh\n" + DOCX,
    "old word file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
}


@pytest.mark.parametrize("content", NO_KIND.values(), ids=NO_KIND)
def test_everything_else_is_no_kind_at_all(keep: Callable[..., Path], content: bytes) -> None:
    assert kind_of(keep(content, "材料.pdf")) is None


@pytest.mark.parametrize(("pages", "made"), [(1, printed_pdf), (7, printed_pdf), (3, lambda pages: pdf(pages=pages).getvalue())])
def test_the_pages_of_a_pdf_are_counted(keep: Callable[..., Path], pages: int, made: Callable[[int], bytes]) -> None:
    assert pages_of(keep(made(pages)), "pdf", "协议.pdf") == pages


def test_pictures_and_office_files_have_no_pages(keep: Callable[..., Path]) -> None:
    assert pages_of(keep(png()), "png", "a.png") is None
    assert pages_of(keep(jpeg()), "jpeg", "a.jpg") is None
    assert pages_of(keep(DOCX), "docx", "a.docx") is None


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_whole_photograph_of_any_colours_is_taken(keep: Callable[..., Path], mode: str) -> None:
    assert pages_of(keep(jpeg((900, 700), mode)), "jpeg", "a.jpg") is None


UNREADABLE = {
    "encrypted pdf": (pdf(password="secret").getvalue(), "pdf", "设有打开密码，平台无法读取。请去掉密码"),
    "torn pdf": (torn_pdf().getvalue(), "pdf", "已损坏或不完整"),
    "torn printed pdf": (printed_pdf(3)[:700], "pdf", "已损坏或不完整"),
    "nothing but a header": (b"%PDF-1.7\n" + b"\0" * 500, "pdf", "已损坏或不完整"),
    "pdf without pages": (pdf(pages=0).getvalue(), "pdf", "已损坏或不完整"),
    "pdf whose last page is gone": (pdf(pages=3).getvalue().replace(b" 0 R ]", b"9 0 R ]"), "pdf", "的第 3 页已损坏"),
    "torn png": (png((200, 200)).getvalue()[:-40], "png", "不是完好的图片"),
    "torn jpeg": (jpeg()[: len(jpeg()) * 9 // 10], "jpeg", "不是完好的图片"),
    "torn at the beginning": (jpeg()[:200], "jpeg", "不是完好的图片"),
    "jpeg in name only": (b"\xff\xd8\xff\xe0" + b"\0" * 100, "jpeg", "不是完好的图片"),
}


@pytest.mark.parametrize(("content", "kind", "says"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_opened_is_refused_with_what_to_do(keep: Callable[..., Path], content: bytes, kind: str, says: str) -> None:
    with pytest.raises(Unreadable) as refused:
        pages_of(keep(content), kind, "协议.pdf")
    assert str(refused.value).startswith("“协议.pdf”") and says in str(refused.value)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("size", [(13000, 12000), (60000, 60000)], ids=["too many pixels", "a bomb"])
def test_a_picture_that_would_fill_the_memory_is_refused_unopened(keep: Callable[..., Path], size: tuple[int, int]) -> None:
    whole = bytearray(png((8, 8)).getvalue())
    whole[16:24] = size[0].to_bytes(4, "big") + size[1].to_bytes(4, "big")
    whole[29:33] = zlib.crc32(whole[12:29]).to_bytes(4, "big")
    with pytest.raises(Unreadable, match="尺寸过大（超过 15000 万像素），请缩小后上传"):
        pages_of(keep(bytes(whole)), "png", "a.png")


SOUND = {"docx": DOCX, "xlsx": workbook(), "pdf": printed_pdf(2), "png": png().getvalue(), "jpeg": jpeg((40, 40))}


@given(st.sampled_from(sorted(SOUND)), st.data())
def test_no_damage_to_a_file_ever_breaks_the_portal(tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject) -> None:
    content = bytearray(SOUND[kind])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    file = tmp_path_factory.getbasetemp() / "damaged"
    file.write_bytes(content[: data.draw(st.integers(0, len(content)))] if data.draw(st.booleans()) else content)
    found = kind_of(file)
    assert found in (None, kind)
    if found:
        try:
            pages = pages_of(file, found, "a")
        except Unreadable as refused:
            assert "“a”" in str(refused)
        else:
            assert (pages is not None) is (kind == "pdf")
