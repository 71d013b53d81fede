"""A year's figures in a real browser, with and without JavaScript: from a unit's link to the ministry's dashboard."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from cte_portal import clock
from cte_portal.community.models import Community
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.support.clerk import Clerk
from tests.support.collected import filled, reported
from tests.support.established import established, with_units
from tests.support.files import pdf

from .conftest import RunningPortal

pytestmark = pytest.mark.browser
DRAWN_FOR_SURE = "44"  # of 44 indicators
RATED = {"timeliness": ["good"], "objectivity": ["fair"], "completeness": ["good"]}


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_figures_from_a_unit_to_the_ministry(running: RunningPortal, chromium: Browser, tmp_path: Path, javascript: bool) -> None:
    people = running.people
    enterprise, neighbour = (people.account(Role.APPLICANT, organisation=people.organisation()) for _ in range(2))
    province, ministry = people.account(Role.PROVINCE_OFFICER), people.account(Role.MINISTRY_OFFICER)
    name = f"演示{'低空' if javascript else '海洋'}装备产教融合共同体"
    with running.app.app_context(), clock.at(datetime(2026, 11, 10, 9, tzinfo=clock.SHANGHAI)):
        by = people.person(enterprise)
        community = established(by, name).id
        with_units(db.session.get_one(Community, community), p1="演示职业学院")
        form = f"/collections/{filled(db.session.get_one(Community, community), 2026, by, order_enrolled='0').id}"
        reported(established(people.person(neighbour), f"{name}（二）"), 2026, people.person(neighbour), order_enrolled="30", order_new="10")
    duty = f"/duties/{community}/2026/performance"
    roster = tmp_path / "名册.pdf"
    roster.write_bytes(pdf("roster", pages=2).getvalue())

    def sit_down(email: str = "") -> Clerk:
        person = Clerk.at(chromium, running.address, javascript=javascript)
        return person.sign_in(email) if email else person

    running.clock_moves_to("2026-11-20T09:00:00")
    clerk = sit_down(enterprise).open(f"{form}/units").send("/units")
    clerk.picture("units")
    address = clerk.page.locator("#unit-p1 .code").inner_text()
    unit = sit_down().open(address.removeprefix(running.address))
    unit.send(unit.path.partition("?")[0], {"person": ["周同学"], "position": ["科长"]})
    unit.picture("unit-part")
    unit.follow("/sections/training")
    unit.send("/sections/training", {"training-order_enrolled": ["１２０"], "training-order_new": ["六十"]})
    assert "应填整数" in unit.page.locator("#training-order_new-errors").inner_text()
    assert unit.page.locator("#training-order_new").input_value() == "六十"
    unit.send("/sections/training", {"training-order_new": ["60"]})
    unit.open(address.removeprefix(running.address)).send("/hand-back")
    assert "已交回牵头企业" in unit.page.locator("#messages").inner_text()

    clerk.open(f"{form}/units").follow("/units/compare")
    clerk.picture("units-compare")
    clerk.send("/units/compare", {"figure": ["order_enrolled"]})
    clerk.open(f"{form}/sections/training")
    assert clerk.page.locator("#training-order_enrolled").input_value() == "120"
    clerk.page.locator("#proofs-3_2 summary").click()
    clerk.send("/proofs/3_2", files={"file": roster})
    assert "名册.pdf" in clerk.page.locator("#proofs-3_2").inner_text()
    clerk.picture("collection-section")
    clerk.open(form).send("/hand-in")
    assert "内容已冻结" in clerk.page.locator("body").inner_text()

    officer = sit_down(province).open(f"{duty}/sample").send("/sample", {"size": [DRAWN_FOR_SURE]})
    drawn = officer.page.locator("#drawn-3_2")
    assert "名册.pdf" in drawn.inner_text()
    officer.send("/sample/3.2/check", {"verdict": ["wrong"], "note": ["名册只有 96 人。"]})
    drawn.get_by_role("row", name="订单培养在校生数").locator("summary").click()
    officer.send("/figures/order_enrolled", {"figure": ["96"], "reason": ["名册只有 96 人。"]})
    officer.picture("sample")
    assert "96 人" in officer.page.locator("#drawn-3_2").inner_text()
    officer.open(f"{duty}/review").send("/review", {**RATED, "outcome": ["passed"]})
    assert "已通过" in officer.text

    observer = sit_down(ministry).open("/performance/nation?measure=order_enrolled")
    observer.picture("nation")
    assert "126 人" in observer.text or "订单培养在校生数" in observer.text
    observer.open("/performance/scoring/2026/scheme")
    observer.send("/scheme", {"points-order_enrolled": ["50"], "full-order_enrolled": ["192"], "points-order_new": ["50"], "full-order_new": ["60"]})
    observer.picture("scores")
    observer.goes(observer.page.get_by_role("link", name=name, exact=True))
    assert "96 人 ÷ 192 人 × 50 分 = 25" in observer.text
    observer.picture("score")
    for person in (unit, clerk, officer, observer):
        assert person.complained() == []
