"""Letters arrive as they were written, to one person, and wait for a server that is away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.errors import MessageError
from pathlib import Path

import pytest
from flask import Flask

from cte_portal import mail
from cte_portal.jobs import Jobs
from cte_portal.mail import Letter
from cte_portal.settings import SettingsError, from_environment
from tests.support.post_office import PostOffice, post_office


@pytest.fixture
def office(app: Flask) -> Iterator[PostOffice]:
    with app.app_context(), post_office(app) as office:
        yield office


def test_a_letter_arrives_in_plain_chinese(office: PostOffice) -> None:
    mail.send(Letter("li@school.example", "李䶮", "邀请您协作填报“全国新能源汽车行业产教融合共同体”的申报", "李䶮：\n请打开下面的链接。\n"))
    (letter,) = office.letters
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content() == "李䶮：\n请打开下面的链接。\n"
    assert letter["Subject"] == "邀请您协作填报“全国新能源汽车行业产教融合共同体”的申报"
    assert "李䶮 <li@school.example>" in str(letter["To"])
    assert "行业产教融合共同体申报管理平台" in str(letter["From"]) and "portal@demo.example" in str(letter["From"])
    assert letter["Auto-Submitted"] == "auto-generated" and letter["Message-ID"].endswith("@demo.example>")


@pytest.mark.parametrize("evil", ["张三\r\nBcc: all@demo.example", "张三\nSubject: 中奖", "张\u2028三\x00\x0bBcc: all@demo.example"])
def test_nobody_can_put_a_header_into_a_letter(office: PostOffice, evil: str) -> None:
    mail.send(Letter("li@school.example", evil, evil, evil))
    (letter,) = office.letters
    assert office.recipients == [["li@school.example"]]
    assert letter["Bcc"] is None and len(letter.get_all("Subject")) == 1
    assert "中奖" not in letter["Subject"].partition("Subject:")[0]


@pytest.mark.parametrize("address", ["li@school.example\r\nBcc: all@demo.example", "li@school.example, all@demo.example", "li"])
def test_an_address_that_is_none_is_refused(office: PostOffice, address: str) -> None:
    with pytest.raises((ValueError, MessageError)):
        mail.send(Letter(address, "李䶮", "邀请", "请打开链接。"))
    assert office.letters == []


def test_without_a_server_nothing_is_sent(app: Flask) -> None:
    with app.app_context():
        assert not mail.configured()
        mail.send(Letter("li@school.example", "李䶮", "邀请", "请打开链接。"))


def test_a_letter_waits_for_a_server_that_is_away(app: Flask, office: PostOffice) -> None:
    def send() -> None:
        mail.send(Letter("li@school.example", "李䶮", "邀请", "请打开链接。"))

    queue = Jobs(app, {"post": send}, patient={"post"})
    office.away = 2
    queue.add("post")
    for _ in range(3):
        queue.do_waiting()
        for task in queue.queue.read_schedule(datetime.now() + timedelta(days=1)):
            task.eta = None  # its time has come
            queue.queue.enqueue(task)
    assert len(office.letters) == 1


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"CTE_MAIL_SERVER": "smtp.example.cn", "CTE_MAIL_FROM": "a@example.cn"}, "主机:端口"),
        ({"CTE_MAIL_SERVER": "smtp.example.cn:587"}, "CTE_MAIL_FROM"),
        ({"CTE_MAIL_SERVER": "smtp.example.cn:587", "CTE_MAIL_FROM": "平台"}, "CTE_MAIL_FROM"),
        ({"CTE_MAIL_SERVER": "smtp.example.cn:587", "CTE_MAIL_FROM": "a@example.cn", "CTE_MAIL_TLS": "ssl"}, "mail_tls"),
    ],
)
def test_a_mail_setting_that_cannot_be_is_refused_by_name(tmp_path: Path, variables: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        from_environment({"CTE_DATA_DIR": str(tmp_path), **variables})
