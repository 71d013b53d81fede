"""回执 of what was handed in for a yearly duty."""

from __future__ import annotations

from .. import links
from ..catalogue.duties import DeliverableKind
from ..catalogue.places import province_name
from ..document.receipt import print_receipt
from ..document.service import fonts
from .models import DeliverableVersion


def receipt_pdf(version: DeliverableVersion, kind: DeliverableKind) -> bytes:
    """One page to keep; `version` was handed in."""
    found, community = version.deliverable, version.deliverable.community
    assert version.submitted_at is not None and version.sha256 is not None
    lines = [
        ("共同体名称", community.name),
        ("共同体编号", community.number),
        ("年度任务", f"{found.year} 年度{kind.title.removeprefix('年度')}（第 {version.number} 稿）"),
        ("提交单位", f"{community.organisation.name}（{community.organisation.uscc}）"),
        ("提交时间", f"{version.submitted_at:%Y-%m-%d %H:%M:%S}（北京时间）"),
        ("提交至", f"{province_name(community.overseen_by)}教育行政部门" if community.overseen_by else "教育部职成司"),
        ("文件校验值", version.sha256),
    ]
    if version.check_code and version.content_sha256:
        lines[-1:-1] = [("校验码", version.printed_code), ("内容校验值", version.content_sha256)]
    if version.withdrawn_at:
        lines.append(("说明", f"{version.withdrawn_at:%Y-%m-%d %H:%M:%S} 已由提交单位撤回"))
    address = links.to_verify(version.check_code) if version.check_code else ""
    closing = "以上材料已由平台收到。" + (f"凭校验码可在验真页面核对：{address}" if address else "文件校验值（SHA-256）可用来核对文件没有改动。")
    return print_receipt("行业产教融合共同体年度任务提交回执", lines, closing, address, fonts())
