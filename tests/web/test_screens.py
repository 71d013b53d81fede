"""No screen is forgotten: every route that answers with a page is in the list that the atlas and the tests of access walk over."""

from __future__ import annotations

from flask import Flask

from cte_portal import clock
from tests.conftest import NOON
from tests.support.further import further
from tests.support.routes import TABLE
from tests.support.scenes import Scene
from tests.support.screens import NO_SCREEN, SAY_NO, of_the_world, visitor_of
from tests.support.world import World


def test_every_page_is_a_screen_of_the_list_and_every_screen_answers_with_a_page(app: Flask, scene: Scene[World]) -> None:
    people = scene.put()
    with clock.at(NOON):
        screens = of_the_world(app, scene.known) + further(people, scene.known)
        answers = {one: visitor_of(scene.known, app, one.who).client.get(one.address) for one in screens}
    shown = [(one.name, one.address, answer.status) for one, answer in answers.items() if "<!doctype html>" not in answer.text[:200]]
    assert not shown, "\n".join(map(str, shown))
    refused = [(one.name, one.address, answer.status) for one, answer in answers.items() if answer.status_code != 200 and one.scene not in SAY_NO]
    assert not refused, "\n".join(map(str, refused))
    asked = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())}
    assert asked == {one.endpoint for one in screens} | set(NO_SCREEN) <= set(TABLE)
    assert not {one.endpoint for one in screens} & set(NO_SCREEN)
    assert len({one.name for one in screens}) == len(screens)
