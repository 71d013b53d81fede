"""A year's figures: filled in, checked, handed in, counted."""

from __future__ import annotations

from datetime import date, datetime

from cte_portal import clock
from cte_portal.annual import queries as annual
from cte_portal.annual.models import ReviewOutcome
from cte_portal.clock import SHANGHAI
from cte_portal.community.filling.queries import content_of
from cte_portal.performance import queries
from cte_portal.storage import storage
from cte_portal.transactions import transaction
from tests.performance.conftest import Stage
from tests.support.collected import reported
from tests.support.established import judged
from tests.support.files import text_of


def test_before_november_nothing_is_asked(stage: Stage) -> None:
    with clock.at(datetime(2026, 10, 31, 9, tzinfo=SHANGHAI)):
        clerk = stage.sign_in("enterprise").open(f"/duties/{stage.known.community}/2026/performance")
        assert "2026 年 11 月 1 日开始" in clerk.text


def test_sums_follow_what_is_typed_and_cannot_be_typed(stage: Stage) -> None:
    clerk = stage.sign_in("enterprise").open(f"{stage.form}/sections/training")
    clerk.send(
        "/sections/training", {"training-graduates_to_bachelor": "7", "training-graduates_to_master": "5", "training-graduates_admitted": "99"}
    )
    clerk.open(f"{stage.form}/sections/training")
    assert "12 人" in clerk.soup.find(id="training-graduates_admitted").get_text()


def test_what_goes_against_another_figure_stops_it(stage: Stage) -> None:
    clerk = stage.sign_in("enterprise").open(f"{stage.form}/sections/innovation")
    clerk.send("/sections/innovation", {"innovation-new_own_platforms": "3"})
    said = clerk.open(f"{stage.form}/check").text
    assert "“校企共建平台当年新增数” 3 个大于“校企共建平台累计数” 0 个" in said


def test_a_figure_unlike_last_year_s_asks_for_a_note_and_the_note_is_enough(stage: Stage) -> None:
    with stage.people.app.app_context():
        by = stage.people.person(stage.known.enterprise)
        with transaction():
            stage.community().recognised_on = date(2024, 6, 1)
        reported(stage.community(), 2025, by, order_enrolled="30", order_new="10")
    clerk = stage.sign_in("enterprise").open(f"{stage.form}/check")
    assert "“订单培养在校生数”今年 120 人，上年 30 人，增加 300%" in clerk.text
    training = f"{stage.form}/sections/training"
    assert "上年 30 人" in clerk.open(training).text
    clerk.send("/sections/training", {"training-note_3_2": "新增订单班 3 个。"})
    assert "（已写说明）" in clerk.open(f"{stage.form}/check").text


def test_what_is_handed_in_is_frozen_printed_and_counts_until_it_is_returned(stage: Stage) -> None:
    clerk = stage.sign_in("enterprise").open(stage.form).send("/hand-in")
    assert "内容已冻结" in clerk.soup.get_text()
    with stage.people.app.app_context():
        found = annual.deliverable(stage.community(), 2026, "performance")
        version = annual.handed_in(found)
        assert found and version and version.sha256
        printed = text_of(storage().path(version.sha256).read_bytes())
        assert "订单培养在校生数" in printed and "1,280.50" in printed
        assert queries.counted(stage.community(), 2026)["order_enrolled"] == 120
        receipt = text_of(clerk.client.get(f"{stage.duty}/versions/1/receipt.pdf").data)
        assert "2026 年度绩效数据采集（第 1 稿）" in receipt and version.printed_code in receipt
        judged(found, ReviewOutcome.RETURNED, stage.people.person(stage.known.province), "请核对订单培养人数。")
        assert queries.counted(stage.community(), 2026) == {}


def test_what_is_being_typed_when_the_last_day_ends_is_saved_and_handed_in_late(stage: Stage) -> None:
    with clock.at(datetime(2026, 12, 15, 23, 50, tzinfo=SHANGHAI)):
        clerk = stage.sign_in("enterprise").open(f"{stage.form}/sections/support")
    with clock.at(datetime(2026, 12, 16, 0, 0, 1, tzinfo=SHANGHAI)):
        clerk.send("/sections/support", {"support-full_time_staff": "4"})
        assert "上次保存：2026-12-16 00:00:01" in clerk.text
        said = clerk.open(stage.form).send("/hand-in").open(stage.duty).text
    assert "逾期 1 天提交" in said and "已提交" in said


def test_two_people_fill_in_one_group_at_once(stage: Stage) -> None:
    path = f"{stage.form}/sections/teaching"
    first, second = stage.sign_in("enterprise").open(path), stage.sign_in("enterprise").open(path)
    first.send("/sections/teaching", {"teaching-core_courses": "6"})
    second.send("/sections/teaching", {"teaching-adopting_schools": "2", "teaching-adopting_enterprises": "3", "teaching-adopted_sets": "9"})
    with stage.people.app.app_context():
        held = queries.collection(stage.known.collection)
        assert held
        values = content_of(held).values("teaching")
    assert (values["core_courses"], values["adopters"]) == (6, 5)
