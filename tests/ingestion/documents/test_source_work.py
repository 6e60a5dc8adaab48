"""What has changed on the pages that articles come from, and what becomes of it?"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from assistant.accounts.permissions import ROLE_PERMISSIONS, Actor, Role, operator
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database, utc_now
from assistant.errors import InvalidInput, PermissionDenied, SourceNotFound, TransitionNotAllowed
from ingestion.documents import sources
from ingestion.documents.guarded import Reader
from ingestion.documents.link_work import LinkChecker
from ingestion.documents.links import find_urls, list_links
from ingestion.documents.models import LinkState, Source, SourceKind, SourceRun
from ingestion.documents.source_domains import read_domains
from ingestion.documents.source_work import SourceReader
from ingestion.documents.sources import SourceWish
from knowledge_base import editing, release
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.models import ArticleComment, ArticleVersion, content_of
from knowledge_base.versions import list_versions
from tests.ingestion.documents.loopback_web import Page, Web, served
from tests.ingestion.documents.pages import guidance_page, pdf_file

__all__ = ["served"]

DOMAINS = read_domains("TD=td.example")
EDITOR = Actor("mei", ROLE_PERMISSIONS[Role.EDITOR], frozenset({"TD"}), user_id="mei")
WISH = SourceWish("https://www.td.example/renew", SourceKind.PAGE, "TD", "licence_permit_enquiry")


@pytest.fixture
def web(served: Web) -> Web:
    served.forget()
    served.put("www.td.example/renew", guidance_page("en"), ETag='"one"')
    return served


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as opened:
        yield opened


@pytest.fixture
def site(database: Database, web: Web, reader: Reader) -> SourceReader:
    return SourceReader(database, web.fetcher(), reader, load_catalogue())


def add(database: Database, wish: SourceWish = WISH) -> int:
    with database.write() as session:
        return sources.add_source(session, wish, actor=EDITOR, domains=DOMAINS).id


def run(site: SourceReader, source_id: int) -> SourceRun:
    """The source's next reading, asked for by a person unless it is due."""
    with site.database.write() as session:
        if session.get_one(Source, source_id).due_at > utc_now():
            sources.ask_run(session, source_id, actor=EDITOR)
    site.run_due()
    with site.database.read() as session:
        return sources.list_runs(session, source_id, actor=EDITOR)[0]


def counts(done: SourceRun) -> tuple[str, int, int, int]:
    return done.state, done.created, done.changed, done.unchanged


def only_article(database: Database) -> tuple[str, list[str]]:
    """Its id and the authors of its versions, the newest first."""
    with database.read() as session:
        article_id = session.scalars(select(ArticleVersion.article_id).distinct()).one()
        return article_id, [version.author for version in list_versions(session, article_id)]


def comments(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(ArticleComment.text).order_by(ArticleComment.id)))


def test_a_page_becomes_a_draft_and_only_a_change_of_its_text_makes_the_next_version(site: SourceReader, web: Web):
    source_id = add(site.database)
    assert counts(run(site, source_id)) == ("done", 1, 0, 0)
    assert counts(run(site, source_id)) == ("done", 0, 0, 1)
    assert web.asked[-1] == "GET www.td.example/renew"
    web.put("www.td.example/renew", guidance_page("en") + "<!-- built today -->", ETag='"two"')
    assert counts(run(site, source_id))[:3] == ("done", 0, 0)  # What nobody sees is no change, and what went is told.
    web.put("www.td.example/renew", guidance_page("en").replace("$900 for", "$950 for"), ETag='"three"')
    assert counts(run(site, source_id)) == ("done", 0, 1, 0)
    article_id, authors = only_article(site.database)
    assert article_id.startswith("td/www.td.example/renew:renew-a-driving-licence-")
    assert authors == ["mei", "mei"]  # Who chose what is read counts as who wrote it.
    with site.database.read() as session:
        newest = list_versions(session, article_id)[0]
        assert (newest.state, newest.origin, newest.origin_ref) == ("draft", "source", f"source:{source_id}")
        assert content_of(newest).source_url == "https://www.td.example/renew"


def test_what_a_person_has_edited_since_is_left_alone_and_the_change_is_told(site: SourceReader, web: Web):
    source_id = add(site.database)
    run(site, source_id)
    article_id, _ = only_article(site.database)
    with site.database.write() as session:
        content = content_of(list_versions(session, article_id)[0])
        editing.save_version(session, replace(content, tags=("by hand",)), actor=replace(EDITOR, name="wing"))
    web.put("www.td.example/renew", guidance_page("en").replace("$900 for", "$950 for"))
    done = run(site, source_id)
    assert "edited by a person" in done.problems[0]["message"]
    run(site, source_id)
    assert only_article(site.database)[1] == ["wing", "mei"]
    assert len(comments(site.database)) == 1


def test_a_page_that_is_gone_is_told_once_and_its_article_stays(site: SourceReader, web: Web):
    source_id = add(site.database)
    run(site, source_id)
    del web.pages["www.td.example/renew"]
    assert run(site, source_id).problems == [{"url": WISH.url, "message": "the page is gone (404)"}]
    run(site, source_id)
    assert comments(site.database) == ["The page https://www.td.example/renew is gone (404)."]
    assert only_article(site.database)[1] == ["mei"]


def test_a_question_that_left_the_page_is_told(site: SourceReader, web: Web):
    asked = "<h2>What is it?</h2><p>A card.</p><h2>Who needs it?</h2><p>Drivers.</p>"
    web.put("www.td.example/renew", f"<main>{asked}</main>")
    source_id = add(site.database)
    assert counts(run(site, source_id)) == ("done", 2, 0, 0)
    web.put("www.td.example/renew", f"<main>{asked}</main>".replace("Who needs it?", "Who must have it?"))
    assert counts(run(site, source_id)) == ("done", 1, 0, 1)
    assert comments(site.database) == ["The page https://www.td.example/renew no longer says this."]


def test_a_sitemap_brings_its_pages_and_documents_and_tells_which_could_not_be_read(site: SourceReader, web: Web):
    names = ["renew", "paper.pdf", "picture", "away", "missing"]
    urls = [f"https://www.td.example/{name}" for name in names] + ["https://elsewhere.example/x", "http://127.0.0.1/"]
    inner = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    outer = "<sitemapindex><sitemap><loc>https://www.td.example/inner.xml</loc></sitemap></sitemapindex>"
    web.put("www.td.example/sitemap.xml", outer)
    web.put("www.td.example/inner.xml", f"<urlset>{inner}</urlset>")
    pdf = pdf_file([("Learn to drive", 20), ("A lesson takes an hour.", 11)])
    web.pages["www.td.example/paper.pdf"] = Page(pdf, headers={"Content-Type": "application/pdf"})
    web.pages["www.td.example/picture"] = Page(b"x", headers={"Content-Type": "image/png"})
    web.pages["www.td.example/away"] = Page(b"x", 500)
    source_id = add(site.database, replace(WISH, url="https://www.td.example/sitemap.xml", kind=SourceKind.SITEMAP))
    done = run(site, source_id)
    assert counts(done) == ("done", 2, 0, 0)
    assert (done.done, done.total) == (7, 7)
    assert [problem["url"].rpartition("/")[2] for problem in done.problems] == ["picture", "away", "missing", "x", ""]


def test_a_run_that_was_cut_off_goes_on_without_asking_a_page_twice(site: SourceReader, web: Web):
    urls = "".join(f"<url><loc>https://www.td.example/{n}</loc></url>" for n in range(4))
    web.put("www.td.example/sitemap.xml", f"<urlset>{urls}</urlset>")
    for number in range(4):
        web.put(f"www.td.example/{number}", guidance_page("en").replace("$900 for", f"${number} for"))
    source_id = add(site.database, replace(WISH, url="https://www.td.example/sitemap.xml", kind=SourceKind.SITEMAP))
    stops = iter([False, False, False, True, True, True])
    site.run_due(stopping=lambda: next(stops, True))
    assert counts(run_of(site, source_id)) == ("waiting", 2, 0, 0)
    site.run_due()
    assert counts(run_of(site, source_id)) == ("done", 4, 0, 0)
    assert [web.asked.count(f"GET www.td.example/{number}") for number in range(4)] == [1, 1, 1, 1]


def run_of(site: SourceReader, source_id: int) -> SourceRun:
    with site.database.read() as session:
        return sources.list_runs(session, source_id, actor=EDITOR)[0]


def test_a_source_is_read_when_it_is_due_and_not_before(site: SourceReader):
    source_id = add(site.database)
    assert site.run_due() == 1
    assert site.run_due() == 0
    with site.database.write() as session:
        past = utc_now() - datetime.timedelta(minutes=1)
        session.execute(update(Source).where(Source.id == source_id).values(due_at=past))
    assert site.run_due() == 1
    with site.database.write() as session:
        session.execute(update(Source).where(Source.id == source_id).values(due_at=past, is_on=False))
    assert site.run_due() == 0


def test_only_editors_of_the_department_rule_its_sources_and_only_on_listed_domains(site: SourceReader):
    source_id = add(site.database)
    other = replace(EDITOR, name="lok", departments=frozenset({"IMMD"}))
    agent = replace(EDITOR, permissions=ROLE_PERMISSIONS[Role.AGENT])
    with site.database.write() as session:
        for url in ("https://elsewhere.example/", "http://www.td.example/", "https://127.0.0.1/"):
            with pytest.raises(InvalidInput):
                sources.add_source(session, replace(WISH, url=url), actor=EDITOR, domains=DOMAINS)
        with pytest.raises(InvalidInput, match="already"):
            sources.add_source(session, WISH, actor=EDITOR, domains=DOMAINS)
        with pytest.raises(PermissionDenied):
            sources.add_source(session, WISH, actor=other, domains=DOMAINS)
        with pytest.raises(SourceNotFound):
            sources.remove_source(session, source_id, actor=other)
        with pytest.raises(PermissionDenied):
            sources.ask_run(session, source_id, actor=agent)
        sources.ask_run(session, source_id, actor=EDITOR)
        with pytest.raises(TransitionNotAllowed):
            sources.ask_run(session, source_id, actor=EDITOR)
        sources.remove_source(session, source_id, actor=EDITOR)
        assert sources.list_sources(session, actor=EDITOR) == []
    assert add(site.database) == source_id


def test_links_of_live_articles_are_tried_and_those_of_others_not(database: Database, web: Web):
    web.put("elsewhere.example/fine", "x")
    web.pages["elsewhere.example/moved"] = Page(status=301, headers={"Location": "/fine"})
    text = (
        "See [this](https://elsewhere.example/fine), https://elsewhere.example/moved and https://elsewhere.example/none。"
        " Never https://127.0.0.1/admin or http://169.254.169.254/."
    )
    content = ArticleContent("td-links", "TD", {"en": ArticleText("Where?", text)}, source_url="https://gone.example/")
    with database.write() as session:
        editing.save_version(session, content, actor=EDITOR)
    checker = LinkChecker(database, web.fetcher())
    assert checker.check_due() == 0  # A draft is nobody's yet.
    with database.write() as session:
        release.publish(session, "td-links", actor=operator())
    assert checker.check_due() == 6
    assert checker.check_due() == 0
    with database.read() as session:
        links = list_links(session, actor=EDITOR)
        assert [(link.url.partition("//")[2], link.state, link.status) for link in links] == [
            ("gone.example/", LinkState.BROKEN, None),
            ("elsewhere.example/fine", LinkState.FINE, 200),
            ("elsewhere.example/moved", LinkState.REDIRECTED, 301),
            ("elsewhere.example/none", LinkState.BROKEN, 404),
            ("127.0.0.1/admin", LinkState.BROKEN, None),
            ("169.254.169.254/", LinkState.BROKEN, None),
        ]
        assert links[2].moved_to == "https://elsewhere.example/fine"
        assert len(list_links(session, actor=EDITOR, state=LinkState.BROKEN)) == 4
    with database.write() as session:
        release.withdraw(session, "td-links", actor=operator())
    checker.check_due()
    with database.read() as session:
        assert list_links(session, actor=EDITOR) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(https://a.example/x_(y)).", ["https://a.example/x_(y)"]),
        ("見https://a.example/x。多謝", ["https://a.example/x"]),
        ("见[表格](https://a.example/x?a=1&b=2)，谢谢", ["https://a.example/x?a=1&b=2"]),
        ("no address", []),
    ],
)
def test_addresses_end_where_the_sentence_goes_on(text: str, found: list[str]):
    assert list(find_urls(text)) == found
