"""What a reader sees of an HTML mail, and what an agent's browser is given of it."""

from __future__ import annotations

import re

import pytest

from ingestion.mail.html_cleaning import clean_html
from ingestion.mail.html_text import read_html
from ingestion.mail.parsing import parse_mail
from tests.ingestion.mail.odd_mails import TEXTS, html_mail

HIDDEN = [
    "<p style='display:none'>{}</p>",
    "<p style='visibility: hidden'>{}</p>",
    "<span style='font-size:0px'>{}</span>",
    "<font color='#ffffff'>{}</font>",
    "<div style='background:#fefefe'><p style='color:rgb(255,255,255)'>{}</p></div>",
    "<div bgcolor='black' style='background-color:black'><span style='color:#000'>{}</span></div>",
    "<p hidden>{}</p>",
    "<!-- {} -->",
    "<style>{}</style>",
    "<style>.x{{display:none}}</style><p class='a x'>{}</p>",
    "<div style='opacity:0'>{}</div>",
    "<div style='max-height:0;overflow:hidden'>{}</div>",
    "<div style='position:absolute;left:-9999px'>{}</div>",
    "<script>{}</script>",
    "<img alt='{}'>",
    "<template>{}</template>",
    "<p style='mso-hide:all'>{}</p>",
]


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("language", TEXTS)
def test_what_the_eye_does_not_see_is_no_text(language: str, hidden: str) -> None:
    text = TEXTS[language]
    html = f"<html><head><title>t</title></head><body><p>{text}</p>{hidden.format('SECRET')}</body></html>"
    assert read_html(html).text.strip() == text


def test_tables_lists_and_links_keep_their_text() -> None:
    html = (
        "<table><tr><td>Name</td><td>陳</td></tr></table><ol><li>a<li>b</ol><a href='http://a.example'>here</a><br>end"
    )
    assert read_html(html).text == "Name\t陳\n\n1. a\n2. b\n\nhere\nend"


def test_white_on_a_dark_ground_is_seen() -> None:
    assert read_html("<div style='background:#003366'><font color=white>seen</font></div>").text == "seen"


def test_a_block_quotation_is_told_by_its_place() -> None:
    read = read_html("<p>new</p><blockquote><p>old</p></blockquote>")
    assert [read.text[start:end] for start, end in read.quotes] == ["old"]


OUTSIDE = "http://tracker.example/x"
HOSTILE = [
    *(
        f"<{tag} src='{OUTSIDE}'>"
        for tag in ("img", "iframe", "script", "video", "audio", "embed", "input", "source", "frame")
    ),
    *(
        f"<p style='{name}:url({OUTSIDE})'>x"
        for name in ("background", "background-image", "list-style", "cursor", "content")
    ),
    *(f"<{tag} background='{OUTSIDE}'>x" for tag in ("body", "table", "td")),
    f"<link rel=stylesheet href='{OUTSIDE}'>",
    f"<style>@import '{OUTSIDE}'; p{{background:url({OUTSIDE})}}</style>",
    f"<object data='{OUTSIDE}'></object>",
    f"<svg><image href='{OUTSIDE}'/></svg>",
    f"<svg><use xlink:href='{OUTSIDE}#a'/></svg>",
    f"<math><mtext><img src='{OUTSIDE}'></mtext></math>",
    f"<form action='{OUTSIDE}'><input name=a><button>go</button></form>",
    f"<button formaction='{OUTSIDE}'>go</button>",
    f"<meta http-equiv=refresh content='0;url={OUTSIDE}'>",
    f"<base href='{OUTSIDE}'><img src='y.png'>",
    f"<img srcset='{OUTSIDE} 2x'>",
    f"<video poster='{OUTSIDE}'></video>",
    f"<img src='//tracker.example/x'><img src=' {OUTSIDE}'>",
    f"<img src='x' onerror='fetch(\"{OUTSIDE}\")'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>1</script>'>x</a>",
    "<div style='position:fixed;top:0;left:0;width:100%;height:100%;z-index:99'>cover</div>",
    f"<noscript><img src='{OUTSIDE}'></noscript>",
    f"<template><img src='{OUTSIDE}'></template>",
    f"<table><form action='{OUTSIDE}'><tr><td><input></td></tr></form></table>",
    f"<p style='background:u\\72l({OUTSIDE})'>x</p>",
    f"<!--[if mso]><img src='{OUTSIDE}'><![endif]-->",
    f"<a ping='{OUTSIDE}' href='mailto:a@b.example'>x</a>",
]
_LOADING = re.compile(
    r"<[^>]*\b(?:src|srcset|background|poster|data|action|formaction|ping|xlink:href)\s*=\s*['\"]?(?!cid:)", re.I
)
_ACTIVE = re.compile(
    r"<(?:script|iframe|form|input|button|object|embed|link|meta|base|style|svg|math|video|audio)\b", re.I
)


@pytest.mark.promise("T07")
def test_forty_hostile_mails_load_nothing_send_nothing_and_cover_nothing() -> None:
    assert len(HOSTILE) == 40
    for hostile in HOSTILE:
        html = parse_mail(html_mail(f"<p>words</p>{hostile}")).html
        assert not _LOADING.search(html), hostile
        assert not _ACTIVE.search(html), hostile
        assert not re.search(r"url\(|position|z-index|javascript:|data:|\son\w+=", html), hostile
        assert "words" in html


def test_pictures_of_the_mail_itself_stay() -> None:
    assert clean_html("<img src='cid:a1'>") == '<img src="cid:a1">'
