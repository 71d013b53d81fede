"""Whatever was done to a bundle on its way is found, named by file, and nothing of it is taken."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from cte_portal import clock
from cte_portal.community.models import Application
from cte_portal.extensions import db
from cte_portal.handover import keys, papers, paths, queries
from cte_portal.handover.papers import PaperProblem
from cte_portal.handover.service import trusting
from cte_portal.roles import Role
from cte_portal.uploads.models import StoredFile
from tests.conftest import NOON
from tests.handover.two_portals import Files, Portal, a_proof, bundle_of, changed_paper, files_of, signed, signed_again, without


def test_any_byte_of_any_file_changed_is_refused_by_name(ministry: Portal, bundle: bytes) -> None:
    whole = files_of(bundle)
    names = sorted(whole)

    @settings(max_examples=25)
    @given(st.sampled_from(names), st.floats(0, 1, exclude_max=True), st.integers(1, 255), st.booleans())
    def changed(name: str, where: float, by: int, in_place: bool) -> None:
        at = int(where * len(whole[name]))
        content = whole[name][:at] + bytes([whole[name][at] ^ by]) + whole[name][at + 1 :]
        broken = bundle_of({**whole, name: content})
        if in_place:  # the archive's own checksum stays the old one
            broken = replaced_in_place(bundle, name, content)
        verdict = ministry.takes_in(broken)
        assert verdict.state == "refused"
        named = {"manifest.json", "manifest.sig"} if name.startswith("manifest.") else {name}
        assert verdict.problems.keys() <= named and verdict.problems, (name, verdict.problems)

    changed()
    with ministry.inside():
        assert db.session.scalar(select(func.count()).select_from(Application)) == 0
        assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 0
    assert not list((ministry.app.config["SETTINGS"].data_dir / "incoming" / "checking").iterdir())


def replaced_in_place(bundle: bytes, name: str, content: bytes) -> bytes:
    with ZipFile(BytesIO(bundle)) as archive:
        at = archive.getinfo(name).header_offset + 30 + len(name)
    return bundle[:at] + content + bundle[at + len(content) :]


def test_a_missing_file_is_named(ministry: Portal, bundle: bytes) -> None:
    files = files_of(bundle)
    name = a_proof(files)
    assert ministry.takes_in(bundle_of(without(files, name))).problems == {name: "清单中有，交接包中没有这个文件"}


def test_an_extra_file_is_named(ministry: Portal, bundle: bytes) -> None:
    verdict = ministry.takes_in(bundle_of({**files_of(bundle), "files/more.pdf": b"%PDF-1.4"}))
    assert verdict.problems == {"files/more.pdf": "清单中没有这个文件，是后来放进去的"}


def test_a_file_cut_short_is_told_with_its_sizes(ministry: Portal, bundle: bytes) -> None:
    files = files_of(bundle)
    name = a_proof(files)
    verdict = ministry.takes_in(bundle_of({**files, name: files[name][:-7]}))
    assert verdict.problems == {name: f"大小不对：应为 {len(files[name])} 字节，现在是 {len(files[name]) - 7} 字节"}


def test_all_that_is_wrong_is_told_at_once(ministry: Portal, bundle: bytes) -> None:
    files = files_of(bundle)
    first, second, *_ = [path for path in files if path.startswith("files/")]
    verdict = ministry.takes_in(bundle_of({**without(files, first), second: files[second][::-1], "files/more.pdf": b""}))
    assert set(verdict.problems) == {first, second, "files/more.pdf"}


NAMES = {
    "../../etc/cron.d/x": "上级目录",
    "files/../../x": "上级目录",
    "/etc/passwd": "绝对路径",
    "C:/x.pdf": "盘符",
    "files\\x.pdf": "反斜杠",
    "files/x\x00.pdf": "空字符",
    "files/x\u202efdp.exe": "不可见的字符",
    "files/": "文件夹",
    "files/佐证.pdf": "不符合交接包的格式",
    "files/" + "x" * 200: "不符合交接包的格式",
}


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_names_that_lead_elsewhere_are_refused(ministry: Portal, bundle: bytes, name: str) -> None:
    entry = ZipInfo("placeholder")
    entry.filename = name
    verdict = ministry.takes_in(bundle_of([*files_of(bundle).items(), (entry, b"")]))
    assert [NAMES[name] in text for text in verdict.problems.values()] == [True], verdict.problems


@given(st.text(max_size=40))
def test_a_name_is_the_formats_or_it_is_refused_in_words(name: str) -> None:
    if paths.problem(name) is None:
        assert paths.ALLOWED.fullmatch(name) and ".." not in name.split("/")
    else:
        assert paths.shown(name).isprintable()


def linked(files: Files) -> bytes:
    entry = ZipInfo("files/link.pdf")
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    return bundle_of([*files.items(), (entry, b"/etc/passwd")])


def doubled(files: Files) -> bytes:
    return bundle_of([*files.items(), (a_proof(files), b"another")])


def of_other_case(files: Files) -> bytes:
    return bundle_of([*files.items(), ("Batch.json", b"{}")])


def compressed(files: Files) -> bytes:
    return bundle_of(files, ZIP_DEFLATED)


def a_bomb(files: Files) -> bytes:
    entry = ZipInfo("files/bomb.pdf")
    entry.compress_type = ZIP_DEFLATED
    return bundle_of([*files.items(), (entry, bytes(20_000_000))])


def overlapping(files: Files) -> bytes:
    """Two names for one place in the archive."""
    whole = bytearray(bundle_of([*files.items(), ("files/zz.pdf", files[a_proof(files)])]))
    at = whole.rindex(b"PK\x01\x02")
    whole[at + 42 : at + 46] = bytes(4)
    return bytes(whole)


def of_other_case_first(files: Files) -> bytes:
    return bundle_of([("Batch.json", b"{}"), *files.items()])


def with_a_device(files: Files) -> bytes:
    entry = ZipInfo("files/device.pdf")
    entry.create_system, entry.external_attr = 3, 0o020666 << 16
    return bundle_of([*files.items(), (entry, b"")])


def with_a_password(files: Files) -> bytes:
    """The last file's entry in the list says that it is encrypted."""
    whole = bytearray(bundle_of(files))
    whole[whole.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(whole)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (linked, "链接"),
        (doubled, "出现了两次"),
        (of_other_case, "不符合交接包的格式"),
        (of_other_case_first, "与“Batch.json”只有大小写不同"),
        (with_a_device, "不是普通文件"),
        (with_a_password, "加了密码"),
        (compressed, "被压缩过"),
        (a_bomb, "被压缩过"),
        (overlapping, "同一段内容"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_hostile_archives_are_refused(ministry: Portal, bundle: bytes, make: Callable[[Files], bytes], told: str) -> None:
    verdict = ministry.takes_in(make(files_of(bundle)))
    assert verdict.state == "refused" and any(told in text for text in verdict.problems.values()), verdict.problems


@pytest.mark.parametrize(
    "content", [b"PK", b"", b"%PDF-1.4", b"PK\x05\x06" + b"\xff" * 18], ids=["torn", "empty", "no archive", "lying about its length"]
)
def test_what_is_no_archive_is_refused(ministry: Portal, content: bytes) -> None:
    verdict = ministry.takes_in(content)
    assert verdict.state == "refused" and list(verdict.problems) == [""]


def test_a_list_of_files_that_was_overwritten_is_refused(ministry: Portal, bundle: bytes) -> None:
    at = bundle.rindex(b"PK\x01\x02")
    assert "ZIP 文件损坏" in ministry.takes_in(bundle[:at] + bytes(4) + bundle[at + 4 :]).problems[""]


def with_a_large_list(bundle: bytes, files: int = 0, place: int = 0) -> bytes:
    """The same archive with its end written as it is for more than 65,535 files; `files`, `place`: where that lies of them."""
    end = len(bundle) - 22
    count, length, start = struct.unpack("<HII", bundle[end + 10 : end + 20])
    large = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, files or count, length, start)
    where = struct.pack("<4sIQI", b"PK\x06\x07", 0, place or end, 1)
    return bundle[:end] + large + where + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)


def test_a_list_as_it_is_written_for_very_many_files_is_read_and_not_believed(ministry: Portal, bundle: bytes) -> None:
    assert "最多 100000 个文件" in ministry.takes_in(with_a_large_list(bundle, files=10**12)).problems[""]
    assert "ZIP 文件损坏" in ministry.takes_in(with_a_large_list(bundle, place=4)).problems[""]
    assert ministry.takes_in(with_a_large_list(bundle)).state == "imported"


def test_half_an_upload_is_refused(ministry: Portal, bundle: bytes) -> None:
    assert "没有传完" in ministry.takes_in(bundle[: len(bundle) // 2]).problems[""]


def test_an_unknown_key_is_refused_with_its_fingerprint(province: Portal, ministry: Portal, bundle: bytes) -> None:
    email = ministry.people.account(Role.ADMINISTRATOR)
    with ministry.inside():
        key = queries.trusted_keys()[0]
        trusting.distrust(key, ministry.people.person(email))
        shown = key.shown_fingerprint
    verdict = ministry.takes_in(bundle)
    assert shown in verdict.problems["manifest.sig"] and "核对指纹" in verdict.problems["manifest.sig"]


def test_a_signature_by_somebody_else_is_refused(ministry: Portal, bundle: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    files = files_of(bundle)
    other = keys.own(tmp_path_factory.mktemp("other"))
    verdict = ministry.takes_in(bundle_of({**files, "manifest.sig": other.sign(files["manifest.json"])}))
    assert "签名不对" in verdict.problems["manifest.sig"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("manifest.json", None, "交接包中没有这个文件"),
        ("manifest.sig", None, "交接包中没有这个文件"),
        ("manifest.sig", bytes(65), "已损坏"),
        ("manifest.json", b"{", "内容不完整，无法读取"),
        ("manifest.json", b'{"format":1,"kind":"cte-handover"}', "没有写明用哪个密钥签名"),
    ],
    ids=["no manifest", "no signature", "a signature too long", "a manifest that is no JSON", "no key named"],
)
def test_a_bundle_without_a_seal_is_refused(ministry: Portal, bundle: bytes, name: str, content: bytes | None, told: str) -> None:
    files = files_of(bundle)
    verdict = ministry.takes_in(bundle_of(without(files, name) if content is None else {**files, name: content}))
    assert verdict.problems == {name: told}


def test_a_key_trusted_for_one_province_signs_no_others_batch(province: Portal, ministry: Portal, bundle: bytes) -> None:
    manifest = json.loads(files_of(bundle)["manifest.json"])
    manifest["province"] = "330000"
    verdict = ministry.takes_in(bundle_of(signed(province, manifest, without(without(files_of(bundle), "manifest.json"), "manifest.sig"))))
    assert "其他省份的批次" in verdict.problems["manifest.json"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda m: m.update(format=2), "本平台只认识第 1 版"),
        (lambda m: m.update(kind="other"), "不是交接包的清单"),
        (lambda m: m["editions"].append({"key": "2099", "sha256": "0" * 64}), "申报书表单“2099”本平台没有"),
        (lambda m: m["editions"][0].update(sha256="0" * 64), "与本平台的同名表单不同"),
        (lambda m: m.update(more=1), "不符合交接包的格式"),
        (lambda m: m["files"].reverse(), "没有按顺序排列"),
        (lambda m: m["files"].insert(0, {"path": "../x", "size": 0, "sha256": "0" * 64}), "文件名指向上级目录"),
    ],
)
def test_an_unknown_format_or_edition_is_refused(
    province: Portal, ministry: Portal, bundle: bytes, change: Callable[[dict[str, object]], None], told: str
) -> None:
    files = files_of(bundle)
    manifest = json.loads(files["manifest.json"])
    change(manifest)
    verdict = ministry.takes_in(bundle_of(signed(province, manifest, without(without(files, "manifest.json"), "manifest.sig"))))
    assert any(told in text for name, text in verdict.problems.items() if name in ("manifest.json", "../x")), verdict.problems


def test_a_second_import_of_the_same_is_recognised_and_doubles_nothing(ministry: Portal, bundle: bytes) -> None:
    assert ministry.takes_in(bundle).state == "imported"
    with clock.at(NOON.replace(hour=15)):
        verdict = ministry.takes_in(bundle)
    assert verdict.state == "repeated" and "已由命令行于 2026-06-01 12:00:00 导入过" in verdict.text
    with ministry.inside():
        assert db.session.scalar(select(func.count()).select_from(Application)) == 2
    assert len(ministry.batches()) == 1


def test_another_bundle_under_the_same_number_is_refused_and_told(province: Portal, ministry: Portal, bundle: bytes) -> None:
    ministry.takes_in(bundle)
    change = changed_paper("batch.json", lambda paper: paper.update(letter_number="演示〔2026〕99 号"))
    verdict = ministry.takes_in(bundle_of(signed_again(province, change(files_of(bundle)))))
    assert "已由命令行于 2026-06-01 12:00:00 从“江苏省教育厅”导入，内容与这个交接包不同" in verdict.problems["batch.json"]


def test_a_batch_made_here_is_not_taken_in(province: Portal, bundle: bytes) -> None:
    """The installation that made it does not trust its own key either."""
    with pytest.raises(trusting.KeyRefused, match="本平台自己的公钥"):
        province.trusts(province)
    assert province.takes_in(bundle).state == "refused"


@given(st.binary(max_size=200))
def test_any_bytes_are_a_paper_or_refused_in_words(raw: bytes) -> None:
    with pytest.raises(PaperProblem):
        papers.read(papers.Batch, raw)
    assert papers.format_problem(raw)


def test_secret_keys_are_never_taken_for_public_ones(ministry: Portal) -> None:
    secret = ministry.app.config["SETTINGS"].data_dir / keys.FILE
    with ministry.inside():
        keys.own(secret.parent)
        with pytest.raises(trusting.KeyRefused, match="这是私钥"):
            trusting.trust(secret.read_text(), "某厅", None, None)
    assert secret.stat().st_mode & 0o077 == 0
