from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from assistant.accounts.permissions import Actor, Permission, operator
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from assistant.errors import ImportRefused, PermissionDenied
from ingestion.documents.faq_sheet import Refusal, Remark
from ingestion.documents.importing import ImportReport, import_articles
from ingestion.documents.samples import sample_files
from knowledge_base.models import Article, ArticleVersion, Department
from knowledge_base.register import find_article
from knowledge_base.release import withdraw
from tests.ingestion.documents.example import ROW, article, wording, write_csv, write_jsonl


def import_files(
    database: Database,
    *paths: Path,
    publish: bool = False,
    skip_bad: bool = False,
    new_departments: bool = False,
    actor: Actor | None = None,
) -> ImportReport:
    return import_articles(
        database,
        paths,
        actor=actor or operator(),
        catalogue=load_catalogue(),
        publish=publish,
        skip_bad=skip_bad,
        new_departments=new_departments,
    )


def refused_report(database: Database, *paths: Path, skip_bad: bool = False) -> ImportReport:
    with pytest.raises(ImportRefused) as refusal:
        import_files(database, *paths, skip_bad=skip_bad)
    assert isinstance(refusal.value.report, ImportReport)
    return refusal.value.report


def article_count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Article)) or 0


def states(database: Database, article_id: str) -> list[str]:
    """The states of the article's versions, oldest first."""
    with database.read() as session:
        query = select(ArticleVersion.state).where(ArticleVersion.article_id == article_id)
        return list(session.scalars(query.order_by(ArticleVersion.number)))


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    return tmp_path / "faq.jsonl"


def test_articles_come_in_as_drafts(database: Database, faq: Path) -> None:
    report = import_files(database, write_jsonl(faq, article(id="a"), article(id="b", **wording(question="Other?"))))
    assert (report.files, report.rows, report.created, report.published) == (("faq.jsonl",), 2, 2, 0)
    assert states(database, "a") == ["draft"]


def test_articles_go_live_when_asked(database: Database, faq: Path) -> None:
    report = import_files(database, write_jsonl(faq, article(id="a")), publish=True)
    assert (report.created, report.published) == (1, 1)
    with database.read() as session:
        texts = {text.language: text.question for text in find_article(session, "a").texts}
    assert texts == {
        "en": "How do I renew my driving licence?",
        "zh-Hant": "如何續領駕駛執照？",
        "zh-Hans": "怎样续领驾驶执照？",
    }


def test_a_second_import_of_the_same_changes_nothing(database: Database, faq: Path) -> None:
    import_files(database, write_jsonl(faq, article(id="a"), article(id="b")), publish=True)
    report = import_files(database, faq, publish=True)
    assert (report.created, report.changed, report.unchanged, report.published) == (0, 0, 2, 0)
    assert states(database, "a") == ["published"]


def test_a_changed_article_gets_a_new_version(database: Database, faq: Path) -> None:
    import_files(database, write_jsonl(faq, article(id="a"), article(id="b")), publish=True)
    write_jsonl(faq, article(id="a", **wording(answer="The fee is $950.")), article(id="b"))
    report = import_files(database, faq)
    assert (report.changed, report.unchanged, report.published) == (1, 1, 0)
    assert states(database, "a") == ["published", "draft"]


def test_an_unchanged_draft_goes_live_when_asked(database: Database, faq: Path) -> None:
    import_files(database, write_jsonl(faq, article(id="a")))
    report = import_files(database, faq, publish=True)
    assert (report.unchanged, report.published) == (1, 1)
    assert states(database, "a") == ["published"]


def test_a_withdrawn_article_stays_withdrawn_and_the_report_says_so(database: Database, faq: Path) -> None:
    import_files(database, write_jsonl(faq, article(id="a")), publish=True)
    with database.write() as session:
        withdraw(session, "a", actor=operator())
    report = import_files(database, faq, publish=True)
    assert states(database, "a") == ["withdrawn"]
    assert report.published == 0
    assert [w.line() for w in report.warnings] == [
        "faq.jsonl row 1, column id: unchanged and withdrawn; it stays withdrawn"
    ]


def test_one_bad_row_keeps_everything_out(database: Database, tmp_path: Path, faq: Path) -> None:
    good = write_csv(tmp_path / "good.csv", ROW)
    report = refused_report(database, good, write_jsonl(faq, article(id="a"), article(id="b", audience="all")))
    assert article_count(database) == 0
    assert (report.rows, report.refused, report.created) == (3, 1, 0)
    assert [r.line() for r in report.refusals] == [
        "faq.jsonl row 2, column audience: 'all' is neither public nor internal"
    ]


def test_bad_rows_are_skipped_when_asked(database: Database, faq: Path) -> None:
    write_jsonl(faq, article(id="a"), article(id="b", audience="all", category="c" * 101), article(id="c"))
    report = import_files(database, faq, skip_bad=True)
    assert (report.rows, report.created, report.refused, len(report.refusals)) == (3, 2, 1, 2)
    assert article_count(database) == 2


def test_a_file_that_cannot_be_read_is_skipped_as_a_whole(database: Database, tmp_path: Path, faq: Path) -> None:
    odd = write_csv(tmp_path / "odd.csv", ROW | {"id": "b", "expires": ""}, ROW | {"id": "c", "expires": ""})
    missing = tmp_path / "missing.csv"
    report = import_files(database, write_jsonl(faq, article(id="a")), odd, missing, skip_bad=True)
    assert (report.rows, report.created, report.refused) == (3, 1, 2)
    assert [(r.file, r.row) for r in report.refusals] == [("odd.csv", 1), ("missing.csv", None)]


def test_an_import_without_one_good_row_is_refused_even_when_skipping(database: Database, faq: Path) -> None:
    assert refused_report(database, write_jsonl(faq, article(id="?")), skip_bad=True).refused == 1


def test_a_failure_halfway_leaves_nothing(database: Database, faq: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the power went out")

    monkeypatch.setattr("ingestion.documents.importing.publish_article", fail)
    with pytest.raises(RuntimeError, match="power"):
        import_files(database, write_jsonl(faq, article(id="a"), article(id="b")), publish=True)
    assert article_count(database) == 0


def test_another_government_brings_its_departments_along(database: Database, faq: Path) -> None:
    bureaus = ["衛生局", "社會局"]
    articles = [article(id=f"a{n}", department=bureaus[n % 2], **wording(question=f"Q{n}?")) for n in range(10)]
    report = import_files(database, write_jsonl(faq, *articles))
    assert report.new_departments == ("社會局", "衛生局")
    with database.read() as session:
        assert set(session.scalars(select(Department.code))) == set(bureaus)


def test_a_registered_department_is_known_to_the_next_import(database: Database, faq: Path) -> None:
    import_files(database, write_jsonl(faq, article(id="a", department="PARKS")), new_departments=True)
    report = import_files(database, write_jsonl(faq, article(id="b", department="parks"), article(id="c")))
    assert (report.created, report.new_departments) == (2, ())


def test_a_department_of_refused_rows_only_is_not_registered(database: Database, faq: Path) -> None:
    write_jsonl(faq, article(id="a"), article(id="b", department="PARKS", audience="all"))
    assert import_files(database, faq, new_departments=True, skip_bad=True).new_departments == ()


@pytest.mark.parametrize("permissions", [frozenset[Permission](), frozenset([Permission.KNOWLEDGE_PUBLISH])])
def test_importing_needs_its_permission(database: Database, faq: Path, permissions: frozenset[Permission]) -> None:
    with pytest.raises(PermissionDenied):
        import_files(database, write_jsonl(faq, article()), actor=Actor("visitor", permissions))


def test_publishing_needs_its_permission_before_anything_is_stored(database: Database, faq: Path) -> None:
    actor = Actor("importer", frozenset([Permission.KNOWLEDGE_EDIT, Permission.KNOWLEDGE_IMPORT]))
    with pytest.raises(PermissionDenied):
        import_files(database, write_jsonl(faq, article()), actor=actor, publish=True)
    assert article_count(database) == 0
    assert import_files(database, faq, actor=actor).created == 1


def test_files_that_share_a_name_are_told_apart_by_their_path(database: Database, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    paths = [tmp_path / "a" / "faq.jsonl", tmp_path / "b" / "faq.jsonl"]
    for path in paths:
        write_jsonl(path, article())
    (refusal,) = refused_report(database, *paths).refusals
    assert refusal.line() == (
        f"{paths[1]} row 1, column id: 'td-renew-driving-licence' is already the id of {paths[0]} row 1"
    )


def test_a_file_named_twice_is_read_once(database: Database, faq: Path) -> None:
    write_jsonl(faq, article())
    assert import_files(database, faq, faq).rows == 1


def test_the_sample_knowledge_goes_live(database: Database) -> None:
    report = import_files(database, *sample_files(), publish=True)
    assert report.refused == 0
    assert report.created == report.published == report.rows > 50


def test_a_report_tells_refusals_then_warnings_then_counts() -> None:
    report = ImportReport(
        files=("faq.csv", "b.csv"),
        rows=1,
        refused=1,
        refusals=(Refusal("faq.csv", 7, "effective_from", "'31/12/2026' is not a date (use YYYY-MM-DD)"),),
        warnings=(Remark("b.csv", 2, "category", "'x' is not a category of the catalogue"),),
        new_departments=("PARKS",),
    )
    assert report.lines() == [
        "faq.csv row 7, column effective_from: '31/12/2026' is not a date (use YYYY-MM-DD)",
        "warning: b.csv row 2, column category: 'x' is not a category of the catalogue",
        "new departments registered: PARKS",
        "2 files, 1 row: 0 new, 0 changed, 0 unchanged, 1 refused; 0 published",
    ]


def test_the_same_warning_about_many_rows_is_one_line() -> None:
    warnings = [Remark("faq.csv", row, "question_en", "no English text") for row in range(2, 15)]
    file_warning = Remark("faq.xlsx", None, None, "only the first sheet is read, not 'Old'")
    # Rows 2 to 14 are 13 rows: ten are named and three are counted.
    assert ImportReport((), warnings=(*warnings, file_warning)).lines()[:2] == [
        "warning: faq.csv row 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 3 more, column question_en: no English text",
        "warning: faq.xlsx: only the first sheet is read, not 'Old'",
    ]


def test_the_refusal_itself_says_how_much_is_wrong(database: Database, tmp_path: Path, faq: Path) -> None:
    with pytest.raises(ImportRefused, match=r"^nothing was imported: 1 of 2 rows cannot be used$"):
        import_files(database, write_jsonl(faq, article(id="a"), article(id="?")))
    with pytest.raises(ImportRefused, match=r"^nothing was imported: 1 file of 2 cannot be read$"):
        import_files(database, faq, tmp_path / "missing.csv")
