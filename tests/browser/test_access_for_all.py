"""Nobody is locked out: axe finds nothing wrong, and no page is wider than a phone."""

from __future__ import annotations

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from cte_portal import clock
from cte_portal.annual import queries as annual
from cte_portal.community import queries
from cte_portal.community.service import lifecycle, pre_review
from cte_portal.performance.models import PERFORMANCE
from cte_portal.performance.parts import queries as part_queries
from cte_portal.performance.parts import service as parts
from cte_portal.performance.sampling import service as sampling
from cte_portal.roles import Role
from tests.support.clerk import Clerk
from tests.support.collected import NOVEMBER, filled, reported
from tests.support.established import established, with_units
from tests.support.people import People
from tests.support.posted import posted
from tests.support.world import full_application, hand_in, share_out

from .conftest import RunningPortal

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def addresses(running: RunningPortal) -> dict[str, list[str]]:
    """Who looks at what: emails and addresses."""
    people = running.people
    clerk = people.account(Role.APPLICANT, organisation=people.organisation())
    co_editor = people.account(Role.CO_EDITOR)
    officer, admin, auditor = people.account(Role.PROVINCE_OFFICER), people.account(Role.ADMINISTRATOR), people.account(Role.AUDITOR)
    with running.app.app_context():
        person = people.person(clerk)
        begun = full_application(person, 2)
        invitation, confirmation = share_out(begun, person, people.person(co_editor))
        draft = begun.id
        handed_in = full_application(person, 3)
        hand_in(handed_in, person)
        base, dossier = f"/applications/{draft}", f"/review/{handed_in.id}"
        asked = full_application(person, 4)
        pre_review.ask(asked, person)
        waiting = asked.id
        sent_back = full_application(person, 5)
        hand_in(sent_back, person)
        lifecycle.return_for_correction("return", sent_back, people.person(officer), "", {"evidence/charter": "看不清", "foundation": "请补充"})
        returned, comment = f"/applications/{sent_back.id}", queries.comments_on(sent_back)[0].id
        over = lifecycle.start(begun.organisation, begun.community.name, 2027, person, begun.community, begun).id
        filed, reviewed, part = figures(people, clerk, officer)
    ministry, editor = people.account(Role.MINISTRY_OFFICER), people.account(Role.EDITOR)
    with running.app.app_context():
        article = posted(people.person(editor), "演示通知", "## 要求\n\n| 材料 | 份数 |\n| --- | --- |\n| 章程 | 1 |", tags=("申报",)).id
    return {
        "": [
            *(
                "/",
                "/register",
                "/sign-in",
                "/sign-in/forgotten",
                "/recover",
                "/communities",
                "/columns/guides",
                "/columns/news",
                "/privacy",
                "/accessibility",
                "/styleguide",
                "/nowhere",
            ),
            *("/invitations", f"/invitations/{invitation}", "/confirm?code=2222", f"/confirm/{confirmation}"),
            *("/guide", "/guide/calendar", "/guide/registration", "/guide/downloads", "/faq", "/faq?q=学校", "/faq?q=无此问题"),
            *(f"/articles/{article}", "/columns/topics", "/recommended", "/search?text=演示", "/search?text=没有 这个", "/site-map", "/mistakes/new"),
            *("/open-data", "/figure-parts", part, f"{part}/sections/training"),
        ],
        clerk: [
            "/desk",
            "/applications/new",
            "/registration",
            base,
            *(f"{base}/sections/{key}" for key in ("cover", "lead_enterprise", "participants", "task_1", "funds")),
            f"{base}/sections/participants?add=participants",
            f"{base}/evidence",
            f"{base}/readiness",
            f"{base}/finalise",
            f"{base}/co-editors",
            f"{base}/confirmations",
            *(f"{returned}{page}" for page in ("", "/evidence", "/sections/foundation", "/finalise", "/compare", f"/comments/{comment}")),
            f"/applications/{over}",
            f"/applications/{over}/sections/participants",
            *("/duties", filed, f"{filed}/sections/training", f"{filed}/check", f"{filed}/units", f"{filed}/units/compare"),
            *("/performance?year=2025", f"{reviewed}/sample"),
        ],
        co_editor: ["/shared", base, f"{base}/sections/basics", f"{base}/sections/cover", f"{base}/evidence", f"/invitations/{invitation}"],
        officer: [
            *("/review", "/review?status=pre_review", "/registrations", "/review/batches"),
            *(dossier, f"{dossier}/return", f"{dossier}/approve", f"{dossier}/decline"),
            *(f"/review/{waiting}", f"/review/{waiting}/pre-review"),
            *(reviewed, f"{reviewed}/sample", f"{reviewed}/review", "/performance/province?year=2025"),
            *("/performance/scoring/2025", "/performance/scoring/2025/scheme"),
        ],
        ministry: ["/performance/nation?year=2025", "/performance/scoring/2025"],
        editor: [
            "/desk/articles",
            f"/desk/articles/{article}",
            "/desk/articles/new",
            f"/desk/articles/{article}/history",
            "/desk/articles/import",
            "/desk/questions",
            "/desk/questions/new",
            "/desk/questions/who-registers",
        ],
        admin: [
            *(
                "/admin/editions",
                "/admin/letters",
                "/admin/letters/letter",
                "/admin/letters/deadline",
                "/admin/windows",
                "/admin/extensions",
                "/admin/people",
                "/admin/people/invite",
                "/admin/organisations",
            ),
            *("/admin/settings", "/admin/health", "/admin/jobs"),
        ],
        auditor: ["/admin/trail", "/account", "/account/second-factor", "/account/data"],
    }


def figures(people: People, clerk: str, officer: str) -> tuple[str, str, str]:
    """A year's figures that are being filled in, others that wait for the province, and a unit's part; addresses."""
    person = people.person(clerk)
    with clock.at(NOVEMBER.replace(year=2025)):
        begun, handed_in = (established(person, f"演示绩效{word}共同体", date(2024, 6, 1)) for word in "甲乙")
        with_units(begun, p1="演示职业学院", p2="演示装备厂")
        form = filled(begun, 2025, person)
        parts.give_out_all(form, person)
        reported(handed_in, 2025, person, proof="3.2")
        waiting, part = annual.deliverable(handed_in, 2025, PERFORMANCE), part_queries.parts_of(form)[0]
        assert waiting
        sampling.draw(waiting, 5, people.person(officer))
    return f"/collections/{form.id}", f"/duties/{handed_in.id}/2025/performance", f"/figure-parts/{parts.code_of(part)}"


BY_LAYOUT = ["color-contrast", "target-size", "scrollable-region-focusable"]  # what axe judges anew when the page gets narrow

THERE_ALREADY = Axe("0")  # axe itself need not be loaded into the page a second time


def test_every_kind_of_page(running: RunningPortal, chromium: Browser, addresses: dict[str, list[str]]) -> None:
    problems = []
    for email, pages in addresses.items():
        person = Clerk.at(chromium, running.address, javascript=True)
        if email:
            person.sign_in(email)
        for page in pages:
            person.open(page)
            for width, height, rules, axe in ((1366, 768, None, Axe()), (390, 844, BY_LAYOUT, THERE_ALREADY)):
                person.page.set_viewport_size({"width": width, "height": height})
                person.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")  # it is drawn anew
                options = {"resultTypes": ["violations"], **({"runOnly": {"type": "rule", "values": rules}} if rules else {})}
                for violation in axe.run(person.page, options=options).response["violations"]:
                    problems.append((page, width, violation["id"], violation["nodes"][0]["html"][:120]))
                wider = person.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                if wider > 0:
                    problems.append((page, width, "wider than the screen", f"{wider} px"))
        person.page.context.close()
    assert problems == []
