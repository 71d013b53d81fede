"""What goes wrong on a portal's own side: files that are gone, work that is stopped, two people at once."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from sqlalchemy import func, select

from cte_portal.audit import AuditEntry
from cte_portal.community.models import Application
from cte_portal.extensions import db
from cte_portal.handover import keys, queries
from cte_portal.handover.models import HandoverExport, HandoverImport
from cte_portal.handover.service import exporting, importing
from cte_portal.jobs import jobs
from cte_portal.long_work import service as long_work
from cte_portal.long_work.service import Progress, Result
from cte_portal.review.batches import service as batches
from cte_portal.roles import Role
from cte_portal.storage import Storage, storage
from cte_portal.uploads.models import Evidence
from tests.handover.two_portals import Portal, bundle_of, files_of
from tests.support.people import People, Visitor
from tests.support.terminal import at_a_terminal


@pytest.fixture
def sender(portal: Flask, tmp_path: Path) -> Iterator[Portal]:
    """An installation that has sent a batch of one application, of which no bundle was made yet."""
    found = Portal(portal, People(portal), tmp_path)
    found.reports(1)
    yield found


def page_of(portal: Portal) -> str:
    """Of the batch that was sent."""
    with portal.inside():
        batch = queries.batch_by_number(portal.batches()[0])
        assert batch is not None
        return f"/review/batches/{batch.id}"


def has_it_made(portal: Portal) -> Visitor:
    """An officer who has a bundle made, and what comes of it."""
    officer = portal.people.signed_in(Role.PROVINCE_OFFICER).open(page_of(portal))
    officer.send(page_of(portal).replace("/review", "/handover"))
    do_waiting(portal)
    return officer.open(officer.address)


def do_waiting(portal: Portal) -> None:
    with portal.inside():
        jobs().do_waiting()


def a_proof(portal: Portal) -> Path:
    with portal.inside():
        return storage().path(db.session.scalars(select(Evidence.sha256).order_by(Evidence.id)).first() or "")


def by_command(portal: Portal) -> str:
    """What the operator is told who has the bundle written into a file."""
    file = portal.folder / "by-command.zip"
    said = portal.app.test_cli_runner().invoke(args=["bundle", "export", portal.batches()[0], str(file)])
    assert said.exit_code == 1 and not file.exists()
    return said.output


def test_no_bundle_is_made_of_a_batch_that_was_taken_back_meanwhile(sender: Portal) -> None:
    page = page_of(sender)
    officer = sender.people.signed_in(Role.PROVINCE_OFFICER).open(page)
    with sender.inside():
        batch = queries.batch_by_number(sender.batches()[0])
        assert batch is not None and batch.reported_by is not None
        batches.take_back(batch, batch.reported_by)
    officer.send(page.replace("/review", "/handover"))
    assert "没有报送，或已经收回，不能制作交接包" in officer.soup.get_text()
    assert "没有报送，或已经收回，不能制作交接包" in by_command(sender)


def test_a_file_that_is_gone_is_named_and_no_bundle_is_made(sender: Portal) -> None:
    proof = a_proof(sender)
    content = proof.read_bytes()
    proof.unlink()
    try:
        officer = has_it_made(sender)
        assert "交接包没有制作完成：服务器上缺少文件 files/" in officer.text and proof.name in officer.text
        assert "请联系系统管理员从备份中恢复" in by_command(sender)
    finally:
        proof.write_bytes(content)
    assert "下载 交接包-" in has_it_made(sender).text


@pytest.mark.parametrize("damaged", [True, False], ids=["damaged", "gone"])
def test_a_file_lost_after_a_bundle_was_made_keeps_it_from_being_made_again(sender: Portal, damaged: bool) -> None:
    assert "下载 交接包-" in has_it_made(sender).text
    proof = a_proof(sender)
    content = proof.read_bytes()
    try:
        proof.write_bytes(content[::-1]) if damaged else proof.unlink()
        colleague = has_it_made(sender)
        assert "已损坏或丢失，请联系系统管理员从备份中恢复" in colleague.text and proof.name in colleague.text
        assert "已损坏或丢失" in by_command(sender)
    finally:
        proof.write_bytes(content)


def test_two_who_have_a_bundle_made_at_once_get_the_same(sender: Portal) -> None:
    number, made = sender.batches()[0], []

    def meanwhile(part: int, whole: int, doing: str) -> None:
        if not made:
            made.append(sender.exports(number))

    with sender.inside():
        batch = queries.batch_by_number(number)
        assert batch is not None
        file = sender.folder / "second.zip"
        exporting.write(exporting.fixed(batch, None, meanwhile), file, lambda part, whole, doing: None)
        assert db.session.scalar(select(func.count()).select_from(HandoverExport)) == 1
    assert [file.read_bytes()] == made


def test_an_operator_at_a_terminal_sees_how_far_the_bundle_is(sender: Portal) -> None:
    file = sender.folder / "shown.zip"
    shown = at_a_terminal(sender.app, "bundle", "export", sender.batches()[0], str(file))
    assert "正在整理申报材料：1 / 1" in shown and "正在写入交接包，单位 MB：1 / 1" in shown
    assert file.read_bytes() == sender.exports(sender.batches()[0])


def uploaded(portal: Portal, officer: Visitor, content: bytes) -> Visitor:
    return officer.open("/handover/imports").send("/handover/imports", {"bundle": (BytesIO(content), "江苏.zip")})


def nothing_lies_about(portal: Portal) -> bool:
    folder = portal.app.config["SETTINGS"].data_dir / "incoming"
    return not [file for file in folder.rglob("*") if file.is_file()]


def test_an_empty_file_is_told_at_once_and_leaves_nothing(ministry: Portal) -> None:
    officer = uploaded(ministry, ministry.people.signed_in(Role.MINISTRY_OFFICER), b"")
    assert "“江苏.zip”是空文件，请检查后重新选择" in officer.text and "已停止" in officer.text
    assert nothing_lies_about(ministry)


def test_who_has_too_much_under_way_is_told_and_the_file_in_the_servers_folder_stays(ministry: Portal, bundle: bytes) -> None:
    folder = ministry.app.config["SETTINGS"].data_dir / "incoming"
    folder.mkdir(exist_ok=True)
    (folder / "江苏.zip").write_bytes(bundle)
    email = ministry.people.account(Role.MINISTRY_OFFICER)
    with ministry.inside():
        for _ in range(long_work.MOST_OPEN):
            long_work.begin("none", "导出", ministry.people.person(email), "/review")
    officer = ministry.people.sign_in(email).open("/handover/imports").send("/imports/waiting")
    assert "您已有 5 项任务没有完成" in officer.text and "已停止" in officer.text
    assert (folder / "江苏.zip").read_bytes() == bundle


def test_a_file_taken_out_of_the_servers_folder_before_it_was_checked_is_told(ministry: Portal, bundle: bytes) -> None:
    file = ministry.app.config["SETTINGS"].data_dir / "incoming" / "江苏.zip"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(bundle)
    officer = ministry.people.signed_in(Role.MINISTRY_OFFICER).open("/handover/imports").send("/imports/waiting")
    file.unlink()
    do_waiting(ministry)
    assert "文件已不在服务器上，请重新上传" in officer.open(officer.address).text


def test_an_import_that_is_not_wanted_any_more_writes_nothing(ministry: Portal, bundle: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = uploaded(ministry, ministry.people.signed_in(Role.MINISTRY_OFFICER), bundle)
    record, colleague = officer.address, ministry.people.signed_in(Role.MINISTRY_OFFICER)

    def stopped_as_it_begins(progress: Progress) -> Result:
        officer.open(f"/long-work/{progress.work_id}").send("/stop")
        return importing.import_bundle(progress)

    monkeypatch.setitem(ministry.app.extensions["long_work"], importing.KIND, stopped_as_it_begins)
    do_waiting(ministry)
    assert "已停止" in officer.open(record).text and "没有导入" in officer.text
    assert ministry.batches() == [] and nothing_lies_about(ministry)
    monkeypatch.undo()
    uploaded(ministry, colleague, bundle)
    do_waiting(ministry)
    assert "已导入" in colleague.open(colleague.address).text


def test_where_files_cannot_be_kept_nothing_is_imported_and_it_is_told(
    ministry: Portal, bundle: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "no-folder").write_text("a disk that is not there")
    monkeypatch.setitem(ministry.app.extensions, "storage", Storage(tmp_path / "no-folder"))
    officer = uploaded(ministry, ministry.people.signed_in(Role.MINISTRY_OFFICER), bundle)
    do_waiting(ministry)
    assert "平台处理时出了问题，已记录，请联系平台管理员" in officer.open(officer.address).text
    assert "任务没有完成" in officer.open("/notices").text
    with ministry.inside():
        assert db.session.scalar(select(func.count()).select_from(Application)) == 0
    assert nothing_lies_about(ministry)
    monkeypatch.undo()
    assert ministry.takes_in(bundle).state == "imported"


def test_what_was_forsaken_of_the_servers_folder_stays_there(ministry: Portal, bundle: bytes) -> None:
    file = ministry.app.config["SETTINGS"].data_dir / "incoming" / "江苏.zip"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(bundle)
    officer = ministry.people.signed_in(Role.MINISTRY_OFFICER).open("/handover/imports").send("/imports/waiting")
    record = officer.address
    with ministry.inside():
        work = db.session.scalars(select(HandoverImport.work_id)).one()
    officer.open(f"/long-work/{work}").send("/stop")
    with ministry.inside():
        assert importing.clear_up() == 1
    assert "已停止" in officer.open(record).text and file.read_bytes() == bundle


def test_nothing_chosen_says_what_to_do(ministry: Portal) -> None:
    officer = ministry.people.signed_in(Role.MINISTRY_OFFICER).open("/handover/imports")
    officer.send("/handover/imports", {"bundle": (BytesIO(b""), "")})
    assert "请先选择交接包文件（.zip），再点上传。" in officer.text


def test_a_platform_without_a_name_is_not_trusted(province: Portal, ministry: Portal) -> None:
    administrator = ministry.people.signed_in(Role.ADMINISTRATOR).open("/handover/trusted")
    administrator.send("/handover/trusted", {"name": "", "province": "320000", "key": province.public_key})
    assert "请填写对方单位名称" in administrator.text and len(administrator.soup.select("tbody tr")) == 1


def test_the_command_line_trusts_for_a_province_that_there_is(ministry: Portal, tmp_path: Path) -> None:
    run, file = ministry.app.test_cli_runner().invoke, tmp_path / "key.pem"
    file.write_text(keys.as_text(keys.own(tmp_path).public_key()))
    assert "没有省份代码 990000" in run(args=["bundle", "trust", str(file), "--name", "某厅", "--province", "990000"]).output
    said = run(args=["bundle", "trust", str(file), "--name", "浙江省教育厅", "--province", "330000"]).output
    assert f"已信任“浙江省教育厅”，指纹：{keys.grouped(keys.fingerprint(keys.own(tmp_path).public_key()))}" in said
    assert "浙江省教育厅 浙江省" in ministry.people.signed_in(Role.ADMINISTRATOR).open("/handover/trusted").text


def test_the_command_line_names_what_is_wrong_with_a_bundle_file_by_file(ministry: Portal, bundle: bytes) -> None:
    file, name = ministry.folder / "spoiled.zip", "files/more.pdf"
    file.write_bytes(bundle_of({**files_of(bundle), name: b"%PDF-1.4"}))
    said = ministry.app.test_cli_runner().invoke(args=["bundle", "verify", str(file)])
    assert said.exit_code == 1 and f"交接包没有通过检查：\n  {name}：清单中没有这个文件，是后来放进去的" in said.output
    file.write_bytes(bundle[:1000])
    assert "\n  不是交接包，或没有传完" in ministry.app.test_cli_runner().invoke(args=["bundle", "verify", str(file)]).output
    assert nothing_lies_about(ministry)


def test_a_key_of_another_kind_is_told_by_its_name(ministry: Portal) -> None:
    key = X25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    administrator = ministry.people.signed_in(Role.ADMINISTRATOR).open("/handover/trusted")
    administrator.send("/handover/trusted", {"name": "浙江省教育厅", "province": "330000", "key": key})
    assert "不是交接用的公钥（应为 Ed25519）" in administrator.text


def trail(portal: Portal) -> list[str]:
    with portal.inside():
        return list(db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("trusted_key.")).order_by(AuditEntry.id)))


def test_trust_is_withdrawn_once_and_given_again_once_whoever_presses_too(ministry: Portal) -> None:
    windows = [ministry.people.signed_in(Role.ADMINISTRATOR).open("/handover/trusted") for _ in range(2)]
    for window in windows:
        assert "已停用" in window.send("/withdraw").text
    for window in windows:
        assert "已停用" not in window.send("/restore").text
    assert trail(ministry) == ["trusted_key.added", "trusted_key.withdrawn", "trusted_key.added"]


def test_a_key_that_was_withdrawn_can_be_added_anew_under_another_name(province: Portal, ministry: Portal) -> None:
    administrator = ministry.people.signed_in(Role.ADMINISTRATOR).open("/handover/trusted").send("/withdraw")
    administrator.send("/handover/trusted", {"name": "江苏省教育厅职教处", "province": "320000", "key": province.public_key})
    assert "江苏省教育厅职教处 江苏省" in administrator.text and "已停用" not in administrator.text
    assert len(administrator.soup.select("tbody tr")) == 1
