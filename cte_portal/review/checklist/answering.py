"""The checklist as one page of a decision reads it, keeps it and shows it again."""

from __future__ import annotations

from flask import abort, request
from flask_login import current_user

from ...community.models import Application
from ...web.limits import whole
from .. import reading
from . import queries, service
from .forms import ShownChecklist, read_answers


class Answered:
    """What the form of a decision says of the checklist. Answers are kept as soon as they are sent, whatever becomes of the decision."""

    def __init__(self, application: Application):
        self.application = application
        self.version = reading.version_read(application) or abort(404)
        self.problem = ""
        self.typed: dict[str, service.Typed] = {}
        self.conflicts: frozenset[str] = frozenset()

    def saved(self) -> Answered:
        """Keep what was sent. `problem` says what a colleague answered otherwise: nothing is approved that the officer did not see."""
        checked = queries.checked_list(self.application, self.version, current_user)
        self.typed = read_answers(checked)
        try:
            version = request.form.get("version", self.version.id, type=whole)
            conflicts = {item.key for item in service.save(self.application, version, self.typed, current_user)}
        except service.ChecklistRefused as refused:
            self.problem = str(refused)
            return self
        now = queries.checked_list(self.application, self.version, current_user)
        unseen = {item.key for item in now.items if item.stands != self.typed.get(item.key, service.Typed(item.stands, "")).said}
        self.conflicts = frozenset(conflicts | unseen)
        if self.conflicts:
            self.problem = f"审核要点有 {len(self.conflicts)} 项，同事刚才另有回答，见标红处。请商定后再办理。"
        return self

    def shown(self) -> ShownChecklist:
        """What stands now; beside each conflict what was typed."""
        checked = queries.checked_list(self.application, self.version, current_user)
        typed = self.typed if self.problem and not self.conflicts else {key: self.typed[key] for key in self.conflicts}
        return ShownChecklist(checked, typed, self.conflicts)
