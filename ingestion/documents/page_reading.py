"""What does a web page say: its questions with their answers, or its guidance under headings?"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import lxml.html
from lxml import etree
from markdownify import markdownify

from assistant.errors import UploadRefused
from ingestion.documents.hidden_text import remove_unseen
from ingestion.documents.page_questions import linked_questions, take_questions
from ingestion.documents.question_text import is_question, split_questions
from ingestion.documents.read_text import MAX_LEFT_OUT, ReadText
from ingestion.mail.charsets import decode
from ingestion.mail.html_styles import is_too_deep, trim_tags

MAX_CHARACTERS = 3_000_000
MAX_ELEMENTS = 100_000
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|<\\?xml[^>]{0,200}\\?>")
_MAIN = ("//main", "//*[@role='main']", "//*[@id='main-content' or @id='content' or @id='main']", "//article", "//body")
_AROUND = (
    "nav", "header", "footer", "aside", "form", "figure", "img", "picture",
)  # fmt: skip
_AROUND_ROLES = frozenset("navigation banner contentinfo search complementary menu menubar".split())
_AROUND_NAMES = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|menu|breadcrumbs?|cookies?|share|social|sidebar|skip)(?:[-_\s]|$)"
)
_KEPT_ATTRIBUTES = frozenset(("href", "start"))
_LEAST_MAIN = 40
_MAX_LINK = 300


def read_page(data: bytes, *, url: str = "", charset: str = "") -> ReadText:
    """Raises UploadRefused for what nests beyond reason, or says nothing."""
    root = parse_html(decode_page(data, charset))
    declared = str(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
    title, scripts = _title(root), _linked_data(root)
    left_out = remove_unseen(root)
    main = _find_main(root)
    shown = "".join(main.itertext())
    heading = next((words for e in main.iter("h1") if (words := _words(e))), "") or title
    _drop_around(main)
    elements = take_questions(main)
    pairs = [(question, to_markdown(answer, url)) for question, answer in elements]
    linked, unseen = linked_questions(scripts, shown, known={question for question, _ in pairs})
    pairs += [(question, to_markdown(parse_html(answer), url)) for question, answer in linked]
    left_out += unseen
    body = "" if linked else to_markdown(main, url)
    found, body = split_questions(body)
    named = [(question if is_question(question) else _under(heading, question), a) for question, a in pairs + found]
    read = ReadText(heading, body, declared, tuple(pair for pair in named if all(pair)), tuple(left_out[:MAX_LEFT_OUT]))
    if not read.pairs and not read.body.strip():
        raise UploadRefused("no text that a reader could see; a page that is drawn by scripts is not read")
    return read


def decode_page(data: bytes, charset: str = "") -> str:
    found = _CHARSET.search(data[:4_096])
    return decode(data, charset or (found[1].decode("ascii") if found else None)).text


def parse_html(html: str) -> etree._Element:
    """Raises UploadRefused."""
    if len(html) > MAX_CHARACTERS:
        raise UploadRefused(f"a page of more than {MAX_CHARACTERS:,} characters")
    html = _NOT_XML.sub("", trim_tags(html))
    if is_too_deep(html):
        raise UploadRefused("elements are nested beyond reason")
    if html.count("<") > 2 * MAX_ELEMENTS:
        raise UploadRefused("more elements than a page has")
    try:
        return lxml.html.document_fromstring(html or "<p></p>", parser=lxml.html.HTMLParser(huge_tree=True))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UploadRefused("not a readable page") from error


def to_markdown(element: etree._Element, url: str = "") -> str:
    """The element as Markdown, with absolute links and nothing that loads."""
    for inner in element.iter():
        if isinstance(inner.tag, str):
            _plain_attributes(inner, url)
    html = lxml.html.tostring(element, encoding="unicode", with_tail=False)
    try:
        text = markdownify(
            html, heading_style="ATX", bullets="-", strip=["img", "button", "summary"],
            escape_asterisks=False, escape_underscores=False,
        )  # fmt: skip
    except RecursionError as error:
        raise UploadRefused("elements are nested beyond reason") from error
    lines = (line.rstrip() for line in text.replace("\xa0", " ").splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _plain_attributes(element: etree._Element, url: str) -> None:
    for name in list(element.attrib):
        if str(name).lower() not in _KEPT_ATTRIBUTES:
            del element.attrib[name]
    target = element.attrib.pop("href", None)
    if target is None:
        return
    try:
        target = urljoin(url, target.strip())
        is_kept = urlsplit(target).scheme in ("http", "https", "mailto", "tel") and len(target) <= _MAX_LINK
    except ValueError:
        is_kept = False
    if is_kept:
        element.set("href", target)


def _find_main(root: etree._Element) -> etree._Element:
    for path in _MAIN:
        for element in root.xpath(path):
            if len(_words(element)) >= _LEAST_MAIN:
                return element
    return root


def _drop_around(main: etree._Element) -> None:
    """What stands around the text on every page of a site.  A heading inside a `header` stays."""
    for element in list(main.iter()):
        if not isinstance(element.tag, str) or element is main or element.getparent() is None:
            continue
        name = f"{element.get('class', '')} {element.get('id', '')}".lower()
        is_around = element.tag in _AROUND or element.get("role", "") in _AROUND_ROLES or _AROUND_NAMES.search(name)
        if is_around and not (element.tag == "header" and element.find(".//h1") is not None):
            element.drop_tree()


def _title(root: etree._Element) -> str:
    words = next((_words(e) for e in root.iter("title")), "")
    return re.split(r"\s[|–—:·»-]\s", words)[0]


def _words(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _linked_data(root: etree._Element) -> list[str]:
    return [s.text or "" for s in root.iter("script") if (s.get("type") or "").strip().lower() == "application/ld+json"]


def _under(heading: str, part: str) -> str:
    """A part that asks nothing says what it is about together with its page's heading."""
    return f"{heading}: {part}" if heading and part and heading != part else part
