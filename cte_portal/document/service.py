"""The printed 申报书 of an application: drafts on the spot, versions once and for all."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app

from .. import clock, links
from ..community import queries as community
from ..community.check_code import grouped
from ..community.models import Application, ApplicationVersion
from ..community.rules import OPTIONS, figures_of
from ..community.workflow import Status
from ..extensions import db
from ..priority import stepping_back
from ..settings import Settings
from ..storage import storage
from ..transactions import transaction
from .application_form import PrintFacts, print_application
from .fonts import FontChain, load
from .models import PrintedVersion
from .receipt import print_receipt


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def fonts() -> FontChain:
    return load(_settings().fonts)


def unprintable(text: str) -> list[tuple[str, str]]:
    """(character, what to do about it) of each that no installed font can print."""
    chain = fonts()
    return [(character, chain.advice(character)) for character in chain.unprintable(text)]


def draft_pdf(application: Application) -> bytes:
    """What the application holds now, with the 草稿 watermark."""
    content = community.content_of(application)
    facts = PrintFacts(
        number=application.community.number,
        version=None,
        check_code="",
        sha256="",
        verify_url="",
        printed_for=application.organisation.name,
        finalised_at=None,
    )
    return print_application(content, facts, OPTIONS, figures_of(content), fonts())


def version_pdf(version: ApplicationVersion) -> bytes:
    """The PDF of a finalised version: printed the first time it is asked for, then kept by its hash."""
    printed = db.session.get(PrintedVersion, version.id)
    if printed is not None and storage().path(printed.sha256).exists():
        return storage().path(printed.sha256).read_bytes()
    with stepping_back(), _at_it(version):
        pdf = _print(version)
        sha256 = storage().put(pdf)
    with transaction():
        if db.session.get(PrintedVersion, version.id) is None:
            db.session.add(PrintedVersion(version_id=version.id, sha256=sha256, printed_at=clock.now()))
    return pdf


def _mark(version: ApplicationVersion) -> Path:
    return _settings().data_dir / f"printing-{version.id}"


@contextmanager
def _at_it(version: ApplicationVersion) -> Iterator[None]:
    """The others on this machine see meanwhile that the version is being printed; a process that dies lets go of the mark."""
    mark = _mark(version)
    with mark.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        try:
            yield
        finally:
            mark.unlink(missing_ok=True)


def _somebody_is_at_it(version: ApplicationVersion) -> bool:
    try:
        with _mark(version).open() as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _print(version: ApplicationVersion) -> bytes:
    content = community.frozen_content(version)
    frozen = json.loads(version.content)
    facts = PrintFacts(
        number=frozen["community"],
        version=version.number,
        check_code=grouped(version.check_code),
        sha256=version.sha256,
        verify_url=verify_url(version),
        printed_for=frozen["organisation"]["name"],
        finalised_at=version.finalised_at,
    )
    return print_application(content, facts, OPTIONS, figures_of(content), fonts())


def verify_url(version: ApplicationVersion) -> str:
    """Where anybody can check the version."""
    return links.to_verify(version.check_code)


def receipt_pdf(application: Application) -> bytes | None:
    """The 回执 of the latest submission; None when nothing was submitted."""
    submitted = next((step for step in community.timeline_of(application) if step.action == "submit" and step.version), None)
    if submitted is None or submitted.version is None:
        return None
    version, community_ = submitted.version, application.community
    lines = [
        ("共同体名称", community_.name),
        ("共同体编号", community_.number),
        ("申报年度", str(application.year)),
        ("提交单位", f"{application.organisation.name}（{application.organisation.uscc}）"),
        ("提交时间", f"{submitted.at:%Y-%m-%d %H:%M:%S}（北京时间）"),
        ("提交至", "教育部职成司" if submitted.target is Status.REPORTED else f"{application.province_name}教育行政部门"),
        ("定稿版本", f"第 {version.number} 版，校验码 {grouped(version.check_code)}"),
        ("内容校验值", version.sha256),
        ("申报书文件校验值", printed_sha256(version) or hashlib.sha256(version_pdf(version)).hexdigest()),
    ]
    closing = f"以上申报已由平台收到。凭校验码可在“材料验真”页面核对：{verify_url(version)}"
    return print_receipt("行业产教融合共同体申报提交回执", lines, closing, verify_url(version), fonts())


def printed_sha256(version: ApplicationVersion) -> str:
    """The SHA-256 of the version's PDF; empty while it was never printed."""
    printed = db.session.get(PrintedVersion, version.id)
    return printed.sha256 if printed else ""


def print_version(version_id: int) -> None:
    """Job: have the PDF ready before it is asked for; whoever asked already has it printed where they wait."""
    version = community.version(version_id)
    if version is not None and not _somebody_is_at_it(version):
        version_pdf(version)
