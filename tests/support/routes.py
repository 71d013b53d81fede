"""Every route: who may call it, and its address for each object of the small world (`world.py`)."""

from __future__ import annotations

from flask import Flask

from cte_portal.roles import Role
from tests.support.people import JIANGSU
from tests.support.world import DRAFT, ROW, YEARLY, World

A, V, M, E, D, U = (
    Role.APPLICANT,
    Role.PROVINCE_OFFICER,
    Role.MINISTRY_OFFICER,
    Role.EDITOR,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
)
X = Role.EXPERT
T = Role.CITY_OFFICER
C = Role.CO_EDITOR  # sees and edits what it was given: tests/community/test_co_editing_access.py
EVERYBODY: frozenset[Role] | None = None
NOBODY: frozenset[Role] = frozenset()  # in a national installation: tests/recognition/test_results.py

FILLING = ("section", "save", "presence", "save_row", *ROW, "import_list", "take_in", "template", "export", *DRAFT)
REVIEWING = ("review", "reviewed", "take_back_review", "ask_again")  # of those who see a community, the authority that looks after it

UNIT_PAGES = ("enter_code", "show", "named", "section", "save_row", "remove_row", "restore_row")  # by a link, without an account

PART_PAGES = ("enter_code", "show", "named", "section", "save", "hand_back", "template", "take_in")

EXPERT_S = ("home", "sheet", "saved", "evidence", "evidence_page", "evidence_picture", "conflict", "given_up", "accept")
TABLE: dict[str, frozenset[Role] | None] = {
    "static": EVERYBODY,
    "web.vendor": EVERYBODY,
    "web.text_size": EVERYBODY,
    **{f"web.{name}": EVERYBODY for name in ("live", "ready")},
    "public.home": EVERYBODY,
    "styleguide.show": EVERYBODY,
    "public.column": EVERYBODY,
    **{f"guide.{name}": EVERYBODY for name in ("guide", "prepare", "year", "manual", "faq", "downloads", "download")},
    "public.communities": EVERYBODY,
    "public.community": EVERYBODY,
    "public.accessibility": EVERYBODY,
    "privacy.notice": EVERYBODY,
    **{f"privacy.{name}": frozenset(Role) for name in ("own", "correct", "copy")},
    "public.verify": EVERYBODY,
    "public.verify_page": EVERYBODY,
    "accounts.sign_in": EVERYBODY,
    "accounts.signed_in": EVERYBODY,
    "accounts.sign_out": EVERYBODY,
    "accounts.session_left": EVERYBODY,
    **{f"accounts.{name}": EVERYBODY for name in ("code", "second_step")},
    **{
        f"own_account.{name}": frozenset(Role)
        for name in ("show", "change_password", "end_session", "second", "set_second", "renew_codes", "take_off")
    },
    "accounts.stay": EVERYBODY,
    "accounts.sign_in_again": EVERYBODY,
    "notices.inbox": frozenset(Role),
    "notices.open_notice": frozenset(Role),
    "notices.read_all": frozenset(Role),
    "long_work.mine": frozenset(Role),
    "long_work.show": frozenset(Role),
    "long_work.result": frozenset(Role),
    "long_work.stop": frozenset(Role),
    "registration.register": EVERYBODY,
    "registration.registered": EVERYBODY,
    "registration.own": frozenset({A}),
    "registration.correct": frozenset({A}),
    **{f"registration.{name}": frozenset({A}) for name in ("add_licence", "own_licence")},
    **{f"registration.{name}": frozenset({V, M}) for name in ("queue", "review", "licence", "approve", "send_back")},
    **{f"own_people.{name}": frozenset({A}) for name in ("invite", "withdraw", "switch_off", "switch_on")},
    "takeovers.ask": EVERYBODY,
    "takeovers.asked": EVERYBODY,
    **{f"registration_preview.{name}": frozenset({V, M}) for name in ("licence_page", "licence_picture", "letter_page", "letter_picture")},
    **{f"takeovers.{name}": frozenset({V, M}) for name in ("index", "show", "letter", "agree", "decline")},
    **{f"articles.{name}": EVERYBODY for name in ("show", "file", "tagged", "favoured", "feed")},
    **{f"desk.{name}": frozenset({E}) for name in ("articles", "new", "begin", "edit", "save", "preview", "clean", "arrange", "offer")},
    **{f"desk.{name}": frozenset({E}) for name in ("give_back", "publish", "withdraw", "put_back", "add_file", "remove_file", "restore_file")},
    **{f"desk.{name}": frozenset({E}) for name in ("history", "compare", "import_form", "take_in")},
    **{f"public.{name}": EVERYBODY for name in ("search", "site_map", "sitemap_xml", "robots")},
    **{f"mistakes.{name}": EVERYBODY for name in ("tell", "told")},
    **{f"mistakes.{name}": frozenset({E}) for name in ("mistakes", "handle", "open_again")},
    **{f"people.{name}": frozenset({D}) for name in ("people", "invite", "invited", "reset", "switch_off", "switch_on", "erase", "withdraw")},
    **{f"people.{name}": frozenset({D}) for name in ("organisations", "close", "open_again")},
    **{f"invitations.{name}": EVERYBODY for name in ("enter_code", "password", "set_password", "forgotten", "send_link")},
    **{f"operation.{name}": frozenset({D}) for name in ("health_page", "work", "retry", "forget", "settings", "change")},
    "admin.export_trail": frozenset({U}),
    "community.desk": frozenset({A}),
    "community.new": frozenset({A}),
    "community.start": frozenset({A}),
    "community.tasks": frozenset({A, C}),
    "community.section": frozenset({A, C}),
    "community.save": frozenset({A, C}),
    "community.save_row": frozenset({A, C}),
    "community.remove_row": frozenset({A, C}),
    "community.restore_row": frozenset({A, C}),
    "community.move_row": frozenset({A, C}),
    "community.presence": frozenset({A, C}),
    "community.import_list": frozenset({A, C}),
    "community.take_in": frozenset({A, C}),
    "community.import_preview": frozenset({A, C}),
    "community.import_apply": frozenset({A, C}),
    "community.import_undo": frozenset({A, C}),
    "community.import_discard": frozenset({A, C}),
    "community.import_marked": frozenset({A, C}),
    "community.template": frozenset({A, C}),
    "community.export": frozenset({A, C}),
    "community.comment": frozenset({A, C}),
    "community.answer_comment": frozenset({A, C}),
    "community.looked_at": frozenset({A, C}),
    "community.ask_pre_review": frozenset({A}),
    "community.take_back_pre_review": frozenset({A}),
    "community.readiness": frozenset({A, C}),
    "community.finalise": frozenset({A}),
    "community.finalised": frozenset({A}),
    "community.reopen": frozenset({A}),
    "community.submit": frozenset({A}),
    "community.submitted": frozenset({A}),
    "community.withdraw": frozenset({A}),
    "community.compared": frozenset({A}),
    "co_editing.co_editors": frozenset({A}),
    "co_editing.invite": frozenset({A}),
    "co_editing.withdraw": frozenset({A}),
    "co_editing.invite_again": frozenset({A}),
    "co_editing.home": frozenset({C}),
    "co_editing.confirm_part": frozenset({C}),
    "co_editing.enter_code": EVERYBODY,
    "co_editing.invitation": EVERYBODY,
    "co_editing.new_account": EVERYBODY,
    "co_editing.accept": frozenset({C}),
    "unit_confirmation.units": frozenset({A}),
    "unit_confirmation.give_out_all": frozenset({A}),
    "unit_confirmation.give_out": frozenset({A}),
    "unit_confirmation.withdraw": frozenset({A}),
    "unit_confirmation.export": frozenset({A}),
    "unit_confirmation.enter_code": EVERYBODY,
    "unit_confirmation.confirm": EVERYBODY,
    "unit_confirmation.answered": EVERYBODY,
    "unit_confirmation.take_back": EVERYBODY,
    "uploads.evidence": frozenset({A, C}),
    "uploads.add": frozenset({A, C}),
    "uploads.remove": frozenset({A, C}),
    "uploads.restore": frozenset({A, C}),
    "uploads.download": frozenset({A, C, T, V, M}),
    "uploads.add_scan": frozenset({A}),
    "uploads.scan": frozenset({A, T, V, M}),
    "document.draft": frozenset({A, C}),
    "document.version": frozenset({A, T, V, M}),
    "document.version_data": frozenset({A, V, M}),
    "document.blank": EVERYBODY,
    "document.blank_word": EVERYBODY,
    "document.receipt": frozenset({A, V, M}),
    "document.scan_check": frozenset({A, V, M}),
    "document.scan_page": frozenset({A, V, M}),
    "document.print_page": frozenset({A, V, M}),
    "document.scan_beside_print": frozenset({A, V, M}),
    "preview.evidence_page": frozenset({T, V, M}),
    "preview.evidence_picture": frozenset({T, V, M}),
    "document.read_by_hand": frozenset({A}),
    "document.judge_scan": frozenset({V, M}),
    "workbench.home": frozenset({V, M}),
    "review.queue": frozenset({V, M}),
    "review.assign": frozenset({V, M}),
    "review.assigned": frozenset({V, M}),
    "review.export": frozenset({V, M}),
    "review.look_after": frozenset({V, M}),
    "review.views": frozenset({V, M}),
    "review.new_view": frozenset({V, M}),
    "review.save_view": frozenset({V, M}),
    "review.open_view": frozenset({V, M}),
    "review.change_view": frozenset({V, M}),
    "review.remove_view": frozenset({V, M}),
    "review.restore_view": frozenset({V, M}),
    "review.start_with": frozenset({V, M}),
    "review.dossier": frozenset({T, V, M}),
    "draft_comments.comment": frozenset({T, V, M}),
    "draft_comments.put": frozenset({T, V, M}),
    "checklist.save": frozenset({V, M}),
    **dict.fromkeys((f"checklist.{name}" for name in ("items", "add", "item", "change", "move", "retire")), frozenset({V, M})),
    **dict.fromkeys((f"private_notes.{name}" for name in ("notes", "add", "remove")), frozenset({T, V, M})),
    "review.send_back": frozenset({V, M}),
    "review.returned": frozenset({V, M}),
    "review.approve": frozenset({V}),
    "review.approved": frozenset({V}),
    "review.decline": frozenset({V}),
    "review.declined": frozenset({V}),
    "opening.ask": frozenset({A}),
    "opening.asked": frozenset({A}),
    "opening.widen": frozenset({V, M}),
    "opening.widened": frozenset({V, M}),
    "review.take_back": frozenset({V, M}),
    "review.pre_review": frozenset({V}),
    "review.pre_reviewed": frozenset({V}),
    "lists.index": EVERYBODY,
    "lists.show": EVERYBODY,
    "lists.as_workbook": EVERYBODY,
    "lists.as_csv": EVERYBODY,
    "lists.document": EVERYBODY,
    "lists.objection_form": EVERYBODY,
    "lists.object_to": EVERYBODY,
    "lists.look_up": EVERYBODY,
    "lists.objection": EVERYBODY,
    **dict.fromkeys((f"exchange.{name}" for name in ("index", "entry", "edition", "year_figures")), EVERYBODY),
    **dict.fromkeys((f"exchange.{name}" for name in ("found_workbook", "edition_workbook", "edition_content")), EVERYBODY),
    **dict.fromkeys((f"exchange.{name}" for name in ("export_found", "export_edition")), frozenset(Role)),
    **dict.fromkeys((f"exchange.{name}" for name in ("withdraw_entry", "entry_withdrawn")), frozenset({A})),
    **dict.fromkeys((f"exchange.{name}" for name in ("withdraw_edition", "edition_withdrawn")), frozenset({A})),
    "recognition.overview": frozenset({M}),
    "recognition.new": frozenset({M}),
    "recognition.create": frozenset({M}),
    "recognition.show": frozenset({M}),
    "recognition.change": frozenset({M}),
    "recognition.changed": frozenset({M}),
    "recognition.candidates": frozenset({M}),
    "recognition.put_on": frozenset({M}),
    "recognition.arrange": frozenset({M}),
    "recognition.take_off": frozenset({M}),
    "recognition.notice": frozenset({M}),
    "recognition.start_notice": frozenset({M}),
    "recognition.publish": frozenset({M}),
    "recognition.published": frozenset({M}),
    "recognition.withdraw": frozenset({M}),
    "recognition.withdrawn": frozenset({M}),
    "recognition.take_out": frozenset({M}),
    "recognition.taken_out": frozenset({M}),
    "recognition.amend": frozenset({M}),
    "recognition.amended": frozenset({M}),
    "recognition.objections": frozenset({M}),
    "recognition.objection": frozenset({M}),
    "recognition.handled": frozenset({M}),
    "recognition.open_contact": frozenset({M}),
    "recognition.objection_file": frozenset({M}),
    "recognition.results": NOBODY,
    "recognition.results_template": NOBODY,
    "recognition.take_in": NOBODY,
    "recognition.results_preview": NOBODY,
    "recognition.record_draft": NOBODY,
    "recognition.discard": NOBODY,
    "recognition.result": NOBODY,
    "recognition.record_result": NOBODY,
    "recognition.take_back": NOBODY,
    "batches.index": frozenset({V, M}),
    "batches.start": frozenset({V}),
    "batches.batch": frozenset({V, M}),
    "batches.choose": frozenset({V}),
    "batches.chosen": frozenset({V}),
    "batches.order": frozenset({V}),
    "batches.details": frozenset({V}),
    "batches.described": frozenset({V}),
    "batches.attach": frozenset({V}),
    "batches.discard": frozenset({V}),
    "batches.discarded": frozenset({V}),
    "batches.send": frozenset({V}),
    "batches.sent": frozenset({V}),
    "batches.take_back": frozenset({V}),
    "batches.taken_back": frozenset({V}),
    "batches.again": frozenset({V}),
    "batches.summary": frozenset({V, M}),
    "batches.summary_print": frozenset({V, M}),
    "batches.letter_form": frozenset({V}),
    "batches.letter": frozenset({V, M}),
    "batches.frozen": frozenset({V, M}),
    "first_look.queue": frozenset({T}),
    "first_look.opinion": frozenset({T}),
    "first_look.opinion_given": frozenset({T}),
    "first_look.overview": frozenset({V}),
    "first_look.show": frozenset({V}),
    "first_look.assign": frozenset({V}),
    "first_look.take_over": frozenset({V}),
    **{f"following.{name}": frozenset({A, V, M}) for name in ("entries", "show", "contract", "acceptance")},
    **{f"following.{name}": frozenset({A}) for name in ("undertake", "undertaken", "complete", "completed", "terminate", "terminated")},
    **{f"following.{name}": frozenset({A}) for name in ("take_back", "agree", "agreed", "remove_agreement", "restore_agreement")},
    **{f"meeting.{name}": frozenset({A}) for name in ("proposals", "express", "expressed", "index", "show")},
    **{f"meeting.{name}": frozenset({A}) for name in ("accept", "decline", "take_back", "withdraw", "contacts")},
    "review.return_to_province": frozenset({M}),
    "review.returned_to_province": frozenset({M}),
    "statistics.filing_progress": frozenset({V, M}),
    "statistics.filing_workbook": frozenset({V, M}),
    **{f"experts.{name}": frozenset({M}) for name in ("rounds", "opened", "round_page", "deadline_moved", "chosen", "invited", "shared_out")},
    **{f"experts.{name}": frozenset({M}) for name in ("results", "subject", "assigned", "reopen", "reopened")},
    **{f"expert_desk.{name}": frozenset({X}) for name in EXPERT_S},
    "expert_desk.invitation": EVERYBODY,
    "expert_desk.new_account": EVERYBODY,
    "direct.grants": frozenset({V, M}),
    "direct.granted": frozenset({M}),
    "direct.revoke": frozenset({M}),
    "direct.revoked": frozenset({M}),
    "overview.overview": frozenset({V, M}),
    "overview.matrix": frozenset({V, M}),
    "overview.matrix_workbook": frozenset({V, M}),
    "handover.key": frozenset({V, M, D}),
    "handover.public_key": frozenset({V, M, D}),
    "handover.trusted": frozenset({D}),
    "handover.trust": frozenset({D}),
    "handover.distrust": frozenset({D}),
    "handover.trust_again": frozenset({D}),
    "handover.make": frozenset({V, M}),
    "handover.imports": frozenset({M}),
    "handover.upload": frozenset({M}),
    "handover.take_waiting": frozenset({M}),
    **{f"handover.{name}": frozenset({M}) for name in ("begin_upload", "upload_state", "append_piece", "finish_upload", "give_up_upload")},
    "handover.import_record": frozenset({M}),
    "authority_settings.own": frozenset({V}),
    "authority_settings.changed": frozenset({V}),
    **{f"annual.{name}": frozenset({A}) for name in ("own", "save", "withdraw", "publish", "unpublish", "unpublished")},
    **{f"annual.{name}": frozenset({A, V, M}) for name in ("calendar", "renew_calendar", "end_calendar")},
    **{f"annual.{name}": frozenset({A, V, M}) for name in ("duty", "outline", "version_file", "version_receipt", "version_page", "version_picture")},
    **{f"annual.{name}": frozenset({V, M}) for name in ("overview", "remind", "reminded", "excuse", "excused")},
    **{f"annual.{name}": frozenset({V, M}) for name in REVIEWING},
    "yearly_forms.begin": frozenset({A}),
    "yearly_forms.changes": frozenset({A, V, M}),
    **{f"yearly_forms.{kind}_{name}": frozenset({A}) for kind in YEARLY for name in ("home", "check", "hand_in", "draft")},
    **{f"yearly_forms.{kind}_{name}": frozenset({A}) for kind in YEARLY for name in FILLING},
    **{f"performance.performance_{name}": frozenset({A}) for name in ("home", "check", "hand_in", "draft", "section", "save", "presence")},
    **{f"figure_proofs.{name}": frozenset({A}) for name in ("add", "take_out", "bring_back")},
    **{f"figure_proofs.{name}": frozenset({A, V, M}) for name in ("file", "page_of", "picture_of")},
    **{f"figure_parts.{name}": EVERYBODY for name in PART_PAGES},
    **{f"unit_figures.{name}": frozenset({A}) for name in ("units", "give_out_all", "give_out", "withdraw", "reopen", "take_in")},
    **{f"unit_figures.{name}": frozenset({A}) for name in ("compare", "adopt", "undo")},
    **{f"scoring.{name}": frozenset({V, M}) for name in ("scores", "score", "scheme", "keep", "recompute", "table")},
    "scoring.own": frozenset({A}),
    "sampling.sample": frozenset({A, V, M}),
    **{f"sampling.{name}": frozenset({V, M}) for name in ("draw", "check", "correct", "take_back")},
    "figures.own": frozenset({A}),
    "figures.set_open": frozenset({A}),
    **{f"figures.{name}": frozenset({V, M}) for name in ("community", "province", "province_file", "nation", "nation_file")},
    "figures.community_file": frozenset({A, V, M}),
    **{f"figures.{name}": EVERYBODY for name in ("open_index", "open_file")},
    **{f"reports.{name}": EVERYBODY for name in ("index", "show", "report_file", "deadlines")},
    **{f"living_lists.{name}": frozenset({A, V, M}) for name in ("index", "show", "changes", "section", "template", "export")},
    **{f"living_lists.{name}": frozenset({A}) for name in ("start", "publish", "published", "units", "give_out_all", "give_out", "withdraw")},
    **{f"living_lists.{name}": frozenset({A}) for name in ("save", "presence", "save_row", "move_row", "remove_row", "restore_row")},
    **{f"living_lists.{name}": frozenset({A}) for name in ("import_list", "take_in", "import_preview", "import_apply", "import_undo")},
    **{f"living_lists.{name}": frozenset({A}) for name in ("import_discard", "import_marked")},
    **{f"unit_lists.{name}": EVERYBODY for name in UNIT_PAGES},
    **{f"question_desk.{name}": frozenset({E}) for name in ("index", "new", "add", "edit", "save", "withdraw", "restore")},
    **{f"editions.{name}": frozenset({D}) for name in ("index", "upload", "show", "files", "put_to_use", "withdraw", "remove")},
    "people.second_factor_off": frozenset({D}),
    **{f"letters.{name}": frozenset({D}) for name in ("index", "show", "word")},
    "admin.windows": frozenset({D}),
    "admin.set_window": frozenset({D}),
    "admin.unset_window": frozenset({D}),
    "admin.extensions": frozenset({D}),
    "admin.open_extension": frozenset({D}),
    "admin.trail": frozenset({U}),
    "admin.verify": frozenset({U}),
}

EDITION_PAGES = ("edition", "edition_workbook", "edition_content", "export_edition")
LIST_PAGES = ("show", "as_workbook", "as_csv", "document", "objection_form", "object_to")
ENTRY_PARTS = {"following.contract": ["undertaking_id"], "following.remove_agreement": ["agreement_id"]}
ENTRY_PARTS["following.restore_agreement"] = ["agreement_id"]
# what the ministry decided is recorded by the province in its own installation: the gate lets both in, the view one of them
BY_PROFILE = ("direct.granted", "direct.revoke", "direct.revoked")
BY_PROFILE += tuple(f"experts.{name}" for name in ("rounds", "opened", "round_page", "deadline_moved", "chosen", "invited"))
BY_PROFILE += tuple(f"experts.{name}" for name in ("shared_out", "results", "subject", "assigned", "reopen", "reopened"))
BY_PROFILE += ("review.return_to_province", "review.returned_to_province")
OVERSEEN = tuple(f"annual.{name}" for name in REVIEWING)  # the community of the world is the province's to look after

# who sees which object of the world: everybody else must not learn that it exists
SEES: dict[str, dict[str, frozenset[str]]] = {
    "application": {
        "draft": frozenset({"applicant", "co-editor"}),
        "asked": frozenset({"applicant", "co-editor", "province"}),  # a draft that waits for a pre-review
        "submitted": frozenset({"applicant", "co-editor", "city", "province"}),
        "reported": frozenset({"applicant", "co-editor", "province", "ministry"}),
    },
    "organisation": {"own": frozenset({"applicant", "province"})},
    "takeover": {"own": frozenset({"province"})},
    **{kind: {"own": frozenset({"applicant"})} for kind in ("colleague", "colleague_invitation")},
    "community": {"own": frozenset({"applicant", "province", "ministry"})},
    **{kind: {"own": frozenset({"applicant"})} for kind in (*YEARLY, "performance")},
    "batch": {"sent": frozenset({"province", "ministry"}), "draft": frozenset({"province"})},
    "round": {"own": frozenset({"ministry"})},
    "sheet": {"own": frozenset({"ministry", "expert"})},
    "grant": {"own": frozenset({"province", "ministry"})},
    "entry": dict.fromkeys(("technology", "talent"), frozenset({"applicant", "province", "ministry"})),
    "interest": {"own": frozenset({"applicant", "other applicant"})},  # between these two
    **{kind: {"own": frozenset({"editor"})} for kind in ("article", "mistake")},
    **{kind: {"own": frozenset({"administrator"})} for kind in ("account", "listed_organisation", "account_invitation")},
    "list": {"own": frozenset({"ministry"})},
    "notice": {"own": frozenset({"applicant"})},
    "work": {"own": frozenset({"province"})},
    "trusted_key": {"own": frozenset({"administrator"})},
    "handover_import": {"own": frozenset({"ministry"})},
    "upload": {"own": frozenset({"ministry"})},
    "view": {"own": frozenset({"province"})},
    "edition": {"own": frozenset({"applicant"})},
    "supply_demand": {"own": frozenset({"applicant", "ministry"})},
}
PEOPLE = {
    "applicant": A,
    "other applicant": A,
    "co-editor": C,
    "other co-editor": C,
    "city": T,
    "other city": T,
    "province": V,
    "other province": V,
    "ministry": M,
    "expert": X,
    "other expert": X,
    "editor": E,
    "administrator": D,
    "auditor": U,
}


def kind_of(app: Flask, endpoint: str) -> str | None:
    return app.view_functions[endpoint].gate.kind  # type: ignore[attr-defined, no-any-return]


def addresses(app: Flask, world: World, endpoint: str) -> list[tuple[tuple[str, str] | None, str]]:
    """The route for each object of the world that it can name."""
    with app.test_request_context():
        url_for = app.url_for
        kind = kind_of(app, endpoint)
        if kind == "application":
            return [
                (("application", state), url_for(endpoint, application_id=number, **world.parts(state, endpoint)))
                for state, number in world.applications.items()
            ]
        if kind == "community":
            duty = {"community_id": world.community, "year": 2026, "key": "industry_report"}
            inside = {"number": 1} if endpoint.startswith("annual.version_") else {}
            if endpoint.startswith("scoring."):
                return [(("community", "own"), url_for(endpoint, community_id=world.figures_community, year=2026))]
            if endpoint.startswith("figure_proofs."):
                sheet = {} if endpoint.endswith("file") else {"number": 1}
                return [(("community", "own"), url_for(endpoint, community_id=world.figures_community, year=2026, proof_id=1, **sheet))]
            if endpoint.startswith("sampling."):
                parts = {"check": {"code": "3.1"}, "correct": {"key": "order_enrolled"}, "take_back": {"correction_id": 1}}
                of_it = {"community_id": world.figures_community, "year": 2026, **parts.get(endpoint.partition(".")[2], {})}
                return [(("community", "own"), url_for(endpoint, **of_it))]
            if endpoint in ("figures.community", "figures.community_file"):
                kind_of_file = {"kind": "pdf"} if endpoint.endswith("file") else {}
                return [(("community", "own"), url_for(endpoint, community_id=world.figures_community, **kind_of_file))]
            if endpoint == "figures.set_open":
                return [(("community", "own"), url_for(endpoint, community_id=world.figures_community, year=2026))]
            inside |= {"sheet": 1} if endpoint in ("annual.version_page", "annual.version_picture") else {}
            return [(("community", "own"), url_for(endpoint, **duty, **inside))]
        if kind in world.yearly_forms:
            return [((kind, "own"), url_for(endpoint, **{f"{kind}_id": world.yearly_forms[kind]}, **world.parts(kind, endpoint)))]
        if kind == "organisation":
            sheet = {"number": 1} if endpoint.startswith("registration_preview.") else {}
            return [(("organisation", "own"), url_for(endpoint, organisation_id=world.organisation, **sheet))]
        if kind == "article":
            inside = {"file_id": 1} if endpoint.endswith("_file") and endpoint != "desk.add_file" else {}
            return [((kind, "own"), url_for(endpoint, article_id=world.article, **inside))]
        if kind in ("account", "listed_organisation", "account_invitation"):
            known = {"account": world.colleague, "listed_organisation": world.organisation, "account_invitation": 1}
            return [((kind, "own"), url_for(endpoint, **{f"{kind}_id": known[kind]}))]
        if kind in ("takeover", "colleague", "colleague_invitation"):
            sheet = {"number": 1} if endpoint.startswith("registration_preview.") else {}
            return [((kind, "own"), url_for(endpoint, **{f"{kind}_id": world.registered[kind]}, **sheet))]
        if kind == "mistake":
            return [((kind, "own"), url_for(endpoint, mistake_id=1))]
        if kind == "notice":
            return [(("notice", "own"), url_for(endpoint, notice_id=world.notice))]
        if kind == "view":
            return [(("view", "own"), url_for(endpoint, view_id=world.view))]
        if kind == "work":
            return [(("work", "own"), url_for(endpoint, work_id=world.work))]
        if kind == "edition":
            return [((kind, "own"), url_for(endpoint, edition_id=world.edition))]
        if kind == "round":
            inside = {"subject_id": world.subject} if endpoint in ("experts.subject", "experts.assigned") else {}
            return [(("round", "own"), url_for(endpoint, round_id=world.round, **inside))]
        if kind == "sheet":
            inside = {"evidence_id": world.inside["reported"]["evidence_id"]} if endpoint.startswith("expert_desk.evidence") else {}
            inside |= {"number": 1} if endpoint.startswith("expert_desk.evidence_") else {}
            return [(("sheet", "own"), url_for(endpoint, sheet_id=world.sheet, **inside))]
        if kind in ("trusted_key", "handover_import", "upload"):
            return [((kind, "own"), url_for(endpoint, **{f"{kind}_id": 1}))]
        if kind == "list":
            return [(("list", "own"), url_for(endpoint, list_id=world.recognition_list, **world.parts("list", endpoint)))]
        if kind == "interest":
            return [(("interest", "own"), url_for(endpoint, interest_id=world.interest))]
        if kind == "entry":
            table = "talent" if "agree" in endpoint else "technology"
            inside = {name: world.inside["entry"][name] for name in ENTRY_PARTS.get(endpoint, ())}
            return [(("entry", table), url_for(endpoint, entry_id=world.entries[table], **inside))]
        if kind == "supply_demand":
            inside = {"supply_demand_id": world.living, **{name: world.inside["living"][name] for name in named_in(app, endpoint)}}
            return [(("supply_demand", "own"), url_for(endpoint, **inside))]
        if kind == "grant":
            return [(("grant", "own"), url_for(endpoint, grant_id=world.grant))]
        if kind == "batch":
            letter = {"number": 1} if endpoint == "batches.letter" else {}
            return [(("batch", state), url_for(endpoint, batch_id=number, **letter)) for state, number in world.batches.items()]
        values = {
            "web.vendor": {"filename": "htmx.min.js"},
            "public.column": {"column": "news"},
            "public.community": {"community_id": world.community},
            "articles.show": {"article_id": world.article},
            "articles.file": {"article_id": world.article, "file_id": 1},
            "articles.tagged": {"tag": "申报"},
            "articles.feed": {"column": "news"},
            **{f"operation.{name}": {"key": world.failed_job} for name in ("retry", "forget")},
            **{f"letters.{name}": {"name": "deadline"} for name in ("show", "word")},
            **{f"editions.{name}": {"key": world.form_edition} for name in ("show", "files", "put_to_use", "withdraw", "remove")},
            **{f"question_desk.{name}": {"key": "who-registers"} for name in ("edit", "save", "withdraw", "restore")},
            **{f"invitations.{name}": {"code": world.staff} for name in ("password", "set_password")},
            **{f"scoring.{name}": {"year": 2026} for name in ("scores", "scheme", "keep", "recompute", "table")},
            "figures.province": {"province": JIANGSU},
            "figures.province_file": {"province": JIANGSU, "kind": "xlsx"},
            "figures.nation_file": {"kind": "pdf"},
            "figures.open_file": {"year": 2025, "kind": "provinces"},
            "guide.download": {"key": "industry_report", "kind": "docx"},
            "document.blank": {"edition": "2024"},
            "document.blank_word": {"edition": "2024"},
            **{f"lists.{name}": {"list_id": world.recognition_list} for name in LIST_PAGES},
            "exchange.entry": {"entry_id": world.entry},
            **{f"exchange.{name}": {"edition_id": world.edition} for name in EDITION_PAGES},
            **{f"reports.{name}": {"report_id": world.report} for name in ("show", "report_file")},
            "reports.deadlines": {"code": world.calendar},
            "lists.objection": {"code": world.receipt},
            **{f"recognition.{name}": {"draft_id": 1} for name in ("results_preview", "record_draft", "discard")},
            **{f"recognition.{name}": {"application_id": world.applications["reported"]} for name in ("result", "record_result")},
            **{f"checklist.{name}": {"item_id": world.checklist_item} for name in ("item", "change", "move", "retire")},
            "public.verify_page": {"code": world.code},
            **{f"meeting.{name}": {"other_id": world.entries["theirs"]} for name in ("express", "expressed")},
            **{f"co_editing.{name}": {"code": world.invitation} for name in ("invitation", "new_account", "accept")},
            **{f"expert_desk.{name}": {"code": world.expert} for name in ("invitation", "new_account", "accept")},
            **{f"unit_confirmation.{name}": {"code": world.confirmation} for name in ("confirm", "answered", "take_back")},
        }
        if endpoint.startswith("figure_parts."):
            known = {"code": world.part, "key": "training"}
            return [(None, url_for(endpoint, **{name: known[name] for name in named_in(app, endpoint)}))]
        if endpoint.startswith("unit_lists."):
            return [(None, url_for(endpoint, **{name: world.inside["living"][name] for name in named_in(app, endpoint)}))]
        return [(None, url_for(endpoint, **values.get(endpoint, {})))]


def named_in(app: Flask, endpoint: str) -> set[str]:
    """What the route's address names, besides the form."""
    return next(rule.arguments for rule in app.url_map.iter_rules() if rule.endpoint == endpoint) - {"supply_demand_id"}
