"""How is a page for staff written?  Plain HTML that works without scripts, in three languages."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from html import escape
from importlib.resources import files
from string import Template
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import HTMLResponse

from assistant.languages import LANGUAGES
from ui.staff_access import private_cookie, set_private_cookie

HOME = "/staff"
LANGUAGE = "civicdesk-language"
"""Cookie: the language last chosen."""
YEAR_SECONDS = 365 * 24 * 3600
_LOCAL = re.compile(r"/staff(?:/[\w.~-]+)*/?(?:\?[\w.~%=&+-]*)?")
_NAMES = {"en": "English", "zh-Hant": "繁體中文", "zh-Hans": "简体中文"}


def render(
    request: Request, name: str, *, language: str, status: int = 200, message: str = "", **values: str
) -> HTMLResponse:
    """The page `name`; `message` is the key of a sentence above its form, `values` fill its places and are escaped."""
    texts = wording(language)
    places = {key: escape(value) for key, value in {**texts, **values}.items()}
    places["message"] = f'<p class="refusal" role="alert">{escape(texts[message])}</p>' if message else ""
    content = _template(name).substitute(places)
    title = places[f"{name}_title"]
    page = _template("frame").substitute(
        places, content=content, title=title, language=language, links=_links(request, language)
    )
    response = HTMLResponse(page, status, headers={"Cache-Control": "no-store"})
    if "lang" in request.query_params:
        set_private_cookie(response, request, LANGUAGE, language, max_age=YEAR_SECONDS)
    return response


def language_of(request: Request) -> str:
    """The language to write in: of the address, else the last one chosen, else the browser's first, else English."""
    accepted = request.headers.get("accept-language", "").split(",")
    ranked = sorted(accepted, key=_weight, reverse=True)
    chosen = [request.query_params.get("lang", ""), private_cookie(request, LANGUAGE)]
    asked = [*chosen, *(part.partition(";")[0] for part in ranked)]
    return next((language for tag in asked if (language := _served(tag.strip().lower()))), "en")


def local_page(wanted: str) -> str:
    """The page to go on to: `wanted` where it is one of ours under /staff, else the home page."""
    return wanted if _LOCAL.fullmatch(wanted) and not re.search(r"/\.+(/|$)", wanted.partition("?")[0]) else HOME


def wording(language: str) -> dict[str, str]:
    """Every sentence of the pages in one language."""
    position = LANGUAGES.index(language)
    return {key: texts[position] for key, texts in _wording().items()}


@lru_cache(maxsize=1)
def _wording() -> dict[str, list[str]]:
    return tomllib.loads((files("ui.staff") / "wording.toml").read_text("utf-8"))


@lru_cache(maxsize=8)
def _template(name: str) -> Template:
    return Template((files("ui.staff") / f"{name}.html").read_text("utf-8"))


def _links(request: Request, current: str) -> str:
    kept = {"next": request.query_params["next"]} if "next" in request.query_params else {}
    links = []
    for language, name in _NAMES.items():
        address = escape(urlencode({"lang": language, **kept}))
        mark = ' aria-current="true"' if language == current else ""
        links.append(f'<a href="?{address}" lang="{language}" hreflang="{language}"{mark}>{name}</a>')
    return "\n        ".join(links)


def _weight(accepted: str) -> float:
    found = re.search(r";\s*q=([01](?:\.\d{0,3})?)\s*$", accepted)
    return float(found.group(1)) if found else 1.0


def _served(tag: str) -> str | None:
    """zh-HK, zh-TW and Cantonese are written in zh-Hant, other Chinese in zh-Hans."""
    if re.match(r"en\b", tag):
        return "en"
    if not re.match(r"(zh|yue)\b", tag):
        return None
    return "zh-Hant" if re.search(r"hant|-(hk|tw|mo)\b|^yue", tag) and "hans" not in tag else "zh-Hans"
