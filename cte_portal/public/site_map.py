"""What the site holds, for people and for search engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from xml.etree import ElementTree

from flask import Response, url_for

from .. import links
from ..articles import queries as articles
from ..articles.rules import Column
from ..guide.views import PAGES
from ..web.access import public
from ..web.fragments import page
from .views import bp

XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 49_000  # a site map holds at most 50,000 addresses


def sections() -> list[tuple[str, list[tuple[str, str]]]]:
    """Headings, with the labels and paths of the pages below them."""
    return [
        ("栏目", [(one.label, url_for("public.column", column=one.value)) for one in Column]),
        ("办事指引", [(title, url_for(endpoint)) for endpoint, title, _ in PAGES]),
        (
            "公开信息",
            [
                ("已认定共同体", url_for("public.communities")),
                ("公示与公布", url_for("lists.index")),
                ("行业报告", url_for("reports.index")),
                ("供需信息", url_for("exchange.index")),
                ("供需年度数据", url_for("exchange.year_figures")),
                ("开放数据", url_for("figures.open_index")),
                ("热门推荐", url_for("articles.favoured")),
            ],
        ),
        (
            "办事入口",
            [
                ("注册", url_for("registration.register")),
                ("登录", url_for("accounts.sign_in")),
                ("协作邀请", url_for("co_editing.enter_code")),
                ("参与确认", url_for("unit_confirmation.enter_code")),
                ("成员单位填报数据", url_for("figure_parts.enter_code")),
                ("材料验真", url_for("public.verify")),
            ],
        ),
        (
            "关于本站",
            [
                ("查找", url_for("public.search")),
                ("网站地图", url_for("public.site_map")),
                ("网站找错", url_for("mistakes.tell")),
                ("无障碍说明", url_for("public.accessibility")),
                ("个人信息保护说明", url_for("privacy.notice")),
            ],
        ),
    ]


@bp.get("/site-map")
@public
def site_map() -> Response:
    return page("public/site_map.html", sections=sections(), crumbs=[("首页", url_for("public.home")), ("网站地图", None)])


@bp.get("/sitemap.xml")
@public
def sitemap_xml() -> Response:
    """For search engines (sitemaps.org)."""
    ElementTree.register_namespace("", XMLNS)
    root = ElementTree.Element(f"{{{XMLNS}}}urlset")
    for path, changed in _addresses():
        one = ElementTree.SubElement(root, f"{{{XMLNS}}}url")
        ElementTree.SubElement(one, f"{{{XMLNS}}}loc").text = links.address(path)
        if changed:
            ElementTree.SubElement(one, f"{{{XMLNS}}}lastmod").text = changed.date().isoformat()
    return Response(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True), mimetype="application/xml")


def _addresses() -> Iterator[tuple[str, datetime | None]]:
    yield url_for("public.home"), None
    for _, found in sections():
        for _, path in found:
            yield path, None
    for identity, at in articles.addresses(MOST):
        yield f"/articles/{identity}", at


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """What search engines are asked to leave alone: pages behind a signing in, and links given to somebody."""
    closed = ("/admin", "/applications", "/desk", "/review", "/sign-in", "/invitations", "/confirm", "/figure-parts", "/unit-lists", "/search", "/v/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {links.address(url_for('public.sitemap_xml'))}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
