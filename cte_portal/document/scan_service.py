"""Checking a stamped scan: a job reads it, the rules compare, the verdict is kept with the scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from io import BytesIO

import pypdfium2

from .. import clock
from ..accounts.models import Account
from ..community import queries as community
from ..community.models import ApplicationVersion
from ..extensions import db
from ..hostile import ReadingFailed
from ..storage import storage
from ..transactions import transaction
from ..uploads import queries as uploads
from ..uploads import service as upload_service
from ..uploads.models import SealedScan
from ..uploads.rules import Verdict
from . import scan_rules
from .models import ScanCheck
from .scan_reader import PageReading, read_pages
from .scan_rules import PageCode, ScanResult
from .service import version_pdf


def check_scan(scan_id: int) -> None:
    """Job: read the codes of the scan's pages and compare them with the version's print."""
    scan = uploads.scan(scan_id)
    if scan is None or scan.verdict is not None:
        return
    try:
        pages = read_pages(storage().path(scan.file.sha256))
    except ReadingFailed as failure:
        _keep(scan, [], None, f"无法自动核对：{failure}。可重新扫描后上传，或说明原因后提交，由审核人员人工核对。")
        return
    keep_reading(scan, pages)


def keep_reading(scan: SealedScan, pages: Sequence[PageReading]) -> None:
    """Compare what was read from the scan's pages with the version's print, and keep the verdict."""
    codes = [page.codes for page in pages]
    seals = next((page.seals for page in reversed(pages) if page.seals is not None), None)
    _keep(scan, codes, _compare(scan, codes, {}), seals=seals)


def read_by_hand(scan: SealedScan, typed: Mapping[int, PageCode], by: Account) -> ScanResult:
    """Somebody read the printed code of pages no machine could read; the verdict is found anew."""
    check = db.session.get(ScanCheck, scan.id)
    assert check is not None
    known = {int(number): PageCode(**one) for number, one in check.typed.items()} | dict(typed)
    result = _compare(scan, check.codes, known)
    _keep(scan, check.codes, result, typed=known, by=by)
    return result


def _compare(scan: SealedScan, codes: list[list[str]], typed: Mapping[int, PageCode]) -> ScanResult:
    version = community.version(scan.version_id)
    assert version is not None
    own = {other.check_code for other in community.versions_of(version.application)}
    return scan_rules.compare(codes, version.check_code, _pages_of(version), own.__contains__, typed)


def _pages_of(version: ApplicationVersion) -> int:
    with pypdfium2.PdfDocument(BytesIO(version_pdf(version))) as document:
        return len(document)


def _keep(
    scan: SealedScan,
    codes: list[list[str]],
    result: ScanResult | None,
    failure: str = "",
    typed: Mapping[int, PageCode] | None = None,
    by: Account | None = None,
    seals: int | None = None,
) -> None:
    with transaction():
        check = db.session.get(ScanCheck, scan.id) or ScanCheck(scan_id=scan.id)
        check.codes, check.checked_at = codes, clock.now()
        check.seals = check.seals if by else seals
        check.typed = {str(number): asdict(one) for number, one in (typed or {}).items()}
        check.pages = [[page.number, page.state.value, page.printed] for page in result.pages] if result else []
        check.missing = list(result.missing) if result else []
        db.session.add(check)
        upload_service.record_verdict(scan, result.verdict if result else Verdict.MANUAL, result.text if result else failure, by)
