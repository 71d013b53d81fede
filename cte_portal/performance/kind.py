"""A year's figures as a form that is filled in: what they add to the screens that all kinds share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..annual.yearly_forms.kind import YearlyKind
from ..catalogue.content import Content, Values
from ..catalogue.schema import Section
from ..community.filling.queries import content_of
from ..community.readiness import Finding
from . import queries, rules
from .evidence import queries as evidence
from .known import known
from .models import PERFORMANCE, Collection
from .rules import Known


class CollectionKind(YearlyKind):
    without = frozenset(("save_row", "remove_row", "restore_row", "move_row", "template", "export")) | frozenset(
        ("import_list", "take_in", "import_preview", "import_apply", "import_undo", "import_discard", "import_marked")
    )  # no lists
    body, after_saving = "performance/_section.html", "performance/_saved.html"
    closed_word = "自动计算"

    def first_content(self, form: Collection, like_last_year: bool) -> Content:
        """What the portal knows stands in its boxes already, to be looked at."""
        found = known(form.community, form.year)
        return Content(form.definition, form.year, {section.key: rules.prefilled(section, found) for section in form.definition.sections})

    def completed(self, form: Collection, section: Section, values: Values) -> Values:
        return rules.completed(section, values, known(form.community, form.year))

    def shown(self, form: Collection, page: Section, own: bool) -> Mapping[str, Any]:
        proofs = [one for one in evidence.proofs_of(form) if one.codes]
        found = {"files": proofs, "by_code": evidence.by_code(proofs)}
        return {**super().shown(form, page, own), "proofs": found, **self.told_after_saving(form, page)}

    def told_after_saving(self, form: Collection, page: Section) -> Mapping[str, Any]:
        """Beside each box: the year before's figure, what the portal knows, and what asks for a note; sums as they are now."""
        found, before, content = known(form.community, form.year), queries.before(form), content_of(form)
        asking = rules.by_place(rules.findings(content, found, before), page.key)
        beside = {measure.key: self._beside(measure.computed or measure.beside, found) for one in page.indicators for measure in one.measures}
        return {
            "beside": {key: one for key, one in beside.items() if one},
            "last_year": before,
            "asking": asking,
            "figures_now": content.values(page.key),
            "said": rules.said,
        }

    @staticmethod
    def _beside(name: str, found: Mapping[str, Known]) -> Known | None:
        return found.get(name) if name else None

    def proof_url(self, form: Collection, category: str) -> str:
        section = next(section for section, one in form.definition.indicators.values() if one.key == category)
        return self.url(form, "section", key=section.key, _anchor=f"proofs-{category}")

    def beside(self, form: Collection) -> Mapping[str, Any]:
        return {"evidence": evidence.items(form)}

    def findings(self, form: Collection, content: Content) -> Sequence[Finding]:
        return [*rules.findings(content, known(form.community, form.year), queries.before(form)), *rules.unproven(content)]


KIND = CollectionKind(PERFORMANCE, "collections", "performance")
