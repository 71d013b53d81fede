"""复核: a province may have approval and reporting done by two different people."""

from __future__ import annotations

import pytest

from cte_portal.audit import AuditEntry
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.support.cases import Case
from tests.support.people import JIANGSU, ZHEJIANG, People, Visitor


@pytest.fixture
def case(people: People) -> Case:
    return Case(people)


@pytest.fixture
def officer(people: People) -> Visitor:
    return people.signed_in(Role.PROVINCE_OFFICER, province=JIANGSU, name="周经办")


@pytest.fixture
def colleague(people: People) -> Visitor:
    return people.signed_in(Role.PROVINCE_OFFICER, province=JIANGSU, name="吴复核")


def switch_on(officer: Visitor) -> None:
    officer.open("/review/settings").send("/review/settings", {"two_people": "y"})


def test_a_change_of_the_settings_is_told_to_the_colleagues_and_stands_in_the_trail(people: People, officer: Visitor, colleague: Visitor) -> None:
    switch_on(officer)
    assert "已开启“审核通过与报送由两人分别办理（复核）”" in officer.soup.get_text()
    box = colleague.open("/review/settings").soup.find("input", {"name": "two_people"})
    assert box.has_attr("checked")
    assert "周经办开启“审核通过与报送由两人分别办理（复核）”" in colleague.open("/notices").text
    assert "本单位设置" not in officer.open("/notices").text
    with people.app.app_context():
        entry = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
        assert entry is not None and entry.details == {"two_people": True}
    colleague.open("/review/settings").send("/review/settings", {"two_people": []})
    assert not officer.open("/review/settings").soup.find("input", {"name": "two_people"}).has_attr("checked")


def test_another_province_is_not_concerned(people: People, officer: Visitor) -> None:
    switch_on(officer)
    other = people.signed_in(Role.PROVINCE_OFFICER, province=ZHEJIANG).open("/review/settings")
    assert not other.soup.find("input", {"name": "two_people"}).has_attr("checked")


def test_an_officer_who_is_alone_is_warned_before_nobody_can_report(officer: Visitor) -> None:
    assert "开启后将无人可以报送" in officer.open("/review/settings").text
