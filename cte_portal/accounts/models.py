"""Organisations, authorities, the accounts of their people, and who is signed in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask import current_app
from sqlalchemy import Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..catalogue.places import province_name
from ..extensions import Model, Moment
from ..named import Named
from ..roles import Role
from ..settings import Profile


def stored_enum(kind: type[StrEnum]) -> Enum:
    """The enum's value as text, so that the database reads like the code."""
    return Enum(kind, native_enum=False, length=40, values_callable=lambda members: [member.value for member in members])


class OrganisationKind(Named):
    """企业性质; only a headquarters of a central SOE may be granted direct reporting."""

    CENTRAL_HQ = "central_hq", "央企集团总部"
    CENTRAL_SUBSIDIARY = "central_subsidiary", "央企子企业"
    LOCAL_SOE = "local_soe", "地方国企"
    PRIVATE = "private", "民企"
    FOREIGN = "foreign", "外资"
    OTHER = "other", "其他"


class RegistrationState(Named):
    PENDING = "pending", "待审核", "amber"
    APPROVED = "approved", "已通过", "green"
    RETURNED = "returned", "已退回", "red"


def ministry_registers() -> bool:
    """Whether the ministry reviews the registrations of central SOEs' headquarters: not where a province runs a portal of its own."""
    return bool(current_app.config["SETTINGS"].profile is Profile.NATIONAL)


class Organisation(Model):
    """注册单位: a body that registered, identified by its USCC."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), index=True)
    uscc: Mapped[str] = mapped_column(String(18), unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(stored_enum(OrganisationKind))
    province_code: Mapped[str] = mapped_column(String(6), index=True)
    address: Mapped[str] = mapped_column(String(200))
    state: Mapped[RegistrationState] = mapped_column(stored_enum(RegistrationState), index=True)
    registered_at: Mapped[datetime] = mapped_column(Moment)

    disabled_at: Mapped[datetime | None] = mapped_column(Moment)  # none of its people can sign in
    disabled_reason: Mapped[str] = mapped_column(default="", server_default="")

    accounts: Mapped[list[Account]] = relationship(back_populates="organisation")

    @property
    def province_name(self) -> str:
        return province_name(self.province_code)

    @property
    def registered_with(self) -> str | None:
        """The province that reviews the registration; None for the ministry."""
        return None if self.kind is OrganisationKind.CENTRAL_HQ and ministry_registers() else self.province_code

    @property
    def reviewer(self) -> str:
        """Who reviews the registration, as it is said to the one who waits."""
        return f"{self.province_name}教育行政部门" if self.registered_with else "教育部"


class AuthorityLevel(StrEnum):
    CITY = "city"
    PROVINCE = "province"
    MINISTRY = "ministry"


class Authority(Model):
    """主管部门: a provincial education authority, a city's bureau under one, or the ministry."""

    __tablename__ = "authority"
    __table_args__ = (Index("ix_authority_city_code", "city_code", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[AuthorityLevel] = mapped_column(stored_enum(AuthorityLevel))
    province_code: Mapped[str | None] = mapped_column(String(6), unique=True)  # of a province's own authority only
    city_code: Mapped[str | None] = mapped_column(String(6))  # of a city's bureau only: GB/T 2260, four digits and 00
    name: Mapped[str] = mapped_column(String(100))

    @property
    def under_province(self) -> str | None:
        """The province that a city's bureau lies in."""
        return f"{self.city_code[:2]}0000" if self.city_code else None


class Account(Model):
    """账号: a person's login, belonging to one organisation, one authority, or the operator."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str] = mapped_column(String(20), default="")
    role: Mapped[Role] = mapped_column(stored_enum(Role))
    password_hash: Mapped[str] = mapped_column(String(200))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    disabled_reason: Mapped[str] = mapped_column(default="", server_default="")
    erased_at: Mapped[datetime | None] = mapped_column(Moment)  # telephone and mail address are gone; the name stays with what was done
    totp_secret: Mapped[str | None] = mapped_column(String(200))  # of the second factor, sealed with the portal's key
    totp_step: Mapped[int | None]  # the time step of the last code, which is never taken again

    organisation: Mapped[Organisation | None] = relationship(back_populates="accounts", lazy="joined")
    authority: Mapped[Authority | None] = relationship(lazy="joined")

    # what Flask-Login asks of the one signed in
    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def switched_off(self) -> bool:
        """Whether the account, or the organisation that it belongs to, may not be used."""
        return self.disabled_at is not None or (self.organisation is not None and self.organisation.disabled_at is not None)

    @property
    def province_code(self) -> str | None:
        """The officer's province."""
        return self.authority.province_code if self.authority else None

    @property
    def home_endpoint(self) -> str:
        return HOMES[self.role]


HOMES = {
    Role.APPLICANT: "community.desk",
    Role.CO_EDITOR: "co_editing.home",
    Role.CITY_OFFICER: "first_look.queue",
    Role.PROVINCE_OFFICER: "workbench.home",
    Role.MINISTRY_OFFICER: "workbench.home",
    Role.EXPERT: "expert_desk.home",
    Role.EDITOR: "desk.articles",
    Role.ADMINISTRATOR: "admin.extensions",
    Role.AUDITOR: "admin.trail",
}


class SignIn(Model):
    """One signing in of one account; ended by its owner, or by the portal."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    address: Mapped[str] = mapped_column(String(45))

    account: Mapped[Account] = relationship(lazy="joined")


class KeptInput(Model):
    """What a person had typed when the session turned out to be over, kept until it is put back."""

    __tablename__ = "kept_input"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    path: Mapped[str] = mapped_column(String(300))
    typed: Mapped[str]  # JSON: box name → list of texts
    kept_at: Mapped[datetime] = mapped_column(Moment)
