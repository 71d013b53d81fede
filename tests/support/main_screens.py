"""The screens that most people spend their time on, each with something on it, and who looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from playwright.sync_api import Browser

from cte_portal.community.service import lifecycle
from cte_portal.exchange.rules import Table
from cte_portal.roles import Role

from .clerk import Clerk
from .established import established
from .followed import published
from .people import People
from .posted import posted
from .world import full_application, hand_in


@dataclass(frozen=True)
class Screen:
    name: str
    email: str  # of who looks; empty: everybody
    path: str


def put_screens(people: People) -> list[Screen]:
    """Set the scene in the portal of these people."""
    clerk = people.account(Role.APPLICANT, organisation=people.organisation())
    officer, admin, editor = (people.account(role) for role in (Role.PROVINCE_OFFICER, Role.ADMINISTRATOR, Role.EDITOR))
    with people.app.app_context():
        person = people.person(clerk)
        draft, frozen, sent = (full_application(person, number, 3) for number in (1, 2, 3))
        lifecycle.finalise(frozen, person)
        hand_in(sent, person)
        own = established(person, "演示绩效产教融合共同体", date(2025, 6, 1))
        article = posted(people.person(editor), "演示通知", "## 要求\n\n| 材料 | 份数 |\n| --- | --- |\n| 章程 | 1 |").id
        base, finished, dossier, community = f"/applications/{draft.id}", f"/applications/{frozen.id}", f"/review/{sent.id}", own.id
    published(people, community, Table.TECHNOLOGY_DEMAND, {"name": "焊缝在线检测", "detail": "需要在线检测焊缝的方法"})
    return [
        Screen("home", "", "/"),
        Screen("article", "", f"/articles/{article}"),
        Screen("sign-in", "", "/sign-in"),
        Screen("registration", "", "/register"),
        Screen("exchange search", "", "/exchange"),
        Screen("tasks", clerk, base),
        Screen("section", clerk, f"{base}/sections/lead_enterprise"),
        Screen("long text", clerk, f"{base}/sections/task_1"),
        Screen("list editor", clerk, f"{base}/sections/participants"),
        Screen("open row", clerk, f"{base}/sections/participants?add=participants"),
        Screen("evidence", clerk, f"{base}/evidence"),
        Screen("readiness", clerk, f"{base}/readiness"),
        Screen("submit", clerk, f"{finished}/submit"),
        Screen("duties", clerk, "/duties"),
        Screen("review queue", officer, "/review"),
        Screen("dossier", officer, dossier),
        Screen("people", admin, "/admin/people"),
    ]


def each_open(browser: Browser, address: str, screens: list[Screen], **media: Any) -> Iterator[tuple[Screen, Clerk]]:
    """One screen after the other, open, by whom it is for; `media`: what its browser prefers, as Playwright names it."""
    clerks: dict[str, Clerk] = {}
    for screen in screens:
        if screen.email not in clerks:
            clerk = clerks[screen.email] = Clerk.at(browser, address, javascript=True)
            clerk.page.emulate_media(**media)
            if screen.email:
                clerk.sign_in(screen.email)
        yield screen, clerks[screen.email].open(screen.path)
    for clerk in clerks.values():
        clerk.page.context.close()
