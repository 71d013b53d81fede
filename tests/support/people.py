"""The people of a test: their accounts, and browsers without JavaScript in which they are signed in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cte_portal.accounts import service as accounts
from cte_portal.accounts.models import Account, AuthorityLevel, Organisation, OrganisationKind, RegistrationState
from cte_portal.catalogue.uscc import with_check_digit
from cte_portal.clock import now
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.transactions import transaction

PASSWORD = "correct horse battery 7"
JIANGSU, ZHEJIANG = "320000", "330000"
SUZHOU, NANJING = "320500", "320100"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Visitor:
    """A browser with JavaScript off: follows links, fills in and sends the forms that are on the page."""

    client: FlaskClient
    answer: TestResponse | None = None
    address: str = "/"
    aside: TestResponse | None = None  # what the open page was told when it asked of itself
    parsed: tuple[TestResponse, BeautifulSoup] | None = None  # the answer that was looked at last

    @property
    def response(self) -> TestResponse:
        """The answer that is looked at; the page at `address`, where it has not been fetched yet."""
        if self.answer is None:
            self.open(self.address)
        assert self.answer is not None
        return self.answer

    @response.setter
    def response(self, answer: TestResponse) -> None:
        self.answer = answer

    @property
    def soup(self) -> BeautifulSoup:
        if self.parsed is None or self.parsed[0] is not self.response:
            self.parsed = self.response, BeautifulSoup(self.response.text, "lxml")
        return self.parsed[1]

    @property
    def text(self) -> str:
        """What the page's main part says, in one line."""
        body = self.soup
        return " ".join((body.find("main") or body).get_text(" ", strip=True).split())

    @property
    def status(self) -> int:
        return self.response.status_code

    def open(self, address: str, **arguments: Any) -> Visitor:
        self.response = self.client.get(address.partition("#")[0], follow_redirects=True, **arguments)
        self.address = self.response.request.full_path.rstrip("?")
        return self

    def form(self, action_ends: str) -> Tag:
        """The form on the page whose action ends like this (the query left out)."""
        for form in self.soup.find_all("form"):
            action = str(form.get("action") or self.address).partition("?")[0].partition("#")[0]
            if action.endswith(action_ends):
                return form
        raise AssertionError(f"no form for {action_ends} on {self.address}: {[f.get('action') for f in self.soup.find_all('form')]}")

    def send(self, action_ends: str, typed: dict[str, Any] | None = None, button: str | None = None, *, confirms: bool = True) -> Visitor:
        """Send the form as a browser would, with `typed` put into its boxes; `button`: "name=value" of the one pressed.

        `confirms`: where a page then shows what is going out and asks, press 发出 there.
        """
        form = self.form(action_ends)
        data = filled_in(form)
        for name, value in (typed or {}).items():
            data[name] = value
        if button:
            name, _, value = button.partition("=")
            data[name] = value
        address = str(form.get("action") or self.address)
        multipart = {"content_type": "multipart/form-data"} if form.get("enctype") == "multipart/form-data" else {}
        method = str(form.get("method", "get")).lower()
        if method == "get":
            self.response = self.client.get(address, query_string=data, follow_redirects=True)
        else:
            self.response = self.client.post(address, data=data, follow_redirects=True, **multipart)
        self.address = self.response.request.full_path.rstrip("?")
        if confirms and 'name="confirmed"' in self.response.text and self.soup.find("button", {"name": "confirmed"}):
            return self.send(action_ends, button="confirmed=yes", confirms=False)
        return self

    def ask_aside(self, address: str, typed: dict[str, Any] | None = None, form: str = "") -> str:
        """What HTMX gets without leaving the page: with `form`, for that form and what is typed into it; else by GET."""
        headers = {"HX-Request": "true"}
        if form:
            self.aside = self.client.post(address, data={**filled_in(self.form(form)), **(typed or {})}, headers=headers)
        else:
            self.aside = self.client.get(address, headers=headers)
        return self.aside.text

    def token(self) -> str:
        """The form token of this visitor's session."""
        field = self.soup.find("input", {"name": "csrf_token"})
        assert isinstance(field, Tag)
        return str(field["value"])


def filled_in(form: Tag) -> dict[str, Any]:
    """What a browser would send for the form as it stands."""
    data: dict[str, Any] = {}

    def add(name: str, value: str) -> None:
        data.setdefault(name, []).append(value)

    for box in form.find_all(["input", "select", "textarea"]):
        name = box.get("name")
        if not name or box.has_attr("disabled"):
            continue
        if box.name == "select":
            for option in box.find_all("option"):
                if option.has_attr("selected"):
                    add(name, option.get("value", option.get_text()))
        elif box.name == "textarea":
            add(name, box.get_text().removeprefix("\n"))
        elif box.get("type") in ("checkbox", "radio"):
            if box.has_attr("checked"):
                add(name, box.get("value", "on"))
        elif box.get("type") not in ("submit", "button", "file", "image"):
            add(name, box.get("value", ""))
    return data


@dataclass
class People:
    """Makes organisations, officers and their accounts, without going through the pages."""

    app: Flask
    made: int = field(default=0)

    def organisation(
        self,
        name: str = "",
        province: str = JIANGSU,
        kind: OrganisationKind = OrganisationKind.PRIVATE,
        state: RegistrationState = RegistrationState.APPROVED,
    ) -> int:
        self.made += 1
        with self.app.app_context(), transaction():
            organisation = Organisation(
                name=name or f"演示制造集团{self.made}有限公司",
                uscc=uscc(self.made),
                kind=kind,
                province_code=province,
                address="示范路 1 号",
                state=state,
                registered_at=now(),
            )
            db.session.add(organisation)
            db.session.flush()
            return organisation.id

    def account(self, role: Role, *, province: str = JIANGSU, city: str = SUZHOU, organisation: int | None = None, name: str = "") -> str:
        """The email of a new account."""
        self.made += 1
        email = f"{role.value}{self.made}@demo.example"
        with self.app.app_context(), transaction():
            authority = None
            if role is Role.PROVINCE_OFFICER:
                authority = accounts.authority(AuthorityLevel.PROVINCE, province)
            elif role is Role.CITY_OFFICER:
                authority = accounts.city_bureau(city, f"演示市教育局（{city}）")
            elif role is Role.MINISTRY_OFFICER:
                authority = accounts.authority(AuthorityLevel.MINISTRY)
            body = db.session.get(Organisation, organisation) if organisation else None
            accounts.create_account(email, name or f"经办人{self.made}", role, PASSWORD, organisation=body, authority=authority)
        return email

    def visitor(self) -> Visitor:
        return Visitor(self.app.test_client())

    def signed_in(self, role: Role, **details: Any) -> Visitor:
        """A browser in which a new account of this role is signed in."""
        if role is Role.APPLICANT and "organisation" not in details:
            details["organisation"] = self.organisation(province=details.pop("province", JIANGSU))
        return self.sign_in(self.account(role, **details))

    def sign_in(self, email: str) -> Visitor:
        """A browser in which the account is signed in; where that leads is opened when somebody looks."""
        visitor = self.visitor()
        token = TOKEN.search(visitor.client.get("/sign-in").text)
        assert token is not None
        answer = visitor.client.post("/sign-in", data={"email": email, "password": PASSWORD, "csrf_token": token[1]})
        assert answer.location, answer.text
        visitor.address = answer.location
        return visitor

    def person(self, email: str) -> Account:
        """The account, inside an application context of the caller's."""
        from sqlalchemy import select

        found = db.session.scalar(select(Account).where(Account.email == email))
        assert found is not None
        return found


def uscc(number: int) -> str:
    """A credit code with a right check character that belongs to nobody: the registration district 000000 does not exist."""
    return with_check_digit(f"91000000{number:09d}")
