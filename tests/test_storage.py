"""Files in an object store: a real one, the library's folder, one that fails, and one that says something else than it was given."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import obstore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cte_portal import storage as storage_module
from cte_portal.backup import service as backup
from cte_portal.extensions import db
from cte_portal.settings import Settings, SettingsError, from_environment
from cte_portal.storage import RemoteStorage, StorageAway, storage_of
from cte_portal.uploads.models import Evidence, StoredFile
from tests.support.begun import before_proofs
from tests.support.files import pdf
from tests.support.people import People, Visitor
from tests.support.servers import KEY, SECRET, failing_store, object_store

pytestmark = pytest.mark.sqlite


@pytest.fixture(scope="module", params=["s3", "folder"])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("store")
    if request.param == "folder":
        yield f"file://{folder}/objects"
        return
    with object_store(folder) as found:
        yield found


def remote(address: str, data: Path) -> RemoteStorage:
    made = storage_of(Settings(data_dir=data, storage_url=address, storage_key=KEY, storage_secret=SECRET))
    assert isinstance(made, RemoteStorage)
    return made


@given(content=st.binary(max_size=5000) | st.binary(min_size=1, max_size=8).map(lambda some: some * (1 << 18)))
def test_another_host_reads_what_one_host_kept(address: str, tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    one, other = (remote(address, tmp_path_factory.getbasetemp() / name) for name in ("one", "other"))
    sha256 = one.put(content)
    other.place(sha256).unlink(missing_ok=True)
    assert other.path(sha256).read_bytes() == content
    assert obstore.head(other.store, f"{sha256[:2]}/{sha256}")["size"] == len(content)
    assert not list(other.folder.glob("incoming-*"))


def test_what_is_in_no_store_is_not_there(address: str, tmp_path: Path) -> None:
    assert not remote(address, tmp_path).path("00" * 32).exists()


def test_what_was_changed_in_the_store_is_never_given_out(address: str, tmp_path: Path) -> None:
    held = remote(address, tmp_path)
    sha256 = held.put(b"three parties have agreed")
    obstore.put(held.store, f"{sha256[:2]}/{sha256}", b"one party has agreed")
    held.place(sha256).unlink()
    with pytest.raises(StorageAway, match="damaged"):
        held.path(sha256)
    assert not held.place(sha256).exists()


def test_what_is_deleted_is_gone_everywhere_unless_it_came_in_again_since(address: str, tmp_path: Path) -> None:
    held, now = remote(address, tmp_path), datetime.now(UTC)
    sha256 = held.put(b"a letter that has had its time")
    held.remove(sha256, now - timedelta(days=1))
    assert held.path(sha256).exists()
    held.remove(sha256, now + timedelta(minutes=1))
    held.remove(sha256, now + timedelta(minutes=1))  # twice does no harm
    assert not held.path(sha256).exists()


def test_the_folder_before_the_store_stays_small_and_keeps_what_was_used_last(address: str, tmp_path: Path) -> None:
    held = remote(address, tmp_path)
    kept = [held.put(bytes([number]) * 1000) for number in range(5)]
    for age, sha256 in enumerate(kept):
        path = held.place(sha256)
        os.utime(path, (path.stat().st_atime - 1000 * age, path.stat().st_mtime))
    assert held.forget_old(2500) == 3
    assert [held.place(sha256).exists() for sha256 in kept] == [True, True, False, False, False]
    assert held.path(kept[4]).read_bytes() == bytes([4]) * 1000


@pytest.fixture
def clerk(people: People) -> Visitor:
    return before_proofs(people)


def test_a_proof_that_lies_in_the_store_alone_is_given_out_whole(
    address: str, clerk: Visitor, people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = remote(address, tmp_path)
    monkeypatch.setitem(people.app.extensions, "storage", held)
    content = pdf("三方协议", pages=3).getvalue()
    clerk.send("/evidence/agreement", {"files": (BytesIO(content), "三方协议.pdf")})
    held.forget_old(0)
    assert not list(held.folder.glob("??/*"))
    assert clerk.client.get(clerk.soup.find("a", string="三方协议.pdf")["href"]).data == content


def test_a_backup_holds_what_lies_in_the_store_and_a_restore_puts_it_there_again(
    address: str, clerk: Visitor, people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = remote(address, tmp_path / "host")
    monkeypatch.setitem(people.app.extensions, "storage", held)
    content = pdf("只在对象存储里").getvalue()
    clerk.send("/evidence/agreement", {"files": (BytesIO(content), "三方协议.pdf")})
    held.forget_old(0)
    with people.app.app_context():
        assert backup.check_files().sound
        held.forget_old(0)
        made = backup.make(tmp_path / "backups").folder
        (sha256,) = db.session.scalars(db.select(StoredFile.sha256))
        held.forget_old(0)
        obstore.delete(held.store, f"{sha256[:2]}/{sha256}")
        assert backup.check_files().missing == (sha256,)
        backup.restore(made, tmp_path / "restored", send=held.send)
        assert backup.check_files().sound
    assert held.path(sha256).read_bytes() == content


@pytest.mark.parametrize("slow", [0.0, 30.0], ids=["answers 500", "does not answer in time"])
def test_nothing_is_half_kept_when_the_store_fails_and_people_are_told(
    clerk: Visitor, people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slow: float
) -> None:
    monkeypatch.setattr(storage_module, "PATIENCE", timedelta(seconds=1))
    with failing_store(slow) as address:
        held = remote(address, tmp_path)
        monkeypatch.setitem(people.app.extensions, "storage", held)
        clerk.send("/evidence/agreement", {"files": (pdf("x"), "协议.pdf")})
        assert clerk.status == 503 and "现在取不到文件，也不能上传" in clerk.text
        assert clerk.response is not None and int(clerk.response.headers["Retry-After"]) > 0
        assert people.app.test_client().get("/-/ready").status_code == 503
        clerk.open("/applications/1")
        assert clerk.status == 200  # what needs no file goes on
    with people.app.app_context():
        assert db.session.query(Evidence).count() == db.session.query(StoredFile).count() == 0
    assert not [file for file in held.folder.rglob("*") if file.is_file()]


@pytest.mark.parametrize("address", ["ftp://store/bucket", "https://key:secret@store/bucket", "store", "https://store/a/b"])
def test_an_address_that_is_none_stops_the_start(address: str) -> None:
    with pytest.raises(SettingsError, match="CTE_STORAGE_URL"):
        from_environment({"CTE_STORAGE_URL": address, "CTE_SECRET_KEY": "k" * 40})
