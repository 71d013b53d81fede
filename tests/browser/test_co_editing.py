"""A co-editor at a real browser: the own section saves itself, until the applicant takes it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from cte_portal.community import queries
from cte_portal.community.co_editing import service as co_editing
from cte_portal.community.co_editing.models import CoEditor
from cte_portal.community.co_editing.service import Given
from cte_portal.community.models import Application
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.support.clerk import Clerk
from tests.support.world import full_application

from .conftest import RunningPortal

pytestmark = pytest.mark.browser
BOX = "[name=lead_school-cooperation]"


def test_a_co_editor_s_section_saves_itself_until_it_is_taken_back(running: RunningPortal, chromium: Browser) -> None:
    people = running.people
    applicant = people.account(Role.APPLICANT, organisation=people.organisation())
    email = people.account(Role.CO_EDITOR)
    with running.app.app_context():
        application = full_application(people.person(applicant), 2)
        co_editor = co_editing.invite(application, Given("李䶮", "lead_school", "", ["lead_school"], False), people.person(applicant))
        co_editing.accept(co_editor.invitation, people.person(email))
        number, given = application.id, co_editor.id
    clerk = Clerk.at(chromium, running.address, javascript=True).sign_in(email).open(f"/applications/{number}/sections/lead_school")
    status = clerk.page.locator("#lead_school-status")
    clerk.page.locator(BOX).press_sequentially("近三年订单培养两千人。")
    expect(status).to_contain_text("已自动保存")
    with running.app.app_context():
        application = db.session.get_one(Application, number)
        assert "近三年订单培养两千人" in str(queries.content_of(application).value("lead_school", "cooperation"))
        co_editing.withdraw(db.session.get_one(CoEditor, given), people.person(applicant))
    clerk.page.locator(BOX).press_sequentially("再补一句。")
    expect(status).to_contain_text("没有找到这个页面，刚才填写的内容还没有保存")
    with running.app.app_context():
        assert "再补一句" not in str(queries.content_of(db.session.get_one(Application, number)).value("lead_school", "cooperation"))
