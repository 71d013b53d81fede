"""An edition's further forms: the work plan, the annual summary, and the lists of supply and demand in their places."""

from __future__ import annotations

from pathlib import Path

import pytest

from cte_portal.catalogue.address import Address
from cte_portal.catalogue.checking import CatalogueError, RuleNames
from cte_portal.catalogue.content import Content, Row
from cte_portal.catalogue.loader import EDITIONS, load
from cte_portal.catalogue.schema import APPLICATION, Edition
from cte_portal.community.readiness import findings
from cte_portal.community.rules import RULE_NAMES
from tests.support.small_edition import FILES, write_edition

NONE = RuleNames((), (), ())
TASKS = [f"task_{number}" for number in range(1, 7)]


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load(EDITIONS / "2024", RULE_NAMES)


def test_a_further_form_stands_beside_the_application_and_is_no_part_of_it(tmp_path: Path) -> None:
    small = load(write_edition(tmp_path / "one"), NONE)
    other = load(write_edition(tmp_path / "two", forms_logbook=FILES["forms/logbook.toml"].replace("小日志", "别的日志")), NONE)
    assert [section.key for section in small.of_kind("logbook").sections] == ["summary", "entries"]
    assert small.of_kind(APPLICATION) is small and "entries" not in small.by_key
    assert small.sha256 == other.sha256, "what applications are told by does not change with another form"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ('shape = "../application"', "不是本版次里的文件"),
        ('shape = "nowhere"', "文件不存在"),
        ('attached_to = "nowhere"', "不存在或不是独立页面"),
    ],
)
def test_a_further_form_that_is_not_right_is_refused_with_its_file(tmp_path: Path, wrong: str, says: str) -> None:
    text = FILES["forms/logbook.toml"].replace('key = "entries"', f'key = "entries", {wrong}')
    with pytest.raises(CatalogueError) as refused:
        load(write_edition(tmp_path / "e", forms_logbook=text), NONE)
    assert says in str(refused.value) and "logbook" in str(refused.value)


def test_the_work_plan_asks_what_the_guide_does(edition: Edition) -> None:
    plan = edition.of_kind("work_plan")
    assert [section.key for section in plan.sections] == ["goals", *TASKS, "funds", "safeguards"]
    columns = [field.key for field in plan.by_key["task_1"].fields]
    assert columns == ["start_month", "end_month", "content", "units", "outcome", "indicator", "unit", "aim", "planned"]
    assert plan.by_key["funds"].totals == ("planned",)


def test_the_summary_sets_results_beside_the_plan(edition: Edition) -> None:
    plan, summary = edition.of_kind("work_plan"), edition.of_kind("annual_summary")
    assert [section.key for section in summary.sections] == ["changes", *TASKS, "indicators", "cases", "funds", "problems", "next_year", "proofs"]
    for task in TASKS:
        taken = {"start_month", "end_month", "content", "units", "outcome", "indicator", "unit", "planned"}
        assert taken <= plan.by_key[task].by_key.keys() and taken <= summary.by_key[task].by_key.keys()
        assert all(plan.by_key[task].by_key[key].max == summary.by_key[task].by_key[key].max for key in taken), "what is planned fits"
        shown = [column.label for column in summary.by_key[task].shown_columns]
        assert shown[shown.index("计划值") :][:3] == ["计划值", "完成值", "差额"]
    assert {"source", "purpose", "planned"} <= plan.by_key["funds"].by_key.keys() & summary.by_key["funds"].by_key.keys()
    assert summary.by_key["cases"].max_rows == 3


def test_the_four_lists_are_the_same_in_the_form_that_keeps_them(edition: Edition) -> None:
    kept = edition.of_kind("supply_demand")
    assert {section.key: section.fields for section in kept.sections} == {section.key: section.fields for section in edition.lists}


def test_what_is_wrong_in_a_plan_is_found_by_the_same_rules_and_said_once(edition: Edition) -> None:
    rows = (Row("r1", {"start_month": "2026-05", "end_month": "2026-03", "units": ("m1",)}),)
    content = Content(edition.of_kind("work_plan"), 2026, lists={"task_2": rows}, units={"m1": "演示机床公司"})
    months = [finding for finding in findings(content) if "早于" in finding.text]
    assert [finding.address for finding in months] == [Address("task_2", "r1", "end_month")]
    assert not [finding for finding in findings(content) if finding.address == Address("task_2", "r1", "units")], "a unit known from elsewhere is one"


def test_units_known_from_elsewhere_stay_in_what_is_frozen(edition: Edition) -> None:
    content = Content(edition.of_kind("work_plan"), 2026, units={"m1": "演示机床公司"})
    assert Content.from_json(content.definition, content.to_json()).members == {"m1": "演示机床公司"}
    assert "units" not in Content(edition, 2026).to_json(), "an application's JSON is what it was"
