"""What the province's officer has written about the submitted application so far: comments, answers, a note."""

from __future__ import annotations

from ..accounts.models import Account
from ..community.models import Application
from ..review.checklist import service as checklists
from ..review.checklist.rules import Said
from ..review.comments import service as comments
from ..review.private_notes import service as private_notes

COMMENTS = {"foundation/cooperation": "请写明订单培养的起止年份和人数。", "evidence/charter": "章程第 3 页不清晰，请重新扫描。"}
ANSWERS = {"leads": Said("met"), "province": Said("met"), "evidence": Said("not_met", "章程第 3 页不清晰")}


def read_halfway(application: Application, officer: Account) -> None:
    """The officer stopped in the middle of reading."""
    for place, text in COMMENTS.items():
        comments.put(application, place, text, officer)
    assert application.version_id is not None
    began = Said().mark
    checklists.save(application, application.version_id, {key: checklists.Typed(said, began) for key, said in ANSWERS.items()}, officer)
    private_notes.add(application, "已电话核实牵头职业学校的培训规模，待补证明。", officer)
