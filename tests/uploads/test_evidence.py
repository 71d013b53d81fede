"""Proofs: received, checked, limited, given out only to who may see them."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from cte_portal.community.models import Application
from cte_portal.extensions import db
from cte_portal.uploads import queries, reading, rules
from cte_portal.web.editions import edition_of
from tests.support.begun import before_proofs
from tests.support.files import pages_of, pdf, png, program, torn_pdf
from tests.support.people import People, Visitor


@pytest.fixture
def clerk(people: People) -> Visitor:
    return before_proofs(people)


def test_a_proof_is_kept_shown_with_its_pages_and_given_out_as_an_attachment(clerk: Visitor) -> None:
    content = pdf("三方协议", pages=3).getvalue()
    clerk.send("/evidence/agreement", {"files": (BytesIO(content), "三方协议（盖章）.pdf")})
    row = clerk.soup.find(id="evidence-agreement").get_text(" ", strip=True)
    assert "三方协议（盖章）.pdf" in row and " 3 " in row
    link = clerk.soup.find("a", string="三方协议（盖章）.pdf")["href"]
    answer = clerk.client.get(link)
    assert answer.data == content and pages_of(answer.data) == 3
    assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{quote('三方协议（盖章）.pdf', safe='')}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_good_files_are_kept_when_others_of_the_same_send_are_refused(clerk: Visitor) -> None:
    files = [(pdf("good"), "好.pdf"), (program(), "坏.pdf"), (torn_pdf(), "断.pdf")]
    clerk.send("/evidence/agreement", {"files": files})
    assert "已上传 1 个文件；另有 2 个未能上传" in clerk.soup.get_text()
    for said in ("“坏.pdf”的内容不是可以上传的文件类型", "“断.pdf”已损坏或不完整"):
        assert said in clerk.text
    assert clerk.soup.find("a", string="好.pdf") is not None


def test_a_file_of_a_kind_this_place_does_not_take_is_named_with_what_it_takes(clerk: Visitor) -> None:
    stream = BytesIO()
    Workbook().save(stream)
    stream.seek(0)
    clerk.send("/evidence/agreement", {"files": (stream, "表.pdf")})
    assert "“表.pdf”是 Excel 工作簿（.xlsx），这里只接受：PDF、JPEG 图片、PNG 图片" in clerk.text


def test_nothing_chosen_says_what_to_do(clerk: Visitor) -> None:
    clerk.send("/evidence/agreement", {"files": (BytesIO(b""), "")})
    assert "请先选择要上传到“三方共建协议”的文件" in clerk.text


def test_an_empty_file_is_named_and_nothing_of_it_is_kept(clerk: Visitor, people: People) -> None:
    clerk.send("/evidence/agreement", {"files": (BytesIO(b""), "空.pdf")})
    assert "“空.pdf”是空文件，请检查后重新选择" in clerk.text
    with people.app.app_context():
        assert queries.evidence_items(1) == ()


def test_the_number_of_files_of_a_category_has_a_limit(clerk: Visitor) -> None:
    for number in range(3):
        clerk.send("/evidence/charter", {"files": (pdf(str(number)), f"章程{number}.pdf")})
    clerk.send("/evidence/charter", {"files": (pdf("4"), "章程4.pdf")})
    assert "“章程”最多上传 3 个文件，请先删除不需要的文件" in clerk.text


def test_a_removed_proof_comes_back_and_officers_never_see_it_meanwhile(clerk: Visitor, people: People) -> None:
    clerk.send("/evidence/agreement", {"files": (pdf("x"), "协议.pdf")})
    clerk.send("/remove")
    assert clerk.soup.find("a", string="协议.pdf") is None
    with people.app.app_context():
        assert queries.evidence_items(1) == ()
    clerk.send("/restore")
    assert clerk.soup.find("a", string="协议.pdf") is not None


def test_all_proofs_together_have_a_limit(clerk: Visitor, people: People) -> None:
    with people.app.app_context():
        application = db.session.get(Application, 1)
        edition = edition_of(application)
    small = msgspec.structs.replace(edition, evidence=msgspec.structs.replace(edition.evidence, max_total_mb=1))
    people.app.extensions["editions"] = {"2024": small}
    try:
        clerk.send("/evidence/agreement", {"files": (png((700, 700)), "a.png")})
        clerk.send("/evidence/agreement", {"files": (BytesIO(pdf("big").getvalue() + b"\0" * (1 << 20)), "大.pdf")})
        assert "佐证材料总大小将超过 1 MB" in clerk.text
    finally:
        people.app.extensions["editions"] = {"2024": edition}


def test_the_same_content_is_stored_once(clerk: Visitor, people: People) -> None:
    content = pdf("gleich").getvalue()
    clerk.send("/evidence/agreement", {"files": (BytesIO(content), "一.pdf")})
    clerk.send("/evidence/charter", {"files": (BytesIO(content), "二.pdf")})
    with people.app.app_context():
        assert len({item.sha256 for item in queries.evidence_items(1)}) == 1
        assert len(queries.evidence_items(1)) == 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\张\\协议.pdf", "协议.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("\x00\n.pdf", "pdf"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
        ("...", "未命名文件"),
    ],
)
def test_file_names_are_made_harmless(given: str, kept: str) -> None:
    assert rules.clean_name(given) == kept


def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bomb.png"
    Image.new("1", (20000, 15000)).save(file)
    with pytest.raises(reading.Unreadable, match="尺寸过大（超过 15000 万像素）"):
        reading.pages_of(file, "png", "bomb.png")


def test_a_workbook_with_macros_is_no_accepted_kind(tmp_path: Path) -> None:
    file = tmp_path / "macro.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        for member in ("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"):
            archive.writestr(member, "x")
    assert reading.kind_of(file) is None


def test_a_file_is_given_out_under_a_name_that_fits_what_it_is(clerk: Visitor) -> None:
    clerk.send("/evidence/agreement", {"files": (pdf("x"), "协议.exe")})
    assert clerk.soup.find("a", string="协议.exe.pdf") is not None


def test_a_pdf_with_scripts_or_a_giant_page_is_refused_with_the_reason(clerk: Visitor) -> None:
    scripted = PdfWriter()
    scripted.add_blank_page(595, 842)
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")})
    scripted.root_object[NameObject("/OpenAction")] = action
    giant = PdfWriter()
    giant.add_blank_page(595, 842)
    giant.add_blank_page(14000, 14000)
    files = []
    for writer, name in ((scripted, "脚本.pdf"), (giant, "巨幅.pdf")):
        stream = BytesIO()
        writer.write(stream)
        stream.seek(0)
        files.append((stream, name))
    clerk.send("/evidence/agreement", {"files": files})
    assert "“脚本.pdf”中带有脚本程序" in clerk.text
    assert "“巨幅.pdf”的第 2 页幅面过大" in clerk.text


@pytest.mark.parametrize("space", ["", " ", "\r\n", "\t \0"])
@pytest.mark.parametrize(("name", "refused"), [("/JavaScript", True), ("/Launch", True), ("/URI", False)])
def test_an_action_is_found_however_its_parts_are_set_apart(tmp_path: Path, name: str, refused: bool, space: str) -> None:
    plain, file = pdf("x").read(), tmp_path / "action.pdf"
    file.write_bytes(plain + f"\n9 0 obj\n<< /S{space}{name} /JavaScript (a name by itself) >>\nendobj\n".encode())
    if refused:
        with pytest.raises(reading.Unreadable, match="带有脚本程序"):
            reading.pages_of(file, "pdf", "动作.pdf")
    else:
        assert reading.pages_of(file, "pdf", "动作.pdf") == 1
