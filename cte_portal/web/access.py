"""Who may call which route, and who may see which object: all of it, in one place.

Each route carries one gate. An object outside one's reach is answered with 404, as if it were not there; a known
object with an action that is not one's own with 403. What may be done in which state is the workflow's to say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, current_app
from flask_login import current_user

from ..roles import Role

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Gate:
    """`roles` empty: everybody, signed in or not. `kind`: the object named in the address that must be within reach."""

    roles: frozenset[Role]
    kind: str | None = None


@dataclass(frozen=True)
class Reach:
    """How an object of one kind is found by its id, and who may see it."""

    load: Callable[[int], Any | None]
    sees: Callable[[Any, Any], bool]


def public(view: View) -> View:
    """Everybody may call this route."""
    view.gate = Gate(frozenset())  # type: ignore[attr-defined]
    return view


def requires(*roles: Role, of: str | None = None) -> Callable[[View], View]:
    """Only these roles may call the route; with `of`, the view is given the object instead of its id."""
    gate = Gate(frozenset(roles), of)

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
            if gate.kind:
                kwargs[gate.kind] = find(gate.kind, kwargs.pop(f"{gate.kind}_id"))
            if current_user.role not in gate.roles:
                abort(403)
            return view(*args, **kwargs)

        guarded.gate = gate  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def find(kind: str, identity: int) -> Any:
    """The object, when the one signed in may see it; otherwise 404."""
    reach: Reach = current_app.extensions["reach"][kind]
    subject = reach.load(identity) if identity < 2**63 else None
    if subject is None or not reach.sees(current_user, subject):
        abort(404)
    return subject


def init_app(app: Flask, reach: dict[str, Reach]) -> None:
    app.extensions["reach"] = reach


def inside_portal(target: str) -> str | None:
    """The address to go on to, when it lies inside the portal."""
    if target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable():
        return target
    return None


def sees_application(account: Any, application: Any) -> bool:
    """The applicant its own; a province what was submitted to it; the ministry what was reported."""
    match account.role:
        case Role.APPLICANT:
            return bool(account.organisation_id == application.organisation_id)
        case Role.PROVINCE_OFFICER:
            return application.submitted_at is not None and bool(application.province_code == account.province_code)
        case Role.MINISTRY_OFFICER:
            return application.reported_at is not None
    return False


def sees_registration(account: Any, organisation: Any) -> bool:
    """A province the organisations that sit in it; an organisation itself."""
    match account.role:
        case Role.PROVINCE_OFFICER:
            return bool(organisation.province_code == account.province_code)
        case Role.APPLICANT:
            return bool(organisation.id == account.organisation_id)
    return False


def sees_batch(account: Any, batch: Any) -> bool:
    """A province its own batches; the ministry all."""
    return account.role is Role.MINISTRY_OFFICER or (account.role is Role.PROVINCE_OFFICER and batch.province_code == account.province_code)
