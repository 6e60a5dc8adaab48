"""Who reports: by which name and under which email address?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.cases.fields import FieldName, MailPart
from assistant.folding import fold_in_place
from assistant.person_names import LATIN_NAME, chinese_name, is_chinese_name, latin_strength
from ingestion.mail.case_fields.places import find_places
from ingestion.mail.case_fields.reading import Reading
from ingestion.mail.case_fields.rules import read_rules
from ingestion.mail.case_fields.spans import Span, best, line_spans, trim

_RULES = read_rules("reporters", chinese=chinese_name(), latin=LATIN_NAME)


def find_address(reading: Reading) -> Span | None:
    """The sender's address; of a form's own sender, only the one in a labelled line."""
    sender = reading.sender
    for span in reading.labelled(FieldName.REPORTER_EMAIL):
        if found := _RULES["address"].match(reading.body, span.start, span.end):
            return Span(*found.span(), 0.97)
    if not sender.address or _RULES["machine_sender"].match(sender.address):
        return None
    return Span(sender.address_start, sender.address_start + len(sender.address), 0.98, sender.part)


def find_name(reading: Reading) -> Span | None:
    """The name with which the reporter signs, says who they are, or sends."""
    written = best([*_labelled(reading), *_introduced(reading), *_signed(reading)])
    shown = _shown(reading)
    if written and shown and _says_more(reading, shown, written):
        return shown
    if written:
        return written
    return None if _RULES["anonymous"].search(reading.body) or _RULES["anonymous"].search(reading.subject) else shown


def list_names(reading: Reading) -> Iterator[str]:
    """Whatever may be the reporter's name, sure or not, and the display name."""
    attached = reading.labelled(FieldName.REPORTER_NAME, MailPart.ATTACHMENT)
    spans = [*_labelled(reading), *attached, *_introduced(reading), *_signed(reading)]
    yield from (name for span in spans if (name := _text(reading, span).strip()))
    if name := reading.sender.name.strip(" \"'"):
        yield name


def _text(reading: Reading, span: Span) -> str:
    return reading.mail.part(span.part)[span.start : span.end]


def _says_more(reading: Reading, shown: Span, written: Span) -> bool:
    """True where the display name is the signed one in full: Simone Abara to Simone, Cyril Dacosta to C. Dacosta."""
    full, short = (re.findall(r"\w+", _text(reading, span).casefold()) for span in (shown, written))
    if len(full) < len(short) or full == short:
        return False
    return all(any(name.startswith(word) for name in full) for word in short)


def _labelled(reading: Reading) -> Iterator[Span]:
    """姓名：… and Name: … of a form."""
    for span in reading.labelled(FieldName.REPORTER_NAME):
        if found := _RULES["name"].match(reading.body, span.start, span.end):
            start, end = trim(reading.body, *found.span("name"))
            if is_chinese_name(reading.body[start:end]) or latin_strength(reading.body[start:end]) >= 0.3:
                yield Span(start, end, span.confidence)


def _introduced(reading: Reading) -> Iterator[Span]:
    for found in _RULES["introduction"].finditer(reading.body):
        group = "name" if found["name"] else "chinese" if found["chinese"] else "late"
        start, end = trim(reading.body, *found.span(group))
        name = reading.body[start:end]
        if is_chinese_name(name):
            yield Span(start, end, 0.9)
        elif group == "name" and latin_strength(name) >= 0.6:
            yield Span(start, end, 0.85 if " " in name else 0.75)


def _signed(reading: Reading) -> Iterator[Span]:
    """Names in the closing lines, or at the very end of the last sentence."""
    body = reading.body
    lines = [span for span in line_spans(body) if span[0] >= reading.closing] or [_end_of(body)]
    shown = set(re.findall(r"\w+", fold_in_place(reading.sender.name).casefold()))
    local = reading.sender.address.split("@")[0].casefold()
    after_farewell = False
    for first, after in lines[:10]:
        line = body[first:after]
        for found in _RULES["signed"].finditer(line):
            if find_places(found["name"]):
                continue
            whole = found.start("name") == 0 or bool(_RULES["farewell_before"].search(line[: found.start("name")]))
            confidence = _strength(found["name"], shown, local, whole=whole, after_farewell=after_farewell)
            if confidence >= 0.6:
                yield Span(first + found.start("name"), first + trim(line, *found.span("name"))[1], confidence)
        after_farewell = bool(_RULES["farewell_before"].search(line))


def _end_of(body: str) -> tuple[int, int]:
    """The last words of a mail without closing lines: "… Ta, Gwen" and "…多謝。陳大文"."""
    end = len(body.rstrip())
    return max(body.rfind("\n", 0, end) + 1, end - 40), end


def _strength(name: str, shown: set[str], local: str, *, whole: bool, after_farewell: bool) -> float:
    name = name.strip(" ,.")
    words = set(re.findall(r"\w+", name.casefold()))
    if is_chinese_name(name):
        return 0.95 if words & shown else 0.9 if whole else 0.6
    strength = latin_strength(name)
    if not strength or not whole:
        return 0.0
    if words & shown or any(len(word) > 2 and word in local for word in words):
        strength = max(strength, 0.7) + 0.1
    elif after_farewell:
        strength += 0.15
    return min(strength, 0.95)


def _shown(reading: Reading) -> Span | None:
    """The display name, where it is a person's full name."""
    sender = reading.sender
    start, end = trim(sender.name, 0, len(sender.name), also="\"'")
    name = fold_in_place(sender.name[start:end])
    if (
        not name
        or "@" in name
        or _RULES["organisation"].search(name)
        or any(map(str.isdigit, name))
        or _RULES["machine_sender"].match(sender.address)
    ):
        return None
    parts = name.split()
    if (
        len(parts) == 2
        and is_chinese_name(parts[1])
        and not is_chinese_name(parts[0])
        and re.match("[\u3400-\u9fff]", parts[0])
    ):
        start += len(parts[0]) + 1
        name, parts = parts[1], parts[1:]
    chinese = is_chinese_name(name) and not name.startswith("阿")
    mixed = len(parts) > 1 and is_chinese_name(parts[-1]) and latin_strength(" ".join(parts[:-1])) >= 0.3
    latin = name.title() if name.islower() or name.isupper() else name
    strength = latin_strength(latin) if len(parts) >= 2 else 0.0
    if not (chinese or mixed or strength >= 0.7):
        return None
    place = sender.name_start + start
    return Span(place, place + end - start, 0.85 if chinese or mixed else strength - 0.05, sender.part)
