"""How do staff find cases, look at one, and open one for somebody who calls?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from assistant.accounts.permissions import Actor, Permission
from assistant.cases.deciding import decide_triage
from assistant.cases.exporting import Wanted
from assistant.cases.list import Filters, View, list_cases
from assistant.cases.opening import Told, open_for_caller
from assistant.cases.register import find_case
from assistant.cases.triage import Priority
from ui.api.cases_detail import CaseDetailOut, detail_out
from ui.api.cases_wire import (
    CasesOut,
    CategoryOut,
    ChoicesOut,
    OpenCaseIn,
    OpenedOut,
    PlaceNameOut,
    case_out,
    category_name,
)
from ui.api.wire import LanguageCode
from ui.dependencies import PLAIN_LINE, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1", tags=["cases"], responses=PROBLEM_RESPONSES)

CaseId = Annotated[str, Path(max_length=36, pattern=r"^[\w-]+$", description="Its id, or its number.")]
Reader = Annotated[Actor, Depends(Requires(Permission.CASE_READ))]
Code = Annotated[str | None, Query(max_length=100, pattern=PLAIN_LINE)]


def chosen(
    view: View = View.ALL,
    q: Annotated[str, Query(max_length=200, pattern=PLAIN_LINE, description="Number, name, or words.")] = "",
    category: Code = None,
    priority: Priority | None = None,
    department: Code = None,
    of_language: Annotated[LanguageCode | None, Query(description="Of the citizen.")] = None,
) -> Wanted:
    return Wanted(view, Filters(q, category, department, priority.value if priority else None, of_language))


Chosen = Annotated[Wanted, Depends(chosen)]


@router.get("/cases")
def list_worklist(
    actor: Reader,
    service: TheService,
    wanted: Chosen,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=36, pattern=r"^[\w-]+$")] = None,
    language: LanguageCode = "en",
) -> CasesOut:
    """The cases of a view: the most urgent first, then by the deadline; closed ones by their end."""
    with service.database.read() as session:
        page = list_cases(session, actor=actor, view=wanted.view, filters=wanted.filters, limit=limit, after=after)
        shown = [case_out(case, service.catalogue, language=language) for case in page.cases]
    return CasesOut(cases=shown, counts=page.counts, after=page.after)


@router.post("/cases", status_code=201)
def open_case(
    body: OpenCaseIn,
    actor: Annotated[Actor, Depends(Requires(Permission.CASE_OPEN))],
    service: TheService,
    language: LanguageCode = "en",
) -> OpenedOut:
    """Open a case for somebody who calls, or for the citizen of a conversation, where staff then find its number."""
    told = Told(**{**body.model_dump(), "contact": body.contact.model_dump()})
    with service.database.read() as session:
        model = service.classifier.current(session)
    # Before the transaction: nobody waits for its locks while it computes.
    triage = decide_triage(told.subject, told.text, catalogue=service.catalogue, model=model)
    with service.database.write() as session:
        opened = open_for_caller(session, told, actor=actor, targets=service.targets, triage=triage)
        return OpenedOut(case=case_out(opened.case, service.catalogue, language=language), token=opened.token)


@router.get("/cases/choices")
def list_choices(_actor: Reader, service: TheService, language: LanguageCode = "en") -> ChoicesOut:
    """Every category and department by name."""
    catalogue = service.catalogue
    return ChoicesOut(
        categories=[
            CategoryOut(code=c.code, name=category_name(c.code, catalogue, language), department=c.department)
            for c in catalogue.categories.values()
        ],
        departments=[PlaceNameOut(code=d.code, name=d.name(language)) for d in catalogue.departments.values()],
    )


@router.get("/cases/{case_id}")
def read_case(case_id: CaseId, actor: Reader, service: TheService, language: LanguageCode = "en") -> CaseDetailOut:
    """One case: the mail, the form with the words that each value came from, its log, and what may be done with it."""
    with service.database.read() as session:
        case = find_case(session, case_id, actor=actor)
        return detail_out(session, case, service.catalogue, actor=actor, language=language)
