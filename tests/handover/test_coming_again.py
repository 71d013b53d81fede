"""An application that comes a second time, and bundles that do not fit what is here already."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask import Flask
from sqlalchemy import func, select

from cte_portal import clock
from cte_portal.community import queries
from cte_portal.community.comments import mark_of
from cte_portal.community.models import Application, ApplicationVersion, Community, Transition
from cte_portal.community.service import comments, lifecycle
from cte_portal.demo.reporting import report
from cte_portal.extensions import db
from cte_portal.review import service as review
from cte_portal.review.models import Outcome
from cte_portal.roles import Role
from cte_portal.settings import Profile
from cte_portal.statistics import queries as filing
from cte_portal.statistics.rules import Kind
from cte_portal.uploads import queries as uploaded
from cte_portal.uploads import service as uploads
from cte_portal.web.editions import edition_of
from tests.conftest import NOON
from tests.handover.two_portals import Files, Portal, Verdict, bundle_of, changed_paper, files_of, other_json, refrozen, second_portal, signed_again
from tests.support.database import behind_its_back
from tests.support.files import pdf
from tests.support.filled import fill_in
from tests.support.people import JIANGSU, People
from tests.support.world import full_application, hand_in

RETURNED, AGAIN = NOON + timedelta(days=1), NOON + timedelta(days=3)
NEXT_YEAR = datetime(2027, 6, 1, 12, tzinfo=clock.SHANGHAI)
APPLICATION = "applications/0001/application.json"
REASON = "请写明议事规则。"
DONE = "已写明，见第二段。"


@dataclass
class HandedOver:
    """What a province's own installation handed over of one community, in order."""

    province: Portal
    first: bytes
    again: bytes  # the ministry had returned it: that was recorded, and it was corrected and reported anew
    next_year: bytes


@pytest.fixture(scope="module")
def own(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HandedOver]:
    province = second_portal(app, tmp_path_factory.mktemp("own"))
    settings = province.app.config["SETTINGS"]
    province.app.config["SETTINGS"] = msgspec.structs.replace(settings, profile=Profile.PROVINCIAL, province=JIANGSU)
    with clock.at(NOON):
        first = province.exports(province.reports(1))
    again = province.exports(_reported_again(province))
    next_year = province.exports(_reported_next_year(province))
    yield HandedOver(province, first, again, next_year)
    with province.app.app_context():
        db.engine.dispose()


def _reported_again(province: Portal) -> str:
    with province.inside():
        application = db.session.scalars(select(Application)).one()
        applicant, officer = (db.session.scalars(select(Transition).filter_by(action=action)).first().account for action in ("start", "report"))  # type: ignore[union-attr]
        with clock.at(RETURNED):
            review.send_back(application, officer, "请修改后再报。", {"mechanism": REASON}, None, open_all=True)
        with clock.at(AGAIN):
            (comment,) = queries.comments_on(application)
            comments.answer(application, comment, DONE, True, mark_of(""), applicant)
            rules, old = edition_of(application).evidence, uploaded.evidence_of(application.id)[0]
            uploads.remove_evidence(application, old, applicant)
            category = next(one for one in rules.categories if one.key == old.category)
            uploads.add_evidence(application, rules, category, pdf("换过的"), "换过的.pdf", applicant)
            hand_in(application, applicant)
            return _approved_and_reported(application, "演示〔2026〕2号")


def _reported_next_year(province: Portal) -> str:
    with province.inside(), clock.at(NEXT_YEAR):
        before = db.session.scalars(select(Application)).one()
        applicant = db.session.scalars(select(Transition).filter_by(action="start")).one().account
        application = lifecycle.start(before.organisation, before.community.name, 2027, applicant, before.community)
        fill_in(application, 0, 3, applicant)
        hand_in(application, applicant)
        return _approved_and_reported(application, "演示〔2027〕1号")


def _approved_and_reported(application: Application, letter: str) -> str:
    officer = db.session.scalars(select(Transition).filter_by(action="report")).first().account  # type: ignore[union-attr]
    review.approve(application, officer, "同意推荐", {one.key: (Outcome.MET, "") for one in edition_of(application).checklist.items})
    return report([application], letter, officer).number


@pytest.fixture
def here(portal: Flask, own: HandedOver, tmp_path: Path) -> Portal:
    """The ministry's installation, with nothing in it, that trusts the province's key."""
    found = Portal(portal, People(portal), tmp_path)
    found.trusts(own.province)
    return found


def returned(here: Portal) -> None:
    """The ministry returns the application that came."""
    email = here.people.account(Role.MINISTRY_OFFICER)
    with here.inside(), clock.at(RETURNED):
        application = db.session.scalars(select(Application)).one()
        review.send_back(application, here.people.person(email), "请修改后再报。", {"mechanism": REASON}, None)


def comes_again(here: Portal, bundle: bytes) -> Verdict:
    with clock.at(AGAIN + timedelta(hours=1)):
        return here.takes_in(bundle)


def told(verdict: Verdict) -> str:
    """Why the first application of a bundle was refused."""
    assert verdict.state == "refused", verdict
    return verdict.problems[APPLICATION]


def test_what_the_ministry_returned_is_brought_up_to_date_by_the_next_batch(here: Portal, own: HandedOver) -> None:
    assert here.takes_in(own.first).state == "imported"
    returned(here)
    verdict = comes_again(here, own.again)
    assert verdict.state == "imported" and "已导入，共 1 份申报" in verdict.text, verdict.problems
    with here.inside():
        application = db.session.scalars(select(Application)).one()
        assert application.status.value == "reported" and application.reported_at == AGAIN
        assert [version.number for version in db.session.scalars(select(ApplicationVersion).order_by(ApplicationVersion.id))] == [1, 2, 3]
        steps = " ".join(db.session.scalars(select(Transition.action).order_by(Transition.id)))
        first = "start finalise submit return finalise submit approve report"
        assert steps == f"{first} ministry_return ministry_return finalise submit approve report", "the return, as both sides wrote it down"
        proofs = [proof.name for proof in uploaded.evidence_of(application.id)]
        identity, version = application.id, application.version_id
    assert "换过的.pdf" in proofs and len(proofs) == len(set(proofs))
    with clock.at(AGAIN + timedelta(hours=1)):
        officer = here.people.signed_in(Role.MINISTRY_OFFICER).open(f"/review/{identity}")
        assert "换过的.pdf" in officer.text and DONE in officer.text and "退回修改" in officer.text
        assert "核对" in officer.open(f"/applications/{identity}/scan/{version}/check").text


def test_the_return_that_both_sides_wrote_down_is_counted_once(here: Portal, own: HandedOver) -> None:
    here.takes_in(own.first)
    returned(here)
    comes_again(here, own.again)
    with here.inside():
        this_year, _ = filing.by_day(2026)
    assert sum(this_year.steps[Kind.RETURNED]) == 2, "the province's and the ministry's"
    assert sum(this_year.steps[Kind.REPORTED]) == 2 and sum(this_year.first[Kind.REPORTED]) == 1


def test_the_application_of_the_next_year_stands_beside_the_last_one(here: Portal, own: HandedOver) -> None:
    here.takes_in(own.first)
    with clock.at(NEXT_YEAR):
        assert here.takes_in(own.next_year).state == "imported"
    with here.inside():
        assert db.session.scalar(select(func.count()).select_from(Community)) == 1
        assert list(db.session.scalars(select(Application.year).order_by(Application.year))) == [2026, 2027]


def test_what_was_not_returned_is_not_written_over(here: Portal, own: HandedOver) -> None:
    here.takes_in(own.first)
    assert "状态是“已报送教育部”；只有退回申报单位或省里、再次报送的才能更新" in told(comes_again(here, own.again))
    with here.inside():
        assert db.session.scalar(select(func.max(ApplicationVersion.number))) == 2


def under_another_number(province: Portal, files: Files, reported_at: datetime | None = None) -> bytes:
    """The same, as if it had been reported in another batch; `reported_at`: or at another time, too."""
    number = "2026-320000-99"

    def at_another_time(paper: dict[str, Any]) -> None:
        if reported_at:
            paper["reported_at"] = paper["steps"][-1]["at"] = reported_at.isoformat()

    for path, change in (
        ("batch.json", lambda paper: paper.update(number=number)),
        ("contents.json", lambda paper: paper.update(number=number)),
        ("manifest.json", lambda paper: paper.update(batch=number)),
        (APPLICATION, at_another_time),
    ):
        files = changed_paper(path, change)(files)
    return bundle_of(signed_again(province, files))


def test_a_province_that_lost_its_newest_version_is_told_so(here: Portal, own: HandedOver) -> None:
    comes_again(here, own.again)
    returned(here)
    later = under_another_number(own.province, files_of(own.first), AGAIN + timedelta(minutes=30))
    assert "版本比交接包中的新" in told(comes_again(here, later))


def test_what_was_reported_before_is_not_taken_for_a_new_reporting(here: Portal, own: HandedOver) -> None:
    """A batch that the province had taken back, after the one that took its place was handed back."""
    here.takes_in(own.first)
    email = here.people.account(Role.MINISTRY_OFFICER)
    with here.inside(), clock.at(RETURNED):
        review.return_to_province(db.session.scalars(select(Application)).one(), here.people.person(email), "份数不一致")
    assert "请与对方核对哪一次报送是最新的" in told(comes_again(here, under_another_number(own.province, files_of(own.first))))
    later = under_another_number(own.province, files_of(own.first), RETURNED + timedelta(hours=1))
    assert comes_again(here, later).state == "imported", "reported once more, as it was"


def test_a_version_that_is_here_never_becomes_another(here: Portal, own: HandedOver) -> None:
    here.takes_in(own.first)
    returned(here)
    says_otherwise = refrozen(1, other_json(lambda frozen: frozen["content"]["sections"]["basics"].update(regions="全国")))
    other = bundle_of(signed_again(own.province, says_otherwise(files_of(own.again))))
    assert "以前的定稿版本与交接包不同" in told(comes_again(here, other))


def test_a_number_that_was_given_to_somebody_else_here_is_told_with_both_names(here: Portal, own: HandedOver) -> None:
    here.people.organisation()  # has the code of the province's applicant
    email = here.people.account(Role.APPLICANT, organisation=here.people.organisation("另一家有限公司"))
    with here.inside():
        mine = full_application(here.people.person(email), 1).community
        number, name = mine.number, mine.name
    assert told(here.takes_in(own.first)) == f"共同体编号 {number} 在本平台属于“另一家有限公司”的“{name}”"


def test_an_application_filled_in_here_is_not_taken_for_the_one_that_comes(here: Portal, own: HandedOver) -> None:
    email = here.people.account(Role.APPLICANT, organisation=here.people.organisation())
    with here.inside():
        full_application(here.people.person(email))
    assert "2026 年度的申报在本平台已有，是在本平台填报的" in told(here.takes_in(own.first))


def test_a_batch_of_that_number_made_here_is_not_taken_for_the_one_that_comes(here: Portal, own: HandedOver) -> None:
    number = here.reports(1)
    assert here.takes_in(own.first).problems == {"batch.json": f"本平台已有批次 {number}，不是导入的"}
    assert here.batches() == [number]


def test_a_check_code_never_names_two_versions(here: Portal, own: HandedOver) -> None:
    here.people.organisation()
    email = here.people.account(Role.APPLICANT, organisation=here.people.organisation())
    with here.inside():
        person = here.people.person(email)
        application = full_application(person, 1)
        lifecycle.finalise(application, person)
        application.community.number = "2026-32-99999"
        db.session.commit()
    code = json.loads(files_of(own.first)[APPLICATION])["versions"][0]["check_code"]
    behind_its_back(here.app, "UPDATE application_version SET check_code = :code", code=code)
    assert told(here.takes_in(own.first)) == "校验码与本平台的另一份申报相同"


def test_what_a_bundle_may_leave_out_stays_out_on_the_way_on(here: Portal, own: HandedOver) -> None:
    """A batch that was sent before stamped letters were kept, with an application that has no scan."""
    files = files_of(own.first)
    letter, scan = (json.loads(files[path])[name] for path, name in (("batch.json", "letter"), (APPLICATION, "scan")))
    for path, change in (
        ("batch.json", lambda paper: paper.update(letter=None)),
        ("contents.json", lambda paper: paper.update(letter_sha256="")),
        (APPLICATION, lambda paper: paper.update(scan=None)),
    ):
        files = changed_paper(path, change)(files)
    for sha256 in (letter["sha256"], scan["file"]["sha256"]):
        files.pop(f"files/{sha256}.pdf")
    verdict = here.takes_in(bundle_of(signed_again(own.province, files)))
    assert verdict.state == "imported", verdict.problems
    on = files_of(here.exports(here.batches()[0]))
    assert {path: content for path, content in on.items() if not path.startswith("manifest.")} == {
        path: content for path, content in files.items() if not path.startswith("manifest.")
    }


def test_an_application_with_empty_lists_is_taken_in_as_it_is(here: Portal, own: HandedOver) -> None:
    """A form of another year may ask for no list at all."""
    files, path = files_of(own.first), "applications/0001/version-2.json"
    lists = [key for key, held in json.loads(files[path])["content"]["sections"].items() if isinstance(held, list)]
    files = refrozen(2, other_json(lambda version: version["content"]["sections"].update((key, []) for key in lists)))(files)
    files = changed_paper(APPLICATION, lambda paper: paper.update(units=[unit for unit in paper["units"] if unit["lead"]]))(files)
    sha256 = hashlib.sha256(files[path]).hexdigest()
    files = changed_paper("contents.json", lambda paper: paper["lines"][0].update(version_sha256=sha256))(files)
    verdict = here.takes_in(bundle_of(signed_again(own.province, files)))
    assert verdict.state == "imported", verdict.problems
    with here.inside():
        content = queries.content_of(db.session.scalars(select(Application)).one())
        assert len(lists) > 5 and not any(content.rows(key) for key in lists)


def test_a_scan_whose_check_was_not_kept_comes_with_its_verdict_alone(here: Portal, own: HandedOver) -> None:
    files = changed_paper(APPLICATION, lambda paper: paper["scan"].update(check=None))(files_of(own.first))
    assert here.takes_in(bundle_of(signed_again(own.province, files))).state == "imported"
    with here.inside():
        application = db.session.scalars(select(Application)).one()
        assert application.version_id is not None
        scan = uploaded.scan_of(application.version_id)
        assert scan is not None and scan.verdict is not None and scan.verdict.value == "matches"
