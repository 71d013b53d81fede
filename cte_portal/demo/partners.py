"""Who helps with the demonstration's main application: co-editors of both schools, and units that answered."""

from __future__ import annotations

from ..accounts import service as accounts
from ..accounts.models import Account
from ..community import queries
from ..community.co_editing import service as co_editing
from ..community.co_editing.service import Given
from ..community.models import Application
from ..community.unit_confirmation import queries as confirmations
from ..community.unit_confirmation import service as unit_confirmation
from ..community.unit_confirmation.rules import Answer
from ..community.unit_confirmation.service import Said
from ..roles import Role

CONFIRMED, DENIED, WITHOUT_LINK = 45, 7, 4  # how many confirmed; which number denied; every so many-th has no link yet
PEOPLE = ("张睿", "李䶮", "王㭎", "赵𬭎", "周㛃", "吴晗", "郑𫖯", "孙璇")
POSITIONS = ("产教融合处处长", "人力资源部经理", "秘书长", "校企合作办公室主任", "副院长")


def invite_partners(application: Application, applicant: Account, password: str) -> None:
    """One at work for each school; the university's has confirmed its part."""
    for email, given in (
        ("university@demo.example", Given("顾𬱖", "lead_university", "university@demo.example", ["lead_university", "task_4", "evidence"], True)),
        ("school@demo.example", Given("何𫖮", "lead_school", "school@demo.example", ["lead_school", "task_3"], False)),
    ):
        account = accounts.create_account(email, given.name, Role.CO_EDITOR, password)
        co_editing.accept(co_editing.invite(application, given, applicant).invitation, account)
        if given.unit == "lead_university":
            co_editing.confirm_part(application, account)


def invite_one_more(application: Application, applicant: Account) -> None:
    """An invitation that waits to be accepted."""
    co_editing.invite(application, Given("冯䶮", "lead_school", "", ["lead_school"], False), applicant)


def let_units_answer(application: Application, applicant: Account) -> None:
    """Links for most units; some have confirmed, one denies."""
    unit_confirmation.give_out_all(application, applicant)
    for number, standing in enumerate(confirmations.standings(application, queries.content_of(application)), start=1):
        person, position = PEOPLE[number % len(PEOPLE)], POSITIONS[number % len(POSITIONS)]
        assert standing.link is not None
        if number == DENIED:
            unit_confirmation.answer(standing.link, Said(Answer.DOES_NOT, person, position, "本单位未收到过参加共同体的邀请"))
        elif number <= CONFIRMED:
            unit_confirmation.answer(standing.link, Said(Answer.TAKES_PART, person, position))
        elif number % WITHOUT_LINK == 0:
            unit_confirmation.withdraw(application, standing.unit.row, applicant)
