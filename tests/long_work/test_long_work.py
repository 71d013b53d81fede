"""Work that takes minutes: one asks for it, sees how far it is, leaves, comes back, fetches what came out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from cte_portal import clock
from cte_portal.audit import AuditEntry
from cte_portal.extensions import db
from cte_portal.jobs import jobs
from cte_portal.long_work import service
from cte_portal.long_work.models import LongWork
from cte_portal.long_work.service import Progress, Result, WorkFailed
from cte_portal.roles import Role
from cte_portal.transactions import transaction
from tests.conftest import NOON
from tests.support.people import People, Visitor

LINES = 3


def count(progress: Progress) -> Result:
    """Writes three lines; what an attempt before it wrote is written over."""
    with progress.file.open("w") as file:
        for number in range(LINES):
            progress.say(number, LINES, f"正在写第 {number + 1} 行")
            file.write(f"{progress.arguments['word']} {number}\n")
    progress.say(LINES, LINES)
    return Result(f"共写了 {LINES} 行。", "结果㛃.txt", "text/plain")


def refuse(progress: Progress) -> Result:
    progress.file.write_text("half")
    raise WorkFailed("这些申报已经不在了，请回到列表重新选择。")


@pytest.fixture
def kinds(portal: Flask) -> Iterator[dict[str, Callable[[Progress], Result]]]:
    known = portal.extensions["long_work"]
    before = dict(known)
    known |= {"count": count, "refuse": refuse}
    yield known
    known.clear()
    known.update(before)


def asked(people: People, kind: str = "count") -> tuple[Visitor, int]:
    email = people.account(Role.PROVINCE_OFFICER)
    with people.app.app_context():
        work = service.begin(kind, "导出名单", people.person(email), "/review", word="行")
        identity = work.id
    return people.sign_in(email), identity


def do_waiting(people: People) -> None:
    with people.app.app_context():
        jobs().do_waiting()


def test_one_sees_it_wait_then_done_and_fetches_the_file(people: People, kinds: object) -> None:
    officer, number = asked(people)
    assert "排队中 即将开始" in officer.open(f"/long-work/{number}").text
    assert 'http-equiv="refresh"' in officer.response.text  # type: ignore[union-attr]
    do_waiting(people)
    assert "已完成 共写了 3 行" in officer.open(f"/long-work/{number}").text and "下载 结果㛃.txt" in officer.text
    assert "refresh" not in officer.response.text  # type: ignore[union-attr]
    fetched = officer.client.get(f"/long-work/{number}/file")
    assert fetched.text == "行 0\n行 1\n行 2\n"
    assert "%E7%BB%93%E6%9E%9C%E3%9B%83.txt" in fetched.headers["Content-Disposition"]
    assert "导出名单" in officer.open("/long-work").text


def test_a_broken_off_download_goes_on_where_it_stopped(people: People, kinds: object) -> None:
    officer, number = asked(people)
    do_waiting(people)
    rest = officer.client.get(f"/long-work/{number}/file", headers={"Range": "bytes=6-"})
    assert (rest.status_code, rest.data.decode()) == (206, "行 1\n行 2\n")


def test_the_open_page_asks_for_its_progress_alone(people: People, kinds: object) -> None:
    officer, number = asked(people)
    officer.open(f"/long-work/{number}")
    fragment = officer.ask_aside(f"/long-work/{number}")
    assert 'id="progress"' in fragment and 'hx-trigger="every 2s"' in fragment and "<html" not in fragment


def test_progress_is_said_in_words_and_numbers_while_it_runs(people: People, kinds: dict[str, Callable[[Progress], Result]]) -> None:
    officer, number = asked(people, "watched")
    seen = []

    def watched(progress: Progress) -> Result:
        progress.say(1, 4, "正在整理材料")
        seen.append(officer.open(f"/long-work/{number}").text)
        return Result("好了。")

    kinds["watched"] = watched
    do_waiting(people)
    assert "进行中 正在整理材料（1 / 4）" in seen[0] and "25%" in seen[0]


def test_what_went_wrong_is_told_on_the_page_and_in_the_inbox_and_nothing_half_is_left(people: People, kinds: object) -> None:
    officer, number = asked(people, "refuse")
    do_waiting(people)
    assert "未完成 这些申报已经不在了" in officer.open(f"/long-work/{number}").text
    assert "任务没有完成：导出名单" in officer.open("/notices").text
    assert officer.client.get(f"/long-work/{number}/file").status_code == 404
    with people.app.app_context():
        assert not db.session.get_one(LongWork, number).file.exists()


def test_a_failure_of_ours_is_told_without_inner_words(people: People, kinds: dict[str, Callable[[Progress], Result]]) -> None:
    kinds["breaks"] = lambda progress: Result(str(1 // 0))
    officer, number = asked(people, "breaks")
    do_waiting(people)
    assert "平台处理时出了问题" in officer.open(f"/long-work/{number}").text and "Zero" not in officer.text


def test_stopping_ends_what_waits_and_what_runs(people: People, kinds: dict[str, Callable[[Progress], Result]]) -> None:
    officer, waiting = asked(people)
    officer.open(f"/long-work/{waiting}").send(f"/{waiting}/stop")
    assert "已停止" in officer.text
    officer, running = asked(people, "stopped while it runs")

    def stopped(progress: Progress) -> Result:
        progress.file.write_text("half")
        progress.say(1, 2)
        officer.open(f"/long-work/{running}").send(f"/{running}/stop")
        progress.say(2, 2)
        raise AssertionError("it went on")

    kinds["stopped while it runs"] = stopped
    do_waiting(people)
    assert "已停止" in officer.open(f"/long-work/{running}").text
    with people.app.app_context():
        assert not db.session.get_one(LongWork, running).file.exists()
        assert db.session.get_one(LongWork, waiting).attempts == 0


def test_what_is_stopped_twice_was_stopped_once(people: People, kinds: object) -> None:
    officer, number = asked(people)
    old_window = Visitor(officer.client).open(f"/long-work/{number}")
    officer.open(f"/long-work/{number}").send("/stop")
    assert "已停止" in old_window.send("/stop").text
    with people.app.app_context():
        assert db.session.scalar(select(func.count()).where(AuditEntry.action == "long_work.stopped")) == 1


def test_what_was_done_before_it_heard_that_nobody_wants_it_leaves_no_file(people: People, kinds: dict[str, Callable[[Progress], Result]]) -> None:
    officer, number = asked(people, "heedless")

    def heedless(progress: Progress) -> Result:
        officer.open(f"/long-work/{number}").send("/stop")
        progress.file.write_text("all of it")
        return Result("好了。", "结果.txt", "text/plain")

    kinds["heedless"] = heedless
    do_waiting(people)
    assert "已停止" in officer.open(f"/long-work/{number}").text and "下载" not in officer.text
    with people.app.app_context():
        assert not db.session.get_one(LongWork, number).file.exists()


def test_what_a_dead_process_left_is_begun_again_and_given_up_after_three_times(people: People, kinds: object) -> None:
    officer, number = asked(people)
    for attempt in range(service.MOST_ATTEMPTS):
        with clock.at(NOON + attempt * (service.SILENT + timedelta(seconds=1))):
            with people.app.app_context():
                assert service._claimed() == number  # a process takes it and dies
                assert service._claimed() is None, "nobody else takes it while it may be alive"
            assert "进行中" in officer.open(f"/long-work/{number}").text
    with clock.at(NOON + timedelta(minutes=20)):
        with people.app.app_context():
            service.work_through()
        assert "处理中断了 3 次" in officer.open(f"/long-work/{number}").text


def test_an_interrupted_piece_is_done_at_the_next_attempt(people: People, kinds: object) -> None:
    officer, number = asked(people)
    with people.app.app_context():
        service._claimed()
        db.session.get_one(LongWork, number).file.parent.mkdir(exist_ok=True)
        db.session.get_one(LongWork, number).file.write_text("half a line")
    with clock.at(clock.now() + service.SILENT + timedelta(seconds=1)):
        with people.app.app_context():
            service.work_through()
        assert "已完成" in officer.open(f"/long-work/{number}").text
        assert officer.client.get(f"/long-work/{number}/file").text.count("\n") == LINES
        assert "任务已完成：导出名单" in officer.open("/notices").text, "whoever waited for minutes is told"


def test_five_open_pieces_are_enough(people: People, kinds: object) -> None:
    asked(people)
    with people.app.app_context():
        person = db.session.get_one(LongWork, 1).account
        for _ in range(service.MOST_OPEN - 1):
            service.begin("count", "导出", person, "/review", word="行")
        with pytest.raises(service.WorkRefused, match="已有 5 项任务没有完成"):
            service.begin("count", "导出", person, "/review", word="行")
    do_waiting(people)
    with people.app.app_context(), transaction():
        assert service.begin("count", "导出", db.session.get_one(LongWork, 1).account, "/review", word="行").id == 6


def test_results_are_removed_after_seven_days_and_the_page_says_so(people: People, kinds: object) -> None:
    officer, number = asked(people)
    do_waiting(people)
    with people.app.app_context():
        assert service.clear_up() == 0
        file = db.session.get_one(LongWork, number).file
        with clock.at(clock.now() + timedelta(days=7, seconds=1)):
            assert service.clear_up() == 1
            assert service.clear_up() == 0, "what is gone is not counted again"
    assert not file.exists()
    assert "已过 7 天保留期" in officer.open(f"/long-work/{number}").text


def test_a_piece_of_work_is_its_owners_alone(people: People, kinds: object) -> None:
    _, number = asked(people)
    do_waiting(people)
    colleague = people.signed_in(Role.PROVINCE_OFFICER)
    for path in ("", "/file"):
        assert colleague.client.get(f"/long-work/{number}{path}").status_code == 404
    assert "还没有任务" in colleague.open("/long-work").text
