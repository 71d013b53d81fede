"""A real ClamAV daemon looks at what is uploaded; without an answer nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import msgspec
import pytest

from cte_portal.admin.operation import health
from cte_portal.extensions import db
from cte_portal.uploads.models import Evidence, StoredFile
from tests.support.begun import before_proofs
from tests.support.files import pdf
from tests.support.people import People, Visitor
from tests.support.servers import EICAR, WORD, Scanner, virus_scanner


@pytest.fixture(scope="module")
def scanner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanner]:
    with virus_scanner(tmp_path_factory.mktemp("clamav")) as found:
        yield found


@pytest.fixture
def clerk(people: People, scanner: Scanner, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    set_to(people, monkeypatch, scanner.address)
    return before_proofs(people)


def set_to(people: People, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    held = people.app.config["SETTINGS"]
    monkeypatch.setitem(people.app.config, "SETTINGS", msgspec.structs.replace(held, clamd=address))


def kept(people: People) -> int:
    with people.app.app_context():
        folder = people.app.extensions["storage"].folder
        assert not list(folder.glob("incoming-*"))
        return db.session.query(StoredFile).count() + db.session.query(Evidence).count()


def test_a_clean_file_passes_and_the_administrator_sees_that_it_is_looked_at(clerk: Visitor, people: People) -> None:
    clerk.send("/evidence/agreement", {"files": (pdf("x", pages=40), "协议.pdf")})
    assert clerk.soup.find("a", string="协议.pdf") is not None and kept(people) == 2
    with people.app.app_context():
        (found,) = [one for one in health.look() if one.what == "病毒检查"]
    assert found.level is health.Level.WELL and "ClamAV" in found.found


@pytest.mark.parametrize(
    ("content", "called"),
    [
        (EICAR, "Eicar-Test-Signature"),
        (pdf("x").getvalue() + b"\n% " + WORD, "Portal.Test.Word"),
        (pdf("x").getvalue() + b"\0" * (5 << 20) + WORD + b"\0" * (5 << 20), "Portal.Test.Word"),
    ],
    ids=["the file all scanners know", "inside a PDF", "in the middle of ten megabytes"],
)
def test_what_is_infected_is_not_kept_and_says_what_was_found(clerk: Visitor, people: People, content: bytes, called: str) -> None:
    clerk.send("/evidence/agreement", {"files": (BytesIO(content), "协议.pdf")})
    assert "“协议.pdf”中发现病毒" in clerk.text and called in clerk.text and "杀毒" in clerk.text
    assert kept(people) == 0


@pytest.mark.parametrize("address", ["/nowhere/clamd.ctl", "127.0.0.1:9"])
def test_nothing_is_kept_unseen_while_the_scanner_is_away(clerk: Visitor, people: People, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    set_to(people, monkeypatch, address)
    clerk.send("/evidence/agreement", {"files": (pdf("x"), "协议.pdf")})
    assert "现在不能检查“协议.pdf”有没有病毒，没有保存" in clerk.text and kept(people) == 0
    with people.app.app_context():
        (found,) = [one for one in health.look() if one.what == "病毒检查"]
    assert found.level is health.Level.BAD and "clamav-daemon" in found.advice


def test_what_is_too_large_for_a_scanner_elsewhere_is_not_kept_unseen(
    people: People, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with virus_scanner(tmp_path_factory.mktemp("small"), largest="1M", by_network=True) as small:
        set_to(people, monkeypatch, small.address)
        clerk = before_proofs(people)
        clerk.send("/evidence/agreement", {"files": (BytesIO(pdf("x").getvalue() + bytes(9 << 20)), "大.pdf")})
        assert "“大.pdf”太大，平台的病毒检查不能检查，没有保存" in clerk.text and "系统管理员" in clerk.text and kept(people) == 0
        clerk.send("/evidence/agreement", {"files": (pdf("x"), "小.pdf")})
        assert clerk.soup.find("a", string="小.pdf") is not None
