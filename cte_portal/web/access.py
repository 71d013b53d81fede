"""Who may call which route, and who may see which object: all of it, in one place.

Each route carries one gate. An object outside one's reach is answered with 404, as if it were not there; a known
object with an action that is not one's own with 403. What may be done in which state is the workflow's to say.

A co-editor was given a share of an application: some of its parts to edit, and perhaps the rest to read. A part is a
section that has a page of its own (with the lists on that page), or the evidence. Routes about a part name it in their
gate (`part`): to open it asks `reads_part`, to send something to it `edits_part`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, request
from flask_login import current_user

from ..roles import OFFICERS, READERS, Role

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Gate:
    """`roles` empty: everybody, signed in or not. `kind`: the object named in the address that must be within reach.

    `part`: the part of the application the route is about, or the name of the address's variable that says which.
    """

    roles: frozenset[Role]
    kind: str | None = None
    part: str | None = None


@dataclass(frozen=True)
class Reach:
    """How an object of one kind is found by its id, and who may see it.

    `opened`: is told who opened it, before anything of it is sent, where that is noted of officers.
    """

    load: Callable[[int], Any | None]
    sees: Callable[[Any, Any], bool]
    opened: Callable[[Any, Any], None] | None = None


@dataclass(frozen=True)
class Share:
    """What one co-editor was given of one application."""

    parts: frozenset[str]  # to edit
    reads_rest: bool


ShareOf = Callable[[int, int], Share | None]  # by account's and application's id
HasLooked = Callable[[Any, Any], bool]  # whether the city officer's bureau gave its opinion on the application


def public(view: View) -> View:
    """Everybody may call this route."""
    view.gate = Gate(frozenset())  # type: ignore[attr-defined]
    return view


def requires(*roles: Role, of: str | None = None, part: str | None = None) -> Callable[[View], View]:
    """Only these roles may call the route; with `of`, the view is given the object instead of its id.

    `part`: which part of the application must be within reach too, as in `Gate`.
    """
    gate = Gate(frozenset(roles), of, part)

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
            if gate.kind:
                kwargs[gate.kind] = find(gate.kind, kwargs.pop(f"{gate.kind}_id"))
            if current_user.role not in gate.roles:
                abort(403)
            if gate.part:
                must = must_read if request.method in ("GET", "HEAD") else must_edit
                must(kwargs[gate.kind or ""], kwargs.get(gate.part, gate.part))
            answer = view(*args, **kwargs)
            if gate.kind and request.method == "GET" and current_user.role in READERS and answer.status_code < 400:
                _opened(gate.kind, kwargs[gate.kind])
            return answer

        guarded.gate = gate  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def find(kind: str, identity: int) -> Any:
    """The object, when the one signed in may see it; otherwise 404."""
    reach: Reach = current_app.extensions["reach"][kind]
    subject = reach.load(identity)
    if subject is None or not reach.sees(current_user, subject):
        abort(404)
    return subject


def _opened(kind: str, subject: Any) -> None:
    reach: Reach = current_app.extensions["reach"][kind]
    if reach.opened:
        reach.opened(current_user, subject)


def init_app(app: Flask, reach: dict[str, Reach], share_of: ShareOf, has_looked: HasLooked) -> None:
    """Templates ask `reads(application, part)` and `edits(application, part)` of the one signed in."""
    app.extensions["reach"] = reach
    app.extensions["share_of"] = share_of
    app.extensions["has_looked"] = has_looked
    app.jinja_env.globals["reads"] = lambda application, part: reads_part(current_user, application, part)
    app.jinja_env.globals["edits"] = lambda application, part: edits_part(current_user, application, part)


def inside_portal(target: str) -> str | None:
    """The address to go on to, when it lies inside the portal."""
    if target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable():
        return target
    return None


def is_administrator(account: Any, subject: Any) -> bool:
    return bool(account.role is Role.ADMINISTRATOR)


def is_editor(account: Any, subject: Any) -> bool:
    return bool(account.role is Role.EDITOR)


def sees_application(account: Any, application: Any) -> bool:
    """The applicant its own; a co-editor what it was given a share of; the ministry what was reported.

    A province what was submitted to it, and a draft as long as it is asked for a pre-review. A city's bureau what it is asked
    to look at first, and what it gave its opinion on.
    """
    match account.role:
        case Role.APPLICANT:
            return bool(account.organisation_id == application.organisation_id)
        case Role.CO_EDITOR:
            return _share(account, application) is not None
        case Role.PROVINCE_OFFICER:
            asked_before = application.pre_review_asked and application.province_code == account.province_code
            return bool(application.submitted_to == account.province_code or asked_before)
        case Role.CITY_OFFICER:
            asked = application.city_asked_id is not None and application.city_asked_id == account.authority_id
            return asked or bool(current_app.extensions["has_looked"](account, application))
        case Role.MINISTRY_OFFICER:
            return application.reported_at is not None
    return False


WHOLE = "whole"  # the part that is everything together, as the print shows it


def reads_part(account: Any, application: Any, part: str) -> bool:
    """Whether one who sees the application may read this part of it."""
    if account.role is not Role.CO_EDITOR:
        return True
    share = _share(account, application)
    return share is not None and (share.reads_rest or _page_of(application, part) in share.parts)


def edits_part(account: Any, application: Any, part: str) -> bool:
    """Whether one who sees the application may change this part of it, as long as it is open for changes."""
    if account.role is Role.CO_EDITOR:
        share = _share(account, application)
        return share is not None and _page_of(application, part) in share.parts
    return account.role is Role.APPLICANT


def must_read(application: Any, part: str) -> None:
    """404 for the one signed in where the part is out of reach, as if it were not there."""
    if not reads_part(current_user, application, part):
        abort(404)


def must_edit(application: Any, part: str) -> None:
    """The same, and 403 where it may be read only."""
    must_read(application, part)
    if not edits_part(current_user, application, part):
        abort(403)


def _share(account: Any, application: Any) -> Share | None:
    """Asked for once a request."""
    known: dict[tuple[int, int], Share | None] = g.setdefault("shares", {})
    key = (account.id, application.id)
    if key not in known:
        known[key] = current_app.extensions["share_of"](*key)
    return known[key]


def _page_of(application: Any, part: str) -> str:
    """Lists on a section's page belong to that section."""
    section = application.definition.by_key.get(part)
    return application.definition.page_of(section).key if section else part


def sees_registration(account: Any, organisation: Any) -> bool:
    """A province, or the ministry, the organisations whose registration it reviews; an organisation itself."""
    match account.role:
        case Role.PROVINCE_OFFICER | Role.MINISTRY_OFFICER:
            return bool(organisation.registered_with == account.province_code)
        case Role.APPLICANT:
            return bool(organisation.id == account.organisation_id)
    return False


def sees_takeover(account: Any, takeover: Any) -> bool:
    """Whoever reviews the organisation's registration."""
    return account.role in OFFICERS and sees_registration(account, takeover.organisation)


def is_colleague(account: Any, other: Any) -> bool:
    """People of one organisation each other."""
    return account.role is Role.APPLICANT and other.role is Role.APPLICANT and bool(other.organisation_id == account.organisation_id)


def sees_colleague_invitation(account: Any, invitation: Any) -> bool:
    """What oneself or a colleague made; not a link that an authority or the administrator made for one of them."""
    return bool(invitation.by_colleague) and is_colleague(account, invitation)


def sees_notice(account: Any, notice: Any) -> bool:
    """Everybody their own."""
    return bool(notice.account_id == account.id)


def sees_view(account: Any, view: Any) -> bool:
    """A saved view: its owner, and the colleagues it is shared with."""
    return bool(view.account_id == account.id or (view.shared and not view.removed_at and view.authority_id == account.authority_id))


def sees_work(account: Any, work: Any) -> bool:
    """Everybody what they asked for themselves."""
    return bool(work.account_id == account.id)


def sees_batch(account: Any, batch: Any) -> bool:
    """A province its own batches; the ministry what was sent to it, also when it was taken back."""
    match account.role:
        case Role.PROVINCE_OFFICER:
            return bool(batch.province_code == account.province_code)
        case Role.MINISTRY_OFFICER:
            return batch.reported_at is not None
    return False


def sees_grant(account: Any, grant: Any) -> bool:
    """Leave to report directly: the ministry all, a province that of the headquarters that sit in it."""
    own = bool(account.role is Role.PROVINCE_OFFICER and grant.organisation.province_code == account.province_code)
    return account.role is Role.MINISTRY_OFFICER or own


def sees_round(account: Any, expert_round: Any) -> bool:
    """The authority that opened it."""
    return account.role in OFFICERS and bool(account.authority_id == expert_round.authority_id)


def sees_sheet(account: Any, sheet: Any) -> bool:
    """The expert whose it is, unless given up; the authority whose round it belongs to. Experts never see each other's."""
    if account.role is Role.EXPERT:
        return bool(sheet.expert.account_id == account.id and sheet.conflict_at is None)
    return sees_round(account, sheet.expert.round)


def sees_list(account: Any, recognition_list: Any) -> bool:
    """An authority the recognition lists that it makes; the public reads them elsewhere."""
    return account.role in OFFICERS and account.province_code == recognition_list.province_code


def sees_community(account: Any, community: Any) -> bool:
    """A community that was recognised: its lead enterprise, the province that looks after it, the ministry."""
    if community.recognised_application_id is None:
        return False
    match account.role:
        case Role.APPLICANT:
            return bool(account.organisation_id == community.organisation_id)
        case Role.PROVINCE_OFFICER:
            return bool(account.province_code == community.overseen_by)
    return account.role is Role.MINISTRY_OFFICER


def sees_entry(account: Any, entry: Any) -> bool:
    """What became of a published entry: whoever sees its community."""
    return sees_community(account, entry.community)


def sees_interest(account: Any, interest: Any) -> bool:
    """The two sides, and nobody else."""
    sides = (interest.organisation_id, interest.entry.community.organisation_id)
    return account.role is Role.APPLICANT and account.organisation_id in sides


def sees_supply_demand(account: Any, lists: Any) -> bool:
    """The living lists: whoever sees the community."""
    return sees_community(account, lists.community)


def sees_yearly_form(account: Any, form: Any) -> bool:
    """What is being filled in: the lead enterprise; others see what was handed in."""
    return account.role is Role.APPLICANT and sees_community(account, form.community)


def sees_trusted_key(account: Any, key: Any) -> bool:
    """Whom to trust is the administrator's."""
    return account.role is Role.ADMINISTRATOR


def sees_import(account: Any, record: Any) -> bool:
    """Bundles are taken in by the ministry."""
    return account.role is Role.MINISTRY_OFFICER


def sees_published(account: Any, published: Any) -> bool:
    """A published list, to do something with it: the lead enterprise of the community. Everybody reads it elsewhere."""
    return account.role is Role.APPLICANT and bool(account.organisation_id == published.community.organisation_id)


def sees_upload(account: Any, upload: Any) -> bool:
    """A bundle on its way: whoever sends it."""
    return account.role is Role.MINISTRY_OFFICER and bool(upload.account_id == account.id)
