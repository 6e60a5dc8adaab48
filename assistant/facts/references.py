"""Which addresses, telephone numbers, forms and chapters of law does a text name?"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from assistant.facts.fact import FactKind, Page, first
from assistant.facts.numbers import HAN, HAN_NUMERALS, read_value, write_value
from assistant.phone_numbers import find_phones, phone_key

_REST = r"(?:/[\w%~.,/?#=&+:@!$-]*)?"
_URL = re.compile(rf"(?:https?://|www\.)[\w.-]+(?::\d+)?{_REST}", re.IGNORECASE | re.ASCII)
_DOMAIN = re.compile(
    r"(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:gov|org|com|net|edu|example|hk|cn|tw|mo|int|io)(?:\.[a-z]{2})?(?![\w@-])" + _REST,
    re.IGNORECASE | re.ASCII,
)
_EMAIL = re.compile(r"[a-z0-9][\w.+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE | re.ASCII)
_LOCAL = re.compile(
    r"(?<![\d$])(?<![\d$][ .,-])(?:\(?\+? ?852\)?[ -]?)?[2-9]\d{3}[ -]?\d{4}(?![\d%]|[ .,-]\d| ?[元万])"
)
"""Eight digits of an approved text are a telephone number, whatever stands before them."""
_SAME_EXCHANGE = re.compile(r" ?[/、] ?(\d{4})(?![\d年元])")
_LANGUAGE_PART = re.compile(
    r"^(?:en|eng|english|e|tc|sc|uc|c|[ts]c[-_]chi|[ts]?chi|[ts]?chinese|zh|cn|gb|b5|big5|hant|hans|zh[-_](?:hk|tw|cn|hant|hans)|en[-_][a-z]{2})$"
)
_LANGUAGE_SUFFIX = re.compile(r"[-_](?:en|eng|e|tc|sc|c|chi|zh|s)(?=\.\w+$|$)")
_NUMBER = r"\d{1,5}(?:[a-z]{1,2}(?![a-z]))?(?:\([\da-z]{1,3}\))*"
_CODE = (
    r"[A-Z]{1,6}(?: ?[-./] ?| )?\d{1,5}(?:[-/.]\d{1,4})*[A-Z]?(?![a-z\d]|[.,]\d)"
    r"|\d{1,4}[A-BD-FH-JN-UX-Z](?![A-Za-z\d])"
)
_FORM = re.compile(
    r"(?:\b[Ff](?:ORM|orm)s? ?(?:[Nn](?:o\.?|umber) ?)?|表格(?:编号|号码)? ?[(「“\"]?|第)"
    rf"(?P<named>[A-Z]{{1,6}}(?: ?[-./] ?| )?\d{{1,5}}(?:[-/.]\d{{1,4}})*[A-Z]?(?![a-z\d])"
    rf"|\d{{1,4}}[A-Z]?(?:号表格)?|{HAN}号表格|{HAN}(?=[,。;:、及和或与)」]|$))"
    rf"|(?<![A-Za-z\d./-])(?P<code>{_CODE})"
    rf"|(?<![A-Za-z\d])(?P<numbered>(?:\d{{1,4}}|{HAN})号表格)"
)
_LAW = (
    (
        "cap",
        re.compile(
            rf"\b(?:cap\.?|chapter) ?(\d+[a-z]{{0,2}})|第 ?(\d+[a-z]{{0,2}}|[{HAN_NUMERALS}]+) ?章", re.IGNORECASE
        ),
    ),
    (
        "sec",
        re.compile(
            rf"\b(?:sections?|s\.|regulation|article|rule) ?({_NUMBER})"
            rf"|第 ?({_NUMBER}|[{HAN_NUMERALS}]+) ?[条款](?!路)",
            re.IGNORECASE,
        ),
    ),
    ("sch", re.compile(rf"\b(?:schedule|annex|appendix) ?(\d+[a-z]?)|附[表件录] ?(\d+|{HAN})", re.IGNORECASE)),
)
_URL_FIRST = first("http https www", "")
_DOT = re.compile(r"[a-z]\.[a-z]", re.IGNORECASE)
_LAW_FIRST = first("cap chapter section sections s regulation article rule schedule annex appendix", "第附")
_FORM_FIRST = first("form forms", rf"A-Z\d表第{HAN_NUMERALS}")
_OTHER_PHONE = re.compile(r"\+ ?\(?\d|\d[\d ().-]{5,}\d")
_NOT_CODES = frozenset("A I AM PM HK US AT IN TO OF OR AND BY ON NO CAP".split())
_ROUTE_OF_MONEY = re.compile(r"^(?:HK|US|NT|RMB|HKD|USD|CNY|MOP|GMT|AD|BC)$")


def read_addresses(page: Page) -> None:
    """E-mail addresses, then web addresses; a link's language and the way in which its scheme is written are "
    "no fact."""
    for match in list(_EMAIL.finditer(page.text)) if "@" in page.text else ():
        end = match.end() - (len(match[0]) - len(match[0].rstrip(".")))
        page.add(FactKind.EMAIL, f"email:{page.text[match.start() : end].casefold()}", match.start(), end)
    found = list(page.scan(_URL, _URL_FIRST))
    for match in [*found, *(_DOMAIN.finditer(page.text) if not found and _DOT.search(page.text) else ())]:
        end = match.end() - (len(match[0]) - len(match[0].rstrip(".,;:!?)")))
        page.add(FactKind.URL, f"url:{_plain_address(page.text[match.start() : end])}", match.start(), end)


def _plain_address(address: str) -> str:
    parts = urlsplit(address if "//" in address else f"//{address}")
    path = [part for part in unquote(parts.path).casefold().split("/") if part and not _LANGUAGE_PART.match(part)]
    path = [_LANGUAGE_SUFFIX.sub("", part) for part in path]
    query = "&".join(q for q in parts.query.casefold().split("&") if not q.startswith(("lang", "l=", "locale")))
    host = (parts.hostname or "").removeprefix("www.")
    return "/".join([host, *path]) + (f"?{query}" if query else "")


def read_phones(page: Page) -> None:
    last = 0
    spans = [match.span() for match in _LOCAL.finditer(page.text)]
    if _OTHER_PHONE.search(_LOCAL.sub("", page.text)):
        spans += find_phones(page.text)
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= last:
            last = end
            written = phone_key(page.text[start:end])
            page.add(FactKind.PHONE, f"phone:{written}", start, end)
            # 2555 6100/6101: the second number leaves out what it shares with the first.
            if len(written) == 8 and (also := _SAME_EXCHANGE.match(page.text, end)):
                last = also.end()
                page.add(FactKind.PHONE, f"phone:{written[:4]}{also[1]}", also.start(1), last)


def read_laws(page: Page) -> None:
    for kind, pattern in _LAW:
        for match in page.scan(pattern, _LAW_FIRST):
            written = next(group for group in match.groups() if group)
            value = None if written[0].isdigit() else read_value(written)
            number = written.casefold() if value is None else write_value(value)
            # An annex may be a building, and 350 what it holds: the number stands in the other language bare.
            values = {f"{kind}:{number}", f"number:{number}"} if kind == "sch" else {f"{kind}:{number}"}
            page.add(FactKind.LAW, values, *match.span(), is_weak=kind != "cap")


def read_forms(page: Page) -> None:
    """Forms by their word, and whatever looks like the number of one: IH-1, TD 558, A4."""
    for match in page.scan(_FORM, _FORM_FIRST):
        if match["code"]:
            letters = re.match("[A-Z]*", match["code"])
            if letters and (
                (letters[0] in _NOT_CODES and not re.match(rf"{letters[0]}\d", match["code"]))
                or _ROUTE_OF_MONEY.match(letters[0])
            ):
                continue
            page.add(FactKind.FORM_NUMBER, f"form:{_plain_code(match['code'])}", *match.span("code"))
        elif (named := match["named"] or match["numbered"]).endswith("号表格") or not match[0].startswith("第"):
            number = named.removesuffix("号表格")
            value = read_value(number) if not number.isascii() else None
            page.add(
                FactKind.FORM_NUMBER,
                f"form:{_plain_code(number) if value is None else write_value(value)}",
                *match.span("named" if match["named"] else "numbered"),
            )


def _plain_code(code: str) -> str:
    return re.sub(r"[ ./-]", "", code).casefold()
