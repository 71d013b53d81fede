"""Files sent, removed and brought back from a window that is not up to date any more."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import func, select

from cte_portal.audit import AuditEntry
from cte_portal.community.models import Application
from cte_portal.community.service import lifecycle
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.uploads.models import Evidence, SealedScan
from tests.support.begun import before_proofs
from tests.support.files import pdf, png
from tests.support.people import People, Visitor
from tests.support.world import full_application


@pytest.fixture
def finalised(people: People) -> tuple[str, int]:
    """Whose application waits for its scan."""
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        application = full_application(people.person(email))
        lifecycle.finalise(application, people.person(email))
        return email, application.id


def told_of(people: People, action: str) -> int:
    """How often it stands in the trail."""
    with people.app.app_context():
        return db.session.scalar(select(func.count()).where(AuditEntry.action == action)) or 0


def test_what_is_removed_or_brought_back_in_two_windows_is_so_once(people: People) -> None:
    clerk = before_proofs(people)
    clerk.send("/evidence/agreement", {"files": (pdf("x"), "协议.pdf")})
    windows = [Visitor(clerk.client).open("/applications/1/evidence") for _ in range(2)]
    for window in windows:
        assert "已删除“协议.pdf”" in window.send("/remove").soup.get_text()
    for window in windows:
        assert "已恢复“协议.pdf”" in window.send("/restore").soup.get_text()
    assert clerk.open("/applications/1/evidence").soup.find("a", string="协议.pdf") is not None
    assert (told_of(people, "evidence.removed"), told_of(people, "evidence.restored")) == (1, 1)


def test_a_proof_sent_after_a_colleague_finalised_is_not_kept_and_it_is_told_why(people: People, finalised: tuple[str, int]) -> None:
    email, number = finalised
    with people.app.app_context():
        lifecycle.reopen(db.session.get_one(Application, number), people.person(email))
        before = db.session.query(Evidence).count()
    clerk = people.sign_in(email).open(f"/applications/{number}/evidence")
    with people.app.app_context():
        lifecycle.finalise(db.session.get_one(Application, number), people.person(email))
    clerk.send("/evidence/agreement", {"files": (pdf("late"), "迟到的.pdf")})
    assert "申报已定稿或已提交，佐证材料不能修改。如需修改，请先解除定稿或撤回。" in clerk.soup.get_text()
    with people.app.app_context():
        assert db.session.query(Evidence).count() == before


def test_a_scan_sent_after_a_colleague_reopened_is_not_kept_and_it_is_told_why(people: People, finalised: tuple[str, int]) -> None:
    email, number = finalised
    clerk = people.sign_in(email).open(f"/applications/{number}/submit")
    with people.app.app_context():
        lifecycle.reopen(db.session.get_one(Application, number), people.person(email))
    clerk.send("/scan", {"scan": (pdf("scan"), "扫描件.pdf")})
    assert "只有“已定稿待盖章”的申报才能上传盖章扫描件" in clerk.soup.get_text()
    with people.app.app_context():
        assert db.session.query(SealedScan).count() == 0


def test_more_pictures_than_can_be_bound_are_counted_and_refused(people: People, finalised: tuple[str, int]) -> None:
    email, number = finalised
    clerk, picture = people.sign_in(email).open(f"/applications/{number}/submit"), png((8, 8)).getvalue()
    clerk.send("/scan", {"scan": [(BytesIO(picture), f"{page}.png") for page in range(1, 102)]})
    assert "一次最多上传 100 张图片，现在是 101 张。请合并为一个 PDF 后上传" in clerk.soup.get_text()
