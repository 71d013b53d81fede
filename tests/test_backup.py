"""Backups: made while people work, verified to the byte, and a portal that goes on from one. The drill of a restore is a test."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from cte_portal import audit, clock, create_app
from cte_portal.admin import trail_head
from cte_portal.backup import manifest, service
from cte_portal.backup.checking import Checked
from cte_portal.backup.manifest import BackupBroken
from cte_portal.backup.service import BackupFailed
from cte_portal.community.models import Application, ApplicationVersion
from cte_portal.community.service import lifecycle
from cte_portal.document.service import version_pdf
from cte_portal.extensions import db
from cte_portal.handover import keys
from cte_portal.roles import Role
from cte_portal.storage import storage
from tests.conftest import NOON
from tests.support.people import People
from tests.support.world import full_application

pytestmark = pytest.mark.sqlite


@pytest.fixture
def email(people: People) -> str:
    """Whose application is filled in, with every proof."""
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        full_application(people.person(email))
    return email


def backed_up(app: Flask, target: Path) -> Path:
    with app.app_context():
        return service.make(target).folder


def test_a_portal_goes_on_from_its_backup_on_another_machine(people: People, email: str, tmp_path: Path) -> None:
    made = backed_up(people.app, tmp_path / "backups")
    with people.app.app_context():
        db.session.get_one(Application, 1).community.name = "备份以后才改的名称"
        db.session.commit()
    elsewhere = tmp_path / "elsewhere"
    held = service.restore(made, elsewhere)
    assert held.files and not list(elsewhere.glob("*.part"))
    assert set(service.KEYS) >= {keys.FILE, trail_head.NAME}
    again = create_app(msgspec.structs.replace(people.app.config["SETTINGS"], data_dir=elsewhere), testing=True)
    visitor = People(again).sign_in(email).open("/desk")
    assert "备份以后才改的名称" not in visitor.text and "全国" in visitor.text
    with again.app_context():
        assert audit.first_broken() is None
        proof = storage().path(held.files[0].sha256)
        assert manifest.sha256_of(proof) == held.files[0].sha256
        db.session.remove()
        db.engine.dispose()


def test_the_operator_s_commands_make_list_check_and_restore(people: People, email: str, tmp_path: Path) -> None:
    run = people.app.test_cli_runner().invoke
    said = run(args=["backup", str(tmp_path)]).output
    assert "已备份到" in said and "新复制" in said
    made = service.sets(tmp_path)[0]
    assert str(made) in run(args=["backups", str(tmp_path)]).output
    assert "备份完好：2026-06-01 12:00" in run(args=["restore", str(made), "--check"]).output
    assert run(args=["restore", str(made)], input="n\n").exit_code == 1
    data = people.app.config["SETTINGS"].data_dir
    with people.app.app_context():
        db.session.remove()
        db.engine.dispose()
    assert "已恢复到 2026-06-01 12:00 的样子" in run(args=["restore", str(made), "--yes"]).output
    aside = next(data.glob("before-restore-*"))
    assert (aside / "portal.sqlite3").exists()  # nothing is thrown away
    assert "申报" in people.sign_in(email).open("/desk").text
    shutil.rmtree(aside)


def test_a_second_backup_copies_only_what_is_new_and_old_ones_go(people: People, email: str, tmp_path: Path) -> None:
    with people.app.app_context():
        first = service.make(tmp_path)
        assert first.copied == len(first.manifest.files) > 0
        with pytest.raises(BackupFailed, match="这一秒的备份已经有了"):
            service.make(tmp_path)
        with clock.at(NOON + timedelta(days=1)):
            storage().put(b"nobody speaks of this")
            second = service.make(tmp_path)
        assert second.copied == 0 and service.sets(tmp_path) == [second.folder, first.folder]
        (tmp_path / "files" / "ab").mkdir(exist_ok=True)
        (tmp_path / "files" / "ab" / ("ab" + "0" * 62)).write_bytes(b"of a backup that is gone")
        assert service.prune(tmp_path, 1) == 1 and service.sets(tmp_path) == [second.folder]
        assert not (tmp_path / "files" / "ab" / ("ab" + "0" * 62)).exists()
        service.verify(second.folder)


def test_what_is_written_meanwhile_is_whole_in_the_backup_or_not_in_it(people: People, email: str, tmp_path: Path) -> None:
    database = people.app.config["SETTINGS"].data_dir / "portal.sqlite3"
    with closing(sqlite3.connect(database)) as one:
        one.execute("CREATE TABLE pair (a, b)")
    stop = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(database, timeout=10)) as writing:
            number = 0
            while not stop.is_set():
                number += 1
                with writing:
                    writing.execute("INSERT INTO pair VALUES (?, NULL)", (number,))
                    writing.execute("UPDATE pair SET b = a WHERE a = ?", (number,))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with people.app.app_context():
            made = [service.make(tmp_path / str(number)).folder for number in range(3)]
    finally:
        stop.set()
        writer.join()
        with closing(sqlite3.connect(database)) as one:
            one.execute("DROP TABLE pair")
    for folder in made:
        service.verify(folder)
        with closing(sqlite3.connect(folder / "portal.sqlite3")) as reading:
            assert reading.execute("SELECT count(*) FROM pair WHERE b IS NULL").fetchone() == (0,)


def test_a_file_that_is_gone_or_damaged_is_told_and_no_half_backup_is_left(people: People, email: str, tmp_path: Path) -> None:
    with people.app.app_context():
        sha256 = service.make(tmp_path / "whole").manifest.files[0].sha256
        place = storage().path(sha256)
        kept = place.read_bytes()
        place.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
        with pytest.raises(BackupFailed, match=f"缺失或损坏.*{sha256}"):
            service.make(tmp_path / "other")
        place.write_bytes(kept)
    assert list((tmp_path / "other").glob("2*")) == []


def test_a_folder_that_cannot_be_written_is_told(people: People, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with people.app.app_context(), pytest.raises(BackupFailed, match="请检查磁盘空间和目录权限"):
        service.make(tmp_path / "file" / "under")


@pytest.fixture(scope="module")
def pattern(app: Flask, empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup with a file in it, to be damaged."""
    from tests.support.database import put_database

    put_database(app, empty_database)
    target = tmp_path_factory.mktemp("backup")
    with clock.at(NOON), app.app_context():
        people = People(app)
        full_application(people.person(people.account(Role.APPLICANT, organisation=people.organisation())))
        made = service.make(target).folder
        db.session.remove()
        db.engine.dispose()
    return made


@given(data=st.data())
def test_whatever_byte_of_a_backup_is_changed_it_is_refused(pattern: Path, data: st.DataObject) -> None:
    held = manifest.read(pattern)
    files = [pattern / part.path for part in held.parts] + [pattern.parent / "files" / part.path for part in held.files[:3]]
    file = data.draw(st.sampled_from(files))
    content = file.read_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    try:
        file.write_bytes(content[:at] + bytes([content[at] ^ data.draw(st.integers(1, 255))]) + content[at + 1 :])
        with pytest.raises(BackupBroken, match="已损坏"):
            service.restore(pattern, pattern.parent / "never")
        file.unlink()
        with pytest.raises(BackupBroken, match="缺少文件"):
            service.verify(pattern)
    finally:
        file.write_bytes(content)
    assert not (pattern.parent / "never").exists()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"format": 2}, "只认第 1 种"),
        ({"parts": [{"path": "../../etc/passwd", "size": 1, "sha256": ""}]}, "不该有的路径"),
        ({"files": [{"path": "/etc/passwd", "size": 1, "sha256": ""}]}, "不该有的路径"),
        ({"files": []}, "清单里少了数据库提到的"),
        ({"more": 1}, "读不出来"),
    ],
)
def test_a_list_that_was_tampered_with_is_refused(pattern: Path, tmp_path: Path, changes: dict[str, object], says: str) -> None:
    made = tmp_path / "set"
    shutil.copytree(pattern, made)
    os.symlink(pattern.parent / "files", tmp_path / "files")
    held = json.loads((made / manifest.NAME).read_bytes())
    (made / manifest.NAME).write_text(json.dumps({**held, **changes}))
    with pytest.raises(BackupBroken, match=says):
        service.verify(made)


def test_health_says_how_it_stands_with_backups(people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = people.app.config["SETTINGS"]
    monkeypatch.setitem(people.app.config, "SETTINGS", msgspec.structs.replace(kept, backup_dir=str(tmp_path)))
    admin = people.signed_in(Role.ADMINISTRATOR).open("/admin/health")
    assert "还没有备份" in admin.text
    with people.app.app_context():
        service.back_up()
    assert "最近一次 2026-06-01 12:00" in admin.open("/admin/health").text
    email = people.account(Role.ADMINISTRATOR)
    with clock.at(NOON + timedelta(days=2)):
        assert "一天多没有备份成功" in people.sign_in(email).open("/admin/health").text


def test_files_are_checked_and_what_nobody_speaks_of_is_put_aside(people: People, email: str) -> None:
    data = people.app.config["SETTINGS"].data_dir
    run = people.app.test_cli_runner().invoke
    with people.app.app_context():
        known = service.check_files()
        assert known.sound and known.files
        orphan = storage().path(storage().put(b"nobody speaks of this"))
        young = storage().path(storage().put(b"nor of this, but it has just come"))
        proof = next(one for one in data.glob("files/??/*") if one.name in {sha256 for sha256, _ in service._files_of(data / "portal.sqlite3")})
    broken_off = data / "files" / "incoming-broken"
    broken_off.write_bytes(b"half")
    old = (NOON - timedelta(days=2)).timestamp()
    for file in (orphan, broken_off):
        os.utime(file, (old, old))
    os.utime(young, (NOON.timestamp(), NOON.timestamp()))
    assert {orphan.name, "incoming-broken"} <= set(service_check(people).orphans)
    assert young.name not in service_check(people).orphans
    said = run(args=["check-files", "--quarantine"])
    assert said.exit_code == 0 and "缺失 0 个，损坏 0 个" in said.output
    assert not orphan.exists() and list(data.glob(f"quarantine/*/{orphan.name}")) and young.exists()
    kept = proof.read_bytes()
    try:
        proof.write_bytes(b"x" * len(kept))
        said = run(args=["check-files"])
        assert said.exit_code == 1 and f"损坏：{proof.name}" in said.output
        proof.unlink()
        assert f"缺失：{proof.name}" in run(args=["check-files"]).output
    finally:
        proof.write_bytes(kept)
        shutil.rmtree(data / "quarantine")
        young.unlink()


def service_check(people: People) -> Checked:
    with people.app.app_context():
        return service.check_files()


def test_what_was_printed_comes_back_to_the_byte(people: People, email: str, tmp_path: Path) -> None:
    with people.app.app_context():
        application = db.session.get_one(Application, 1)
        lifecycle.finalise(application, people.person(email))
        printed = version_pdf(db.session.scalars(select(ApplicationVersion)).one())
        made = service.make(tmp_path / "backups")
    service.restore(made.folder, tmp_path / "elsewhere")
    found = [one for one in (tmp_path / "elsewhere" / "files").glob("??/*") if one.read_bytes() == printed]
    assert len(found) == 1
