"""Accounts of one organisation in a real browser: asked for with a stamped letter, read beside the decision, handed on to a colleague."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from cte_portal.accounts.models import Organisation
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.support.clerk import Clerk
from tests.support.files import pdf

from .conftest import RunningPortal

pytestmark = pytest.mark.browser
OWN = "a-password-of-ones-own-9"


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_an_account_is_asked_for_with_a_letter_and_a_colleague_invited(
    running: RunningPortal, chromium: Browser, javascript: bool, tmp_path: Path
) -> None:
    people, script = running.people, str(javascript).lower()
    name = "钱经办" if javascript else "李经办"
    organisation = people.organisation()
    people.account(Role.APPLICANT, organisation=organisation)
    with people.app.app_context():
        code = db.session.get_one(Organisation, organisation).uscc
    letter = tmp_path / "函.pdf"
    letter.write_bytes(pdf("letter", 2).getvalue())
    visitor = Clerk.at(chromium, running.address, javascript=javascript).open("/recover")
    asked = {"uscc": [code], "name": [name], "phone": ["13800000009"], "email": [f"qian-{script}@demo.example"], "consent": ["y"]}
    visitor.send("/recover", {**asked, "email": ["不是邮箱"]}, files={"letter": letter})
    assert visitor.page.locator("[name=name]").input_value() == name  # nothing typed is lost
    visitor.send("/recover", asked, files={"letter": letter})
    assert "申请已提交" in visitor.page.locator("#messages").inner_text()

    officer = Clerk.at(chromium, running.address, javascript=javascript).sign_in(people.account(Role.PROVINCE_OFFICER))
    officer.open("/takeovers").goes(officer.page.get_by_role("link", name=name))
    here = officer.path
    look = officer.page.get_by_role("link", name="逐页查看")
    if javascript:
        look.click()
        expect(officer.page.locator("#pages img")).to_be_visible()
        officer.page.get_by_role("link", name="下一页").click()
        expect(officer.page.locator("#pages")).to_contain_text("第 2 页，共 2 页")
        assert officer.path == here
    else:
        officer.goes(look)
        assert "第 1 页，共 2 页" in officer.text
        officer.goes(officer.page.get_by_role("link", name="返回申请").first)
    officer.picture(f"takeover-{script}")
    officer.send("/agree")
    link = officer.page.locator(".code", has_text="/staff/").first.inner_text()

    newcomer = Clerk.at(chromium, running.address, javascript=javascript).open(link.removeprefix(running.address))
    newcomer.send(newcomer.path, {"password": [OWN], "password_again": [OWN]})
    newcomer.send("/sign-in", {"email": asked["email"], "password": [OWN]})
    newcomer.open("/registration").send("/people/invite", {"name": ["孙同事"], "email": [f"sun-{script}@demo.example"]})
    newcomer.picture(f"registration-{script}")
    invited = newcomer.page.locator(".code", has_text="/staff/").first.inner_text()
    colleague = Clerk.at(chromium, running.address, javascript=javascript).open(invited.removeprefix(running.address))
    colleague.send(colleague.path, {"password": [OWN], "password_again": [OWN]})
    colleague.send("/sign-in", {"email": [f"sun-{script}@demo.example"], "password": [OWN]})
    assert colleague.path.startswith("/desk")
    assert [clerk.complained() for clerk in (visitor, officer, newcomer, colleague)] == [[], [], [], []]
