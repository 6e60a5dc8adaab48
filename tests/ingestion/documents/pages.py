"""Pages and documents in a test: as offices write them, and with orders in them that no reader sees."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence

import docx
from docx.shared import Pt, RGBColor

GUIDANCE = {
    "en": ("Renew a driving licence", "Fees", "The fee is $900 for ten years.", "Documents", "Form TD 558"),
    "zh-Hant": ("續領駕駛執照", "費用", "十年期執照的費用為900元。", "所需文件", "表格TD 558"),
    "zh-Hans": ("续领驾驶执照", "费用", "十年期执照的费用为900元。", "所需文件", "表格TD 558"),
}


def guidance_page(language: str, *, inside: str = "", head: str = "", lang: str | None = None) -> str:
    title, fees, fee, papers, form = GUIDANCE[language]
    return f"""<!DOCTYPE html><html lang="{language if lang is None else lang}"><head><title>{title} | TD</title>{head}
    </head><body><header><nav><a href="/">Home</a> <a href="/all">All services</a></nav></header>
    <main><h1>{title}</h1><h2>{fees}</h2><p>{fee}</p>{inside}
    <table><tr><th>Kind</th><th>Fee</th></tr><tr><td>Full</td><td>$900</td></tr></table>
    <h2>{papers}</h2><ul><li>{form}</li><li>ID 7</li></ul></main><footer>Privacy · 2026</footer></body></html>"""


def page(body: str, *, head: str = "", lang: str = "en") -> str:
    return f'<html lang="{lang}"><head><title>Questions</title>{head}</head><body><main>{body}</main></body></html>'


def linked_data(*pairs: tuple[str, str]) -> str:
    entity = [{"@type": "Question", "name": q, "acceptedAnswer": {"@type": "Answer", "text": a}} for q, a in pairs]
    told = {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": entity}
    return f'<script type="application/ld+json">{json.dumps(told)}</script>'


def hidden_orders(order: str) -> Iterator[tuple[str, str]]:
    """Each way to write `order` so that no reader sees it, as a whole page whose visible text is plain guidance."""
    spans = {
        "display none": f'<p style="display:none">{order}</p>',
        "display none in capitals": f'<P STYLE="DISPLAY: NONE">{order}</P>',
        "visibility": f'<p style="visibility:hidden">{order}</p>',
        "hidden attribute": f"<p hidden>{order}</p>",
        "aria-hidden": f'<p aria-hidden="true">{order}</p>',
        "white on white": f'<p style="color:#fff">{order}</p>',
        "nearly white": f'<span style="color:#fefefe;background:#ffffff">{order}</span>',
        "font colour": f'<font color="white">{order}</font>',
        "transparent": f'<p style="color:transparent">{order}</p>',
        "transparent rgba": f'<p style="color:rgba(0,0,0,0)">{order}</p>',
        "no size": f'<p style="font-size:0">{order}</p>',
        "one pixel": f'<p style="font-size:1px">{order}</p>',
        "opacity": f'<p style="opacity:0">{order}</p>',
        "off screen": f'<div style="position:absolute;left:-9999px">{order}</div>',
        "off screen by margin": f'<div style="margin-left:-99999px">{order}</div>',
        "indent": f'<p style="text-indent:-9999px">{order}</p>',
        "no height": f'<div style="height:0;overflow:hidden">{order}</div>',
        "clipped": f'<div style="position:absolute;clip:rect(0,0,0,0)">{order}</div>',
        "clip path": f'<div style="clip-path:inset(100%)">{order}</div>',
        "no scale": f'<div style="transform:scale(0)">{order}</div>',
        "for screen readers": f'<span class="sr-only">{order}</span>',
        "comment": f"<!-- {order} -->",
        "noscript": f"<noscript>{order}</noscript>",
        "template": f"<template>{order}</template>",
        "picture's words": f'<img src="x.png" alt="{order}">',
        "title": f'<p title="{order}">See the table.</p>',
        "input": f'<input type="hidden" value="{order}">',
        "tag characters": "<p>See" + "".join(chr(0xE0000 + ord(c)) for c in order if ord(c) < 128) + " the table.</p>",
    }
    for name, inside in spans.items():
        yield name, guidance_page("en", inside=inside)
    yield "style sheet", guidance_page("en", inside=f'<p class="x">{order}</p>', head="<style>.x{display:none}</style>")
    yield "said to programs", guidance_page("en", head=linked_data(("What is the fee?", order)))
    yield "meta", guidance_page("en", head=f'<meta name="description" content="{order}">')
    yield "around a seen one", guidance_page("en", inside=f'<div style="display:none"><p style="display:block">{order}')


def word_file(title: str, sections: Sequence[tuple[str, str]], *, hidden: str = "") -> bytes:
    document = docx.Document()
    document.add_heading(title, 0)
    for heading, text in sections:
        document.add_heading(heading, 1)
        document.add_paragraph(text)
    if hidden:
        paragraph = document.add_paragraph("See the table.")
        paragraph.add_run(hidden).font.hidden = True
        paragraph.add_run(hidden).font.color.rgb = RGBColor(255, 255, 255)
        paragraph.add_run(hidden).font.size = Pt(1)
    table = document.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, (("Kind", "Fee"), ("Full", "$900")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def pdf_file(lines: Sequence[tuple[str, float]], *, extra: str = "", pages: int = 1) -> bytes:
    """Latin lines with the size of their letters; `extra` is drawn with operators of its own."""
    y, drawn = 780.0, []
    for text, size in lines:
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        drawn.append(f"BT /F1 {size} Tf 1 0 0 1 60 {y:.1f} Tm ({escaped}) Tj ET")
        y -= size * 1.4
    content = ("\n".join(drawn) + "\n" + extra).encode("latin-1")
    kids = " ".join(f"{4 + number} 0 R" for number in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *[
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {4 + pages} 0 R "
            "/Resources << /Font << /F1 3 0 R >> /ExtGState << /G0 << /ca 0 >> >> >> >>".encode()
        ]
        * pages,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    written, places = bytearray(b"%PDF-1.7\n"), []
    for number, entry in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, entry)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(written)
