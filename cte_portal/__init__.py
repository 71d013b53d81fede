"""The declaration portal for 行业产教融合共同体. `create_app` is its table of contents."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from . import cli, clock, menu, public
from .accounts import sessions
from .accounts import views as account_views
from .accounts.invitations import queries as invitation_queries
from .accounts.invitations import service as invitation_service
from .accounts.invitations import views as invitation_views
from .accounts.locks import service as lock_service
from .accounts.own import views as own_account_views
from .admin import trail_export, trail_head
from .admin import views as admin_views
from .admin.editions import trying as edition_trying
from .admin.editions import views as edition_views
from .admin.operation import health
from .admin.operation import letters as letter_views
from .admin.operation import service as operation_service
from .admin.operation import views as operation_views
from .admin.people import queries as people_queries
from .admin.people import views as people_views
from .annual import feed as deadlines
from .annual import queries as annual_queries
from .annual import views as annual_views
from .annual.service import following as duty_following
from .annual.service import reminding as duty_reminding
from .annual.service import working as duty_working
from .annual.yearly_forms import queries as yearly_form_queries
from .annual.yearly_forms import views as yearly_form_views
from .annual.yearly_forms.kind import KINDS as YEARLY_KINDS
from .articles import desk_views
from .articles import queries as article_queries
from .articles import service as article_service
from .articles import views as article_views
from .articles.reading import ReadingCounts
from .backup import service as backup_service
from .catalogue import loader
from .community import queries as community_queries
from .community import rules
from .community import views as community_views
from .community.co_editing import queries as co_editing_queries
from .community.co_editing import service as co_editing_service
from .community.co_editing import views as co_editing_views
from .community.filling import kinds
from .community.finding import service as finding_service
from .community.opening import views as opening_views
from .community.service import following, reminders
from .community.unit_confirmation import views as unit_confirmation_views
from .community.views.kind import ApplicationKind
from .community.workflow import Forbidden
from .document import preview_views, registration_previews, scan_service, scan_views
from .document import service as document_service
from .exchange import export as exchange_export
from .exchange import queries as exchange_queries
from .exchange import service as exchange_service
from .exchange import views as exchange_views
from .exchange.following import queries as following_queries
from .exchange.following import views as following_views
from .exchange.living import queries as living_queries
from .exchange.living import unit_views as unit_lists_views
from .exchange.living import views as living_lists_views
from .exchange.living.kinds import LivingKind, UnitRowsKind
from .exchange.meeting import queries as meeting_queries
from .exchange.meeting import views as meeting_views
from .extensions import compress, csrf, db, engine_options, htmx, limiter
from .guide import desk_views as question_views
from .guide import views as guide_views
from .handover import queries as handover_queries
from .handover import views as handover_views
from .handover.service import exporting, importing, receiving
from .jobs import Jobs, Watch
from .long_work import queries as long_work_queries
from .long_work import service as long_work_service
from .long_work import views as long_work_views
from .mistakes import service as mistake_service
from .mistakes import views as mistake_views
from .notices import queries as notice_queries
from .notices import service as notices_service
from .notices import views as notice_views
from .performance import known as known_figures
from .performance import queries as performance_queries
from .performance import service as performance_service
from .performance import views as performance_views
from .performance.evidence import views as figure_proof_views
from .performance.figures import service as figures_service
from .performance.figures import views as figure_views
from .performance.kind import KIND as PERFORMANCE_KIND
from .performance.parts import unit_views as unit_figure_views
from .performance.parts import views as unit_part_views
from .performance.parts.kind import KIND as UNIT_PART_KIND
from .performance.sampling import views as sampling_views
from .performance.scoring import service as scoring_service
from .performance.scoring import views as scoring_views
from .privacy import service as privacy_service
from .privacy import views as privacy_views
from .recognition import queries as recognition_queries
from .recognition import views as recognition_views
from .registration import queries as registration_queries
from .registration import views as registration_views
from .registration.people import own_views as own_people_views
from .registration.people import takeover_views
from .review import views as review_views
from .review.authority_settings import views as authority_settings_views
from .review.batches import queries as batch_queries
from .review.batches import views as batch_views
from .review.checklist import views as checklist_views
from .review.comments import views as draft_comment_views
from .review.direct import queries as direct_queries
from .review.direct import views as direct_views
from .review.experts import queries as expert_queries
from .review.experts.service import rounds as expert_rounds
from .review.experts.views import desk as expert_desk_views
from .review.experts.views import rounds as expert_round_views
from .review.first_look import queries as first_look_queries
from .review.first_look import service as first_look_service
from .review.first_look import views as first_look_views
from .review.overview import views as overview_views
from .review.private_notes import views as private_note_views
from .review.queue import export as queue_export
from .review.queue import view_queries
from .settings import Settings, from_environment
from .statistics import service as statistics_service
from .statistics import views as statistics_views
from .storage import forget_old, storage_of
from .styleguide import views as styleguide_views
from .uploads import queries as upload_queries
from .uploads import views as upload_views
from .web import access, errors, fragments, journal, limits
from .web import views as web_views
from .web.editions import folder_of_the_portal
from .workbench import views as workbench_views

ROOT = Path(__file__).parent.parent


def create_app(settings: Settings | None = None, *, testing: bool = False) -> Flask:
    """The portal, ready to serve.

    Raises:
        SettingsError, CatalogueError, ClockError: it cannot run like this; the message says what to mend.
    """
    settings = settings or from_environment()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.testing = testing
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database),
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_I18N_ENABLED=False,
        SESSION_COOKIE_NAME=web_views.cookie_name(settings, "session"),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.production,
        SEND_FILE_MAX_AGE_DEFAULT=web_views.YEAR,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["br", "gzip"],
        COMPRESS_STREAMING_ENDPOINT_CONDITIONAL=["static", "web.vendor"],
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"],
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    clock.configure(settings.clock)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    _extensions(app, settings)
    _features(app, settings)
    cli.init_app(app)
    return app


def _extensions(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    htmx.init_app(app)
    journal.init_app(app)
    limits.init_app(app)
    csrf.init_app(app)
    compress.init_app(app)
    limiter.init_app(app)
    sessions.init_app(app)
    app.extensions["storage"] = storage_of(settings)
    app.extensions["editions"] = loader.load_all(folder_of_the_portal(settings), rules.RULE_NAMES)
    known_figures.check(app.extensions["editions"])
    app.extensions["findables"] = (finding_service.FINDABLE, article_queries.FINDABLE, exchange_service.FINDABLE)
    app.extensions["unprintable"] = document_service.unprintable
    app.extensions["long_work"] = {  # kind → the function that does it
        "queue_export": queue_export.write,
        trail_export.KIND: trail_export.write,
        edition_trying.KIND: edition_trying.try_edition,
        exchange_export.KIND: exchange_export.write,
        exporting.KIND: exporting.export_bundle,
        importing.KIND: importing.import_bundle,
    }
    app.extensions["jobs"] = _jobs(app, settings)


def _jobs(app: Flask, settings: Settings) -> Jobs:
    return Jobs(
        app,
        {
            "print_version": document_service.print_version,
            "check_scan": scan_service.check_scan,
            "mail_invitation": co_editing_service.mail_invitation,
            "mail_expert": expert_rounds.mail_expert,
            "mail_account_invitation": invitation_service.mail_invitation,
            "erase_old": privacy_service.erase_old,
            "forgotten": invitation_service.forgotten,
            "forget_failures": lock_service.forget_old,
            "send_letters": notices_service.send_letters,
            "remind": reminders.remind,
            "remind_cities": first_look_service.remind,
            "remind_of_duties": duty_reminding.remind,
            "publish_due": duty_working.publish_due,
            "beat": health.beat,
            "back_up": backup_service.back_up,
            "note_trail_head": trail_head.note,
            "add_views": article_service.add_views,
            "add_up_figures": figures_service.recount,
            "count_filing": statistics_service.recount_if_never_counted,
            "long_work": long_work_service.work_through,
            "clear_up": long_work_service.clear_up,
            "clear_up_imports": importing.clear_up,
            "clear_up_uploads": receiving.clear_up,
            "forget_old_files": forget_old,
            "take_up": lambda: app.extensions["jobs"].take_up(),
        },
        patient=("mail_invitation", "mail_expert", "mail_account_invitation", "send_letters"),
        hourly=(
            *("remind", "clear_up", "clear_up_imports", "clear_up_uploads", "forget_old_files", "forget_failures", "count_filing", "remind_cities"),
            *("remind_of_duties", "publish_due"),
        ),
        often=("long_work", "send_letters", "take_up", "beat"),
        watch=Watch(
            lambda: app.extensions["running_settings"].refresh(app),
            app.extensions["measures"].job,
            operation_service.job_failed,
            operation_service.job_done,
        ),
        left_over={
            "check_scan": upload_queries.unchecked_scans,
            "mail_account_invitation": invitation_queries.unmailed,
            "mail_expert": expert_queries.unmailed,
            "mail_invitation": co_editing_queries.unmailed,
        },
        nightly=("erase_old", "add_up_figures", "note_trail_head", *(("back_up",) if settings.backups_kept else ())),
    )


def _within_reach() -> dict[str, access.Reach]:
    """What an address may name by its id: how it is found, and who may see it."""
    return {
        "organisation": access.Reach(registration_queries.organisation, access.sees_registration, privacy_service.note_opening),
        "application": access.Reach(community_queries.application, access.sees_application, privacy_service.note_opening),
        "batch": access.Reach(batch_queries.batch, access.sees_batch),
        "round": access.Reach(expert_queries.round, access.sees_round),
        "sheet": access.Reach(expert_queries.sheet, access.sees_sheet),
        "grant": access.Reach(direct_queries.grant, access.sees_grant),
        "entry": access.Reach(following_queries.entry, access.sees_entry),
        "interest": access.Reach(meeting_queries.interest, access.sees_interest),
        "community": access.Reach(annual_queries.community, access.sees_community),
        "work_plan": access.Reach(yearly_form_queries.work_plan, access.sees_yearly_form),
        "annual_summary": access.Reach(yearly_form_queries.annual_summary, access.sees_yearly_form),
        "performance": access.Reach(performance_queries.collection, access.sees_yearly_form),
        "list": access.Reach(recognition_queries.recognition_list, access.sees_list),
        "notice": access.Reach(notice_queries.notice, access.sees_notice),
        "trusted_key": access.Reach(handover_queries.key, access.sees_trusted_key),
        "handover_import": access.Reach(handover_queries.import_record, access.sees_import),
        "upload": access.Reach(handover_queries.upload, access.sees_upload),
        "view": access.Reach(view_queries.view, access.sees_view),
        "edition": access.Reach(exchange_queries.edition, access.sees_published),
        "supply_demand": access.Reach(living_queries.lists, access.sees_supply_demand),
        "article": access.Reach(article_queries.article, access.is_editor),
        "account": access.Reach(people_queries.account, access.is_administrator),
        "listed_organisation": access.Reach(people_queries.organisation, access.is_administrator),
        "account_invitation": access.Reach(invitation_queries.invitation, access.is_administrator),
        "takeover": access.Reach(registration_queries.takeover, access.sees_takeover, privacy_service.note_opening),
        "colleague": access.Reach(people_queries.account, access.is_colleague),
        "colleague_invitation": access.Reach(invitation_queries.invitation, access.sees_colleague_invitation),
        "mistake": access.Reach(mistake_service.mistake, access.is_editor),
        "work": access.Reach(long_work_queries.work, access.sees_work),
    }


VIEWS = (
    public,
    guide_views,
    article_views,
    desk_views,
    mistake_views,
    account_views,
    invitation_views,
    registration_views,
    own_people_views,
    takeover_views,
    community_views,
    co_editing_views,
    opening_views,
    unit_confirmation_views,
    upload_views,
    scan_views,
    preview_views,
    registration_previews,
    long_work_views,
    letter_views,
    question_views,
    review_views,
    statistics_views,
    exchange_views,
    draft_comment_views,
    first_look_views,
    checklist_views,
    private_note_views,
    authority_settings_views,
    batch_views,
    overview_views,
    direct_views,
    expert_round_views,
    expert_desk_views,
    following_views,
    meeting_views,
    living_lists_views,
    unit_lists_views,
    admin_views,
    people_views,
    privacy_views,
    yearly_form_views,
    performance_views,
    figure_views,
    figure_proof_views,
    sampling_views,
    scoring_views,
    unit_figure_views,
    unit_part_views,
    workbench_views,
)


def _features(app: Flask, settings: Settings) -> None:
    app.extensions["reading_counts"] = ReadingCounts()
    access.init_app(app, _within_reach(), share_of=co_editing_queries.share_of, has_looked=first_look_queries.has_looked)
    kinds.init_app(app, ApplicationKind(), LivingKind(), UnitRowsKind(), *YEARLY_KINDS, PERFORMANCE_KIND, UNIT_PART_KIND)
    following.init_app(app, statistics_service.count, first_look_service.follow, recognition=(exchange_service.follow_recognition,))
    duty_following.init_app(app, performance_service.follow, scoring_service.follow)
    deadlines.init_app(app, recognition_queries.under_notice)
    errors.init_app(app, never_theirs=(Forbidden,))
    web_views.init_app(app)
    for views in VIEWS:
        app.register_blueprint(views.bp)
    operation_views.init_app(app, settings)
    own_account_views.init_app(app)
    edition_views.init_app(app)
    handover_views.init_app(app)
    recognition_views.init_app(app, settings)
    annual_views.init_app(app)
    notice_views.init_app(app)
    styleguide_views.init_app(app, settings)
    menu.init_app(app)
    app.after_request(fragments.init_vary)
