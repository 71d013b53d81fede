"""Published supply and demand: server time of the public pages with 200,000 current entries stored, and their queries.

The entries are put past the services. Their words come from a small stock, so that many are found by each: the hard case.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import insert, text

from benchmarks.figures import Figure
from cte_portal import clock, create_app
from cte_portal.accounts.models import Organisation, OrganisationKind, RegistrationState
from cte_portal.catalogue.content import Row
from cte_portal.catalogue.places import industries, recommending_provinces
from cte_portal.community.models import Community
from cte_portal.exchange import entries
from cte_portal.exchange.entries import Publisher, Unit
from cte_portal.exchange.models import EntryText, ListEdition, PublishedEntry
from cte_portal.exchange.rules import Table
from cte_portal.extensions import Model, db
from cte_portal.roles import Role
from cte_portal.settings import Profile, Settings
from cte_portal.upgrading import upgrade
from cte_portal.web.editions import edition_for_year
from tests.support.database import counted
from tests.support.people import People, uscc
from tests.support.publishing import USUAL

STORED, IN_AN_EDITION, ROUNDS, YEAR = 200_000, 1000, 21, 2026
MOMENT = datetime(YEAR, 6, 1, 12, tzinfo=clock.SHANGHAI)
KINDS = [a + b for a in ("智能", "现代", "机电", "新能源", "数字") for b in ("焊接", "控制", "制造", "检测", "装备", "物流")]
PROFESSIONS = [(f"{460100 + n * 7}", f"{kind}技术") for n, kind in enumerate(KINDS)]
FIELDS = ("焊接工艺", "机器视觉", "表面处理", "精密测量", "热处理", "工业软件", "余热利用", "增材制造")
JOBS = ("维修技师", "工艺员", "装配钳工", "检验员", "调试工程师", "班组长", "数据标注员", "售后工程师")
THINGS = ("数控设备", "焊接机器人", "传送线", "压缩机组", "检测台", "注塑机", "储能柜", "雷达部件")
SENTENCES = (
    "负责设备的日常点检、保养和故障排除，填写维护记录。",
    "按工艺文件完成装配和调试，配合质量部门处理异常。",
    "能读懂机械图和电气图，会用常用量具和万用表。",
    "有团队意识，服从倒班安排，安全操作无事故。",
    "现有工序返修多、节拍慢，依靠人工经验，缺少在线检测。",
    "在样机上验证后推广到整条产线，形成作业标准和培训材料。",
    "熟悉可编程控制器和伺服系统，了解工业现场总线。",
    "课程包括机械制图、电工电子、液压气动和传感器应用。",
    "具备数据采集、分析和可视化的能力，能编写简单的脚本。",
    "指标由双方在合同中约定，验收以第三方检测报告为准。",
)
PAGES = {
    "opened": {},
    "industry, province, list": {"industry": "34", "province": "320000", "table": "talent_demand"},
    "profession by code": {"profession": "460107"},
    "profession by name": {"profession": "焊接技术"},
    "search, 1 character": {"text": "焊"},
    "search, 2 characters": {"text": "焊接"},
    "search, 4 characters": {"text": "数控设备"},
    "search, in every body": {"text": "负责"},
    "search, two words": {"text": "焊接 机器人"},
    "search, two words and filters": {"text": "维修 电气图", "province": "320000", "year": YEAR},
    "search, a profession's code": {"text": "460107"},
    "search, a long sentence": {"text": SENTENCES[0]},
    "search, one in 200,000": {"text": "第77777号"},
    "search, nothing found": {"text": "焊接航天飞机"},
    "search, page 40": {"text": "焊接", "page": 40},
}


def portal(folder: Path) -> Flask:
    settings = Settings(data_dir=folder, secret_key="s" * 40, profile=Profile.NATIONAL, rate_limits=False, base_url="http://portal.test")
    app = create_app(settings, testing=True)
    with app.app_context():
        upgrade()
    return app


def filled(app: Flask, count: int = STORED) -> None:
    """Put so many current entries into an empty portal, a quarter of them in each list, 1,000 to an edition."""
    people = People(app)
    lead = people.account(Role.APPLICANT, organisation=people.organisation())
    with app.app_context():
        account = people.person(lead).id
        with db.engine.begin() as connection:
            for number in range(count // IN_AN_EDITION):
                _put(connection, number, account)
        with db.engine.begin() as connection:
            connection.execute(text("ANALYZE"))
        with db.engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def _put(connection: Any, number: int, account: int) -> None:
    rng = random.Random(number)
    table = list(Table)[number % 4]
    section = edition_for_year(YEAR).list_by_key[table.value]
    classes = [code for code in industries() if code.isdecimal()]
    publisher = Publisher(f"2025-{number:06d}", f"第{number}行业产教融合共同体", rng.choice(classes), rng.choice(list(recommending_provinces())))
    rows: dict[type[Model], list[dict[str, Any]]] = {Organisation: [], Community: [], ListEdition: [], PublishedEntry: [], EntryText: []}
    base = number + 1000
    rows[Organisation].append(
        {"id": base, "name": f"演示集团{number}有限公司", "uscc": uscc(base), "kind": OrganisationKind.PRIVATE, "state": RegistrationState.APPROVED}
        | {"province_code": publisher.province_code, "address": "示范路 1 号", "registered_at": MOMENT}
    )
    rows[Community].append({"id": base, "number": publisher.number, "name": publisher.name, "organisation_id": base, "recognition_document": ""})
    rows[ListEdition].append(
        {"id": base, "community_id": base, "table": table, "edition": "2024", "number": 1, "published_at": MOMENT, "published_by_id": account}
        | {"content": "{}", "sha256": "0" * 64, "entries": IN_AN_EDITION, "current": True, "withdrawn_reason": ""}
    )
    indexed = []
    for position in range(1, IN_AN_EDITION + 1):
        identity = number * IN_AN_EDITION + position
        row = Row(f"a{position}", _values(table, rng, identity))
        unit = Unit(f"演示{rng.choice(THINGS)}第{rng.randrange(40)}分公司", uscc(base), rng.choice(list(recommending_provinces())))
        typed = entries.columns(section, row, unit, publisher)
        values = entries.public_values(section, row)
        found = entries.text_of(section, values, typed, publisher, YEAR)
        rows[PublishedEntry].append(
            {"id": identity, "edition_id": base, "community_id": base, "table": table, "row": row.id, "position": position, "current": True}
            | {"year": YEAR, "values": values, "withdrawn_reason": "", **typed}
        )
        rows[EntryText].append({"entry_id": identity, "scope": found.scope, "title": found.title, "subject": found.subject, "body": found.body})
        indexed.append({"id": identity, "grams": " ".join(entries.tokens(found))})
    for model, made in rows.items():
        connection.execute(insert(model), made)
    connection.execute(text("INSERT INTO entry_grams (rowid, grams) VALUES (:id, :grams)"), indexed)


def _values(table: Table, rng: random.Random, identity: int) -> dict[str, Any]:
    code, profession = rng.choice(PROFESSIONS)
    told = "".join(rng.sample(SENTENCES, 4)) + f"第{identity}号。"
    more = "".join(rng.sample(SENTENCES, 3))
    thing = rng.choice(THINGS)
    changed: dict[Table, dict[str, Any]] = {
        Table.TALENT_DEMAND: {"position": thing + rng.choice(JOBS), "duties": told, "abilities": more, "people": rng.randint(1, 60)},
        Table.TALENT_SUPPLY: {"strengths": told, "people": rng.randint(10, 120)},
        Table.TECHNOLOGY_DEMAND: {"name": f"{thing}{rng.choice(FIELDS)}优化", "domain": rng.choice(FIELDS), "situation": told, "goals": more},
        Table.TECHNOLOGY_SUPPLY: {"name": f"{thing}{rng.choice(FIELDS)}系统", "domain": rng.choice(FIELDS), "summary": told + more},
    }
    subject = {"profession_code": code, "profession": profession} if table.talent else {}
    where = {"province": rng.choice(list(recommending_provinces()))} if table is Table.TALENT_DEMAND else {}
    return {**USUAL[table], **changed[table], **subject, **where}


def run() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder, clock.at(MOMENT):
        app = portal(Path(folder))
        filled(app)
        visitor = People(app).visitor()
        addresses = {name: f"/exchange?{urlencode(asked)}" for name, asked in PAGES.items()}
        addresses |= {"entry": "/exchange/entries/77777", "edition": "/exchange/editions/1000", "figures": f"/exchange/figures?year={YEAR}"}
        for name, address in addresses.items():
            milliseconds, queries = measured(app, visitor, address)
            case = f"{STORED:,} entries: {name}"
            yield Figure("exchange", case, milliseconds, "ms", "<= 100", milliseconds <= 100).line()
            yield Figure("exchange", case, queries, "queries", "<= 12", queries <= 12).line()


def measured(app: Flask, visitor: Any, address: str) -> tuple[float, int]:
    """Median server time of a request, and how many statements it sends to the database."""
    with counted(app) as said:
        answer = visitor.client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        visitor.client.get(address)
        taken.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(taken), 1), len(said)
