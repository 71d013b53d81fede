"""What officers and administrators see of bundles, in a browser without JavaScript."""

from __future__ import annotations

from io import BytesIO

import msgspec
import pytest
from sqlalchemy import select

from cte_portal import clock
from cte_portal.community.models import Application
from cte_portal.extensions import db
from cte_portal.handover import queries
from cte_portal.handover.checking import Staging
from cte_portal.handover.models import HandoverImport
from cte_portal.handover.service import importing
from cte_portal.jobs import jobs
from cte_portal.long_work import service as long_work
from cte_portal.review.batches.models import ReportingBatch
from cte_portal.roles import Role
from cte_portal.settings import Profile
from tests.conftest import NOON
from tests.handover.two_portals import Portal, bundle_of, files_of, nothing
from tests.support.people import People, Visitor


def do_waiting(portal: Portal) -> None:
    with portal.inside():
        jobs().do_waiting()


def uploaded(portal: Portal, officer: Visitor, bundle: bytes, name: str = "交接包.zip") -> Visitor:
    officer.open("/handover/imports").send("/handover/imports", {"bundle": (BytesIO(bundle), name)})
    do_waiting(portal)
    return officer.open(officer.address)


def test_the_province_makes_a_bundle_sees_its_fingerprint_and_fetches_it_in_pieces(province: Portal, number: str, bundle: bytes) -> None:
    with clock.at(NOON):
        officer = province.people.signed_in(Role.PROVINCE_OFFICER)
        with province.inside():
            batch = queries.batch_by_number(number)
            assert batch is not None
            page = f"/review/batches/{batch.id}"
        assert "制作交接包" in officer.open(page).text
        officer.send(page.replace("/review", "/handover"))
        assert "排队中" in officer.text
        do_waiting(province)
        assert f"下载 交接包-{number}.zip" in officer.open(officer.address).text
        assert "签名密钥指纹" in officer.open(page).text and "下载交接包" in officer.text
        link = officer.soup.find("a", string="下载交接包")
        assert link is not None
        first = officer.client.get(str(link["href"]), headers={"Range": "bytes=0-999"})  # type: ignore[index]
        rest = officer.client.get(str(link["href"]), headers={"Range": "bytes=1000-"})  # type: ignore[index]
        assert (first.status_code, rest.status_code) == (206, 206)
        assert first.data + rest.data == bundle


def test_the_ministry_takes_it_in_and_reads_it_like_its_own(ministry: Portal, bundle: bytes) -> None:
    officer = ministry.people.signed_in(Role.MINISTRY_OFFICER)
    uploaded(ministry, officer, bundle)
    assert "已导入" in officer.text and "共 2 份申报" in officer.text and "江苏省教育厅" in officer.text
    with ministry.inside():
        batch = db.session.scalar(select(ReportingBatch))
        applications = list(db.session.scalars(select(Application).order_by(Application.id)))
        assert batch is not None
        batch_page, first, name = f"/review/batches/{batch.id}", applications[0].id, applications[0].community.name
        code, scanned = applications[0].version.check_code, applications[0].version_id  # type: ignore[union-attr]
    assert "来自 江苏省教育厅的平台" in officer.open(batch_page).text and name in officer.text
    assert name in officer.open("/review").text
    dossier = officer.open(f"/review/{first}")
    assert "来自 江苏省教育厅的平台" in dossier.text and "退回修改" in dossier.text and "请写明议事规则" in dossier.text
    links = [str(a["href"]) for a in dossier.soup.select("main a[href]")]
    files = [link for link in links if "/evidence/files/" in link or link.endswith(".pdf") or "/scan/" in link]
    assert len(files) > 4
    for link in files:
        assert officer.client.get(link).status_code == 200, link
    assert "当前版本，已提交" in ministry.people.visitor().open(f"/v/{code}").text
    assert "核对" in officer.open(f"/applications/{first}/scan/{scanned}/check").text
    with ministry.inside():
        version = applications[0].version_id
        printed = officer.client.get(f"/applications/{first}/versions/2.pdf").data
    assert printed == files_of(bundle)["applications/0001/print.pdf"] and version


def test_nobody_of_the_other_portal_can_sign_in_here_or_is_written_to(ministry: Portal, bundle: bytes) -> None:
    assert ministry.takes_in(bundle).state == "imported"
    officer = ministry.people.signed_in(Role.MINISTRY_OFFICER)
    with ministry.inside():
        first = db.session.scalars(select(Application).order_by(Application.id)).first()
        assert first is not None
        identity = first.id
    officer.open(f"/review/{identity}/return").send("/return", {"opinion": "请补充材料。", "comment-mechanism": "请补充。"})
    from cte_portal.accounts.models import Account
    from cte_portal.notices.models import Notice

    with ministry.inside():
        returned = db.session.get_one(Application, identity)
        strangers = list(db.session.scalars(select(Account).where(Account.email.like("%@handover.invalid"))))
        assert returned.status.value == "returned", officer.text
        assert strangers and all(one.organisation_id is None and one.authority_id is None for one in strangers)
        assert not list(db.session.scalars(select(Notice).where(Notice.account_id.in_([one.id for one in strangers]))))
        email = strangers[0].email
    visitor = ministry.people.visitor().open("/sign-in")
    assert "邮箱或密码不正确" in visitor.send("/sign-in", {"email": email, "password": "x"}).text


def test_a_refused_bundle_is_told_file_by_file_and_a_second_import_as_such(ministry: Portal, bundle: bytes) -> None:
    officer = ministry.people.signed_in(Role.MINISTRY_OFFICER, name="孙䶮")
    files = files_of(bundle)
    name = next(path for path in files if path.startswith("files/"))
    uploaded(ministry, officer, bundle_of({**files, name: files[name][::-1], "files/<b>.pdf": b""}), "改过.zip")
    assert "没有导入，什么也没有写入" in officer.text and "文件名不符合交接包的格式" in officer.text
    assert "files/<b>.pdf" in officer.text, "names are shown as they are, and as text"
    uploaded(ministry, officer, bundle_of({**files, name: files[name][::-1]}))
    assert f"{name} 内容被改动过或已损坏" in officer.text
    uploaded(ministry, officer, bundle)
    uploaded(ministry, officer, bundle)
    assert "以前已导入" in officer.text and "已由孙䶮于 2026-06-01 12:00:00 导入过" in officer.text
    history = officer.open("/handover/imports").text
    assert "改过.zip" in history and "以前已导入" in history and "未导入" in history


def test_large_bundles_are_taken_from_the_servers_folder(ministry: Portal, bundle: bytes) -> None:
    folder = ministry.app.config["SETTINGS"].data_dir / "incoming"
    folder.mkdir(exist_ok=True)
    (folder / "江苏.zip").write_bytes(bundle)
    (folder / "link.zip").symlink_to("/etc/passwd")
    officer = ministry.people.signed_in(Role.MINISTRY_OFFICER)
    assert "江苏.zip" in officer.open("/handover/imports").text and "link.zip" not in officer.text
    officer.send("/imports/waiting")
    do_waiting(ministry)
    assert "已导入" in officer.open(officer.address).text
    refused = officer.client.post(
        "/handover/imports/waiting", data={"name": "../secret_key", "csrf_token": officer.open("/handover/imports").token()}
    )
    assert "已没有" in refused.text


def test_an_import_that_died_reads_nothing_twice(ministry: Portal, bundle: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    file = ministry.folder / "b.zip"
    file.write_bytes(bundle)
    half = len(files_of(bundle)) // 2
    taken = Staging.take

    def dies(self: Staging, *arguments: object) -> bool:
        if self.read == half:
            raise KeyboardInterrupt
        return taken(self, *arguments)  # type: ignore[arg-type]

    with ministry.inside():
        record = importing._begun("b.zip", len(bundle), None, uploaded=False)
        monkeypatch.setattr(Staging, "take", dies)
        with pytest.raises(KeyboardInterrupt):
            importing.take_in(record, file, nothing)
        monkeypatch.undo()
        staging = importing.take_in(record, file, nothing)
        assert record.state.value == "imported"
        assert staging.read == len(files_of(bundle)) - 2 - half, "the manifest and its signature aside"
        assert not staging.folder.exists()


def test_what_a_dead_import_left_is_cleared_up(ministry: Portal, bundle: bytes) -> None:
    officer = ministry.people.signed_in(Role.MINISTRY_OFFICER)
    officer.open("/handover/imports").send("/handover/imports", {"bundle": (BytesIO(bundle), "a.zip")})
    with ministry.inside():
        record = db.session.scalars(select(HandoverImport)).one()
        file = importing.file_of(record)
        assert file.exists() and importing.clear_up() == 0, "it still waits"
        work = importing.queries.LongWork
        long_work.stop(db.session.get_one(work, record.work_id), record.by)  # type: ignore[arg-type]
        assert importing.clear_up() == 1 and not file.exists()
    assert "已停止" in officer.open("/handover/imports").text


def test_the_administrator_says_whom_to_trust(province: Portal, portal: object, people: People) -> None:
    administrator = people.signed_in(Role.ADMINISTRATOR)
    assert "还没有信任任何平台" in administrator.open("/handover/trusted").text
    administrator.send("/handover/trusted", {"name": "江苏省教育厅", "province": "320000", "key": "ssh-ed25519 AAAA"})
    assert "不是公钥文件" in administrator.text and "ssh-ed25519 AAAA" in administrator.soup.find("textarea").get_text()  # type: ignore[union-attr]
    administrator.send("/handover/trusted", {"name": "江苏省教育厅", "province": "320000", "key": province.public_key})
    with province.inside():
        from cte_portal.handover import keys
        from cte_portal.handover.service import exporting

        assert keys.grouped(exporting.own_fingerprint()) in administrator.text
    assert "江苏省教育厅 江苏省" in administrator.text
    administrator.send("/withdraw")
    assert "已停用" in administrator.text
    administrator.send("/restore")
    assert "已停用" not in administrator.text


def test_officers_see_and_fetch_the_public_key_only(people: People) -> None:
    officer = people.signed_in(Role.PROVINCE_OFFICER)
    assert "BEGIN PUBLIC KEY" in officer.open("/handover/key").text and "PRIVATE" not in officer.text
    assert officer.client.get("/handover/key.pem").text.startswith("-----BEGIN PUBLIC KEY-----")


def test_a_provincial_installation_takes_nothing_in(people: People) -> None:
    settings = people.app.config["SETTINGS"]
    officer = people.signed_in(Role.MINISTRY_OFFICER)
    people.app.config["SETTINGS"] = msgspec.structs.replace(settings, profile=Profile.PROVINCIAL, province="320000")
    try:
        assert officer.client.get("/handover/imports").status_code == 403
    finally:
        people.app.config["SETTINGS"] = settings


def test_the_command_line_exports_verifies_trusts_and_imports(province: Portal, ministry: Portal, number: str, bundle: bytes) -> None:
    there, here = province.app.test_cli_runner(), ministry.app.test_cli_runner()
    file, key = ministry.folder / "out.zip", ministry.folder / "key.pem"
    shown = there.invoke(args=["bundle", "key"]).output
    key.write_text(shown.partition("指纹")[0])
    assert "没有批次" in there.invoke(args=["bundle", "export", "2020-1", str(file)]).output
    assert "已写入" in there.invoke(args=["bundle", "export", number, str(file)]).output and file.read_bytes() == bundle
    assert "已经添加过" in here.invoke(args=["bundle", "trust", str(key), "--name", "江苏"]).output
    assert "交接包完好：批次" in here.invoke(args=["bundle", "verify", str(file)]).output
    assert ministry.batches() == []
    file.write_bytes(bundle[:-2000] + bytes(1000) + bundle[-1000:])
    spoiled = here.invoke(args=["bundle", "import", str(file)])
    assert spoiled.exit_code == 1 and ministry.batches() == []
    file.write_bytes(bundle)
    assert "已导入，共 2 份申报" in here.invoke(args=["bundle", "import", str(file)]).output
    assert ministry.batches() == [number]
