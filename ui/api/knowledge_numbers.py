"""What does the knowledge do for citizens, article by article and department by department?"""

from __future__ import annotations

import csv
import datetime
import io
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from assistant.accounts.permissions import Actor, Permission
from assistant.cases.exporting import as_text
from knowledge_base.numbers.articles import ArticleNumbers, AskedQuestion, list_article_numbers, list_questions
from knowledge_base.numbers.departments import DayNumbers, DepartmentNumbers, list_day_numbers, list_department_numbers
from ui.api.wire import LanguageCode
from ui.dependencies import PLAIN_LINE, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1", tags=["knowledge"], responses=PROBLEM_RESPONSES)

Editor = Annotated[Actor, Depends(Requires(Permission.KNOWLEDGE_EDIT))]
Days = Annotated[int, Query(ge=1, le=366, description="Today is the last of them.")]
DepartmentCode = Annotated[str | None, Query(max_length=100, pattern=PLAIN_LINE, examples=["TD"])]


class ArticleNumbersOut(BaseModel):
    article_id: str
    title: str = Field(description="Empty for one that is not live.")
    department: str
    shown: int = Field(description="Answers that named it.")
    wins: int = Field(description="Answers in which it stood first.")
    helpful: int
    not_helpful: int
    to_person: int = Field(description="Answers after which the citizen was with a person.")
    last_asked: datetime.datetime | None
    review_due: bool
    is_live: bool


class DepartmentNumbersOut(BaseModel):
    code: str | None = Field(description="Null where it is not known for which department a question was.")
    name: str
    live: int
    stale: int
    stale_share: float | None
    asked: int
    answered: int
    coverage: float | None
    gaps: int


class DayNumbersOut(BaseModel):
    day: datetime.date
    asked: int
    answered: int
    to_person: int


class NumbersOut(BaseModel):
    articles: list[ArticleNumbersOut]
    departments: list[DepartmentNumbersOut]
    days: list[DayNumbersOut]


class AskedQuestionOut(BaseModel):
    text: str = Field(description="Without personal data.")
    language: LanguageCode
    at: datetime.datetime
    first: bool = Field(description="True where the article stood first in the answer.")
    helpful: bool | None


class ArticleDetailNumbersOut(BaseModel):
    numbers: ArticleNumbersOut | None = Field(description="Null for an article that is not live and was not shown.")
    days: list[DayNumbersOut]
    questions: list[AskedQuestionOut]


@router.get("/knowledge/numbers")
def read_numbers(
    actor: Editor,
    service: TheService,
    days: Days = 30,
    department: DepartmentCode = None,
    language: LanguageCode = "en",
) -> NumbersOut:
    """Every article and department that the caller serves, and each day of the span."""
    with service.database.read() as session:
        articles = list_article_numbers(session, actor=actor, days=days, language=language, department=department)
        departments = list_department_numbers(session, actor=actor, days=days)
        by_day = list_day_numbers(session, actor=actor, days=days, department=department)
    return NumbersOut(
        articles=[_article_out(one) for one in articles],
        departments=[
            _department_out(one, service.catalogue.department_name(one.code, language) or one.code or "")
            for one in departments
            if department in (None, one.code)
        ],
        days=[_day_out(one) for one in by_day],
    )


@router.get("/knowledge/numbers.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
def export_numbers(
    actor: Editor,
    service: TheService,
    days: Days = 30,
    department: DepartmentCode = None,
    language: LanguageCode = "en",
) -> Response:
    """The articles' numbers as CSV (RFC 4180); what a spreadsheet program would take for a formula is text."""
    with service.database.read() as session:
        articles = list_article_numbers(session, actor=actor, days=days, language=language, department=department)
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(ArticleNumbersOut.model_fields)
    for one in articles:
        values = _article_out(one).model_dump(mode="json").values()
        writer.writerow(as_text(value) if isinstance(value, str) else value for value in values)
    headers = {"Content-Disposition": 'attachment; filename="knowledge_numbers.csv"', "Cache-Control": "no-store"}
    return Response(text.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/articles/{article_id:path}/numbers")
def read_article_numbers(
    article_id: Annotated[str, Path(max_length=200, pattern=PLAIN_LINE)],
    actor: Editor,
    service: TheService,
    days: Days = 30,
    language: LanguageCode = "en",
) -> ArticleDetailNumbersOut:
    """One article's numbers, by day, and the questions that it was shown for, for those who serve its department."""
    with service.database.read() as session:
        numbers = list_article_numbers(session, actor=actor, days=days, language=language)
        mine = next((one for one in numbers if one.article_id == article_id), None)
        by_day = list_day_numbers(session, actor=actor, days=days, article_id=article_id) if mine else []
        questions = list_questions(session, article_id, actor=actor, days=days) if mine else []
    return ArticleDetailNumbersOut(
        numbers=_article_out(mine) if mine else None,
        days=[_day_out(one) for one in by_day],
        questions=[_question_out(one) for one in questions],
    )


def _article_out(numbers: ArticleNumbers) -> ArticleNumbersOut:
    return ArticleNumbersOut.model_validate(numbers, from_attributes=True)


def _department_out(numbers: DepartmentNumbers, name: str) -> DepartmentNumbersOut:
    return DepartmentNumbersOut(
        code=numbers.code,
        name=name,
        live=numbers.live,
        stale=numbers.stale,
        stale_share=numbers.stale_share,
        asked=numbers.asked,
        answered=numbers.answered,
        coverage=numbers.coverage,
        gaps=numbers.gaps,
    )


def _day_out(numbers: DayNumbers) -> DayNumbersOut:
    return DayNumbersOut.model_validate(numbers, from_attributes=True)


def _question_out(question: AskedQuestion) -> AskedQuestionOut:
    return AskedQuestionOut.model_validate(question, from_attributes=True)
