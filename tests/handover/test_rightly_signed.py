"""Bundles that are rightly signed and say what cannot be: a careless or hostile sender is told what is wrong, file by file."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from cte_portal.handover.checking import LARGEST_PAPER
from tests.handover.two_portals import Files, Portal, a_proof, bundle_of, changed_paper, files_of, other_json, refrozen, signed_again, without

APPLICATION, VERSION = "applications/0001/application.json", "applications/0001/version-1.json"
RIGHTLY_SIGNED_NONSENSE: dict[str, tuple[Callable[[Files], Files], str, str]] = {
    "a file nobody needs": (lambda f: {**f, "files/x.pdf": b"%PDF-1.4"}, "files/x.pdf", "没有任何申报用到"),
    "a proof left out": (lambda f: without(f, a_proof(f)), "applications/", "缺少它用到的文件"),
    "a program as a proof": (lambda f: {**f, a_proof(f): b"MZ" + f[a_proof(f)][2:]}, "files/", "校验值不符"),
    "another content under a version's name": (
        lambda f: {**f, "applications/0001/version-1.json": f["applications/0002/version-1.json"]},
        "applications/0001/version-1.json",
        "与申报的记录不符",
    ),
    "an unknown field": (changed_paper(APPLICATION, lambda p: p.update(more=1)), APPLICATION, "不符合交接包的格式"),
    "an unknown state": (changed_paper(APPLICATION, lambda p: p["steps"][0].update(target="x")), APPLICATION, "位置：.steps[0].target"),
    "an unknown step": (changed_paper(APPLICATION, lambda p: p["steps"][1].update(action="x")), APPLICATION, "不认识的操作"),
    "no reporting": (changed_paper(APPLICATION, lambda p: p["steps"].pop()), APPLICATION, "没有以报送结束"),
    "units that the form does not name": (changed_paper(APPLICATION, lambda p: p["units"].pop()), APPLICATION, "建设单位与定稿版本所列的不符"),
    "another number": (changed_paper("batch.json", lambda p: p.update(number="x")), "batch.json", "与清单不符"),
    "not canonical": (lambda f: {**f, "batch.json": json.dumps(json.loads(f["batch.json"]), indent=1).encode()}, "batch.json", "不是规范格式"),
    "no JSON": (lambda f: {**f, "batch.json": b"{"}, "batch.json", "无法读取"),
    "no batch": (lambda f: without(f, "batch.json"), "batch.json", "缺少它用到的文件 batch.json"),
    "an endless batch": (lambda f: {**f, "batch.json": bytes(LARGEST_PAPER + 1)}, "batch.json", "文件过大"),
    "a province that there is not": (changed_paper("batch.json", lambda p: p.update(province="990000")), "batch.json", "没有这个省份代码"),
    "a letter that is no PDF": (changed_paper("batch.json", lambda p: p["letter"].update(kind="png")), "batch.json", "盖章的报送函不是 PDF"),
    "no contents": (lambda f: without(f, "contents.json"), "contents.json", "缺少它用到的文件 contents.json"),
    "contents that are no JSON": (lambda f: {**f, "contents.json": b"\xff{"}, "contents.json", "无法读取"),
    "contents not canonical": (
        lambda f: {**f, "contents.json": json.dumps(json.loads(f["contents.json"]), indent=1).encode()},
        "contents.json",
        "不是规范格式",
    ),
    "contents of another batch": (changed_paper("contents.json", lambda p: p.update(letter_number="x")), "contents.json", "与批次或申报的记录不符"),
    "contents with another letter": (
        changed_paper("contents.json", lambda p: p.update(letter_sha256="0" * 64)),
        "contents.json",
        "不是交接包中的这一份",
    ),
    "an application left out": (lambda f: without(f, APPLICATION), APPLICATION, f"缺少它用到的文件 {APPLICATION}"),
    "a version left out": (lambda f: without(f, VERSION), APPLICATION, f"缺少它用到的文件 {VERSION}"),
    "an endless version": (refrozen(1, lambda content: bytes(LARGEST_PAPER + 1)), VERSION, "文件过大"),
    "a version that the form knows nothing of": (refrozen(1, lambda content: b"{}"), VERSION, "内容与申报书表单“2024”不符"),
    "a version of an unknown format": (refrozen(1, other_json(lambda v: v.update(format=2))), VERSION, "内容与申报书表单“2024”不符"),
    "a version under another number": (refrozen(1, other_json(lambda v: v.update(version=2))), VERSION, "是另一份申报或另一个版本的内容"),
    "a form that the manifest does not name": (
        refrozen(2, other_json(lambda v: v["edition"].update(sha256="0" * 64))),
        "applications/0001/version-2.json",
        "所用的申报书表单不在清单中",
    ),
    "a proof of a kind that there is not": (
        refrozen(2, other_json(lambda v: v["content"]["evidence"][0].update(kind="exe", name="协议\u202efdp.exe"))),
        APPLICATION,
        "佐证材料“协议\\x202efdp.exe”的类型或编号不对",
    ),
    "a program as a print": (lambda f: {**f, "applications/0001/print.pdf": b"MZ" * 99}, "applications/0001/print.pdf", "不是文件名所说的类型"),
    "a scan that is no PDF": (changed_paper(APPLICATION, lambda p: p["scan"]["file"].update(kind="png")), APPLICATION, "盖章扫描件不是 PDF"),
    "a scan of another size": (changed_paper(APPLICATION, lambda p: p["scan"]["file"].update(size=1)), "files/", "大小与申报的记录不符"),
    "a proof that nobody uploaded": (changed_paper(APPLICATION, lambda p: p["evidence"].pop()), APPLICATION, "佐证材料与定稿版本所列的不符"),
    "another year": (changed_paper(APPLICATION, lambda p: p.update(year=2025)), APPLICATION, "年度与定稿版本不符"),
    "an application in another's folder": (changed_paper(APPLICATION, lambda p: p.update(position=2)), APPLICATION, "序号与所在文件夹不符"),
    "an older version reported": (changed_paper(APPLICATION, lambda p: p.update(version=1)), APPLICATION, "版本的编号不对"),
    "a step with a version that there is not": (changed_paper(APPLICATION, lambda p: p["steps"][1].update(version=9)), APPLICATION, "不存在的版本"),
    "a step that takes back what is to come": (
        changed_paper(APPLICATION, lambda p: p["steps"][1].update(takes_back=5)),
        APPLICATION,
        "办理经过收回了不存在的意见",
    ),
    "nobody handed it in": (
        changed_paper(APPLICATION, lambda p: [step.update(action="withdraw") for step in p["steps"] if step["action"] == "submit"]),
        APPLICATION,
        "没有提交这个版本的记录",
    ),
    "nobody's province": (
        changed_paper(APPLICATION, lambda p: p["organisation"].update(province="990000")),
        APPLICATION,
        "没有这个省份代码",
    ),
}


@pytest.mark.parametrize("what", RIGHTLY_SIGNED_NONSENSE)
def test_nonsense_is_refused_even_when_rightly_signed(province: Portal, ministry: Portal, bundle: bytes, what: str) -> None:
    change, path, told = RIGHTLY_SIGNED_NONSENSE[what]
    verdict = ministry.takes_in(bundle_of(signed_again(province, change(files_of(bundle)))))
    assert verdict.state == "refused"
    assert any(name.startswith(path) and told in text for name, text in verdict.problems.items()), verdict.problems
