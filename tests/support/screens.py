"""Every screen of the portal, drawn from the table of routes: who looks at it, and its address in the small world.

The atlas takes a picture of each; the tests of access for all walk over the same list.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from cte_portal.roles import Role

from .people import Visitor
from .routes import OVERSEEN, PEOPLE, SEES, TABLE, addresses
from .world import World

FILES = (
    "annual.outline annual.version_file annual.version_picture annual.version_receipt articles.feed articles.file batches.frozen batches.letter"
    " batches.letter_form batches.summary batches.summary_print community.export community.import_marked community.template document.blank"
    " document.blank_word document.draft document.print_page document.receipt document.scan_page document.version document.version_data"
    " editions.files exchange.edition_content exchange.edition_workbook exchange.found_workbook expert_desk.evidence"
    " expert_desk.evidence_picture experts.results figure_parts.template figure_proofs.file figure_proofs.picture_of figures.community_file"
    " figures.nation_file figures.open_file figures.province_file following.acceptance following.contract guide.download handover.public_key"
    " handover.upload_state lists.as_csv lists.as_workbook lists.document living_lists.export living_lists.import_marked living_lists.template"
    " long_work.result overview.matrix_workbook performance.performance_draft preview.evidence_picture privacy.copy public.robots"
    " public.sitemap_xml recognition.objection_file recognition.results_template registration.licence registration.own_licence"
    " registration_preview.letter_picture registration_preview.licence_picture reports.deadlines reports.report_file scoring.table static"
    " statistics.filing_workbook takeovers.letter unit_confirmation.export uploads.download uploads.scan web.live web.ready web.vendor"
    " yearly_forms.annual_summary_draft yearly_forms.annual_summary_export yearly_forms.annual_summary_import_marked"
    " yearly_forms.annual_summary_template yearly_forms.work_plan_draft yearly_forms.work_plan_export yearly_forms.work_plan_import_marked"
    " yearly_forms.work_plan_template"
).split()
NO_SCREEN: dict[str, str] = {  # GET routes that are no screen of their own, and why
    **dict.fromkeys(FILES, "gives out a file, or what only machines read"),
    "accounts.session_left": "stands inside every page of somebody who is signed in",
    "accounts.code": "asked for between the two steps of signing in only: tests/accounts/test_signing_in.py",
    "review.open_view": "leads to the queue",
    **dict.fromkeys(
        ("recognition.result", "recognition.results", "recognition.results_preview"),
        "in a province's own installation only: tests/recognition/test_results.py",
    ),
}
IN_STATE = {  # which application (or batch) a screen is about, where the first one that a person sees will not do
    **dict.fromkeys(("community.compared", "document.scan_check", "document.scan_beside_print"), "submitted"),
    **dict.fromkeys(("review.approve", "review.decline", "review.send_back", "review.dossier", "draft_comments.comment"), "submitted"),
    **dict.fromkeys(("opening.ask", "opening.widen", "private_notes.notes", "first_look.show", "preview.evidence_page"), "submitted"),
    **dict.fromkeys(("batches.choose", "batches.details", "batches.discard"), "draft"),
}
ELSEWHERE = ("batches.send", "community.comment", "registration_preview.licence_page", "review.assign", "yearly_forms.changes")
ELSEWHERE += tuple(f"following.{name}" for name in ("undertake", "complete", "terminate"))
ELSEWHERE += ("annual.remind", "annual.excuse")  # what the world has nothing for: tests/support/further.py

BEYOND = {("checklist.item", "ministry"), *((name, "ministry") for name in OVERSEEN)}  # what is in the world is the province's
SAY_NO = ("nowhere", "over", "wrong")  # scenes that answer with a page, and not with 200


@dataclass(frozen=True)
class Screen:
    endpoint: str
    who: str  # of PEOPLE; empty: the public
    address: str
    scene: str = ""  # what is special about it, where the endpoint has more than one

    @property
    def name(self) -> str:
        return ".".join(filter(None, (self.endpoint, self.who.replace(" ", "-"), self.scene)))


def endpoints(app: Flask) -> list[str]:
    """The routes that are screens."""
    asked = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())}
    return [name for name in TABLE if name in asked and name not in NO_SCREEN]


def onlookers(endpoint: str) -> list[str]:
    """One of each role that may open it; nobody's name where everybody may."""
    roles = TABLE[endpoint]
    if roles is None:
        return [""]
    return [who for who, role in PEOPLE.items() if role in roles and not who.startswith("other") and (endpoint, who) not in BEYOND]


def of_the_world(app: Flask, world: World) -> list[Screen]:
    """Each screen as each role sees it, of the world's objects the one that shows most; what every role has, as one of them does."""
    found = []
    for endpoint in endpoints(app):
        known = addresses(app, world, endpoint) if endpoint not in ELSEWHERE else []
        seen_by = []
        for who in onlookers(endpoint):
            seen = [(variant, address) for variant, address in known if variant is None or who in SEES[variant[0]][variant[1]]]
            chosen = [address for variant, address in seen if variant and variant[1] == IN_STATE.get(endpoint)]
            seen_by += [Screen(endpoint, who, address) for address in (chosen or [address for _, address in seen])[:1]]
        found += seen_by[:1] if TABLE[endpoint] == frozenset(Role) else seen_by
    return found


def visitor_of(world: World, app: Flask, who: str) -> Visitor:
    return world.visitors[who] if who else Visitor(app.test_client())
