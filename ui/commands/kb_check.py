"""What does a check of the articles find, from the command line?"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import click

from assistant.errors import ArticleNotFound
from assistant.settings import load_settings
from knowledge_base.article import ArticleContent
from knowledge_base.consistency.checking import ConflictCheck
from knowledge_base.consistency.conflicts import list_open
from knowledge_base.consistency.current import current_ids, read_versions
from knowledge_base.duplicates import find_duplicates
from knowledge_base.embeddings import open_embedding
from knowledge_base.models import content_of
from knowledge_base.parity import compare_languages
from knowledge_base.plain_language import list_hints
from ui.service import open_database

Finding = dict[str, Any]


@click.command("check")
@click.argument("article_ids", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def check_articles(article_ids: tuple[str, ...], *, as_json: bool) -> None:
    """Compare languages, find contradictions and near-duplicates, and give hints for plainer words.

    Of every article, or of ARTICLE_IDS; drafts count as they stand now.  Exits with 1 when anything is found but hints.
    """
    settings = load_settings()
    database = open_database(settings)
    ConflictCheck(database).check()
    with database.read() as session:
        versions = read_versions(session, list(current_ids(session).values()))
        contents = {version.article_id: content_of(version) for version in versions}
        if unknown := [article for article in article_ids if article not in contents]:
            raise ArticleNotFound(", ".join(unknown))
        chosen = {name: contents[name] for name in article_ids or contents}
        near = find_duplicates(
            session,
            open_embedding(settings),
            list(chosen.values()),
            against=list(contents.values()) if article_ids else None,
        )
        findings: dict[str, list[Finding]] = defaultdict(list)
        for conflict in list_open(session):
            for article, other, said, heard in _sides(conflict):
                if article in chosen:
                    findings[article].append(_contradiction(conflict.kind, other, said, heard))
    for duplicate in near:
        findings[duplicate.article_id].append(
            {
                "check": "duplicate",
                "other": duplicate.other_id,
                "language": duplicate.language,
                "score": duplicate.score,
            }
        )
    for article, content in chosen.items():
        findings[article] += _own(content)
    findings = {article: found for article, found in sorted(findings.items()) if found}
    click.echo(json.dumps(findings, ensure_ascii=False, indent=2) if as_json else "\n".join(_lines(findings)))
    if any(finding["check"] != "plain_language" for found in findings.values() for finding in found):
        sys.exit(1)


def _sides(conflict: Any) -> Iterator[tuple[str, str, str, str]]:
    yield conflict.article_a, conflict.article_b, conflict.sentence_a, conflict.sentence_b
    yield conflict.article_b, conflict.article_a, conflict.sentence_b, conflict.sentence_a


def _contradiction(kind: str, other: str, said: str, heard: str) -> Finding:
    return {"check": "contradiction", "kind": kind, "other": other, "sentence": said, "other_sentence": heard}


def _own(content: ArticleContent) -> Iterator[Finding]:
    for difference in compare_languages(content):
        yield {"check": "parity", **asdict(difference)}
    for hint in list_hints(content):
        yield {"check": "plain_language", **asdict(hint)}


def _lines(findings: Mapping[str, list[Finding]]) -> Iterator[str]:
    for article, found in findings.items():
        yield article
        for finding in found:
            told = (
                f"{name}: {value}" for name, value in finding.items() if name != "check" and value not in ("", None)
            )
            yield f"  {finding['check']}  " + "; ".join(told)
    if not findings:
        yield "nothing found"
