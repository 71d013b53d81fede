"""Several people fill in one application: what goes together does, what does not is shown to choose from."""

from __future__ import annotations

import random
from contextvars import copy_context
from datetime import timedelta
from threading import Thread

from bs4 import BeautifulSoup, Tag

from cte_portal import audit, clock
from cte_portal.audit import AuditEntry
from cte_portal.community import queries
from cte_portal.community.models import Application
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.conftest import NOON
from tests.support.people import PASSWORD, People, Visitor, filled_in
from tests.support.world import full_application

HTMX = {"HX-Request": "true"}


def colleagues(people: People) -> tuple[Visitor, Visitor, int]:
    """Two people of one organisation, signed in, and their complete application."""
    organisation = people.organisation()
    first = people.account(Role.APPLICANT, organisation=organisation, name="李四")
    second = people.account(Role.APPLICANT, organisation=organisation, name="王五")
    with people.app.app_context():
        application = full_application(people.person(first), 3).id
    return people.sign_in(first), people.sign_in(second), application


def value(people: People, application: int, section: str, key: str) -> object:
    with people.app.app_context():
        return queries.content_of(db.session.get(Application, application)).values(section).get(key)


def auto(visitor: Visitor, address: str, typed: dict[str, str]) -> str:
    """What the page is told when it saves of itself a moment after a change."""
    return visitor.ask_aside(address, {**typed, "auto": "yes"}, form=address)


def test_different_fields_changed_by_two_people_go_together(people: People) -> None:
    one, other, application = colleagues(people)
    address = f"/applications/{application}/sections/mechanism"
    one.open(address)
    other.open(address)
    first, second, *_ = (box["name"] for box in one.form(address).find_all("textarea"))
    one.send(address, {first: "李四写的"})
    other.send(address, {second: "王五写的"})
    assert other.status == 200 and "已保存" in other.soup.find(id="messages").get_text()
    assert value(people, application, "mechanism", first.removeprefix("mechanism-")) == "李四写的"
    assert value(people, application, "mechanism", second.removeprefix("mechanism-")) == "王五写的"


def test_a_lost_race_shows_both_texts_and_saves_all_else(people: People) -> None:
    one, other, application = colleagues(people)
    address = f"/applications/{application}/sections/mechanism"
    one.open(address)
    other.open(address)
    first, second, *_ = (box["name"] for box in one.form(address).find_all("textarea"))
    one.send(address, {first: "李四写的"})
    other.send(address, {first: "王五写的", second: "另一处"})
    assert other.status == 409
    assert "李四写的" in other.text and "李四" in other.text
    form = other.form(address)
    box = form.find(attrs={"name": first})
    assert isinstance(box, Tag) and box.get_text().strip() == "王五写的"
    assert form.find(attrs={"name": second}) is None
    assert value(people, application, "mechanism", first.removeprefix("mechanism-")) == "李四写的"
    assert value(people, application, "mechanism", second.removeprefix("mechanism-")) == "另一处"
    key = first.removeprefix("mechanism-")
    merged = Visitor(other.client, other.response, other.address)
    merged.send(address, {first: "李四写的；王五写的"})
    assert value(people, application, "mechanism", key) == "李四写的；王五写的"


def test_the_others_text_can_be_taken(people: People) -> None:
    one, other, application = colleagues(people)
    address = f"/applications/{application}/sections/mechanism"
    one.open(address)
    other.open(address)
    name = str(one.form(address).find("textarea")["name"])
    key = name.removeprefix("mechanism-")
    one.send(address, {name: "李四写的"})
    other.send(address, {name: "王五写的"})
    other.send(address, {f"choose-{key}": "theirs"})
    assert other.status == 200 and value(people, application, "mechanism", key) == "李四写的"


def test_a_row_removed_meanwhile_comes_back_with_what_was_typed(people: People) -> None:
    one, other, application = colleagues(people)
    with people.app.app_context():
        row = queries.content_of(db.session.get(Application, application)).rows("participants")[0]
    address = f"/applications/{application}/sections/participants"
    other.open(f"{address}?edit={row.id}")
    one.open(address).send(f"/rows/{row.id}/remove")
    other.send("/participants/rows", {"participants-contact_name": "沈䶮"})
    assert other.status == 409 and "这一行被删除了" in other.text
    other.send("/participants/rows", button="restore=yes")
    with people.app.app_context():
        first = queries.content_of(db.session.get(Application, application)).rows("participants")[0]
    assert (first.id, first.values["contact_name"]) == (row.id, "沈䶮")


def test_a_row_that_two_people_changed_shows_both_texts(people: People) -> None:
    one, other, application = colleagues(people)
    with people.app.app_context():
        row = queries.content_of(db.session.get(Application, application)).rows("participants")[0].id
    address = f"/applications/{application}/sections/participants?edit={row}"
    one.open(address)
    other.open(address)
    one.send("/participants/rows", {"participants-contact_name": "周𬭎", "participants-duties": "新的任务"})
    other.send("/participants/rows", {"participants-contact_name": "沈䶮"})
    assert other.status == 409 and "周𬭎" in other.text and "沈䶮" in str(other.form("/participants/rows"))
    other.send("/participants/rows", {"participants-contact_name": "沈䶮"})
    with people.app.app_context():
        values = queries.content_of(db.session.get(Application, application)).rows("participants")[0].values
    assert (values["contact_name"], values["duties"]) == ("沈䶮", "新的任务")


def test_the_page_saves_of_itself_and_says_when(people: People) -> None:
    clerk, _, application = colleagues(people)
    address = f"/applications/{application}/sections/lead_university"
    with clock.at(NOON + timedelta(minutes=3, seconds=7)):
        answer = auto(clerk.open(address), address, {"lead_university-contact_name": "张𬭎", "lead_university-contact_phone": "1380"})
    assert "已自动保存" in answer and "12:03:07" in answer
    assert "1 处填写需要更正" in answer and "应填 11 位手机号" in answer, "a half-typed value is kept and marked"
    assert value(people, application, "lead_university", "contact_name") == "张𬭎"
    again = clerk.open(address).form(address).find(attrs={"name": "lead_university-contact_phone"})
    assert isinstance(again, Tag) and again["value"] == "1380"


def test_a_save_that_changes_nothing_leaves_no_trace(people: People) -> None:
    clerk, _, application = colleagues(people)
    address = f"/applications/{application}/sections/mechanism"

    def entries() -> int:
        with people.app.app_context():
            return db.session.query(AuditEntry).count()

    before = entries()
    assert "已自动保存" in auto(clerk.open(address), address, {})
    assert entries() == before


def test_a_lost_race_while_typing_says_so_and_overwrites_nothing(people: People) -> None:
    one, other, application = colleagues(people)
    address = f"/applications/{application}/sections/mechanism"
    one.open(address)
    other.open(address)
    name = str(one.form(address).find("textarea")["name"])
    auto(one, address, {name: "李四写的"})
    answer = auto(other, address, {name: "王五写的"})
    assert "还没有保存" in answer and "查看两份内容并选择" in answer
    assert value(people, application, "mechanism", name.removeprefix("mechanism-")) == "李四写的"


def test_one_sees_who_else_has_the_section_open(people: People) -> None:
    one, other, application = colleagues(people)
    address = f"/applications/{application}/sections/mechanism"
    one.open(address)
    one.client.post(f"{address}/presence", data={"csrf_token": one.token()}, headers=HTMX)
    assert "李四 也打开了这个栏目" in other.open(address).text
    assert "也打开了这个栏目" not in one.open(address).text
    with clock.at(NOON + timedelta(minutes=2)):
        assert "也打开了这个栏目" not in other.open(address).text


def test_a_finalised_application_is_not_saved_into_by_a_page_left_open(people: People) -> None:
    clerk, _, application = colleagues(people)
    address = f"/applications/{application}/sections/mechanism"
    clerk.open(address)
    with people.app.app_context():
        from cte_portal.community.models import Status

        db.session.get(Application, application).status = Status.FINALISED
        db.session.commit()
    answer = auto(clerk, address, {str(clerk.form(address).find("textarea")["name"]): "晚了"})
    assert clerk.aside is not None and clerk.aside.status_code == 409 and "内容不能修改" in answer


def test_the_session_ends_while_typing_and_the_password_on_the_spot_goes_on(people: People) -> None:
    clerk, _, application = colleagues(people)
    address = f"/applications/{application}/sections/mechanism"
    clerk.open(address)
    name = str(clerk.form(address).find("textarea")["name"])
    with clock.at(NOON + timedelta(minutes=31)):
        answer = auto(clerk, address, {name: "没来得及保存"})
        assert clerk.aside is not None and clerk.aside.headers["HX-Retarget"] == "#session"
        assert "已经保留" in answer and "李四 的密码" in answer
        token = filled_in(clerk.form(address))["csrf_token"]
        wrong = clerk.client.post("/sign-in/again", data={"csrf_token": token, "password": "不对"}, headers=HTMX)
        assert "密码不正确" in wrong.text
        again = clerk.client.post("/sign-in/again", data={"csrf_token": token, "password": PASSWORD}, headers=HTMX)
        assert again.headers["HX-Trigger"] == "signedIn"
        answer = auto(clerk, address, {name: "没来得及保存"})  # the page sends it again, with the form token it has
        assert "已自动保存" in answer
    assert value(people, application, "mechanism", name.removeprefix("mechanism-")) == "没来得及保存"


def test_what_was_typed_is_put_back_and_still_knows_what_it_was_typed_on(people: People) -> None:
    one, other, application = colleagues(people)
    address = f"/applications/{application}/sections/mechanism"
    one.open(address)
    other.open(address)
    first, second, *_ = (str(box["name"]) for box in one.form(address).find_all("textarea"))
    other.send(address, {second: "王五写的"})
    with clock.at(NOON + timedelta(minutes=31)):
        one.send(address, {first: "超时前写的"})
        assert "继续以 李四 的身份登录" in one.text
        one.send("/sign-in", {"password": PASSWORD})
        assert "超时前写的" in str(one.form(address)) and "已放回下面" in one.text
        one.send(address)
    assert value(people, application, "mechanism", first.removeprefix("mechanism-")) == "超时前写的"
    assert value(people, application, "mechanism", second.removeprefix("mechanism-")) == "王五写的"


def test_a_form_whose_token_is_over_keeps_its_text(people: People) -> None:
    clerk, _, application = colleagues(people)
    address = f"/applications/{application}/sections/mechanism"
    clerk.open(address)
    name = str(clerk.form(address).find("textarea")["name"])
    data = {**filled_in(clerk.form(address)), name: "放了太久", "csrf_token": "旧的"}
    clerk.response = clerk.client.post(address, data=data, headers={"Origin": "http://localhost"}, follow_redirects=True)
    assert "放了太久" in str(clerk.form(address)) and "已放回下面" in clerk.text
    foreign = clerk.client.post(address, data={**data, name: "别的网站"}, headers={"Origin": "http://elsewhere.example"})
    assert foreign.status_code == 400
    assert "别的网站" not in clerk.open(address).response.text


def test_the_page_warns_two_minutes_before_the_end_and_staying_is_one_click(people: People) -> None:
    clerk, _, application = colleagues(people)
    clerk.open(f"/applications/{application}/sections/mechanism")
    with clock.at(NOON + timedelta(minutes=28, seconds=30)):
        answer = clerk.client.get("/session", headers=HTMX).text
        assert "90 秒内没有操作将自动退出" in answer and "继续使用" in answer
    with clock.at(NOON + timedelta(minutes=29)):
        clerk.client.post("/session", data={"csrf_token": clerk.token()}, headers=HTMX)
    with clock.at(NOON + timedelta(minutes=45)):
        assert "自动退出" not in clerk.client.get("/session", headers=HTMX).text


def test_what_the_open_page_sends_of_itself_does_not_keep_the_session(people: People) -> None:
    clerk, _, application = colleagues(people)
    address = f"/applications/{application}/sections/mechanism"
    token = clerk.open(address).token()
    for minute in range(1, 30):
        with clock.at(NOON + timedelta(minutes=minute)):
            clerk.client.post(f"{address}/presence", data={"csrf_token": token}, headers=HTMX)
            clerk.client.get("/session", headers=HTMX)
    with clock.at(NOON + timedelta(minutes=31)):
        assert "登录已超时" in clerk.client.get("/session", headers=HTMX).text


def test_two_people_saving_five_hundred_times_each_lose_nothing_that_was_acknowledged(people: People) -> None:
    """Each types into a field of its own and, at random, into one that both want; what was acknowledged stands."""
    one, other, application = colleagues(people)
    address = f"/applications/{application}/sections/mechanism"
    names = [str(box["name"]) for box in one.open(address).form(address).find_all("textarea")]
    other.open(address)
    acknowledged: dict[str, list[str]] = {"one": [], "other": []}
    refused: list[str] = []

    def type_on(visitor: Visitor, who: str, own: str) -> None:
        chance, data = random.Random(who), filled_in(visitor.form(address))
        for number in range(500):
            text = f"{who} {number}"
            field = names[0] if chance.random() < 0.2 else own
            answer = visitor.client.post(address, data={**data, field: text, "auto": "yes"}, headers={"HX-Request": "true"}).text
            base = BeautifulSoup(answer, "html.parser").find(id="mechanism-base")
            assert isinstance(base, Tag), answer
            if "已自动保存" in answer:
                acknowledged[who].append(f"{field} {text}")
                data = {**data, field: text, "base": str(base["value"])}
            else:  # as on the page: both texts are shown, one is chosen; here what the other saved
                refused.append(text)
                data = filled_in(visitor.open(address).form(address))

    both = ((one, "one", names[1]), (other, "other", names[2]))
    threads = [Thread(target=copy_context().run, args=(type_on, *each)) for each in both]  # with the test's clock
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(acknowledged["one"]) + len(acknowledged["other"]) + len(refused) == 1000
    for who, own in (("one", names[1]), ("other", names[2])):
        last = [line for line in acknowledged[who] if line.startswith(own)][-1].removeprefix(f"{own} ")
        assert value(people, application, "mechanism", own.removeprefix("mechanism-")) == last
    with people.app.app_context():
        saves = db.session.query(AuditEntry).filter_by(action="section.saved").filter(AuditEntry.account_id.is_not(None)).all()
        fields = [key for entry in saves if entry.details["section"] == "mechanism" for key in entry.details["fields"]]
        assert db.session.get(Application, application) is not None and audit.first_broken() is None
    done = [line.partition(" ")[0].removeprefix("mechanism-") for who in acknowledged for line in acknowledged[who]]
    for name in names[:3]:
        key = name.removeprefix("mechanism-")
        assert fields.count(key) >= done.count(key), "every acknowledged save is in the trail"
