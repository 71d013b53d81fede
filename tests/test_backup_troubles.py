"""Backups when something is wrong: a damaged database, a store that is away, a folder that cannot be written."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from flask import Flask

from cte_portal import clock, create_app
from cte_portal import storage as storage_module
from cte_portal.backup import manifest, service
from cte_portal.backup.manifest import BackupBroken
from cte_portal.backup.service import BackupFailed
from cte_portal.handover import keys
from cte_portal.jobs import Jobs
from cte_portal.roles import Role
from cte_portal.settings import Settings
from cte_portal.storage import Storage, storage_of
from tests.conftest import NOON
from tests.support.people import People
from tests.support.servers import KEY, SECRET, failing_store
from tests.support.terminal import at_a_terminal
from tests.support.world import full_application

pytestmark = pytest.mark.sqlite


def filled(people: People) -> None:
    """An application with every proof."""
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        full_application(people.person(email))


def backed_up(app: Flask, target: Path) -> Path:
    with app.app_context():
        return service.make(target).folder


def test_what_waits_to_be_done_comes_back_with_a_backup(people: People, tmp_path: Path) -> None:
    data: Path = people.app.config["SETTINGS"].data_dir
    queue = Jobs(create_app(people.app.config["SETTINGS"]), {})
    try:
        queue.add("print_version", 1)
        made = backed_up(people.app, tmp_path / "backups")
    finally:
        for file in data.glob("jobs.sqlite3*"):
            file.unlink()
    service.restore(made, tmp_path / "elsewhere")
    there = create_app(msgspec.structs.replace(people.app.config["SETTINGS"], data_dir=tmp_path / "elsewhere"))
    assert there.extensions["jobs"].waiting() == 1


def test_the_key_that_signs_bundles_comes_back_and_the_one_that_was_there_is_put_aside(people: People, tmp_path: Path) -> None:
    """Everybody who trusts this portal would have to be asked anew without it."""
    own = keys.as_text(keys.own(people.app.config["SETTINGS"].data_dir).public_key())
    made = backed_up(people.app, tmp_path / "backups")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    another = keys.as_text(keys.own(elsewhere).public_key())
    with clock.at(NOON):
        service.restore(made, elsewhere)
    assert keys.as_text(keys.own(elsewhere).public_key()) == own != another
    assert (elsewhere / keys.FILE).stat().st_mode & 0o077 == 0
    assert keys.as_text(keys.own(elsewhere / "before-restore-20260601-120000").public_key()) == another


def with_a_wrong_index(database: Path) -> None:
    """What a bad block of the disk may do: an index does not hold what its table does."""
    with closing(sqlite3.connect(database)) as one:
        one.execute("PRAGMA writable_schema=ON")
        one.execute("UPDATE sqlite_master SET sql = replace(sql, '(organisation_id)', '(role)') WHERE name = 'ix_account_organisation_id'")
        one.commit()


def with_a_row_astray(database: Path) -> None:
    """An account of an organisation that there is not."""
    with closing(sqlite3.connect(database)) as one:
        one.execute("PRAGMA foreign_keys=OFF")
        one.execute("UPDATE account SET organisation_id = 999")
        one.commit()


def overwritten(database: Path) -> None:
    database.write_bytes(b"no database any more" * 1000)


UNSOUND = [(with_a_wrong_index, "备份里的数据库已损坏"), (with_a_row_astray, "备份里的数据库前后不符：account"), (overwritten, "数据库读不出来")]


@pytest.mark.parametrize(("spoil", "says"), UNSOUND)
def test_a_damaged_database_is_told_and_drives_no_good_backup_out(
    people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], None], says: str
) -> None:
    filled(people)
    good = backed_up(people.app, tmp_path / "backups")
    shutil.copytree(people.app.config["SETTINGS"].data_dir, tmp_path / "spoilt")
    spoil(tmp_path / "spoilt" / service.DATABASE)
    settings = msgspec.structs.replace(
        people.app.config["SETTINGS"], data_dir=tmp_path / "spoilt", backup_dir=str(tmp_path / "backups"), backups_kept=1
    )
    monkeypatch.setitem(people.app.config, "SETTINGS", settings)
    with people.app.app_context(), clock.at(NOON + timedelta(days=1)), pytest.raises(BackupFailed, match=says):
        service.back_up()
    assert service.sets(tmp_path / "backups") == [good]
    service.verify(good)


@pytest.mark.parametrize(("spoil", "says"), UNSOUND)
def test_a_backup_of_a_damaged_database_is_not_put_in_the_place_of_anything(
    people: People, tmp_path: Path, spoil: Callable[[Path], None], says: str
) -> None:
    """Its list is right: that is how it was made once, or what somebody made of it."""
    filled(people)
    made = backed_up(people.app, tmp_path / "backups")
    spoil(made / service.DATABASE)
    held = json.loads((made / manifest.NAME).read_bytes())
    part = next(one for one in held["parts"] if one["path"] == service.DATABASE)
    part |= {"size": (made / service.DATABASE).stat().st_size, "sha256": manifest.sha256_of(made / service.DATABASE)}
    (made / manifest.NAME).write_text(json.dumps(held))
    with pytest.raises(BackupBroken, match=says):
        service.restore(made, tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()


@contextmanager
def away(people: People, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    """The files lie in an object store that answers everything with 500."""
    monkeypatch.setattr(storage_module, "PATIENCE", timedelta(seconds=1))
    with failing_store() as address:
        held = storage_of(Settings(data_dir=folder, storage_url=address, storage_key=KEY, storage_secret=SECRET))
        monkeypatch.setitem(people.app.extensions, "storage", held)
        yield held


def test_while_the_store_is_away_nothing_is_backed_up_or_restored_and_the_operator_is_told(
    people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(people)
    run = people.app.test_cli_runner().invoke
    made, data = backed_up(people.app, tmp_path / "backups"), people.app.config["SETTINGS"].data_dir
    with away(people, tmp_path / "host", monkeypatch), clock.at(NOON + timedelta(days=1)):
        assert "没有备份成功：对象存储没有应答" in run(args=["backup", str(tmp_path / "other")]).output
        restored = run(args=["restore", str(made), "--yes"])
    assert restored.exit_code == 1 and "没有恢复成功：对象存储没有应答" in restored.output and "原来的数据没有动" in restored.output
    assert service.sets(tmp_path / "other") == [] and not list(data.glob("before-restore-*")) and not list(data.glob("restoring*"))


def test_where_nothing_can_be_written_nothing_is_restored(people: People, tmp_path: Path) -> None:
    made = backed_up(people.app, tmp_path / "backups")
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(BackupFailed, match=r"没有恢复成功：.*原来的数据没有动"):
        service.restore(made, tmp_path / "file" / "data")


def test_a_backup_that_lost_its_list_is_named_and_an_empty_folder_has_none(people: People, tmp_path: Path) -> None:
    run = people.app.test_cli_runner().invoke
    assert "还没有备份。" in run(args=["backups", str(tmp_path)]).output
    made = backed_up(people.app, tmp_path)
    (made / manifest.NAME).unlink()
    assert f"{made}　不能用：{made} 里没有备份清单 manifest.json，不是一份完整的备份。" in run(args=["backups", str(tmp_path)]).output
    refused = run(args=["restore", str(made), "--check"])
    assert refused.exit_code == 1 and "没有备份清单" in refused.output


def test_files_that_cannot_be_looked_at_now_are_not_called_missing(people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(people)
    with away(people, tmp_path / "host", monkeypatch):
        said = people.app.test_cli_runner().invoke(args=["check-files"])
    assert said.exit_code == 1 and "对象存储没有应答" in said.output and "缺失" not in said.output


def test_an_operator_at_a_terminal_sees_how_far_it_is(people: People, tmp_path: Path) -> None:
    filled(people)
    shown = at_a_terminal(people.app, "backup", str(tmp_path))
    (made,) = service.sets(tmp_path)
    whole = len(manifest.read(made).files)
    assert "文件：1 / " in shown and f"文件：{whole} / {whole}" in shown
