"""Adding a field takes one edit in one file: page, readiness, print and exported data follow."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pypdfium2
from flask import Flask

from cte_portal.catalogue.comparison import compare
from cte_portal.catalogue.loader import EDITIONS, load_all
from cte_portal.community import queries
from cte_portal.community.models import Application
from cte_portal.community.rules import RULE_NAMES
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.support.people import People
from tests.support.world import full_application

FIELD = """
[[field]]
key = "carbon_goal"
label = "绿色发展目标"
type = "text"
required = true
max = 50
hint = "本共同体在绿色发展上的目标。"
"""


def test_one_edit_in_one_file_is_all_a_new_field_takes(portal: Flask, people: People, tmp_path: Path) -> None:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with portal.app_context():
        number = full_application(people.person(email)).id
    shutil.copytree(EDITIONS, tmp_path / "editions")
    with (tmp_path / "editions" / "2024" / "sections" / "basics.toml").open("a", encoding="utf-8") as file:
        file.write(FIELD)
    before = portal.extensions["editions"]
    portal.extensions["editions"] = load_all(tmp_path / "editions", RULE_NAMES)
    try:
        clerk = people.sign_in(email)
        base = f"/applications/{number}"
        assert "请填写“绿色发展目标”" in clerk.open(f"{base}/readiness").text

        clerk.open(f"{base}/sections/basics")
        assert "本共同体在绿色发展上的目标。" in clerk.text
        clerk.send("/sections/basics", {"basics-carbon_goal": "三年内单位产值能耗下降一成"})
        assert "绿色发展目标" not in clerk.open(f"{base}/readiness").text

        clerk.open(f"{base}/finalise").send("/finalise")
        exported = json.loads(clerk.client.get(f"{base}/versions/1.json").text)
        assert exported["content"]["sections"]["basics"]["carbon_goal"] == "三年内单位产值能耗下降一成"
        with pypdfium2.PdfDocument(clerk.client.get(f"{base}/versions/1.pdf").data) as document:
            text = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
        assert "绿色发展目标三年内单位产值能耗下降一成" in text

        with portal.app_context():
            application = db.session.get(Application, number)
            assert application is not None
            old = queries.frozen_content(queries.versions_of(application)[0])
            changed = replace(old, sections={**old.sections, "basics": {**old.values("basics"), "carbon_goal": "下降两成"}})
            assert [(c.label, c.before, c.after) for c in compare(old, changed, lambda content, field: {})] == [
                ("绿色发展目标", "三年内单位产值能耗下降一成", "下降两成")
            ]
    finally:
        portal.extensions["editions"] = before
