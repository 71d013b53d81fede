"""One use case, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import inspect

from .extensions import db, writing
from .priority import coming_forward


@contextmanager
def transaction() -> Iterator[None]:
    """Everything inside is kept together or not at all.

    What was read before is read anew inside, under the write lock, so that rules decide on what is true now. A use
    case that calls another joins its transaction.
    """
    if db.session.info.get("in_transaction"):
        yield
        return
    following: list[Callable[[], None]] = []
    with coming_forward(), _kept_together(following):
        yield
    for work in following:
        work()


@contextmanager
def _kept_together(following: list[Callable[[], None]]) -> Iterator[None]:
    db.session.rollback()
    db.session.connection(execution_options=writing(db.session))
    db.session.info.update(in_transaction=True, afterwards=following)
    try:
        yield
        db.session.commit()
        _look_again_who_belongs_to_whom()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        for name in ("in_transaction", "afterwards"):
            db.session.info.pop(name, None)


def _look_again_who_belongs_to_whom() -> None:
    """What was written is known and not read again; who belongs to whom may have been said by an id alone."""
    for one in db.session.identity_map.values():
        relations = inspect(one).mapper.relationships.keys() & one.__dict__.keys()
        if relations:
            db.session.expire(one, relations)


def afterwards(work: Callable[[], None]) -> None:
    """Have this done once the running transaction is kept; not at all when it is not."""
    db.session.info["afterwards"].append(work)
