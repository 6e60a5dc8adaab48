"""Which articles does a page or document become, and under which ids do they come back when it is read again?"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from assistant.languages import clean
from ingestion.documents.faq_sheet import Remark, Sheet, SheetRow, SheetUnreadable, text_column
from ingestion.documents.read_text import LEFT_OUT, ReadText, tell_language
from knowledge_base.passages import text_length

GUIDANCE_BESIDE_QUESTIONS = 600
"""Length from which on what stands around a page's questions is an article of its own, and no mere introduction."""
SPLIT_ABOVE = 15_000
"""A longer text becomes one article for each of its headings."""
MAX_ARTICLES = 1_000
_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_PART = re.compile(r"[^\w.]+")
_ID_PART = 60


def draft_sheet(read: ReadText, *, file: str, source: str, language: str = "", url: str = "") -> Sheet:
    """The articles of what was read, one a row; `source` names the page or file in their ids.

    Departments and categories are left to whoever knows them.  Raises SheetUnreadable.
    """
    language = language or tell_language(read)
    articles = [*_guidance(read), *read.pairs][:MAX_ARTICLES]
    if not articles:
        raise SheetUnreadable("holds no article")
    repeated: Counter[str] = Counter()
    rows, invisible = [], 0
    for number, (title, body) in enumerate(articles, start=1):
        question, answer = clean(" ".join(title.split())), clean(body)
        invisible += len(body.strip().replace("\r\n", "\n")) - len(answer)
        repeated[question] += 1
        texts = {
            "id": article_id(source, question, repeated[question]),
            "source_url": url,
            text_column(language, "question"): question[:1_000],
            text_column(language, "answer"): answer,
        }
        rows.append(SheetRow(number, texts))
    messages = [LEFT_OUT + text for text in read.left_out]
    if invisible:
        messages.append(f"{LEFT_OUT}{invisible} invisible characters")
    warnings = tuple(Remark(file, None, None, clean(message)) for message in messages)
    return Sheet(file, tuple(rows), warnings=warnings)


def article_id(source: str, heading: str, occurrence: int = 1) -> str:
    """The same for the same heading of the same source, whatever is said under it."""
    digest = hashlib.sha256(f"{source}\n{heading}\n{occurrence}".encode()).hexdigest()[:8]
    return f"{source_id(source)}:{_plain(heading)[:_ID_PART].strip('-.')}-{digest}"


def source_id(source: str) -> str:
    """How ids name a page (host and path) or a file."""
    parts = urlsplit(source) if source.startswith(("http://", "https://")) else None
    named = f"{parts.hostname or ''}{parts.path}?{parts.query}".rstrip("?/") if parts else source
    plain = "/".join(filter(None, (_plain(part).strip("-.") for part in re.split(r"[/\\]", named))))
    if len(plain) <= 2 * _ID_PART:
        return plain or "file"
    return f"{plain[: 2 * _ID_PART - 9].strip('-./')}-{hashlib.sha256(source.encode()).hexdigest()[:8]}"


def _guidance(read: ReadText) -> Iterator[tuple[str, str]]:
    """The text with its headings, as one article or as one for each part."""
    body = _without_title(read.body, read.title)
    length = text_length(body)
    if not re.sub(r"[#\s]", "", body) or (read.pairs and length < GUIDANCE_BESIDE_QUESTIONS):
        return
    yield from _split(read.title, body)


def _split(title: str, body: str) -> Iterator[tuple[str, str]]:
    lines = body.splitlines()
    levels = Counter(len(found[1]) for line in lines if (found := _HEADING.match(line)))
    level = min((level for level, count in levels.items() if count > 1), default=0)
    if text_length(body) <= SPLIT_ABOVE or not level:
        yield title, body
        return
    heading, part = title, list[str]()
    for line in [*lines, None]:
        found = _HEADING.match(line) if line is not None else None
        if line is None or (found and len(found[1]) <= level):
            if "".join(part).strip():
                yield from _split(heading, "\n".join(part).strip())
            heading, part = (f"{title}: {found[2]}" if found else title), []
        else:
            part.append(line)


def _without_title(body: str, title: str) -> str:
    """The title is the article's own; said again as its first heading it would be read twice."""
    first, _, rest = body.partition("\n")
    found = _HEADING.match(first)
    return rest.strip() if found and found[2].strip() == title.strip() else body


def _plain(text: str) -> str:
    return _PART.sub("-", text.casefold()).strip("-")
