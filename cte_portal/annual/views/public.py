"""行业报告: what everybody may read, with an address that stays."""

from __future__ import annotations

from pathlib import Path

from flask import Response, abort, request, url_for

from ... import clock, links
from ...catalogue.places import industries, recommending_provinces
from ...community.queries import REVOKED, revocation
from ...uploads.views import give_out
from ...web.access import public
from ...web.fragments import page
from ...web.limits import whole
from ...web.paging import asked_page
from .. import publications, queries
from ..models import Deliverable
from ..publications import SoughtReport
from . import HOME, reports

REPORTS = ("行业报告", "/reports")


def _kinds() -> dict[str, str]:
    return {kind.key: kind.title for kind in queries.catalogue(clock.today().year).kinds if kind.published and kind.uploaded}


def _sought() -> SoughtReport:
    asked = request.args
    return SoughtReport(
        year=asked.get("year", type=whole),
        key=asked.get("key", "") if asked.get("key") in _kinds() else "",
        industry=asked.get("industry", "") if asked.get("industry") in industries() else "",
        province=asked.get("province", "") if asked.get("province") in recommending_provinces() else "",
        text=asked.get("text", "").strip()[:60],
    )


@reports.get("/reports")
@public
def index() -> Response:
    sought = _sought()
    return page(
        "reports/index.html",
        sought=sought,
        found=publications.reports(sought, asked_page()),
        kinds=_kinds(),
        years=publications.years(),
        provinces=recommending_provinces(),
        crumbs=[HOME, (REPORTS[0], None)],
    )


def _public_report(report_id: int) -> Deliverable:
    return (publications.report(report_id) if report_id < 2**63 else None) or abort(404)


@reports.get("/reports/<int:report_id>")
@public
def show(report_id: int) -> Response:
    found = _public_report(report_id)
    kind = queries.catalogue(found.year).by_key[found.key]
    return page(
        "reports/report.html",
        found=found,
        version=found.published_version,
        kind=kind,
        address=links.address(url_for("reports.show", report_id=found.id)),
        revoked=revocation(found.community),
        crumbs=[HOME, REPORTS, (f"{found.year} 年{kind.title}", None)],
    )


@reports.get("/reports/<int:report_id>/file")
@public
def report_file(report_id: int) -> Response:
    found = _public_report(report_id)
    version = found.published_version
    if not found.is_public or version is None or version.file is None:
        abort(404)
    name = Path(version.file_name)
    revoked = "" if found.community.recognised_on else REVOKED
    return give_out(version.file, f"{name.stem}{revoked}{name.suffix}")
