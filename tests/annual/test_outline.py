"""Outlines come with what the portal knows of the community: members, targets, responsible units, lists, the plan."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

from docx import Document

from cte_portal import clock
from cte_portal.annual import queries
from cte_portal.annual.figures import Figures
from cte_portal.annual.outline import outline
from cte_portal.clock import SHANGHAI
from cte_portal.exchange.models import ListEdition
from cte_portal.exchange.rules import Table
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.transactions import transaction
from tests.support.established import handed_in_report
from tests.support.people import JIANGSU, People
from tests.support.world import full_application


def tables_of(key: str, figures: Figures) -> dict[str, list[list[str]]]:
    """What each table is called → its rows, the head among them."""
    document = Document(BytesIO(outline(queries.catalogue(2026).by_key[key], figures)))
    names = [paragraph.text.partition("（来源")[0] for paragraph in document.paragraphs if "（来源：" in paragraph.text]
    return dict(zip(names, ([[cell.text for cell in row.cells] for row in table.rows] for table in document.tables), strict=True))


def test_the_outlines_are_filled_with_the_community_s_own_figures(people: People) -> None:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        applicant = people.person(email)
        application = full_application(applicant, 0, units=5)
        with transaction():
            community = application.community
            community.recognised_on, community.recognised_application_id, community.overseen_by = date(2025, 6, 1), application.id, JIANGSU
            at = datetime(2026, 2, 1, 9, tzinfo=SHANGHAI)
            made = ListEdition(community_id=community.id, table=Table.TALENT_DEMAND, edition="2024", number=1, published_at=at)
            made.published_by_id, made.content, made.sha256, made.entries, made.current = applicant.id, "{}", "0" * 64, 37, True
            db.session.add(made)
        with clock.at(datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)):
            handed_in_report(community.id, 2026, applicant, "work_plan")
        figures = Figures(community, 2026)
        report, summary = tables_of("talent_forecast", figures), tables_of("annual_summary", figures)
        kinds = dict(tuple(row) for row in report["建设单位（按类别）"][1:])
        assert kinds["牵头单位"] == "3" and kinds["合计"] == "8"
        assert sum(int(number) for _, number in report["建设单位（按省份）"][1:]) == 8
        assert report["人才供需清单"][1][:3] == ["人才需求", "2026-02-01", "37"]
        assert [row[0] for row in summary["六项任务"]][1] == "建立健全实体化运行机制" and all(row[1] for row in summary["六项任务"])
        assert summary["申报书确定的指标"][0][4:] == ["第一年目标", "2026 年完成值"] and len(summary["申报书确定的指标"]) > 6
        assert summary["年度工作计划"][1][:2] == ["2026 年度", "演示行业发展分析报告"]
        assert "技术供需清单" not in summary  # nothing is published of it, so nothing is claimed


def test_every_figure_that_an_outline_names_is_one_the_portal_knows(people: People) -> None:
    with people.app.app_context():
        named = {name for kind in queries.catalogue(2026).kinds for heading in kind.headings for name in heading.figures}
    assert named <= set(Figures.NAMES)
