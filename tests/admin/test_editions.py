"""A new edition of the form: uploaded, checked whole, tried against what is stored, put to use; what began stays with its own."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from cte_portal.admin.editions import reading
from cte_portal.admin.editions.reading import EditionRefused
from cte_portal.catalogue.content import Content
from cte_portal.catalogue.trial import Kind, differences, misfits
from cte_portal.community.models import Application
from cte_portal.community.rules import labels_in
from cte_portal.extensions import db
from cte_portal.jobs import jobs
from cte_portal.roles import Role
from tests.support.editions import edition_files, edition_zip
from tests.support.files import text_of
from tests.support.people import People, Visitor
from tests.support.world import full_application

BASICS = "sections/basics.toml"
FIELD = '[[field]]\nkey = "carbon_goal"\nlabel = "绿色发展目标"\ntype = "text"\nrequired = true\nmax = 50\n'


@pytest.fixture(autouse=True)
def same_editions(portal: Flask) -> Iterator[None]:
    kept = portal.extensions["editions"]
    yield
    portal.extensions["editions"] = kept


def upload(admin: Visitor, archive: bytes) -> Visitor:
    return admin.open("/admin/editions").send("/admin/editions", {"archive": (BytesIO(archive), "edition.zip")})


def work_through(people: People) -> None:
    with people.app.app_context():
        jobs().do_waiting()


def first_field() -> str:
    text = edition_files("x")[BASICS].decode()
    return text[text.index("[[field]]") :].split("[[", 2)[1]


def with_field() -> dict[str, tuple[str, str]]:
    return {BASICS: ("[[field]]", f"{FIELD}\n[[field]]")}


def test_an_edition_goes_from_the_file_to_use_and_what_began_stays(people: People) -> None:
    clerk = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        full_application(people.person(clerk))
    admin = upload(people.signed_in(Role.ADMINISTRATOR), edition_zip("2026-new", 2026, with_field()))
    assert "正在用已存的申报逐份试填" in admin.text and "增加：" in admin.text and "绿色发展目标" in admin.text
    admin.send("/use")
    assert "还没有试完" in admin.soup.find(id="messages").get_text()
    work_through(people)
    admin.open("/admin/editions/2026-new")
    assert "已存的 1 份申报，换成这一版都放得下" in admin.text
    admin.send("/use")
    assert "2026 年度在用" in admin.text and "2023 年度起曾用" in admin.text
    assert "绿色发展目标" in text_of(people.visitor().client.get("/blank/2026-new.pdf").data)
    with people.app.app_context():
        assert [one.edition for one in db.session.query(Application)] == ["2024"]
    other = people.sign_in(people.account(Role.APPLICANT, organisation=people.organisation()))
    other.open("/applications/new").send("/applications/new", {"name": "演示绿色产业共同体"})
    with people.app.app_context():
        assert {one.edition for one in db.session.query(Application)} == {"2024", "2026-new"}
    admin.open("/admin/editions/2026-new").send("/withdraw")
    assert "已有 1 份申报按这一版填写，不能停用" in admin.soup.find(id="messages").get_text()


def test_the_trial_says_what_would_not_fit_and_how_often_but_not_what_was_typed(people: People) -> None:
    clerk = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        number = full_application(people.person(clerk)).id
        name = db.session.get_one(Application, number).organisation.name
    admin = upload(people.signed_in(Role.ADMINISTRATOR), edition_zip("short", 2026, {"sections/lead_university.toml": ("max = 200", "max = 1")}))
    work_through(people)
    admin.open("/admin/editions/short")
    assert "1 份换成这一版会有内容放不下" in admin.text and "1 份" in admin.text and name not in admin.text
    admin.send("/remove")
    assert "没有等待启用或已停用的版次" in admin.text
    admin.open("/admin/editions/short")
    assert admin.status == 404


def test_an_edition_that_was_in_use_is_not_removed(people: People) -> None:
    admin = upload(people.signed_in(Role.ADMINISTRATOR), edition_zip("2026-new", 2026))
    work_through(people)
    late = people.signed_in(Role.ADMINISTRATOR).open("/admin/editions/2026-new")
    admin.open("/admin/editions/2026-new").send("/use")
    late.send("/remove")
    assert "启用过的版次不能删除，只能停用" in late.soup.find(id="messages").get_text()
    admin.open("/admin/editions/2026-new").send("/withdraw")
    assert "已停用" in admin.soup.find(id="messages").get_text()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({BASICS: ("[[field]]", "[[field]]\ncolour = 1")}, "文件 sections/basics.toml，位置 $.field[0]：不认识“colour”"),
        ({BASICS: ('label = "', 'label = 1 #"')}, "应为 str，现在是 int"),
        ({"application.toml": ('title = "', "title = ")}, "不是正确的 TOML"),
        ({"application.toml": ('key = "x"', 'key = "../x"')}, "只能用小写字母、数字、下划线和连字符"),
    ],
)
def test_a_broken_edition_is_refused_with_file_place_and_reason(people: People, changes: dict[str, tuple[str, str]], says: str) -> None:
    files = edition_files("x")
    for path, (old, new) in changes.items():
        files[path] = files[path].replace(old.encode(), new.encode(), 1)
    admin = upload(people.signed_in(Role.ADMINISTRATOR), reading.packed(files))
    assert admin.status == 422 and says in admin.text


def test_a_key_is_never_given_twice(people: People) -> None:
    admin = upload(people.signed_in(Role.ADMINISTRATOR), edition_zip("2024"))
    assert admin.status == 422 and "已有版次“2024”" in admin.text


def test_what_comes_with_the_portal_can_be_fetched_and_uploaded_under_another_key(people: People) -> None:
    admin = people.signed_in(Role.ADMINISTRATOR)
    archive = admin.client.get("/admin/editions/2024/files").data
    assert reading.stored(archive).sha256 == people.app.extensions["editions"]["2024"].sha256
    assert admin.client.get("/admin/editions/nothing/files").status_code == 404


@pytest.mark.parametrize(
    ("archive", "says"),
    [
        (b"no zip", "不是 .zip 文件"),
        ({"readme.toml": b""}, "没有 application.toml"),
        ({"application.toml": b"", "../outside.toml": b""}, "不属于表单版次的文件"),
        ({"application.toml": b"", "sections/x.py": b""}, "不属于表单版次的文件"),
        ({f"a{number}.toml": b"" for number in range(400)}, "最多 300 个文件"),
    ],
)
def test_hostile_archives_are_refused(archive: bytes | dict[str, bytes], says: str) -> None:
    with pytest.raises(EditionRefused, match=says):
        reading.files_of(BytesIO(archive if isinstance(archive, bytes) else reading.packed(archive)))


@given(st.data())
def test_an_edition_torn_anywhere_is_refused_or_read_whole(data: st.DataObject) -> None:
    whole = edition_zip("torn")
    at = data.draw(st.integers(0, len(whole) - 1))
    torn = whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]
    try:
        files = reading.files_of(BytesIO(torn))
    except EditionRefused:
        return
    assert set(files.values()) <= set(edition_files("torn").values())


def test_a_folder_around_and_what_desktops_leave_do_not_matter() -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, content in edition_files("mine").items():
            archive.writestr(f"2027版/{path}", content)
        archive.writestr("__MACOSX/2027版/._application.toml", b"x")
    assert reading.checked(reading.files_of(target)).key == "mine"


@given(st.binary(max_size=300))
def test_whatever_bytes_come_they_are_refused_in_words(data: bytes) -> None:
    with pytest.raises(EditionRefused):
        reading.files_of(BytesIO(data))


def test_what_fits_the_old_edition_fits_the_same_under_another_name(portal: Flask) -> None:
    old = portal.extensions["editions"]["2024"]
    same = reading.checked(edition_files("same"))
    assert not list(differences(old, same))
    less = reading.checked(edition_files("less", changes=with_field()))
    values = {"basics": {"carbon_goal": "零碳"}}
    found = misfits(Content(less, 2026, values), same, labels_in)
    assert [(one.kind, one.where.endswith("绿色发展目标")) for one in found] == [(Kind.NO_FIELD, True)]
    assert any(one.startswith("删去：") and one.endswith("绿色发展目标") for one in differences(less, same))
