"""Drawing, checking, correcting."""

from __future__ import annotations

import secrets

from ... import audit, clock
from ...accounts.models import Account
from ...annual.models import Deliverable, DeliverableVersion
from ...annual.rules import State
from ...annual.service import judging
from ...annual.service.following import tell_followers
from ...annual.service.working import path_of
from ...annual.yearly_forms.queries import frozen_content
from ...catalogue.kinds import encode, read, show
from ...extensions import db
from ...notices import queries as notices
from ...notices import service as inboxes
from ...transactions import transaction
from ...web.errors import Refused
from .. import queries as performance
from . import queries, rules
from .models import FigureCheck, FigureCorrection, FigureSample
from .rules import Verdict


class SampleRefused(Refused):
    """It cannot be done now; the message says why."""


def _must_check(found: Deliverable, by: Account) -> DeliverableVersion:
    """The version that may be checked and corrected: what waits for this authority, or passed it."""
    if not judging.reviews(by, found.community):
        raise SampleRefused("这个共同体的绩效数据不由本单位审核。")
    version = performance.counting(found)
    if version is None or version.content_sha256 is None:
        raise SampleRefused("现在没有可以抽查的绩效数据。")
    return version


def draw(found: Deliverable, size: int, by: Account) -> FigureSample:
    """Draw indicators of the handed-in version, once.

    Raises:
        SampleRefused: nothing waits, or it was drawn already.
    """
    with transaction():
        db.session.refresh(found)
        version = _must_check(found, by)
        if found.state is not State.SUBMITTED:
            raise SampleRefused("审核已经结束，不再抽查。")
        if queries.sample_of(version):
            raise SampleRefused(f"第 {version.number} 稿已经抽过，一稿只抽一次。")
        codes = list(frozen_content(version).definition.indicators)
        seed = secrets.token_hex(16)
        drawn = rules.draw(seed, version.content_sha256 or "", codes, min(max(size, 1), len(codes)))
        made = FigureSample(version_id=version.id, seed=seed, codes=drawn, drawn_at=clock.now(), drawn_by_id=by.id)
        db.session.add(made)
        db.session.flush()
        audit.record("figure_sample.drawn", made, by=by, deliverable=found.id, version=version.number, seed=seed, codes=drawn)
    return made


def check(found: Deliverable, code: str, verdict: Verdict, note: str, by: Account) -> None:
    """Note what was found of a drawn indicator.

    Raises:
        SampleRefused: it was not drawn, or a finding other than 属实 has no words.
    """
    with transaction():
        sample = queries.sample_of(_must_check(found, by))
        if sample is None or code not in sample.codes:
            raise SampleRefused("这个指标不在抽查之列。")
        if verdict is not Verdict.TRUE and not note.strip():
            raise SampleRefused(f"“{verdict.label}”要写明发现的问题。")
        known = next((one for one in sample.checks if one.code == code), None) or FigureCheck(sample_id=sample.id, code=code)
        known.verdict, known.note, known.at, known.by_id = verdict, note.strip(), clock.now(), by.id
        db.session.add(known)
        audit.record("figure_sample.checked", sample, by=by, code=code, verdict=verdict.value)


def correct(found: Deliverable, key: str, text: str, reason: str, by: Account) -> FigureCorrection:
    """更正: the figure counts as this from now on, and the community is told.

    Raises:
        SampleRefused: it is no figure that is typed, not one of its kind, the same as before, or without a reason.
    """
    with transaction():
        db.session.refresh(found)
        version = _must_check(found, by)
        place = frozen_content(version).definition.measures.get(key)
        if place is None or not place[2].typed or not place[2].counted:
            raise SampleRefused("只能更正填报的数；自动计算的数随之改变。")
        measure = place[2]
        if not reason.strip():
            raise SampleRefused("请写明更正的理由。")
        value, problem = read(measure, [text], {})
        if problem or value is None:
            raise SampleRefused(problem or f"请填写“{measure.label}”更正后的数，没有的填 0。")
        before = performance.reported(version).get(key)
        if value == before:
            raise SampleRefused(f"“{measure.label}”现在就是 {show(measure, value, {})}，不用更正。")
        made = FigureCorrection(
            version_id=version.id,
            measure=key,
            before=None if before is None else encode(measure.type, before),
            after=encode(measure.type, value),
            reason=reason.strip(),
            at=clock.now(),
            by_id=by.id,
        )
        db.session.add(made)
        found.revision += 1
        db.session.flush()
        audit.record("figure.corrected", found, by=by, measure=key, before=made.before, after=made.after, reason=made.reason)
        facts = {"community": found.community, "year": found.year, "measure": measure, "reason": made.reason}
        facts |= {"before": show(measure, before, {}) or "未填", "after": show(measure, value, {})}
        facts["by"] = by.authority.name if by.authority else by.name
        inboxes.tell(notices.people_of(found.community.organisation_id), "figure_corrected", path_of(found), f"correction:{made.id}", **facts)
        tell_followers(found)
    return made


def take_back(found: Deliverable, identity: int, by: Account) -> None:
    """The correction counts no more, and what it came after counts again.

    Raises:
        SampleRefused: it is not of the version that counts, or was taken back.
    """
    with transaction():
        version = _must_check(found, by)
        made = next((one for one in queries.corrections_of(version) if one.id == identity and one.taken_back_at is None), None)
        if made is None:
            raise SampleRefused("这条更正已经撤销，或不属于现在的一稿。")
        made.taken_back_at = clock.now()
        found.revision += 1
        audit.record("figure.correction_taken_back", found, by=by, measure=made.measure)
        inboxes.take_back(f"correction:{made.id}")
        tell_followers(found)
