"""A report's way: outline, draft, handing in, review, publication, and what everybody reads of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from urllib.parse import unquote

import pytest
from docx import Document

from cte_portal import clock
from cte_portal.annual import queries
from cte_portal.annual.models import ReviewOutcome
from cte_portal.annual.service import judging, reminding, working
from cte_portal.annual.service.working import DutyRefused
from cte_portal.clock import SHANGHAI
from cte_portal.community.models import Community
from cte_portal.community.service import recognising
from cte_portal.extensions import db
from cte_portal.notices.models import Notice
from cte_portal.transactions import transaction
from tests.annual.conftest import Stage
from tests.support.established import handed_in_report, passed, published
from tests.support.files import pdf
from tests.support.people import Visitor

MARCH = datetime(2026, 3, 10, 9, tzinfo=SHANGHAI)
TYPED = {"title": "2026 年低空装备行业发展分析报告", "summary": "行业平稳增长。", "survey_methods": "问卷调查 300 份", "sample_size": "300"}
RATED = {"timeliness": "good", "objectivity": "fair", "completeness": "plain"}


@pytest.fixture(autouse=True)
def in_march() -> Iterator[None]:
    with clock.at(MARCH):
        yield


def hands_in(clerk: Visitor, stage: Stage, name: str = "报告.pdf", **typed: str) -> Visitor:
    file = (pdf("report", pages=3), name)
    return clerk.open(stage.path()).send("/industry_report", {**TYPED, **typed, "file": file}, button="then=submit")


def judges(officer: Visitor, stage: Stage, outcome: str, comment: str = "请补充数据来源。", *, confirms: bool = True) -> Visitor:
    officer.open(stage.path() + "/review")
    return officer.send("/review", {**RATED, "outcome": outcome, "comment": comment}, confirms=confirms)


def test_the_community_reads_what_is_due_what_is_missing_and_what_to_do(stage: Stage) -> None:
    clerk = stage.sign_in("enterprise").open("/duties")
    for words in (
        "还有 7 项要办",
        "行业发展分析报告",
        "2026-03-31",
        "还有 21 天",
        "未开始",
        "报告文件、标题、摘要、调研方法、样本量",
        "下载提纲，编制后上传",
    ):
        assert words in clerk.text
    assert "还有 5 项年度任务要办" in clerk.open("/desk").text  # of those that are open in March
    with clock.at(MARCH + timedelta(days=25)):
        text = stage.sign_in("enterprise").open("/duties").text
        assert "5 项已逾期" in text and "逾期 4 天" in text and "还有 255 天" in text


def test_a_draft_is_kept_and_handed_in_once_nothing_is_missing(stage: Stage) -> None:
    clerk = stage.sign_in("enterprise").open(stage.path())
    clerk.send("/industry_report", {"title": TYPED["title"]}, button="then=save")
    assert "已保存" in clerk.soup.get_text() and "编制中" in clerk.text
    clerk.send("/industry_report", {}, button="then=submit")
    assert "还缺：报告文件、摘要、调研方法、样本量" in clerk.text
    hands_in(clerk, stage)
    assert "已提交" in clerk.text and "按时提交" in clerk.text
    inbox = stage.sign_in("province").open("/notices").text
    assert "提交了 2026 年度“行业发展分析报告”（第 1 稿）" in inbox


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ((BytesIO(b"%PDF-1.4 torn"), "报告.pdf"), "已损坏或不完整"),
        ((pdf("x", password="secret"), "报告.pdf"), "打开密码"),
        ((BytesIO(b"plain"), "报告.docx"), "不是可以上传的文件类型"),
        ((BytesIO(b""), "报告.pdf"), "空文件"),
    ],
)
def test_a_bad_file_is_refused_in_words_and_what_was_typed_stays(stage: Stage, file: tuple[BytesIO, str], reason: str) -> None:
    clerk = stage.sign_in("enterprise").open(stage.path()).send("/industry_report", {**TYPED, "file": file}, button="then=submit")
    assert reason in clerk.text and clerk.soup.find("input", {"name": "title"})["value"] == TYPED["title"]
    assert "未开始" in clerk.text


def test_wrong_figures_and_dates_are_named(stage: Stage) -> None:
    clerk = stage.sign_in("enterprise").open(stage.path())
    clerk.send("/industry_report", {"sample_size": "-3", "published_elsewhere_on": "2027-01-01"}, button="then=save")
    assert "样本量应为 0 至 10,000,000 的整数" in clerk.text and "发布日期应在 2023-01-01 至今天（2026-03-10）之间" in clerk.text


def test_late_work_is_taken_and_marked_by_its_first_handing_in(stage: Stage) -> None:
    with clock.at(MARCH + timedelta(days=30)):
        clerk = hands_in(stage.sign_in("enterprise"), stage)
        assert "已提交" in clerk.text and "逾期 9 天提交" in clerk.text
        judges(stage.sign_in("province"), stage, "returned")
    with clock.at(MARCH + timedelta(days=60)):
        assert "逾期 9 天提交" in hands_in(stage.sign_in("enterprise"), stage).text


def test_taking_back_is_possible_until_the_province_acts_and_undoes_the_handing_in(stage: Stage) -> None:
    clerk = hands_in(stage.sign_in("enterprise"), stage)
    clerk.send("/withdraw")
    assert "编制中" in clerk.text and clerk.soup.find("input", {"name": "title"})["value"] == TYPED["title"]
    with clock.at(MARCH + timedelta(days=30)):
        assert "逾期 9 天" in stage.sign_in("enterprise").open(stage.path()).text  # what was taken back was never handed in
    hands_in(clerk, stage)
    open_page = stage.sign_in("colleague").open(stage.path())
    judges(stage.sign_in("province"), stage, "passed")
    open_page.send("/withdraw")
    assert "主管部门已经办理" in open_page.soup.get_text() and "已通过" in open_page.text


def test_the_message_is_seen_before_it_goes_out_and_is_taken_back_within_ten_minutes(stage: Stage) -> None:
    clerk = hands_in(stage.sign_in("enterprise"), stage)
    officer = judges(stage.sign_in("province"), stage, "returned", confirms=False)
    for words in ("将收到下面的消息，一字不差", "及时性：好；客观性：较好；全面性：一般。", "意见：请补充数据来源。"):
        assert words in officer.text
    assert "退回修改：2026" not in clerk.open("/notices").text
    officer.send("/review", button="change=yes", confirms=False)
    assert officer.soup.find("textarea", {"name": "comment"}).get_text().strip() == "请补充数据来源。"
    judges(officer, stage, "returned")
    assert "已退回" in officer.soup.get_text() and "请补充数据来源" in clerk.open("/notices").text
    officer.send("/take-back")
    assert "意见已收回" in officer.soup.get_text() and "已提交" in officer.text
    assert "意见已收回" in clerk.open("/notices").text and "请补充数据来源" not in clerk.open(stage.path()).text
    judges(officer, stage, "passed", "")
    with clock.at(MARCH + timedelta(minutes=11)):
        late = stage.sign_in("province").open(stage.path())
        assert "收回意见" not in late.text


def test_a_review_of_what_changed_meanwhile_is_refused_with_the_words_kept(stage: Stage) -> None:
    clerk = hands_in(stage.sign_in("enterprise"), stage)
    officer = stage.sign_in("province").open(stage.path() + "/review")
    clerk.send("/withdraw")
    hands_in(clerk, stage)
    officer.send("/review", {**RATED, "outcome": "passed", "comment": "很好。"})
    assert "您打开页面后，这份材料有了变化" in officer.text and "很好。" in officer.text


def test_returning_needs_words_and_the_next_draft_begins_with_what_there_was(stage: Stage) -> None:
    clerk = hands_in(stage.sign_in("enterprise"), stage)
    officer = judges(stage.sign_in("province"), stage, "returned", "")
    assert "退回修改须写明要改什么" in officer.text
    judges(officer, stage, "returned")
    clerk.open(stage.path())
    assert "已退回" in clerk.text and "请补充数据来源。" in clerk.text
    hands_in(clerk, stage, summary="已补充数据来源。")
    assert "第 2 稿" in clerk.text and "第 1 稿" in clerk.text
    judges(officer, stage, "passed", "内容全面。")
    assert "已通过" in officer.text and "全面性：一般" in officer.text


def test_officers_leaf_through_the_pages_but_see_no_draft(stage: Stage) -> None:
    clerk = stage.sign_in("enterprise").open(stage.path())
    clerk.send("/industry_report", {**TYPED, "file": (pdf("draft"), "稿.pdf")}, button="then=save")
    officer = stage.sign_in("province").open(stage.path())
    assert "还没有提交材料" in officer.text and officer.client.get(stage.path() + "/versions/1/file").status_code == 404
    hands_in(clerk, stage)
    officer.open(stage.path() + "/versions/1/pages/2")
    assert "第 2 页，共 3 页" in officer.text
    picture = officer.client.get(officer.soup.find("figure").find("img")["src"])
    assert picture.mimetype == "image/jpeg" and picture.data.startswith(b"\xff\xd8")
    assert officer.client.get(stage.path() + "/versions/1/pages/4").status_code == 404


def test_a_passed_report_is_published_found_cited_and_withdrawn_with_a_word(stage: Stage) -> None:
    clerk = hands_in(stage.sign_in("enterprise"), stage)
    visitor = stage.people.visitor()
    judges(stage.sign_in("province"), stage, "passed", "")
    assert "没有符合条件的报告" in visitor.open("/reports").text
    clerk.open(stage.path()).send("/publish", button="when=now")
    visitor.open("/reports?year=2026&key=industry_report&province=320000&industry=G&text=低空")
    assert "共 1 份" in visitor.text, "the 门类 holds its 大类"
    for nothing in ("year=2025", "key=talent_forecast", "province=330000", "industry=01", "text=海洋"):
        assert "没有符合条件的报告" in people_open(stage, f"/reports?{nothing}").text
    visitor.open(visitor.soup.find("a", string=TYPED["title"])["href"])
    address = visitor.address
    for words in (TYPED["title"], "行业平稳增长", "问卷调查 300 份", "300", f"2026-03-10．http://portal.test{address}"):
        assert words in visitor.text
    file = visitor.client.get(address + "/file")
    assert file.data.startswith(b"%PDF") and "attachment" in file.headers["Content-Disposition"]
    clerk.open(stage.path() + "/unpublish").send("/unpublish", {"reason": "数据口径有误。"})
    visitor.open(address)
    assert "已于 2026年03月10日由共同体撤下" in visitor.text and "数据口径有误。" in visitor.text and "行业平稳增长" not in visitor.text
    assert visitor.client.get(address + "/file").status_code == 404 and "没有符合条件" in visitor.open("/reports").text
    officer = stage.sign_in("province")
    assert "从公众网站撤下了" in officer.open("/notices").text
    judges(officer, stage, "returned", "请更正口径后重报。")
    hands_in(clerk, stage)
    judges(officer, stage, "passed", "")
    clerk.open(stage.path()).send("/publish", button="when=now")
    assert "行业平稳增长" in visitor.open(address).text  # the same address


def people_open(stage: Stage, address: str) -> Visitor:
    return stage.people.visitor().open(address)


def test_a_report_is_published_by_itself_on_the_day_that_was_set(stage: Stage) -> None:
    clerk = hands_in(stage.sign_in("enterprise"), stage)
    judges(stage.sign_in("province"), stage, "passed", "")
    clerk.open(stage.path()).send("/publish", {"day": "2026-03-10"}, button="when=later")
    assert "发布日期应在今天之后" in clerk.soup.get_text()
    clerk.send("/publish", {"day": "2026-04-01"}, button="when=later")
    assert "已设为 2026-04-01 自动发布" in clerk.text
    for day, expected in ((20, 0), (22, 1), (23, 0)):
        with clock.at(MARCH + timedelta(days=day)), stage.people.app.app_context():
            assert working.publish_due() == expected
    assert "共 1 份" in people_open(stage, "/reports").text


def test_what_a_revoked_community_published_stays_and_nothing_more_is_owed(stage: Stage) -> None:
    with stage.people.app.app_context():
        found = handed_in_report(stage.known.community, 2026, stage.people.person(stage.known.enterprise))
        passed(found, stage.people.person(stage.known.province))
        identity = published(found, stage.people.person(stage.known.enterprise))
        assert "共 1 份" in people_open(stage, "/reports").text
        with transaction():
            recognising.end(db.session.get_one(Community, stage.known.community))
    assert "还没有已认定的共同体" in stage.sign_in("enterprise").open("/duties").text
    assert stage.sign_in("enterprise").open(stage.path()).status == 404
    page = people_open(stage, f"/reports/{identity}")
    assert "演示行业发展分析报告" in page.text and "共同体的认定已撤销。这份报告保留供查证。" in page.text
    kept = page.client.get(f"/reports/{identity}/file")
    assert kept.status_code == 200 and unquote(kept.headers["Content-Disposition"]).endswith("报告（认定已撤销）.pdf")
    assert "没有符合条件的报告" in people_open(stage, "/reports").text
    assert "演示行业发展分析报告" not in people_open(stage, "/search?text=行业发展分析").text


def test_the_outline_comes_with_the_headings_and_the_community_s_name(stage: Stage) -> None:
    clerk = stage.sign_in("enterprise")
    answer = clerk.client.get(stage.path() + "/outline.docx")
    text = "\n".join(paragraph.text for paragraph in Document(BytesIO(answer.data)).paragraphs)
    assert "演示低空装备产教融合共同体2026年行业发展分析报告" in text
    for heading in ("一、行业概况", "二、政策与环境", "八、数据来源"):
        assert heading in text
    assert clerk.client.get(stage.path("talent_lists") + "/outline.docx").status_code == 404


def test_nothing_of_another_year_or_kind_is_owed(stage: Stage) -> None:
    clerk = stage.sign_in("enterprise")
    for path in (stage.path(year=2025), stage.path(year=2099), stage.path("nothing")):
        assert clerk.open(path).status == 404
    with clock.at(MARCH.replace(month=12)):
        assert stage.sign_in("enterprise").open(stage.path(year=2027)).status == 200  # prepared early


def test_every_step_leaves_a_trace_that_reads_in_words(stage: Stage) -> None:
    hands_in(stage.sign_in("enterprise"), stage)
    judges(stage.sign_in("province"), stage, "passed", "")
    from cte_portal.roles import Role

    trail = stage.people.signed_in(Role.AUDITOR).open("/admin/trail").text
    for words in ("保存年度任务材料", "提交年度任务", "年度任务通过"):
        assert words in trail
    with stage.people.app.app_context():
        assert db.session.query(Notice).filter(Notice.subject.contains("审核通过")).count() == 2  # both of the enterprise
        found = queries.deliverable(db.session.get_one(Community, stage.known.community), 2026, "industry_report")
        assert found is not None and found.revision == 3


def by_hand(visitor: Visitor, address: str, **typed: str) -> Visitor:
    """What nothing on the open page would send."""
    visitor.response = visitor.client.post(address, data={"csrf_token": visitor.token(), **typed}, follow_redirects=True)
    return visitor


def test_figures_are_filled_in_from_november_on_and_never_uploaded(stage: Stage) -> None:
    def told(who: Visitor) -> str:
        row = who.open("/duties").soup.find("a", string="绩效数据采集").find_parent("tr")  # type: ignore[union-attr]
        return str(row.get_text(" ", strip=True))

    assert "采集开始后填报" in told(stage.sign_in("enterprise")) and "上传" not in told(stage.sign_in("enterprise"))
    with clock.at(datetime(2026, 11, 5, 9, tzinfo=SHANGHAI)):
        assert "在线填写，自查后提交" in told(stage.sign_in("enterprise"))


def test_lists_are_published_and_not_uploaded(stage: Stage) -> None:
    clerk = stage.sign_in("enterprise").open(stage.path("talent_lists"))
    by_hand(clerk, stage.path("talent_lists"), title="清单", then="save")
    assert "2026 年度没有需要上传的“人才供需清单”。" in clerk.text and "未开始" in clerk.open(stage.path("talent_lists")).text


def test_nothing_is_reviewed_that_does_not_wait(stage: Stage) -> None:
    hands_in(stage.sign_in("enterprise"), stage)
    officer = judges(stage.sign_in("province"), stage, "returned")
    by_hand(officer.open(stage.path()), stage.path() + "/review", **RATED, outcome="passed", comment="很好。", confirmed="yes")
    assert "现在没有等待审核的材料。" in officer.text and "已退回" in officer.open(stage.path()).text


def test_only_the_authority_that_oversees_a_community_reviews_excuses_and_reminds(stage: Stage) -> None:
    with stage.people.app.app_context():
        community, other = db.session.get_one(Community, stage.known.community), stage.people.person(stage.known.other_province)
        found = handed_in_report(community.id, 2026, stage.people.person(stage.known.enterprise))
        kind = queries.catalogue(2026).by_key["industry_report"]
        with pytest.raises(DutyRefused, match="这个共同体的年度任务不由本单位审核。"):
            judging.review(found, kind, judging.Judged(RATED, "很好。", ReviewOutcome.PASSED), other, None)
        with pytest.raises(DutyRefused, match="这个共同体的年度任务不由本单位审核。"):
            judging.excuse([(community, "work_plan")], 2026, "理由", other)
        with pytest.raises(DutyRefused, match="所选共同体中有的年度任务不由本单位审核。"):
            reminding.remind_chosen([(community, "work_plan")], 2026, other)
        assert queries.latest_review(found) is None and queries.deliverable(community, 2026, "work_plan") is None
    assert "年度工作计划" not in stage.sign_in("enterprise").open("/notices").text


def test_what_was_handed_in_in_another_window_is_not_handed_in_again(stage: Stage) -> None:
    with stage.people.app.app_context():
        by = stage.people.person(stage.known.enterprise)
        found = handed_in_report(stage.known.community, 2026, by)
        with pytest.raises(DutyRefused, match="没有可以提交的新稿。"):
            working.submit(found, queries.catalogue(2026).by_key["industry_report"], by)
        assert [one.number for one in found.versions] == [1]


def test_what_was_returned_meanwhile_gets_no_day_of_publication(stage: Stage) -> None:
    clerk = hands_in(stage.sign_in("enterprise"), stage)
    judges(stage.sign_in("province"), stage, "passed", "")
    clerk.open(stage.path())
    judges(stage.sign_in("province"), stage, "returned", "请更正口径。")
    clerk.send("/publish", {"day": "2026-04-01"}, button="when=later")
    assert "审核通过后才能发布。" in clerk.soup.get_text() and "已设为" not in clerk.text
    with clock.at(MARCH + timedelta(days=30)), stage.people.app.app_context():
        assert working.publish_due() == 0


def test_what_is_not_public_is_not_withdrawn(stage: Stage) -> None:
    clerk = hands_in(stage.sign_in("enterprise"), stage)
    clerk.open(stage.path() + "/unpublish").send("/unpublish", {"reason": "数据口径有误。"})
    assert "现在没有在公众网站发布。" in clerk.soup.get_text()
    assert "从公众网站撤下了" not in stage.sign_in("province").open("/notices").text


def test_nothing_of_a_revoked_community_is_published_by_itself(stage: Stage) -> None:
    clerk = hands_in(stage.sign_in("enterprise"), stage)
    judges(stage.sign_in("province"), stage, "passed", "")
    clerk.open(stage.path()).send("/publish", {"day": "2026-04-01"}, button="when=later")
    with stage.people.app.app_context():
        with transaction():
            recognising.end(db.session.get_one(Community, stage.known.community))
        with clock.at(MARCH + timedelta(days=30)):
            assert working.publish_due() == 0
    assert "没有符合条件的报告" in people_open(stage, "/reports").text
