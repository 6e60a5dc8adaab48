"""Which sums of money does a text name, and what is free?"""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.facts.fact import FactKind, Page, first
from assistant.facts.numbers import DIGITS, HAN, HAN_NUMERALS, NUMBER_WORDS, WORDS, read_value, write_value

_SIGN = r"(?:hk\$|us\$|nt\$|a\$|s\$|mop\$?|hkd|usd|rmb|cny|港[币币]|人民币|美[元金]|澳门币|新台币|\$|￥|¥|£|€)"
_UNIT = r"(?:港元|美元|人民币|元|块钱?|蚊|圆|hong kong dollars?|us dollars?|dollars?|hkd|hk\$(?! ?\d)|bucks)"
_TO = r"(?: ?(?:-|~|至|到|或|及|和|to|or|and) ?)"
_MONEY = re.compile(
    rf"(?P<sign>{_SIGN}) ?(?P<n1>{DIGITS}|{HAN})(?:{_TO}(?P<n1b>{DIGITS})(?!\d|[.,]\d| ?(?:%|[a-z]"
    rf"|[日天个月年岁]))(?=(?P<tail>.{{0,2}})))?(?: ?{_UNIT}(?:(?P<dimes>[一二三四五六七八九\d])[角毫毛](?!巾))?)?"
    rf"|(?:(?P<n2b>{DIGITS}|{HAN}|{WORDS}){_TO})?(?P<n2>{DIGITS}|{HAN}"
    rf"|{WORDS}) ?(?P<unit>{_UNIT})(?:(?P<more_dimes>[一二三四五六七八九\d])[角毫毛](?!巾)"
    rf"|(?: and)? (?P<cents>{DIGITS}|{WORDS}) cents?\b)?"
    rf"|(?P<n3>{DIGITS}|{HAN}|{WORDS}) ?(?:cents?\b|[角毫毛](?![米升克巾衣线])|仙)",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\b(?:free of charge|free of cost|for free|free|no (?:charge|fee|cost)s?|costs? nothing|pays? nothing"
    r"|(?:without|not) (?:a |any )?charged?"
    r"|nothing (?:to pay|is charged|will be charged)|at no (?:cost|charge))\b(?!-| (?:from|to (?:choose"
    r"|use|go|leave)|up|time|movement))"
    r"|免费|费用全免|不(?:收|另收)(?:取)?(?:任何)?(?:费用?|手续费)|[无毋不]须(?:再)?(?:缴付|缴交|缴|付|支付|交)(?:任何)?(?:费|款)用?|[无毋]须收费|不用(?:付费|缴费|收费|钱|付款|交费)|免收|全免|无须赔偿|不设收费|免缴",
    re.IGNORECASE,
)
_MONEY_FIRST = first(f"hk us nt a s mop hkd usd rmb cny {NUMBER_WORDS}", rf"\d½$￥¥£€港人美澳新{HAN_NUMERALS}")
_FREE_FIRST = first("free no cost costs pay pays without not fee nothing at", "免费不无毋全")
_CURRENCIES = (
    ("usd", re.compile(r"us\$|usd|us dollar|美", re.IGNORECASE)),
    ("cny", re.compile(r"rmb|cny|人民币|￥|¥", re.IGNORECASE)),
    ("twd", re.compile(r"nt\$|台币", re.IGNORECASE)),
    ("mop", re.compile(r"mop|澳门", re.IGNORECASE)),
    ("other", re.compile(r"£|€|a\$|s\$", re.IGNORECASE)),
)


def read_money(page: Page) -> None:
    """Sums in one currency; one without a name is the city's own."""
    for match in page.scan(_MONEY, _MONEY_FIRST):
        currency = next((name for name, sign in _CURRENCIES if sign.search(match[0])), "hkd")
        for value in _sums(match):
            page.add(FactKind.FEE, f"{currency}:{write_value(value)}", *match.span())
    for match in page.scan(_FREE, _FREE_FIRST):
        page.add(FactKind.FREE, "free", *match.span(), is_weak=True)


def _sums(match: re.Match[str]) -> list[Decimal]:
    if match["n3"]:
        value = read_value(match["n3"])
        return [] if value is None else [value / (10 if match[0][-1] in "角毫毛" else 100)]
    values = [
        value for key in ("n1", "n1b", "n2b", "n2") if match[key] and (value := read_value(match[key])) is not None
    ]
    if values and (dimes := match["dimes"] or match["more_dimes"]):
        values[-1] += (read_value(dimes) or 0) / Decimal(10)
    if values and match["cents"]:
        values[-1] += (read_value(match["cents"]) or 0) / Decimal(100)
    return values
