"""The page of tokens and components cannot fall behind: it is drawn by the macros that the pages use, and has all of them."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from cte_portal import create_app
from cte_portal.settings import Profile, Settings
from cte_portal.styleguide import tokens
from tests.support.people import People

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = ROOT / "templates"
Macro = tuple[str, str]  # template, name


@cache
def parsed(app: Flask, template: str) -> nodes.Template:
    return app.jinja_env.parse((TEMPLATES / template).read_text())


def imported(app: Flask, template: str) -> dict[str, Macro]:
    """Name in the template → the macro that it imports under it."""
    found: dict[str, Macro] = {}
    for one in parsed(app, template).find_all(nodes.FromImport):
        assert isinstance(one.template, nodes.Const)
        for name in one.names:
            own, there = (name[1], name[0]) if isinstance(name, tuple) else (name, name)
            found[own] = (one.template.value, there)
    return found


def macros(app: Flask, template: str) -> dict[str, nodes.Macro]:
    return {one.name: one for one in parsed(app, template).find_all(nodes.Macro)}


def called(app: Flask, template: str, within: nodes.Node) -> set[Macro]:
    """The macros called there, and those that these call."""
    known = {**{name: (template, name) for name in macros(app, template)}, **imported(app, template)}
    names = {call.node.name for call in within.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}
    found = {known[name] for name in names if name in known and known[name] != (template, getattr(within, "name", ""))}
    return found.union(*(called(app, there, macros(app, there)[name]) for there, name in found))


def shared(app: Flask) -> set[Macro]:
    """All macros of `templates/web`, and of other folders those that templates outside the folder use."""
    found: set[Macro] = set()
    for file in TEMPLATES.rglob("*.html"):
        template = file.relative_to(TEMPLATES).as_posix()
        if template.startswith("web/"):
            found |= {(template, name) for name in macros(app, template)}
        elif not template.startswith("styleguide/"):
            found |= {macro for macro in imported(app, template).values() if macro[0].split("/")[0] != template.split("/")[0]}
    return found


def test_every_shared_macro_is_on_the_page(app: Flask) -> None:
    pieces = sorted(file.relative_to(TEMPLATES).as_posix() for file in (TEMPLATES / "styleguide").glob("*.html"))
    drawn = set().union(*(called(app, template, parsed(app, template)) for template in pieces))
    there = shared(app)
    assert len(there) > 25 and sorted(there - drawn) == []


def test_the_page_shows_every_token_and_each_sample_with_its_markup(people: People) -> None:
    visitor = people.visitor().open("/styleguide")
    for group in tokens.groups((ROOT / "static" / "portal.css").read_text()).values():
        for token in group:
            assert f"--{token.name} {token.value}" in visitor.text, token
    samples = visitor.soup.select("section.panel:has(> details > pre)")
    assert len(samples) > 40 and all("<" in sample.select("details > pre")[-1].get_text() for sample in samples)
    ids = Counter(str(one["id"]) for one in visitor.soup.find_all(id=True))
    assert [one for one, times in ids.items() if times > 1] == []


def test_states_of_a_component_stand_side_by_side(people: People) -> None:
    page = people.visitor().open("/styleguide").soup
    assert {"success", "wait", "error"} <= {word for notice in page.select("main .notice") for word in notice["class"]}
    assert {"neutral", "blue", "green", "amber", "red"} <= {word for badge in page.select("main .badge") for word in badge["class"]}
    assert page.select(".field.wrong [aria-invalid=true]") and page.select(".field.closed") and page.select("button[disabled]")
    assert page.select(".comment.done") and page.select(".comment:not(.done)")


@pytest.mark.sqlite
def test_in_service_the_page_is_not_there(tmp_path: Path) -> None:
    known = {"production": True, "profile": Profile.NATIONAL, "proxies": 1, "base_url": "https://portal.example.cn", "secret_key": "k" * 40}
    app = create_app(Settings(data_dir=tmp_path, **known), testing=True)  # type: ignore[arg-type]
    assert "/styleguide" not in {rule.rule for rule in app.url_map.iter_rules()}
    assert app.test_client().get("/styleguide", base_url="https://portal.example.cn").status_code == 404
