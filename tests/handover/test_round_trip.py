"""A batch goes from one installation to another and is there what it was here."""

from __future__ import annotations

import json
from datetime import timedelta

import rfc8785

from cte_portal import clock
from tests.conftest import NOON
from tests.handover.two_portals import Portal, files_of
from tests.support.files import png


def papers(bundle: bytes) -> dict[str, bytes]:
    """Everything in it but what says who made it and when."""
    return {path: content for path, content in files_of(bundle).items() if not path.startswith("manifest.")}


def test_the_same_batch_gives_the_same_bytes(province: Portal, number: str, bundle: bytes) -> None:
    with clock.at(NOON + timedelta(days=3)):
        assert province.exports(number) == bundle


def test_what_is_exported_again_elsewhere_says_the_same(province: Portal, ministry: Portal, number: str, bundle: bytes) -> None:
    verdict = ministry.takes_in(bundle)
    assert verdict.state == "imported", verdict.problems
    assert "已导入，共 2 份申报" in verdict.text
    again = ministry.exports(number)
    assert papers(again) == papers(bundle)
    here, there = (json.loads(files_of(one)["manifest.json"]) for one in (bundle, again))
    assert {**here, "origin": 0, "created": 0} == {**there, "origin": 0, "created": 0}
    assert here["origin"]["fingerprint"] != there["origin"]["fingerprint"]


def test_json_is_canonical_and_every_content_lies_there_once(bundle: bytes) -> None:
    files = files_of(bundle)
    manifest = json.loads(files["manifest.json"])
    assert [entry["path"] for entry in manifest["files"]] == sorted(files.keys() - {"manifest.json", "manifest.sig"})
    for path, content in files.items():
        if path.endswith(".json"):
            assert rfc8785.dumps(json.loads(content)) == content, path
    blobs = [content for path, content in files.items() if path.startswith("files/")]
    assert len(set(blobs)) == len(blobs) and png().getvalue() in blobs
