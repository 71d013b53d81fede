"""A bundle that arrives in pieces: where a piece belongs, who may send it, what is kept and what is cleared away."""

from __future__ import annotations

import hashlib
import os
import time
import tracemalloc
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from cte_portal import clock
from cte_portal.accounts.models import Account
from cte_portal.extensions import db
from cte_portal.handover import queries
from cte_portal.handover.models import HandoverUpload
from cte_portal.handover.rules import HEAD, LARGEST_PIECE, MOST_UNFINISHED, Place, fits, place_of
from cte_portal.handover.service import receiving
from cte_portal.handover.service.receiving import Garbled, Gone, NotNext, UploadRefused
from cte_portal.jobs import jobs
from cte_portal.long_work import service as long_work
from cte_portal.roles import Role
from cte_portal.transactions import transaction
from tests.conftest import NOON
from tests.handover.two_portals import Portal
from tests.support.people import People, Visitor

SIZE = 3_000_000


@pytest.fixture
def officer(portal: Flask, people: People) -> Account:
    email = people.account(Role.MINISTRY_OFFICER)
    with portal.app_context():
        yield people.person(email)  # type: ignore[misc]


def some_file(size: int = SIZE, seed: int = 1) -> bytes:
    return (b"PK" + bytes((seed * at) % 251 for at in range(1000)) * (size // 1000 + 1))[:size]


def begun(content: bytes, by: Account, name: str = "江苏.zip") -> HandoverUpload:
    return receiving.begin(name, len(content), content[:HEAD], by)


def send(upload: HandoverUpload, content: bytes, start: int, end: int, sha256: str = "") -> HandoverUpload:
    piece = content[start:end]
    return receiving.append(upload, start, BytesIO(piece), len(piece), sha256)


@given(st.lists(st.integers(1, 40)), st.integers(0, 40), st.integers(1, 40))
def test_only_the_next_piece_fits_and_never_more_than_was_said(lengths: list[int], offset: int, length: int) -> None:
    received, size = 0, sum(lengths)
    for one in lengths:
        assert place_of(received, one, received, size) is Place.NEXT
        received += one
        assert place_of(received - one, one, received, size) is Place.ELSEWHERE, "sent twice, it is not added twice"
    assert place_of(received, 1, received, size) is Place.BEYOND
    assert (place_of(offset, length, 20, 50) is Place.NEXT) == (offset == 20 and length <= 30)


def test_the_disk_holds_what_is_promised_twice_and_something_to_spare() -> None:
    assert fits(free=25, spare=5, unfinished=[(10, 0)]) and not fits(free=24, spare=5, unfinished=[(10, 0)])
    assert fits(free=25, spare=5, unfinished=[(10, 7), (3, 0)]), "what has arrived needs no room any more"


def test_pieces_in_order_make_the_file(officer: Account) -> None:
    content = some_file()
    upload = begun(content, officer)
    for start in range(0, SIZE, 700_000):
        piece = content[start : start + 700_000]
        upload = send(upload, content, start, start + 700_000, hashlib.sha256(piece).hexdigest())
        assert upload.received == start + len(piece)
    assert upload.whole and receiving.part_of(upload).read_bytes() == content


def test_a_piece_at_another_place_is_refused_and_the_place_told(officer: Account) -> None:
    content = some_file()
    upload = send(begun(content, officer), content, 0, 1000)
    for start, end in ((0, 1000), (500, 1500), (2000, 3000)):
        with pytest.raises(NotNext):
            send(upload, content, start, end)
        assert upload.received == 1000 and receiving.part_of(upload).read_bytes() == content[:1000]


def test_the_same_piece_from_two_windows_at_once_is_added_once(portal: Flask, officer: Account) -> None:
    content = some_file()
    upload = begun(content, officer)
    identity, file = upload.id, receiving.part_of(upload)

    def from_a_window(_: int) -> bool:
        with portal.app_context():
            try:
                send(db.session.get_one(HandoverUpload, identity), content, 0, 500_000)
            except NotNext:
                return False
            return True

    with ThreadPoolExecutor(4) as windows:
        assert sum(windows.map(from_a_window, range(4))) == 1
    assert file.read_bytes() == content[:500_000]


def test_a_piece_changed_on_its_way_or_come_short_adds_nothing(officer: Account) -> None:
    content = some_file()
    upload = begun(content, officer)
    with pytest.raises(Garbled):
        send(upload, content, 0, 1000, hashlib.sha256(b"other").hexdigest())
    with pytest.raises(Garbled):
        receiving.append(upload, 0, BytesIO(content[:900]), 1000)
    assert upload.received == 0 and receiving.part_of(upload).read_bytes() == b""


def test_more_than_was_said_is_refused(officer: Account) -> None:
    content = some_file()
    upload = send(begun(content, officer), content, 0, SIZE - 10)
    with pytest.raises(UploadRefused, match="比开始上传时更长"):
        receiving.append(upload, SIZE - 10, BytesIO(bytes(11)), 11)
    assert not upload.whole


def test_what_a_process_that_died_wrote_half_is_written_over(officer: Account) -> None:
    content = some_file()
    upload = send(begun(content, officer), content, 0, 1000)
    with receiving.part_of(upload).open("ab") as part:
        part.write(b"half a piece that was never counted" * 100)
    upload = send(upload, content, 1000, 2000)
    assert receiving.part_of(upload).read_bytes() == content[:2000]


def test_the_same_file_goes_on_under_any_name_and_another_begins_anew(officer: Account) -> None:
    content = some_file()
    upload = send(begun(content, officer), content, 0, 1000)
    assert begun(content, officer, "江苏 (1).zip").id == upload.id and upload.received == 1000
    assert begun(some_file(seed=2), officer).id != upload.id, "other first bytes"
    assert begun(some_file(SIZE + 5), officer).id != upload.id, "another length"


def test_the_first_bytes_of_a_bundle_tell_it_from_every_other(bundle: bytes) -> None:
    """They hold the checksum of the manifest, which names the hash of every file."""
    start = 30 + len("manifest.json")
    size = int.from_bytes(bundle[22:26], "little")
    assert int.from_bytes(bundle[14:18], "little") == zlib.crc32(bundle[start : start + size])


@pytest.mark.parametrize(
    ("size", "head", "told"),
    [(0, b"", "是空文件"), (5, b"%PDF-", "不是交接包"), (500_000, b"PK", "没有读完整")],
    ids=["empty", "no archive", "head too short"],
)
def test_what_cannot_be_a_bundle_is_told_before_it_is_sent(officer: Account, size: int, head: bytes, told: str) -> None:
    with pytest.raises(UploadRefused, match=told):
        receiving.begin("a.zip", size, head, officer)
    assert not queries.unfinished_uploads()


def test_one_person_has_a_few_unfinished_uploads_and_no_more(officer: Account) -> None:
    uploads = [begun(some_file(seed=seed), officer) for seed in range(1, MOST_UNFINISHED + 1)]
    with pytest.raises(UploadRefused, match=f"已有 {MOST_UNFINISHED} 个没有传完"):
        begun(some_file(seed=99), officer)
    receiving.give_up(uploads[0], officer)
    assert begun(some_file(seed=99), officer).received == 0


def test_a_full_disk_is_told_before_and_in_the_middle_and_costs_nothing(portal: Flask, officer: Account) -> None:
    content = some_file()
    upload = send(begun(content, officer), content, 0, 1000)
    settings = portal.config["SETTINGS"]
    portal.config["SETTINGS"] = msgspec.structs.replace(settings, spare_disk_gb=10**9)
    try:
        with pytest.raises(UploadRefused, match="磁盘空间不足"):
            begun(some_file(seed=2), officer)
        with pytest.raises(UploadRefused, match="磁盘空间不足"):
            send(upload, content, 1000, 2000)
    finally:
        portal.config["SETTINGS"] = settings
    assert send(upload, content, 1000, 2000).received == 2000


def test_what_is_given_up_is_gone(officer: Account) -> None:
    content = some_file()
    upload = begun(content, officer)
    file = receiving.part_of(upload)
    receiving.give_up(upload, officer)
    assert not file.exists() and not queries.unfinished_uploads()
    with pytest.raises(Gone):
        receiving.append(HandoverUpload(id=upload.id), 0, BytesIO(b"PK"), 2)
    file.write_bytes(b"")  # what a process leaves that died just then
    with pytest.raises(Gone):
        receiving.append(HandoverUpload(id=upload.id), 0, BytesIO(b"PK"), 2)


def test_what_is_given_up_while_a_piece_of_it_is_written_is_gone(portal: Flask, officer: Account) -> None:
    content = some_file()
    upload = begun(content, officer)
    identity, file = upload.id, receiving.part_of(upload)

    def from_another_window() -> None:
        with portal.app_context():
            send(db.session.get_one(HandoverUpload, identity), content, 0, 500_000)

    with ThreadPoolExecutor(1) as windows:
        with transaction():  # whoever writes first has the database; the piece is in its file by then, and waits
            sent = windows.submit(from_another_window)
            until = time.monotonic() + 5
            while file.stat().st_size < 500_000 and time.monotonic() < until:
                time.sleep(0.01)
            receiving.give_up(upload, officer)
        with pytest.raises(Gone):
            sent.result()
    assert not file.exists() and not queries.unfinished_uploads()


def test_what_was_taken_in_can_not_be_given_up_any_more(ministry: Portal, bundle: bytes) -> None:
    officer = ministry.people.signed_in(Role.MINISTRY_OFFICER)
    address = str(begins(officer, bundle)["address"])
    sends(officer, address, bundle, 0)
    old_window = Visitor(officer.client).open("/handover/imports")
    officer.open("/handover/imports").send(f"{address}/finish")
    old_window.send(f"{address}/give-up")
    assert "这次上传已被放弃、清除或已经传完" in old_window.soup.get_text()
    with ministry.inside():
        jobs().do_waiting()
    assert "已导入，共 2 份申报" in officer.open(officer.address).text


def test_what_nobody_goes_on_with_is_cleared_away_after_a_week(officer: Account) -> None:
    content = some_file()
    old, young = begun(content, officer), begun(some_file(seed=2), officer)
    files = [receiving.part_of(old), receiving.part_of(young)]
    with clock.at(NOON + timedelta(days=6)):
        send(young, some_file(seed=2), 0, 1000)
        assert receiving.clear_up() == 0
    stray = files[0].with_name("999.part")
    stray.touch()
    long_ago = clock.now().timestamp() - 10**9
    os.utime(stray, (long_ago, long_ago))
    with clock.at(NOON + timedelta(days=7, hours=1)):
        assert receiving.clear_up() == 1
        assert [file.exists() for file in files] == [False, True] and not stray.exists()
        assert [one.id for one in queries.unfinished_uploads()] == [young.id]


def test_too_much_under_way_keeps_the_whole_file_waiting(officer: Account) -> None:
    content = some_file()
    upload = send(begun(content, officer), content, 0, SIZE)
    for _ in range(long_work.MOST_OPEN):
        long_work.begin("none", "导出", officer, "/review")
    with pytest.raises(long_work.WorkRefused):
        receiving.finish(upload, officer)
    db.session.expire_all()
    assert upload.import_id is None and receiving.part_of(upload).read_bytes() == content


def test_a_piece_passes_through_little_memory(officer: Account) -> None:
    class Line:
        """Gives a piece as a line does, and holds none of it."""

        def __init__(self, length: int):
            self.left = length

        def read(self, most: int = -1) -> bytes:
            given_out = bytes(min(most, self.left))
            self.left -= len(given_out)
            return given_out

    upload = receiving.begin("大.zip", 4 * LARGEST_PIECE, b"PK" + bytes(HEAD - 2), officer)
    tracemalloc.start()
    for number in range(4):
        receiving.append(upload, number * LARGEST_PIECE, Line(LARGEST_PIECE), LARGEST_PIECE)  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert upload.whole and peak < LARGEST_PIECE / 2, peak


def begins(visitor: Visitor, content: bytes) -> dict[str, object]:
    """As the page's script does it."""
    token = visitor.open("/handover/imports").token()
    head = (BytesIO(content[:HEAD]), "head")
    answer = visitor.client.post("/handover/uploads", data={"csrf_token": token, "name": "江苏.zip", "size": len(content), "head": head})
    return dict(answer.json or {})


def sends(visitor: Visitor, address: str, piece: bytes, offset: int, **headers: str) -> tuple[int, dict[str, object]]:
    token = visitor.open("/handover/imports").token()
    wanted = {"X-CSRFToken": token, "Upload-Offset": str(offset), **headers}
    answer = visitor.client.post(address, data=piece, content_type="application/octet-stream", headers=wanted)
    return answer.status_code, dict(answer.json or {})


def test_after_a_new_sign_in_the_file_goes_on_and_is_taken_in(ministry: Portal, bundle: bytes) -> None:
    email, half = ministry.people.account(Role.MINISTRY_OFFICER), len(bundle) // 2
    first = ministry.people.sign_in(email)
    address = str(begins(first, bundle)["address"])
    assert sends(first, address, bundle[:half], 0)[0] == 200
    with clock.at(NOON + timedelta(hours=1)):
        ended = first.client.get(address)
        assert ended.status_code == 303 and ended.headers["Location"].startswith("/sign-in"), "the session is over"
        again = ministry.people.sign_in(email)
        page = again.open("/handover/imports").text
        assert "没有传完的文件" in page and "江苏.zip" in page
        told = begins(again, bundle)
        assert (told["address"], told["received"]) == (address, half)
        status, told = sends(again, address, bundle[:100], 0)
        assert (status, told["received"]) == (409, half), "the real place is told"
        wrong = sends(again, address, bundle[half:], half, **{"Upload-Sha256": "0" * 64})
        assert wrong[0] == 422 and "重传" in str(wrong[1]["problem"])
        right = hashlib.sha256(bundle[half:]).hexdigest()
        assert sends(again, address, bundle[half:], half, **{"Upload-Sha256": right})[1]["received"] == len(bundle)
        again.open("/handover/imports").send(f"{address}/finish")
        record = again.address
        with ministry.inside():
            jobs().do_waiting()
        assert "已导入，共 2 份申报" in again.open(record).text
        token = again.open("/handover/imports").token()
        repeated = again.client.post(f"{address}/finish", data={"csrf_token": token})
        assert repeated.headers["Location"] == record, "asked twice, taken in once"
        assert "没有传完的文件" not in again.open("/handover/imports").text
    assert not list(Path(ministry.app.config["SETTINGS"].data_dir / "incoming").rglob("*.part"))
    assert not list(Path(ministry.app.config["SETTINGS"].data_dir / "incoming").rglob("*.zip"))


def test_the_pages_script_is_told_why_a_file_or_a_piece_is_not_taken(ministry: Portal, bundle: bytes) -> None:
    officer = ministry.people.signed_in(Role.MINISTRY_OFFICER)
    assert begins(officer, b"%PDF-1.4") == {"problem": "“江苏.zip”不是交接包（ZIP 文件），请检查后重新选择。"}
    address = str(begins(officer, bundle)["address"])
    status, told = sends(officer, address, bundle + b"more", 0)
    assert status == 413 and "文件比开始上传时更长" in str(told["problem"]) and "address" not in told
    sends(officer, address, bundle, 0)
    officer.open("/handover/imports").send(f"{address}/finish")
    status, told = sends(officer, address, b"more", len(bundle))
    assert status == 410 and "已经传完，请刷新页面查看" in str(told["problem"])


def test_nobody_else_sees_an_upload_or_adds_to_it(ministry: Portal, bundle: bytes) -> None:
    owner, other = (ministry.people.signed_in(Role.MINISTRY_OFFICER) for _ in range(2))
    address = str(begins(owner, bundle)["address"])
    sends(owner, address, bundle[:1000], 0)
    assert other.open(address).status == 404
    assert sends(other, address, bundle[1000:2000], 1000)[0] == 404
    for action in ("finish", "give-up"):
        token = other.open("/handover/imports").token()
        assert other.client.post(f"{address}/{action}", data={"csrf_token": token}).status_code == 404
    assert "江苏.zip" not in other.open("/handover/imports").text
    assert begins(other, bundle)["received"] == 0, "the same file from another hand is another upload"
    answer = owner.client.get(address)
    assert answer.json is not None and answer.json["received"] == 1000


def test_a_piece_without_the_form_token_or_larger_than_a_piece_is_refused(ministry: Portal, bundle: bytes) -> None:
    officer = ministry.people.signed_in(Role.MINISTRY_OFFICER)
    address = str(begins(officer, bundle)["address"])
    bare = officer.client.post(address, data=bundle, content_type="application/octet-stream", headers={"Upload-Offset": "0"})
    assert bare.status_code == 400
    assert sends(officer, address, bytes(LARGEST_PIECE + 2), 0)[0] == 413
    answer = officer.client.get(address)
    assert answer.json is not None and answer.json["received"] == 0


def test_the_largest_piece_is_taken_as_the_server_in_service_gives_it(ministry: Portal) -> None:
    officer = ministry.people.signed_in(Role.MINISTRY_OFFICER)
    content = some_file(LARGEST_PIECE + 10)
    address = str(begins(officer, content)["address"])
    headers = {"X-CSRFToken": officer.open("/handover/imports").token(), "Upload-Offset": "0"}
    ends_by_itself = {"wsgi.input_terminated": True}
    piece = content[:LARGEST_PIECE]
    answer = officer.client.post(address, data=piece, content_type="application/octet-stream", headers=headers, environ_overrides=ends_by_itself)
    assert answer.json is not None and answer.json["received"] == LARGEST_PIECE


def test_an_upload_is_finished_only_when_it_is_whole_and_given_up_from_the_page(ministry: Portal, bundle: bytes) -> None:
    officer = ministry.people.signed_in(Role.MINISTRY_OFFICER)
    address = str(begins(officer, bundle)["address"])
    sends(officer, address, bundle[:1000], 0)
    token = officer.open("/handover/imports").token()
    refused = officer.client.post(f"{address}/finish", data={"csrf_token": token}, follow_redirects=True)
    assert "还没有传完" in refused.text
    officer.open("/handover/imports").send(f"{address}/give-up")
    assert "没有传完的文件" not in officer.text and officer.open(address).status == 404
