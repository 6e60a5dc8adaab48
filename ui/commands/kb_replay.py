"""How is a draft tried against everything that was asked, from the command line?"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from typing import Any

import click

from assistant.cases.catalogue import load_catalogue
from assistant.settings import load_settings
from knowledge_base.knowledge_base import open_knowledge_base
from knowledge_base.replays.questions import MOST
from knowledge_base.replays.register import DraftOf
from knowledge_base.replays.running import Replayer
from knowledge_base.versions import list_versions, pick
from ui.progress import ProgressBar
from ui.service import open_database


@click.command("replay")
@click.option("--draft", "drafts", multiple=True, metavar="ID[:N]", help="Taken for live; its newest version, or N.")
@click.option("--days", default=1, show_default=True, type=click.IntRange(0, 90), help="Of citizens' questions.")
@click.option("--department", help="Its questions alone.")
@click.option("--questions", default=MOST, show_default=True, type=click.IntRange(1, 100_000), help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="The whole result as one JSON object.")
def replay(*, drafts: tuple[str, ...], days: int, department: str | None, questions: int, as_json: bool) -> None:
    """Ask the golden questions and those of some days of the drafts and of what is live; nothing is stored.

    Ends with 1 when more golden questions than the margin would go wrong.
    """
    settings = load_settings()
    with closing(open_database(settings)) as database, closing(open_knowledge_base(settings, database)) as knowledge:
        with database.read() as session:
            named = [_parse(draft) for draft in drafts]
            chosen = [DraftOf(name, pick(list_versions(session, name), number).number) for name, number in named]
        replayer = Replayer(database, lambda: knowledge, load_catalogue(settings.catalogue), settings.replay_margin)
        started = time.perf_counter()
        with ProgressBar("asking") as progress:
            result = replayer.replay(chosen, days=days, department=department, limit=questions, progress=progress)
    seconds = time.perf_counter() - started
    click.echo(json.dumps({**result, "seconds": seconds}, ensure_ascii=False) if as_json else _as_text(result, seconds))
    sys.exit(0 if result["passed"] else 1)


def _parse(draft: str) -> tuple[str, int | None]:
    """An article's id may hold a colon itself; what follows the last one is a number or part of the id."""
    name, colon, number = draft.rpartition(":")
    return (name, int(number)) if colon and number.isdecimal() else (draft, None)


def _as_text(result: Mapping[str, Any], seconds: float) -> str:
    groups, asked = result["golden"]["by_group"], result["questions"]
    lines = ["department  language  asked  right now  with drafts  lost (allowed)"] if groups else []
    for group in groups:
        lines.append(
            f"{group['department']:<10}  {group['language']:<8}  {group['asked']:>5}  {group['right_live']:>9}"
            f"  {group['right_draft']:>11}  {group['lost']} ({group['margin']}){'  FALLS' if group['falls'] else ''}"
        )
    for change in result["changes"]:
        verdict = {True: "better", False: "worse", None: "other"}[change["better"]]
        lines.append(f"  {verdict}: {change['question']}\n    {_told(change['live'])} -> {_told(change['draft'])}")
    lines.append(f"asked by citizens: {asked['asked']}, answered otherwise: {asked['changed']}; {seconds:.1f} s")
    return "\n".join([*lines, "passed" if result["passed"] else "not passed"])


def _told(told: Mapping[str, Any]) -> str:
    return f"{told['outcome']} {told['article_id'] or ''}".rstrip()
