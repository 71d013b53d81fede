"""An installation goes from SQLite and a folder to PostgreSQL and an object store, whole, or says what is missing."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec
import psycopg
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from cte_portal import audit, clock, create_app
from cte_portal.backup import checking, service
from cte_portal.extensions import db
from cte_portal.moving import service as moving
from cte_portal.roles import Role
from cte_portal.settings import Settings
from cte_portal.storage import storage
from cte_portal.transfer import service as transfer
from tests.support import postgresql
from tests.support.people import People
from tests.support.postgresql import Server
from tests.support.scenes import set_scene
from tests.support.servers import KEY, SECRET, object_store, small_store
from tests.support.world import World, build_world

pytestmark = pytest.mark.sqlite
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if postgresql.programs() is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("PostgreSQL 没有安装，这项测试没有运行")
    with postgresql.running() as found:
        yield found


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with object_store(tmp_path_factory.mktemp("store")) as found:
        yield found


@pytest.fixture(scope="module")
def world(app: Flask) -> World:
    """A portal in which everything has happened once."""
    scene = set_scene(app, build_world)
    scene.put()
    return scene.known


def empty(server: Server, name: str) -> str:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")  # type: ignore[arg-type]
    return server.url(name)


@pytest.fixture(scope="module")
def tables(app: Flask, server: Server) -> str:
    """The name of a database that has the portal's tables, made once, and nothing in them."""
    transfer.make_tables(msgspec.structs.replace(app.config["SETTINGS"], database_url=empty(server, "tables")))
    return "tables"


def ready(server: Server, tables: str, name: str) -> str:
    """As `empty`; the tables are there already, which takes longest."""
    server.copy(tables, name)
    return server.url(name)


def run(app: Flask, *arguments: str) -> Result:
    """`flask move`, in this process."""
    before: Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = msgspec.structs.replace(before, storage_key=KEY, storage_secret=SECRET)
    try:
        return app.test_cli_runner().invoke(args=["move", *arguments])
    finally:
        app.config["SETTINGS"] = before


def by_itself(app: Flask, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`flask move`, as somebody types it."""
    settings: Settings = app.config["SETTINGS"]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CTE_")},
        "CTE_DATA_DIR": str(settings.data_dir),
        "CTE_SECRET_KEY": settings.secret_key,
        "CTE_PROFILE": settings.profile.value,
        "CTE_STORAGE_KEY": KEY,
        "CTE_STORAGE_SECRET": SECRET,
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "move", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT, check=False)


def test_everything_arrives_and_the_portal_goes_on_there(app: Flask, world: World, server: Server, store: str, tmp_path: Path) -> None:
    url = empty(server, "moved")
    said = by_itself(app, url, "--storage-url", store)
    assert said.returncode == 0, said.stdout[-2000:] + said.stderr[-2000:]
    found = re.search(r"搬好了：(\d+) 张表，(\d+) 行，(\d+) 个文件；全部内容的校验值 [0-9a-f]{64}", said.stdout)
    assert found and int(found[2]) > 1000 and int(found[3]) > 3
    assert int(found[1]) == len(db.metadata.tables)
    assert "逐行核对：两边一致" in said.stdout

    before: Settings = app.config["SETTINGS"]
    (tmp_path / "there").mkdir()
    there = create_app(
        msgspec.structs.replace(
            before, data_dir=tmp_path / "there", database_url=url, storage_url=store, storage_key=KEY, storage_secret=SECRET, clock=""
        ),
        testing=True,
    )
    with there.app_context():
        assert audit.first_broken() is None
        with pytest.raises(Exception, match="never changed"):
            db.session.execute(text("DELETE FROM audit_entry"))
        db.session.remove()
        sha256 = db.session.scalar(text("SELECT sha256 FROM evidence ORDER BY id LIMIT 1"))
        assert storage().path(str(sha256)).exists()  # fetched from the store
        db.session.remove()
    with there.app_context():
        storage().put(b"nobody speaks of this")
        assert service.check_files().orphans == ()  # it has just come
        with clock.at(clock.now() + timedelta(days=2)):
            found = service.check_files()
            assert found.sound and len(found.orphans) == 1
            aside = checking.quarantine(storage(), found.orphans, tmp_path)
            assert (aside / found.orphans[0]).read_bytes() == b"nobody speaks of this" and service.check_files().orphans == ()
        db.session.remove()
    people = People(there)
    people.made = 500
    officer = people.signed_in(Role.PROVINCE_OFFICER)
    assert "演示" in officer.open("/review?year=2026&find=演示").text  # searching works
    clerk = people.signed_in(Role.APPLICANT)  # new rows get new numbers
    assert "我的工作台" in clerk.text
    comes_back_from_a_backup(there, tmp_path)


def comes_back_from_a_backup(there: Flask, folder: Path) -> None:
    """What PostgreSQL and the store hold is backed up like any other, and goes on in SQLite and a folder."""
    with there.app_context():
        made = service.make(folder / "backups")
        entries = db.session.scalar(text("SELECT count(*) FROM audit_entry"))
        db.session.remove()
        db.engine.dispose()
    service.restore(made.folder, folder / "again")
    again = create_app(msgspec.structs.replace(there.config["SETTINGS"], data_dir=folder / "again", database_url="", storage_url=""), testing=True)
    with again.app_context():
        assert audit.first_broken() is None and db.session.scalar(text("SELECT count(*) FROM audit_entry")) == entries
        assert service.check_files().sound
        with pytest.raises(Exception, match="never changed"):
            db.session.execute(text("DELETE FROM audit_entry"))
        db.session.remove()
    people = People(again)
    people.made = 600
    assert "演示" in people.signed_in(Role.PROVINCE_OFFICER).open("/review?year=2026&find=演示").text
    with again.app_context():
        db.session.remove()
        db.engine.dispose()
    said = there.test_cli_runner().invoke(args=["restore", str(made.folder), "--yes"]).output
    assert "数据现在在数据目录的 SQLite 中。请准备一个空的 PostgreSQL 数据库" in said and "flask move 新数据库的地址" in said


def test_a_database_that_holds_something_is_refused(app: Flask, world: World, server: Server, tables: str) -> None:
    url = ready(server, tables, "twice")
    assert run(app, url).exit_code == 0
    again = run(app, url)
    assert again.exit_code == 1 and "目标数据库里已有数据" in again.output


def test_what_postgresql_says_of_a_refused_row_does_not_tell_what_was_typed(server: Server) -> None:
    phone = "138" + "12345678"
    engine = create_engine(empty(server, "refusing").replace("postgresql://", "postgresql+psycopg://"), hide_parameters=True)
    with engine.connect() as connection, pytest.raises(IntegrityError) as refused:
        connection.execute(text("CREATE TABLE typed (phone text UNIQUE)"))
        for _ in range(2):
            connection.execute(text("INSERT INTO typed VALUES (:phone)"), {"phone": phone})
    engine.dispose()
    said = "".join(traceback.format_exception(refused.value))
    assert "duplicate key value" in said and phone not in said


def test_a_server_that_was_started_again_meanwhile_is_not_noticed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cte_portal.extensions.RESTED", 0)
    engine = create_engine(empty(server, "resting").replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        before = connection.scalar(text("SELECT pg_backend_pid()"))
    with psycopg.connect(server.url("postgres"), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [before])
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT pg_backend_pid()")) != before
    engine.dispose()


def test_a_missing_file_is_named_and_nothing_is_called_moved(app: Flask, world: World, server: Server, tables: str, store: str) -> None:
    with app.app_context():
        sha256 = str(db.session.scalar(text("SELECT sha256 FROM stored_file ORDER BY sha256 LIMIT 1")))
        place = storage().place(sha256)
        db.session.remove()
    content = place.read_bytes()
    place.unlink()
    try:
        said = run(app, ready(server, tables, "lacking"), "--storage-url", store)
    finally:
        place.write_bytes(content)
    assert said.exit_code == 1 and sha256 in said.output and "搬好了" not in said.output


def rows_in(url: str) -> int:
    """How many rows of anything the portal keeps there are."""
    with psycopg.connect(url) as connection:
        return sum(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in db.metadata.tables)  # type: ignore[arg-type, index]


def test_a_file_that_does_not_arrive_takes_the_rows_back_and_it_can_be_moved_again(
    app: Flask, world: World, server: Server, tables: str, store: str
) -> None:
    url = ready(server, tables, "again")
    with small_store(forgets=True) as forgetful:
        said = run(app, url, "--storage-url", forgetful)
    assert said.exit_code == 1 and "没有存进对象存储，请再来一次。原来的平台没有变，可以照常使用。" in said.output
    assert rows_in(url) == 0
    again = run(app, url, "--storage-url", store)
    assert again.exit_code == 0 and "搬好了" in again.output, again.output[-2000:]
    assert rows_in(url) > 1000


@pytest.mark.parametrize(("away", "says"), [(3, "搬好了"), (10**6, "对象存储没有应答")], ids=["for a moment", "all the while"])
def test_a_store_that_is_away_is_waited_for_and_not_for_ever(
    app: Flask, world: World, server: Server, tables: str, monkeypatch: pytest.MonkeyPatch, away: int, says: str
) -> None:
    monkeypatch.setattr(moving, "PAUSES", (0, 0, 0))
    url = ready(server, tables, f"waiting_{away}")
    with small_store(away=away) as address:
        said = run(app, url, "--storage-url", address)
    assert says in said.output and (rows_in(url) > 0) is (says == "搬好了"), said.output


def test_nothing_is_moved_while_the_portal_writes(app: Flask, world: World, server: Server, tables: str) -> None:
    url = ready(server, tables, "busy")
    with closing(sqlite3.connect(app.config["SETTINGS"].data_dir / service.DATABASE, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        said = run(app, url)
    assert said.exit_code == 1 and "平台还在写入，请先停止 cte-portal-web 和 cte-portal-worker" in said.output
    assert rows_in(url) == 0


def test_a_portal_that_was_not_brought_up_to_date_is_not_moved(app: Flask, world: World, server: Server, tables: str) -> None:
    database = app.config["SETTINGS"].data_dir / service.DATABASE
    url = ready(server, tables, "older")
    with closing(sqlite3.connect(database)) as one:
        (version,) = one.execute("SELECT version_num FROM alembic_version").fetchone()
        one.execute("UPDATE alembic_version SET version_num = '0001'")
        one.commit()
        try:
            said = run(app, url)
        finally:
            one.execute("UPDATE alembic_version SET version_num = ?", (version,))
            one.commit()
    assert said.exit_code == 1 and "两边的数据库版本不同，请先在两边执行 flask db upgrade。" in said.output
    assert rows_in(url) == 0


def test_what_the_new_database_changes_on_its_own_is_found(app: Flask, world: World, server: Server, tables: str) -> None:
    url = ready(server, tables, "changing")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION shortened() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := left(NEW.name, 3); RETURN NEW; END $$"
        )
        connection.execute("CREATE TRIGGER shortens BEFORE INSERT ON organisation FOR EACH ROW EXECUTE FUNCTION shortened()")
    said = run(app, url)
    assert said.exit_code == 1 and "organisation 两边的内容不一样，没有搬好。请再来一次；原来的平台没有变，可以照常使用。" in said.output
    assert rows_in(url) == 0


def test_another_sqlite_is_no_place_to_move_to(app: Flask, world: World, tmp_path: Path) -> None:
    said = run(app, f"sqlite:///{tmp_path}/other.sqlite3")
    assert said.exit_code == 1 and "只能从平台自带的 SQLite 搬到 PostgreSQL" in said.output


def test_what_is_no_database_is_said(app: Flask, world: World) -> None:
    assert "CTE_DATABASE_URL 应以 postgresql:// 开头" in run(app, "mysql://somewhere/x").output
    nowhere = run(app, "postgresql://portal@127.0.0.1:1/none")
    assert nowhere.exit_code == 1 and "目标数据库不能建表" in nowhere.output
