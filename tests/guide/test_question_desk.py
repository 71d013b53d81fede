"""Editors change, add and withdraw answers; the public sees it at once, with the portal's facts in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cte_portal import wording
from cte_portal.guide.questions import Changed, Question, sought, standard, topics
from cte_portal.roles import Role
from tests.support.people import People

FIRST = standard()[0].questions[0]


def test_an_answer_is_changed_previewed_published_and_restored(people: People) -> None:
    editor = people.signed_in(Role.EDITOR).open(f"/desk/questions/{FIRST.key}")
    words = {"question": "谁来注册？", "answer": "牵头企业。\n\n填报时间：〔填报时间〕。"}
    editor.send(f"/questions/{FIRST.key}", words, button="preview")
    assert "填报时间：1 月 1 日至 10 月 31 日。" in editor.soup.find(id="preview").find_next("div").get_text()
    assert "谁来注册？" not in people.visitor().open("/faq").text
    editor.send(f"/questions/{FIRST.key}", words)
    assert "已保存，公众立即可见。" in editor.soup.get_text() and "已改写" in editor.text
    visitor = people.visitor().open("/faq")
    assert "谁来注册？ 牵头企业。 填报时间：1 月 1 日至 10 月 31 日。" in visitor.text and FIRST.question not in visitor.text
    assert "填报时间：1 月 1 日至 10 月 31 日" in visitor.open("/search?text=谁来注册").text
    editor.open(f"/desk/questions/{FIRST.key}").send("/restore")
    assert FIRST.question in people.visitor().open("/faq").text
    assert "恢复平台的答案" in editor.open(f"/desk/questions/{FIRST.key}").text


def test_a_question_is_added_withdrawn_and_brought_back(people: People) -> None:
    editor = people.signed_in(Role.EDITOR).open("/desk/questions/new")
    editor.send("/desk/questions/new", {"topic": "registration", "question": "本省联系谁？", "answer": "演示处，〔没有的〕。"})
    assert editor.status == 422 and "不知道〔没有的〕应填什么" in editor.text and "演示处，" in editor.soup.find(id="answer").get_text()
    editor.send("/desk/questions/new", {"topic": "registration", "question": "本省联系谁？", "answer": "演示处。"})
    visitor = people.visitor()
    assert "本省联系谁？ 演示处。" in visitor.open("/faq?text=演示处").text
    key = visitor.soup.find("details", class_="question")["id"]
    editor.open("/desk/questions").send(f"/{key}/withdraw")
    assert "已撤下" in editor.text and "本省联系谁" not in visitor.open("/faq").text
    editor.send(f"/{key}/restore")
    assert "本省联系谁？ 演示处。" in visitor.open("/faq").text


def test_what_comes_with_the_portal_can_be_withdrawn_too(people: People) -> None:
    editor = people.signed_in(Role.EDITOR).open("/desk/questions").send(f"/{FIRST.key}/withdraw")
    visitor = people.visitor()
    assert FIRST.question not in visitor.open("/faq").text
    editor.open("/desk/questions").send(f"/{FIRST.key}/restore")
    assert FIRST.question in visitor.open("/faq").text


keys = st.sampled_from([*(one.key for topic in standard() for one in topic.questions), "own-1", "own-2"])
changes = st.builds(
    lambda key, topic, words: Changed(topic, key, Question(key=key, question=words, answer=words) if words else None),
    keys,
    st.sampled_from([topic.key for topic in standard()]),
    st.text("甲乙", max_size=3),
)


@given(st.lists(changes, max_size=6, unique_by=lambda one: one.key))
def test_whatever_was_changed_each_question_stands_once_or_is_withdrawn(changed: list[Changed]) -> None:
    shown = [one.question.key for one in sought(topics(changed), "", dict.fromkeys(names(), ""))]
    withdrawn = {one.key for one in changed if one.question is None}
    every = {one.key for topic in standard() for one in topic.questions} | {one.key for one in changed}
    assert len(set(shown)) == len(shown) and set(shown) == every - withdrawn


def names() -> set[str]:
    return {name for topic in standard() for one in topic.questions for name in wording.places(one.answer)}
