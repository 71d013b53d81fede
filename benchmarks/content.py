"""A long application: 300 member units and narrative texts near their limits, well over 60 pages."""

from __future__ import annotations

from cte_portal.catalogue.content import Content
from cte_portal.catalogue.fields import FieldType
from cte_portal.catalogue.kinds import show
from cte_portal.community.rules import labels_in
from tests.support.content import changed, complete

SENTENCE = "围绕产业链关键环节，三家牵头单位与参与单位共建共享，按季推进、按年评价（含第三方评价），形成可复制的经验；"


def application(units: int = 300) -> Content:
    content = complete(units)
    for section in content.definition.sections:
        if not section.rows:
            long = {f.key: (SENTENCE * 60)[: int((f.max or 0) * 0.9)] for f in section.fields if f.type is FieldType.LONG_TEXT}
            content = changed(content, section.key, **long)
    return content


def as_html(content: Content) -> str:
    """Near-equal content for the peer that reads HTML: the same texts, the same tables, running heads, contents."""
    labels, parts = labels_in(content), []
    for section in content.definition.pages:
        parts.append(f"<h2 id='{section.key}'>{section.heading}</h2>")
        for one in (section, *content.definition.attached(section)):
            if one.rows:
                heads = "".join(f"<th>{f.label}</th>" for f in one.columns)
                rows = "".join(
                    "<tr>" + "".join(f"<td>{show(f, row.values.get(f.key), labels(f))}</td>" for f in one.columns) + "</tr>"
                    for row in content.rows(one.key)
                )
                parts.append(f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>")
            else:
                for f in one.fields:
                    parts.append(f"<p><b>{f.label}</b> {show(f, content.values(one.key).get(f.key), labels(f))}</p>")
    contents = "".join(f"<p><a href='#{s.key}'>{s.heading}</a></p>" for s in content.definition.pages)
    style = (
        "@page{size:A4;margin:37mm 26mm 35mm 28mm;@bottom-center{content:'第 ' counter(page) ' 页 共 ' counter(pages) ' 页'}}"
        "body{font-family:'Noto Serif SC','Noto Serif CJK SC';font-size:12pt;line-height:1.75}"
        "table{border-collapse:collapse;width:100%;font-size:9pt}td,th{border:.5pt solid}"
        "a::after{content:target-counter(attr(href),page)}"
    )
    return f"<html lang='zh'><head><style>{style}</style></head><body>{contents}{''.join(parts)}</body></html>"


def as_typst(content: Content) -> str:
    """The same for Typst."""
    labels = labels_in(content)

    def text(value: str) -> str:
        return f"#{quoted(value)}"

    def quoted(value: str) -> str:
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'

    parts = [
        '#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), numbering: "1 / 1")',
        '#set text(font: ("Noto Serif SC", "Noto Serif CJK SC"), size: 12pt, lang: "zh")',
        "#outline()",
    ]
    for section in content.definition.pages:
        parts.append(f"= {section.heading}")
        for one in (section, *content.definition.attached(section)):
            if one.rows:
                cells = ", ".join(f"[{text(f.label)}]" for f in one.columns)
                rows = ",\n".join(
                    ", ".join(f"[{text(show(f, row.values.get(f.key), labels(f)))}]" for f in one.columns) for row in content.rows(one.key)
                )
                parts.append(f"#text(size: 9pt)[#table(columns: {len(one.columns)}, table.header({cells}), {rows})]")
            else:
                for f in one.fields:
                    parts.append(f"*{text(f.label)}* {text(show(f, content.values(one.key).get(f.key), labels(f)))}\n")
    return "\n".join(parts)
