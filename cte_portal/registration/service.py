"""What can be done with a registration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from sqlalchemy import select

from .. import audit, clock
from ..accounts import service as accounts
from ..accounts.models import Account, Organisation, OrganisationKind, RegistrationState
from ..extensions import db
from ..notices import queries as notices
from ..notices import service as inboxes
from ..roles import Role
from ..transactions import transaction
from ..uploads import rules as file_rules
from ..uploads import service as uploads
from ..web.errors import Refused
from . import queries, rules
from .models import Licence, RegistrationDecision


class AlreadyRegistered(Exception):
    """`field` says which of the two is taken: uscc or email."""

    def __init__(self, field: str, message: str):
        super().__init__(message)
        self.field = field


class DecisionRefused(Refused):
    """The registration is not waiting for this."""


@dataclass(frozen=True)
class OrganisationDetails:
    """What an organisation says of itself when it registers."""

    name: str
    uscc: str
    kind: OrganisationKind
    province_code: str
    address: str


def register(details: OrganisationDetails, contact: str, phone: str, email: str, password: str) -> Organisation:
    """Make the organisation and its first account; the registration waits for the province.

    Raises:
        AlreadyRegistered: the USCC or the email is taken.
    """
    password_hash = accounts.hash_password(password)
    with transaction():
        _must_be_free(details.uscc)
        if db.session.scalar(select(Account.id).filter_by(email=email.lower())):
            raise AlreadyRegistered("email", "这个邮箱已经注册过账号，请直接登录，或换一个邮箱")
        organisation = Organisation(
            name=details.name,
            uscc=details.uscc,
            kind=details.kind,
            province_code=details.province_code,
            address=details.address,
            state=RegistrationState.PENDING,
            registered_at=clock.now(),
        )
        account = Account(
            email=email.lower(),
            name=contact,
            phone=phone,
            role=Role.APPLICANT,
            password_hash=password_hash,
            organisation=organisation,
            created_at=clock.now(),
        )
        db.session.add_all([organisation, account])
        db.session.flush()
        audit.record("registration.filed", organisation, by=account, uscc=details.uscc)
        _tell_officers(organisation)
    return organisation


def _must_be_free(uscc: str, but: int | None = None) -> None:
    taken = db.session.scalar(select(Organisation).filter_by(uscc=uscc))
    if taken is not None and taken.id != but:
        raise AlreadyRegistered("uscc", "这个统一社会信用代码已经注册。请联系本单位已有账号的同事；联系不上的，请凭单位盖章的函件“找回账号”")


def correct(organisation: Organisation, details: OrganisationDetails, by: Account) -> None:
    """File a returned registration again with corrected details.

    Raises:
        DecisionRefused: it was not returned.
        AlreadyRegistered: the new USCC is taken.
    """
    with transaction():
        if organisation.state is not RegistrationState.RETURNED:
            raise DecisionRefused("注册信息只有在退回后才能更正。")
        _must_be_free(details.uscc, but=organisation.id)
        organisation.name, organisation.uscc, organisation.kind = details.name, details.uscc, details.kind
        organisation.province_code, organisation.address = details.province_code, details.address
        _decide(organisation, RegistrationState.PENDING, "", by)
        audit.record("registration.corrected", organisation, by=by)
        _tell_officers(organisation)


def add_licence(organisation: Organisation, source: IO[bytes], filename: str, by: Account) -> Licence:
    """Keep a scan of the business licence, in place of the one before.

    Raises:
        DecisionRefused: the registration is approved; what was looked at stays.
        FileRefused: it is not what it says, or too large.
    """
    name = file_rules.clean_name(filename)
    received = uploads.receive(source, name, rules.SCAN_KINDS, rules.SCAN_MB)
    with transaction():
        if organisation.state is RegistrationState.APPROVED and queries.licence(organisation):
            raise DecisionRefused("注册已通过，证照不能再更换。")
        uploads.register(received)
        made = Licence(organisation_id=organisation.id, name=file_rules.named(name, received.kind), sha256=received.sha256)
        made.uploaded_at, made.uploaded_by_id = clock.now(), by.id
        db.session.add(made)
        audit.record("registration.licence_added", organisation, by=by, sha256=received.sha256)
    return made


def approve(organisation: Organisation, opinion: str, by: Account) -> None:
    """审核通过: the organisation may begin applications."""
    with transaction():
        _must_wait(organisation)
        _decide(organisation, RegistrationState.APPROVED, opinion, by)
        audit.record("registration.approved", organisation, by=by)
        inboxes.tell(notices.people_of(organisation.id), "registration_approved", "/desk", organisation=organisation)


def send_back(organisation: Organisation, reason: str, by: Account) -> None:
    """退回: the organisation corrects its details and files again."""
    with transaction():
        _must_wait(organisation)
        _decide(organisation, RegistrationState.RETURNED, reason, by)
        audit.record("registration.returned", organisation, by=by)
        inboxes.tell(notices.people_of(organisation.id), "registration_returned", "/registration", organisation=organisation, reason=reason)


def _tell_officers(organisation: Organisation) -> None:
    officers = notices.officers_of(organisation.registered_with)
    inboxes.tell(officers, "registration_filed", f"/registrations/{organisation.id}", organisation=organisation)


def _must_wait(organisation: Organisation) -> None:
    if organisation.state is not RegistrationState.PENDING:
        raise DecisionRefused(f"这份注册当前状态是“{organisation.state.label}”，不需要审核。")


def _decide(organisation: Organisation, state: RegistrationState, reason: str, by: Account) -> None:
    organisation.state = state
    db.session.add(RegistrationDecision(organisation_id=organisation.id, state=state, reason=reason, at=clock.now(), by_id=by.id))
