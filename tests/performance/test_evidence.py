"""Proofs of figures: one file may prove several, officers read what was handed in."""

from __future__ import annotations

from io import BytesIO

import pytest

from cte_portal import clock
from cte_portal.annual import queries as annual
from cte_portal.annual.yearly_forms.queries import frozen_content
from cte_portal.extensions import db
from cte_portal.performance.evidence.models import FigureProof
from cte_portal.storage import storage
from cte_portal.transactions import transaction
from cte_portal.uploads.models import StoredFile
from tests.performance.conftest import Stage
from tests.support.files import pdf, text_of
from tests.support.people import Visitor

TRAINING = "/sections/training"


def uploads(clerk: Visitor, stage: Stage, key: str, name: str = "名册.pdf", content: bytes | None = None) -> Visitor:
    file = (BytesIO(content if content is not None else pdf("roster").getvalue()), name)
    clerk.open(f"{stage.form}{TRAINING}").send(f"/proofs/{key}", {"file": file})
    return clerk


def test_a_file_proves_an_indicator_and_the_same_file_another_one(stage: Stage) -> None:
    clerk = stage.sign_in("enterprise")
    uploads(clerk, stage, "3_2")
    uploads(clerk, stage, "3_3")
    page = clerk.open(f"{stage.form}{TRAINING}").soup
    assert "名册.pdf" in page.find(id="proofs-3_2").get_text() and "同一文件还用于 3.3" in page.find(id="proofs-3_2").get_text()
    clerk.send("/proofs/3_1", {"proof": page.find(id="chosen-3_1").find_all("option")[1]["value"]})
    assert "同一文件还用于 3.2、3.3" in clerk.open(f"{stage.form}{TRAINING}").soup.find(id="proofs-3_1").get_text()


def test_what_was_taken_out_comes_back(stage: Stage) -> None:
    clerk = uploads(stage.sign_in("enterprise"), stage, "3_2")
    clerk.open(f"{stage.form}{TRAINING}").send("/proofs/3_2/1/remove")
    assert "（0 份）" in clerk.soup.find(id="proofs-3_2").get_text()
    clerk.send("/proofs/3_2/1/restore")
    assert "名册.pdf" in clerk.open(f"{stage.form}{TRAINING}").soup.find(id="proofs-3_2").get_text()


def test_what_is_no_document_is_refused_with_words(stage: Stage) -> None:
    clerk = uploads(stage.sign_in("enterprise"), stage, "3_2", "名册.pdf", b"<script>alert(1)</script>")
    assert "名册.pdf" in clerk.soup.find(id="messages").get_text() and "（0 份）" in clerk.soup.find(id="proofs-3_2").get_text()


def test_a_figure_without_proof_is_worth_a_look_and_leads_to_its_place(stage: Stage) -> None:
    clerk = stage.sign_in("enterprise").open(f"{stage.form}/check")
    link = next(a for a in clerk.soup.find_all("a") if str(a.get("href")).endswith("#proofs-3_2"))
    assert "3.2 订单培养学生数 还没有证明材料" in clerk.text and link
    uploads(clerk, stage, "3_2")
    assert "3.2 订单培养学生数 还没有证明材料" not in clerk.open(f"{stage.form}/check").text


def test_proofs_are_frozen_printed_and_read_by_the_officers_of_its_province(stage: Stage) -> None:
    clerk = uploads(stage.sign_in("enterprise"), stage, "3_2")
    file = f"/duties/{stage.known.community}/2026/performance/proofs/1/file"
    officer = stage.sign_in("province")
    assert officer.open(file).status == 404  # nothing was handed in yet
    clerk.open(stage.form).send("/hand-in")
    with stage.people.app.app_context():
        version = annual.handed_in(annual.deliverable(stage.community(), 2026, "performance"))
        assert version and version.sha256
        assert [(item.category, item.name) for item in frozen_content(version).evidence] == [("3_2", "名册.pdf")]
        assert "证明材料：名册.pdf" in text_of(storage().path(version.sha256).read_bytes())
    assert officer.client.get(file).data.startswith(b"%PDF")
    assert stage.sign_in("other_province").open(file).status == 404
    officer.open(f"/duties/{stage.known.community}/2026/performance/sample").send("/sample", {"size": "44"})
    assert "名册.pdf" in officer.soup.find(id="drawn-3_2").get_text()
    assert "第 1 页，共" in officer.open(f"/duties/{stage.known.community}/2026/performance/proofs/1/pages/1").text


def test_after_handing_in_nothing_is_added(stage: Stage) -> None:
    clerk = stage.sign_in("enterprise").open(f"{stage.form}{TRAINING}")
    sheet = clerk.soup.find(id="proof-3_2").find("input", attrs={"name": "csrf_token"})["value"]
    clerk.open(stage.form).send("/hand-in")
    answer = clerk.client.post(
        f"{stage.form}/proofs/3_2", data={"csrf_token": sheet, "file": (BytesIO(pdf("late").getvalue()), "晚.pdf")}, follow_redirects=True
    )
    assert "证明材料不能修改" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("count", "size", "says"),
    [(200, 1, "证明材料最多 200 个文件，可以把同类材料合成一个 PDF"), (1, 2**31, "加上“名册.pdf”，证明材料总大小将超过")],
)
def test_there_is_an_end_to_proofs(stage: Stage, count: int, size: int, says: str) -> None:
    with stage.people.app.app_context(), transaction():
        by = stage.people.person(stage.known.enterprise)
        for number in range(count):
            sha256 = f"{number:064x}"
            db.session.add(StoredFile(sha256=sha256, kind="pdf", size=size, pages=1, received_at=clock.now()))
            proof = FigureProof(form_id=stage.known.collection, name=f"{number}.pdf", sha256=sha256, codes=["3.1"])
            proof.uploaded_by_id, proof.uploaded_at = by.id, clock.now()
            db.session.add(proof)
    clerk = uploads(stage.sign_in("enterprise"), stage, "3_2")
    assert says in clerk.soup.find(id="messages").get_text() and "（0 份）" in clerk.soup.find(id="proofs-3_2").get_text()
