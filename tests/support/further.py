"""What the small world has none of, for the screens that need it, and scenes that look different from the usual ones."""

from __future__ import annotations

from datetime import date

from cte_portal import clock
from cte_portal.accounts.models import OrganisationKind
from cte_portal.annual import queries as annual
from cte_portal.annual.models import ReviewOutcome
from cte_portal.annual.yearly_forms import service as yearly_forms
from cte_portal.annual.yearly_forms.queries import form_of
from cte_portal.catalogue.merging import Base
from cte_portal.community import queries
from cte_portal.community.filling import service as editing
from cte_portal.community.models import Community
from cte_portal.community.service import lifecycle
from cte_portal.demo.reporting import draft
from cte_portal.exchange.following import queries as followed
from cte_portal.exchange.following import service as following
from cte_portal.exchange.rules import Table
from cte_portal.extensions import db
from cte_portal.performance.models import PERFORMANCE
from cte_portal.performance.parts import queries as part_queries
from cte_portal.performance.parts import service as parts
from cte_portal.performance.sampling import service as sampling
from cte_portal.registration import service as registration
from cte_portal.review import service as review
from cte_portal.review.checklist import queries as checklists
from cte_portal.review.models import Outcome

from . import followed as lists_of
from .collected import NOVEMBER, filled, reported, typed
from .established import established, judged, with_units
from .files import pdf
from .people import JIANGSU, PASSWORD, People, uscc
from .screens import Screen
from .world import World, full_application, hand_in

LISTS = ("participants", "task_1", "funds")


def further(people: People, world: World) -> list[Screen]:
    """Builds them beside what the world has."""
    with people.app.app_context():
        found = [*_sent_back(people, world), *_ready_to_send(people, world), *_sections(world), *_figures(people, world), *_corrected(people, world)]
        found += _newcomer(people)
    found += _demands(people, world)
    duty = f"year=2026&duty={world.community}:talent_forecast"
    found += [Screen(f"annual.{name}", "province", f"/duties/{name}?{duty}") for name in ("remind", "excuse")]
    found += [Screen("review.assign", "province", f"/review/queue/assign?application={world.applications['submitted']}")]
    found += [Screen("review.queue", "province", "/review?status=pre_review", "pre-review")]
    found += [Screen("guide.faq", "", "/faq?q=学校", "found"), Screen("guide.faq", "", "/faq?q=无此问题", "nothing")]
    found += [Screen("public.search", "", "/search?text=演示", "found"), Screen("public.search", "", "/search?text=没有 这个", "nothing")]
    found += [Screen("public.column", "", f"/columns/{column}", column) for column in ("guides", "topics")]
    found += [Screen("unit_confirmation.enter_code", "", "/confirm?code=2222", "wrong"), Screen("public.home", "", "/nowhere", "nowhere")]
    return found


def _sent_back(people: People, world: World) -> list[Screen]:
    """An application that was returned with comments, and one that takes over from it for the next year."""
    applicant = people.person(world.emails["applicant"])
    returned = full_application(applicant, 5)
    hand_in(returned, applicant)
    officer = people.person(world.emails["province"])
    lifecycle.return_for_correction("return", returned, officer, "", {"evidence/charter": "看不清", "foundation": "请补充"})
    comment = queries.comments_on(returned)[0].id
    over = lifecycle.start(returned.organisation, returned.community.name, 2027, applicant, returned.community, returned).id
    pages = {"tasks": "", "section": "/sections/foundation", "finalise": "/finalise", "compared": "/compare"}
    found = [Screen(f"community.{name}", "applicant", f"/applications/{returned.id}{path}", "returned") for name, path in pages.items()]
    return [
        *found,
        Screen("uploads.evidence", "applicant", f"/applications/{returned.id}/evidence", "returned"),
        Screen("community.comment", "applicant", f"/applications/{returned.id}/comments/{comment}"),
        Screen("community.tasks", "applicant", f"/applications/{over}", "taken-over"),
        Screen("community.section", "applicant", f"/applications/{over}/sections/participants", "taken-over"),
    ]


def _ready_to_send(people: People, world: World) -> list[Screen]:
    applicant, officer = people.person(world.emails["applicant"]), people.person(world.emails["province"])
    approved = full_application(applicant, 6)
    hand_in(approved, applicant)
    assert approved.version
    items = checklists.checked_list(approved, approved.version, officer).items  # the province's own among them
    review.approve(approved, officer, "同意", {item.key: (Outcome.MET, "") for item in items})
    batch = draft([approved], "演示〔2026〕2号", officer)
    return [
        Screen("batches.send", "province", f"/review/batches/{batch.id}/send"),
        Screen("batches.batch", "province", f"/review/batches/{batch.id}", "ready"),
    ]


def _sections(world: World) -> list[Screen]:
    """Sections that look unlike the others."""
    base = f"/applications/{world.applications['draft']}/sections"
    found = [Screen("community.section", "applicant", f"{base}/{key}", key) for key in ("cover", "lead_enterprise", *LISTS)]
    return [*found, Screen("community.section", "applicant", f"{base}/participants?add=participants", "adding")]


def _figures(people: People, world: World) -> list[Screen]:
    """A year's figures that are being filled in, others that wait for the province with a sample drawn, and a unit's part."""
    person, officer = people.person(world.emails["applicant"]), people.person(world.emails["province"])
    with clock.at(NOVEMBER.replace(year=2025)):
        begun, handed_in = (established(person, f"演示绩效{word}共同体", date(2024, 6, 1)) for word in "甲乙")
        with_units(begun, p1="演示职业学院", p2="演示装备厂")
        form = filled(begun, 2025, person)
        parts.give_out_all(form, person)
        reported(handed_in, 2025, person, proof="3.2")
        waiting, part = annual.deliverable(handed_in, 2025, PERFORMANCE), part_queries.parts_of(form)[0]
        assert waiting
        sampling.draw(waiting, 5, officer)
    code, duty, base = parts.code_of(part), f"/duties/{handed_in.id}/2025/performance", f"/collections/{form.id}"
    return [
        Screen("performance.performance_home", "applicant", base, "filled"),
        Screen("performance.performance_section", "applicant", f"{base}/sections/training", "filled"),
        Screen("performance.performance_check", "applicant", f"{base}/check", "filled"),
        Screen("unit_figures.units", "applicant", f"{base}/units", "given-out"),
        Screen("unit_figures.compare", "applicant", f"{base}/units/compare", "given-out"),
        Screen("figures.own", "applicant", "/performance?year=2025", "2025"),
        Screen("sampling.sample", "applicant", f"{duty}/sample", "drawn"),
        Screen("sampling.sample", "province", f"{duty}/sample", "drawn"),
        Screen("annual.duty", "province", duty, "figures"),
        Screen("annual.review", "province", f"{duty}/review", "figures"),
        Screen("figures.province", "province", "/performance/province?year=2025", "2025"),
        Screen("figures.nation", "ministry", "/performance/nation?year=2025", "2025"),
        *(Screen("scoring.scores", who, "/performance/scoring/2025", "2025") for who in ("province", "ministry")),
        Screen("scoring.scheme", "province", "/performance/scoring/2025/scheme", "2025"),
        Screen("figure_parts.show", "", f"/figure-parts/{code}", "over"),
        Screen("figure_parts.section", "", f"/figure-parts/{code}/sections/training", "over"),
    ]


def _corrected(people: People, world: World) -> list[Screen]:
    """Figures that the province returned, corrected and handed in again."""
    person, community = people.person(world.emails["applicant"]), db.session.get_one(Community, world.figures_community)
    duty, kind = annual.deliverable(community, 2025, PERFORMANCE), annual.catalogue(2025).by_key[PERFORMANCE]
    assert duty
    with clock.at(NOVEMBER.replace(year=2025, day=20)):
        judged(duty, ReviewOutcome.RETURNED, people.person(world.emails["province"]), "请核对订单培养人数。")
        form = form_of(duty)
        assert form
        section = form.definition.by_key["training"]
        editing.save_section(form, section, typed(section, order_enrolled="110"), Base(1), person)
        yearly_forms.hand_in(form, kind, person)
    return [Screen("yearly_forms.changes", who, f"/duties/{community.id}/2025/{PERFORMANCE}/changes") for who in ("applicant", "province")]


def _newcomer(people: People) -> list[Screen]:
    """A registration that waits, with its licence."""
    details = registration.OrganisationDetails("演示新来有限公司", uscc(9100), OrganisationKind.PRIVATE, JIANGSU, "示范路 2 号")
    new = registration.register(details, "吴经办", "13900000001", "newcomer@demo.example", PASSWORD)
    registration.add_licence(new, pdf("licence"), "营业执照.pdf", new.accounts[0])
    return [
        Screen("registration_preview.licence_page", "province", f"/registrations/{new.id}/licence/pages/1"),
        Screen("registration.review", "province", f"/registrations/{new.id}", "waiting"),
    ]


def _demands(people: People, world: World) -> list[Screen]:
    """A technology demand that nobody has undertaken yet, and one that is under way."""
    waiting, under_way = lists_of.published(people, world.community, Table.TECHNOLOGY_DEMAND, {}, {})
    with people.app.app_context():
        entry, applicant = followed.entry(under_way), people.person(world.emails["applicant"])
        assert entry
        unit = following.Unit("示例大学", uscc(9001))
        following.undertake(entry, [unit], date(2026, 5, 20), following.receive(pdf("contract"), "合同.pdf"), applicant)
    places = {"undertake": waiting, "complete": under_way, "terminate": under_way}
    return [Screen(f"following.{name}", "applicant", f"/exchange/followed/{number}/{name}") for name, number in places.items()]
