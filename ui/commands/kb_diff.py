"""What has changed between two versions of an article, from the command line?"""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from assistant.errors import ArticleNotFound
from assistant.settings import load_settings
from knowledge_base.desk.differences import FieldDifference, Op, Part, compare_versions
from knowledge_base.models import content_of
from knowledge_base.versions import list_versions, live_version, pick
from ui.service import open_database

_MARKS = {Op.SAME: "{}", Op.REMOVED: "[-{}-]", Op.ADDED: "{{+{}+}}"}
_COLOURS = {Op.REMOVED: "red", Op.ADDED: "green"}


@click.command("diff")
@click.argument("article_id")
@click.option("--from", "before", type=int, help="A version's number; by default the live one, or the one before.")
@click.option("--to", "after", type=int, help="A version's number; by default the newest.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def command(article_id: str, *, before: int | None, after: int | None, as_json: bool) -> None:
    """Show word by word what differs between two versions of an article: [-removed-] and {+added+}."""
    with open_database(load_settings()).read() as session:
        versions = list_versions(session, article_id)
        if not versions:
            raise ArticleNotFound(f"no article has the id {article_id}")
        new = pick(versions, after)
        live = live_version(versions)
        number = live.number if live and live.number < new.number else max(1, new.number - 1)
        old = pick(versions, before if before is not None else number)
        fields = compare_versions(content_of(old), content_of(new))
        numbers, states = (old.number, new.number), (old.state, new.state)
    if as_json:
        found = {"from": numbers[0], "to": numbers[1], "fields": [asdict(field) for field in fields]}
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo(f"{article_id}: version {numbers[0]} ({states[0]}) to version {numbers[1]} ({states[1]})")
    for field in fields:
        _show(field)
    if not fields:
        click.echo("no difference")


def _show(difference: FieldDifference) -> None:
    name = difference.field if difference.language is None else f"{difference.field} ({difference.language})"
    click.echo(f"\n{click.style(name, bold=True)}")
    click.echo("".join(map(_shown, difference.parts)))


def _shown(part: Part) -> str:
    """Colours say the same as the marks; where the output is no terminal they are left out."""
    text = _MARKS[part.op].format(part.text)
    return click.style(text, fg=_COLOURS[part.op]) if part.op in _COLOURS else text
