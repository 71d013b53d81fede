"""Adding proofs, letting them prove more, taking them out."""

from __future__ import annotations

from typing import IO

from ... import audit, clock
from ...accounts.models import Account
from ...catalogue.schema import EvidenceCategory
from ...extensions import db
from ...transactions import transaction
from ...uploads import rules as file_rules
from ...uploads.service import FileRefused, receive, register
from ..models import Collection
from . import queries
from .models import FigureProof

MOST = 200  # files of one collection


def add(form: Collection, code: str, source: IO[bytes], filename: str, by: Account) -> FigureProof:
    """Keep a file as a proof of the indicator; the same file again proves one indicator more.

    Raises:
        FileRefused: the file, their number or the form's state does not allow it.
    """
    name = file_rules.clean_name(filename)
    received = receive(source, name, category(form, code).kinds, form.definition.evidence.max_file_mb)
    with transaction():
        _must_be_open(form)
        proofs = queries.proofs_of(form)
        if known := next((one for one in proofs if one.sha256 == received.sha256), None):
            _set(form, known, [*known.codes, code], by)
            return known
        used = sum(one.file.size for one in proofs if one.codes)
        if used + received.size > form.definition.evidence.max_total_mb * 1024 * 1024:
            raise FileRefused(f"加上“{name}”，证明材料总大小将超过 {form.definition.evidence.max_total_mb} MB，请压缩后再上传")
        if sum(bool(one.codes) for one in proofs) >= MOST:
            raise FileRefused(f"证明材料最多 {MOST} 个文件，可以把同类材料合成一个 PDF")
        register(received)
        made = FigureProof(form_id=form.id, name=file_rules.named(name, received.kind), sha256=received.sha256, codes=[code])
        made.uploaded_by_id, made.uploaded_at = by.id, clock.now()
        db.session.add(made)
        db.session.flush()
        audit.record("figure_proof.added", made, by=by, form=form.id, code=code, sha256=received.sha256)
    return made


def category(form: Collection, code: str) -> EvidenceCategory:
    _, one = form.definition.indicators[code]
    return next(found for found in form.definition.evidence.categories if found.key == one.key)


def _must_be_open(form: Collection) -> None:
    if not form.editable:
        raise FileRefused(f"{form.closed_because}，证明材料不能修改。{form.to_open_again}")


def attach(form: Collection, proof: FigureProof, code: str, by: Account) -> None:
    """The file proves this indicator, too.

    Raises:
        FileRefused: the form is closed.
    """
    with transaction():
        _must_be_open(form)
        _set(form, proof, [*proof.codes, code], by)


def detach(form: Collection, proof: FigureProof, code: str, by: Account) -> None:
    """The file proves this indicator no more; `attach` brings it back.

    Raises:
        FileRefused: the form is closed.
    """
    with transaction():
        _must_be_open(form)
        _set(form, proof, [one for one in proof.codes if one != code], by)


def _set(form: Collection, proof: FigureProof, codes: list[str], by: Account) -> None:
    wanted = [code for code in form.definition.indicators if code in codes]
    if wanted != proof.codes:
        proof.codes = wanted
        audit.record("figure_proof.set", proof, by=by, form=form.id, codes=wanted)
