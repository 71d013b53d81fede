"""Whatever was done to a bundle on its way is found, named by file, and nothing of it is taken."""

from __future__ import annotations

import json
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
from tests.handover.two_portals import Files, Portal, bundle_of, changed_paper, files_of, signed, signed_again, without


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


def a_proof(files: Files) -> str:
    """A file that an application names, not the batch's letter."""
    batch = files["batch.json"].decode()
    return next(path for path in files if path.startswith("files/") and path.removeprefix("files/").partition(".")[0] not in batch)


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


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (linked, "链接"),
        (doubled, "出现了两次"),
        (of_other_case, "不符合交接包的格式"),
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
    ],
)
def test_an_unknown_format_or_edition_is_refused(
    province: Portal, ministry: Portal, bundle: bytes, change: Callable[[dict[str, object]], None], told: str
) -> None:
    files = files_of(bundle)
    manifest = json.loads(files["manifest.json"])
    change(manifest)
    verdict = ministry.takes_in(bundle_of(signed(province, manifest, without(without(files, "manifest.json"), "manifest.sig"))))
    assert told in verdict.problems["manifest.json"], verdict.problems


APPLICATION = "applications/0001/application.json"
RIGHTLY_SIGNED_NONSENSE: dict[str, tuple[Callable[[Files], Files], str, str]] = {
    "a file nobody needs": (lambda f: {**f, "files/x.pdf": b"%PDF-1.4"}, "files/x.pdf", "没有任何申报用到"),
    "a proof left out": (lambda f: without(f, a_proof(f)), "applications/", "缺少它用到的文件"),
    "a program as a proof": (lambda f: {**f, a_proof(f): b"MZ" + f[a_proof(f)][2:]}, "files/", "校验值不符"),
    "another content under a version's name": (
        lambda f: {**f, "applications/0001/version-1.json": f["applications/0002/version-1.json"]},
        "applications/0001/version-1.json",
        "与申报的记录不符",
    ),
    "an unknown field": (changed_paper(APPLICATION, lambda p: p.update(more=1)), APPLICATION, "不符合交接包的格式"),
    "an unknown state": (changed_paper(APPLICATION, lambda p: p["steps"][0].update(target="x")), APPLICATION, "位置：.steps[0].target"),
    "an unknown step": (changed_paper(APPLICATION, lambda p: p["steps"][1].update(action="x")), APPLICATION, "不认识的操作"),
    "no reporting": (changed_paper(APPLICATION, lambda p: p["steps"].pop()), APPLICATION, "没有以报送结束"),
    "units that the form does not name": (changed_paper(APPLICATION, lambda p: p["units"].pop()), APPLICATION, "建设单位与定稿版本所列的不符"),
    "another number": (changed_paper("batch.json", lambda p: p.update(number="x")), "batch.json", "与清单不符"),
    "not canonical": (lambda f: {**f, "batch.json": json.dumps(json.loads(f["batch.json"]), indent=1).encode()}, "batch.json", "不是规范格式"),
    "no JSON": (lambda f: {**f, "batch.json": b"{"}, "batch.json", "无法读取"),
}


@pytest.mark.parametrize("what", RIGHTLY_SIGNED_NONSENSE)
def test_nonsense_is_refused_even_when_rightly_signed(province: Portal, ministry: Portal, bundle: bytes, what: str) -> None:
    change, path, told = RIGHTLY_SIGNED_NONSENSE[what]
    verdict = ministry.takes_in(bundle_of(signed_again(province, change(files_of(bundle)))))
    assert verdict.state == "refused"
    assert any(name.startswith(path) and told in text for name, text in verdict.problems.items()), verdict.problems


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
