"""A printed, stamped, worn scan on its way to a submission, and each way a scan can be wrong."""

from __future__ import annotations

import random
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from cte_portal import clock
from cte_portal.community.models import Application
from cte_portal.community.service import lifecycle
from cte_portal.document import service as documents
from cte_portal.document.scan_reader import picture, read_pages
from cte_portal.extensions import db
from cte_portal.hostile import ReadingFailed
from cte_portal.jobs import jobs
from cte_portal.roles import Role
from cte_portal.storage import storage
from tests.conftest import NOON
from tests.support.files import pdf
from tests.support.people import People, Visitor
from tests.support.sealed_pages import seal_page
from tests.support.world import full_application
from tests.support.worn_scans import Wear, as_pdf, random_wear, scanned, worn


class Paper:
    """A finalised application, its print, and the clerk who hands it in."""

    def __init__(self, people: People):
        self.people, self.app = people, people.app
        self.email = people.account(Role.APPLICANT, organisation=people.organisation())
        with self.app.app_context():
            self.id = full_application(people.person(self.email)).id
        self.clerk = people.sign_in(self.email)
        self.finalise()

    def finalise(self) -> None:
        with self.app.app_context():
            application = self.application()
            lifecycle.finalise(application, self.people.person(self.email))
            version = self.application().version
            assert version is not None
            self.version = version.id
            self.code = version.check_code
            self.print = documents.version_pdf(version)

    def application(self) -> Application:
        found = db.session.get(Application, self.id)
        assert found is not None
        return found

    def send(self, scan: BytesIO) -> Visitor:
        """Upload a scan, let the worker work, and look at the page again."""
        self.clerk.open(f"/applications/{self.id}/submit").send("/scan", {"scan": (scan, "扫描件.pdf")})
        assert "正在逐页核对" in self.clerk.text
        assert self.clerk.response is not None and self.clerk.response.headers["Refresh"] == "2"
        with self.app.app_context():
            jobs().do_waiting()
        return self.clerk.open(f"/applications/{self.id}/submit")

    def submit(self) -> Visitor:
        return self.clerk.open(f"/applications/{self.id}/submit").send("/submit")


@pytest.fixture
def paper(people: People) -> Paper:
    return Paper(people)


def test_a_worn_scan_with_seals_matches_and_is_submitted(paper: Paper) -> None:
    chance = random.Random(7)
    wear = Wear(dots=150, skew=1.5, blur=0.4, noise=0.06, quality=65, seals=1)
    text = paper.send(as_pdf(scanned(paper.print, wear, chance=chance))).text
    assert "扫描件与定稿版本一致" in text
    assert "待省级审核" in paper.submit().text
    officer = paper.people.signed_in(Role.PROVINCE_OFFICER).open(f"/review/{paper.id}")
    assert "盖章扫描件" in officer.text and "一致" in officer.text


@pytest.mark.parametrize("wear", [Wear(turned=1, dots=100), Wear(turned=2, skew=-5, dots=100), Wear(grey=True, dots=100), Wear(dots=300, quality=50)])
def test_pages_may_lie_sideways_upside_down_skewed_or_be_grey(paper: Paper, wear: Wear) -> None:
    assert "扫描件与定稿版本一致" in paper.send(as_pdf(scanned(paper.print, wear), wear.dots)).text


def test_a_scan_may_come_as_pictures_one_a_page(paper: Paper) -> None:
    pictures = []
    for number, scan in enumerate(scanned(paper.print, Wear(dots=120)), start=1):
        stream = BytesIO()
        scan.save(stream, "JPEG" if number % 2 else "PNG")
        stream.seek(0)
        pictures.append((stream, f"第{number}页.jpg"))
    with paper.app.app_context():
        assert paper.application().awaits_seals
    paper.clerk.open(f"/applications/{paper.id}/submit").send("/scan", {"scan": pictures})
    assert f"（{len(pictures)} 张图片）" in paper.clerk.text
    with paper.app.app_context():
        jobs().do_waiting()
    assert "扫描件与定稿版本一致" in paper.clerk.open(f"/applications/{paper.id}/submit").text


def test_a_text_among_the_pictures_is_refused_by_name(paper: Paper) -> None:
    first = BytesIO()
    scanned(paper.print, Wear(dots=30), [1])[0].save(first, "JPEG")
    first.seek(0)
    paper.clerk.open(f"/applications/{paper.id}/submit").send("/scan", {"scan": [(first, "1.jpg"), (BytesIO(b"text"), "2.jpg")]})
    assert "“2.jpg”的内容不是可以上传的文件类型" in paper.clerk.soup.get_text()


def test_nothing_chosen_says_what_to_do(paper: Paper) -> None:
    paper.clerk.open(f"/applications/{paper.id}/submit").send("/scan", {"scan": (BytesIO(b""), "")})
    assert "请先选择盖章扫描件，再点上传" in paper.clerk.soup.get_text()


@pytest.mark.parametrize("seals", [0, 2, 4])
def test_the_seals_on_the_seal_page_are_counted_as_a_hint(paper: Paper, seals: int) -> None:
    pages: list[Image.Image] = list(scanned(paper.print))
    pages[-1] = seal_page(pages[-1].convert("RGB"), seals, random.Random(seals))
    if seals == 0:
        pages[-1] = pages[-1].convert("RGB")
        ImageDraw.Draw(pages[-1]).rectangle((40, 40, 60, 60), fill="red")
    paper.send(as_pdf(pages))
    text = paper.clerk.open(f"/applications/{paper.id}/scan/{paper.version}/check").text
    assert f"识别到 {seals} 枚红色圆章，应有 4 枚" in text
    assert ("请人工核对（仅供参考）" in text) is (seals != 4)
    assert "待省级审核" in paper.submit().text


def test_a_grey_scan_says_that_seals_were_not_counted(paper: Paper) -> None:
    paper.send(as_pdf(scanned(paper.print, Wear(grey=True))))
    assert "没有识别（非彩色扫描" in paper.clerk.open(f"/applications/{paper.id}/scan/{paper.version}/check").text


def test_a_submission_waits_for_the_verdict(paper: Paper) -> None:
    paper.clerk.open(f"/applications/{paper.id}/submit").send("/scan", {"scan": (BytesIO(paper.print), "扫描件.pdf")})
    assert "正在核对，请稍候再提交" in paper.submit().soup.get_text()


def test_whoever_waits_long_is_looked_after_less_often(paper: Paper) -> None:
    page = paper.clerk.open(f"/applications/{paper.id}/submit").send("/scan", {"scan": (BytesIO(paper.print), "扫描件.pdf")})
    seconds = {}
    for waited in (0, 9, 60, 1200):
        with clock.at(NOON + timedelta(seconds=waited)):
            page.open(f"/applications/{paper.id}/submit")
        assert page.response is not None and "正在逐页核对二维码" in page.text
        seconds[waited] = page.response.headers["Refresh"]
    assert seconds == {0: "2", 9: "2", 60: "12", 1200: "30"}


def test_a_scan_of_the_version_before_cannot_be_submitted_reason_or_not(paper: Paper) -> None:
    old = paper.print
    paper.clerk.open(f"/applications/{paper.id}").send("/reopen")
    paper.finalise()
    assert "不是本次定稿版本" in paper.send(BytesIO(old)).text
    check = paper.clerk.open(f"/applications/{paper.id}/scan/{paper.version}/check").text
    assert "来自其他版本" in check
    assert "不能提交" in paper.submit().soup.get_text()
    with paper.app.app_context(), pytest.raises(lifecycle.ActionRefused, match="不一致"):
        lifecycle.submit(paper.application(), paper.people.person(paper.email), "印章盖住了")


def test_a_page_of_another_application_is_found_among_the_right_ones(paper: Paper) -> None:
    other = Paper(paper.people)
    pages = [*scanned(paper.print)[:-1], *scanned(other.print)[-1:]]
    paper.send(as_pdf(pages))
    assert "来自其他申报" in paper.clerk.open(f"/applications/{paper.id}/scan/{paper.version}/check").text


def test_a_missing_page_is_named(paper: Paper) -> None:
    pages = scanned(paper.print)
    assert "缺少申报书第 2 页" in paper.send(as_pdf([pages[0], *pages[2:]])).text
    assert "不能提交" in paper.submit().soup.get_text()


def test_covered_codes_can_be_typed_in_by_hand(paper: Paper) -> None:
    pages = scanned(paper.print)
    pages[2] = worn(pages[2].convert("RGB"), Wear(blur=30), random.Random(1))
    assert "第 3 页未识别到二维码" in paper.send(as_pdf(pages)).text
    assert "说明原因" in paper.clerk.text
    assert "未通过核对" in paper.submit().soup.get_text()
    address = f"/applications/{paper.id}/scan/{paper.version}/check"
    paper.clerk.open(address).send("/check", {"code-3": "Unsinn"})
    assert "应填页眉上的校验码和页码" in paper.clerk.soup.get_text()
    paper.clerk.open(address).send("/check", {"code-3": f"{paper.code[:5]}-{paper.code[5:]} 3/{len(pages)}".lower()})
    assert "扫描件与定稿版本一致" in paper.clerk.text
    assert "待省级审核" in paper.submit().text


def test_with_a_reason_an_unreadable_scan_goes_on_to_a_person(paper: Paper) -> None:
    pages = scanned(paper.print)
    pages[2] = worn(pages[2].convert("RGB"), Wear(blur=30), random.Random(1))
    paper.send(as_pdf(pages)).send("/submit", {"scan_reason": "印章盖住了二维码"})
    assert "待省级审核" in paper.clerk.text
    officer = paper.people.signed_in(Role.PROVINCE_OFFICER).open(f"/review/{paper.id}")
    assert "扫描件需人工核对：印章盖住了二维码" in officer.text
    officer.open(f"/applications/{paper.id}/scan/{paper.version}/check").send("/judge", {"verdict": "matches", "reason": ""})
    assert "写明理由" in officer.soup.get_text()
    officer.open(f"/applications/{paper.id}/scan/{paper.version}/check").send("/judge", {"verdict": "matches", "reason": "纸质件核对无误"})
    assert "审核人员人工核对：纸质件核对无误" in officer.text


def test_blank_paper_is_no_scan_and_its_pages_are_shown_small(paper: Paper) -> None:
    assert "上传的 20 页都没有识别到二维码，可能不是本申报书" in paper.send(pdf("blank", pages=20)).text
    clerk = paper.clerk.open(f"/applications/{paper.id}/scan/{paper.version}/check")
    pictures = clerk.soup.find("main").find_all("img")
    assert len(pictures) == 12
    answer = clerk.client.get(pictures[0]["src"])
    assert answer.mimetype == "image/jpeg" and 500 < len(answer.data) < 50_000


def test_scan_and_print_stand_side_by_side_for_the_officer(paper: Paper) -> None:
    pages = scanned(paper.print)
    paper.send(as_pdf([pages[1], pages[0], *pages[2:]]))
    paper.submit()
    officer = paper.people.signed_in(Role.PROVINCE_OFFICER).open(f"/applications/{paper.id}/scan/{paper.version}/check")
    officer.open(officer.soup.find("a", string="2 对照")["href"])
    assert "扫描件第 2 页对照" in officer.text and "申报书第 1 页" in officer.text and "顺序不对" in officer.text
    for image in officer.soup.find("main").find_all("img"):
        answer = officer.client.get(image["src"])
        assert answer.mimetype == "image/jpeg" and Image.open(BytesIO(answer.data)).width > 700


def test_a_scan_with_too_many_pages_goes_to_a_person_with_the_reason(paper: Paper) -> None:
    assert "无法自动核对：超过 300 页" in paper.send(pdf("long", pages=301)).text


def test_a_file_that_breaks_the_reader_ends_only_the_reader(tmp_path) -> None:  # type: ignore[no-untyped-def]
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nnonsense")
    for reading in (lambda: read_pages(broken), lambda: picture(broken, 1)):
        with pytest.raises(ReadingFailed, match="文件内容异常"):
            reading()


def test_twenty_worn_pages_are_read_and_none_is_taken_for_another(paper: Paper) -> None:
    chance = random.Random(2026)
    total = len(scanned(paper.print, Wear(dots=20)))
    numbers = [chance.randint(1, total) for _ in range(20)]
    pictures = [scanned(paper.print, random_wear(chance, 150), [number], chance)[0] for number in numbers]
    with paper.app.app_context():
        path = storage().path(storage().put(as_pdf(pictures).getvalue()))
    read = [page.codes for page in read_pages(path)]
    wrong = [(n, texts) for n, texts in zip(numbers, read, strict=True) if texts and not all(text.endswith(f"/{n}/{total}") for text in texts)]
    assert wrong == []
    assert sum(bool(texts) for texts in read) >= 19
