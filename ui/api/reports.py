"""How does a citizen, or a system that they use, report something and follow it?"""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Request

from assistant.accounts.permissions import CITIZEN, Actor, Permission
from assistant.accounts.staff_sessions import KEY_PREFIX
from assistant.answering.answer import Status
from assistant.cases.citizens import follow
from assistant.cases.fields import FieldName
from assistant.cases.models import Case
from assistant.cases.report import Report
from assistant.cases.report_form import ReportForm, find_public_matches, is_public_matter
from assistant.cases.similar import Similar, metres_between
from assistant.cases.taking import take_report
from assistant.cases.triage import Priority
from assistant.conversations.history import find_conversation
from assistant.errors import CaseNotFound, ConversationNotFound
from assistant.uploads.checking import Upload, check_upload
from assistant.uploads.scanning import scan_held
from ui.api.reports_wire import (
    CategoriesOut,
    CategoryOut,
    ConversationRefIn,
    PreviewOut,
    ReportIn,
    ReportOut,
    SimilarOut,
    SubscribeIn,
)
from ui.api.wire import LanguageCode
from ui.dependencies import IdempotencyKey, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.report_body import DESCRIBED, Sent
from ui.report_reading import read_report
from ui.service import Service
from ui.staff_access import find_actor

router = APIRouter(prefix="/api/v1/reports", tags=["reports"], responses=PROBLEM_RESPONSES)


def _reporter(request: Request) -> Actor:
    """Anybody; who shows an API key must be allowed to open cases, and the case says that it came from there."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.startswith(KEY_PREFIX):
        return CITIZEN
    actor = find_actor(request, request.app.state.service.database)
    actor.require(Permission.CASE_OPEN)
    return actor


Reporter = Annotated[Actor, Depends(_reporter)]


@router.get("/categories")
def list_categories(service: TheService, language: LanguageCode = "en") -> CategoriesOut:
    """What can be reported, by whose matter it is."""
    return CategoriesOut(categories=[_category(service, code, language) for code in service.catalogue.categories])


@router.post("/preview")
def preview(body: ReportIn, service: TheService) -> PreviewOut:
    """What a report would become, and who has reported the same; nothing of it is kept."""
    report, emergency = _fill_in(service, body, [], CITIZEN)
    code, language = report.triage.category.code, body.language
    with service.database.read() as session:
        similar = [_similar(service, found, report) for found in find_public_matches(session, report)]
    priority = report.triage.priority.code
    resolve_by = service.targets.resolve_by(code, priority, datetime.datetime.now(datetime.UTC))
    place, time = (_value(report, name) for name in (FieldName.SUBJECT_LOCATION, FieldName.INCIDENT_START))
    asked = {"place": place or report.latitude is not None, "time": time, "contact": report.contact}
    return PreviewOut(
        emergency_text=emergency,
        category=_category(service, code, language),
        alternatives=[_category(service, choice.code, language) for choice in report.triage.categories[1:]],
        place=place,
        time=time,
        department_name=service.catalogue.department_name(report.triage.department.code, language),
        resolve_by=_day(service, resolve_by),
        similar=similar,
        missing=[name for name, value in asked.items() if not value],
    )


@router.post("", status_code=201, openapi_extra=DESCRIBED)
def send_report(
    sent: Sent,
    actor: Reporter,
    service: TheService,
    after: BackgroundTasks,
    idempotency_key: IdempotencyKey = None,
) -> ReportOut:
    """Open a case.  It is kept, under its number, before this is answered; the same key opens it once."""
    uploads = [check_upload(content, name) for name, content in sent.read_files()]
    report, emergency = _fill_in(service, sent.report, uploads, actor)
    with service.database.write() as session:
        taken = take_report(session, report, actor=actor, targets=service.targets, idempotency_key=idempotency_key)
    case = taken.case
    if uploads:  # After the answer: a scan takes its time, and what it does not reach the worker does.
        after.add_task(scan_held, service.database, service.settings, case_id=case.id)
    return ReportOut.model_validate(
        {
            "number": case.number,
            "token": taken.token,
            "category": _category(service, case.category, case.language),
            "department_name": service.catalogue.department_name(report.triage.department.code, case.language),
            "resolve_by": _day(service, case.resolve_by),
            "text": taken.text,
            "emergency_text": emergency,
            "language": case.language,
        }
    )


@router.post("/subscribe", status_code=204)
def subscribe(body: SubscribeIn, service: TheService) -> None:
    """Be told how a matter goes that somebody else has reported."""
    with service.database.write() as session:
        case = session.get(Case, body.id)
        if case is None or not is_public_matter(case.category):
            raise CaseNotFound("there is no such matter to follow")
        follow(session, case.number, email=body.email, language=body.language)


def _fill_in(service: Service, body: ReportIn, uploads: list[Upload], actor: Actor) -> tuple[Report, str | None]:
    """The report, and what to say first where its words tell of danger."""
    alarm = service.assistant.find_alarm(body.text, language=body.language)
    place = (body.latitude, body.longitude)
    if None in place:
        place = (None, None)
        if body.use_photo_place:
            place = next(((u.latitude, u.longitude) for u in uploads if u.latitude is not None), place)
    form = ReportForm(
        text=body.text,
        language=body.language,
        place=body.place,
        latitude=place[0],
        longitude=place[1],
        time=body.time,
        category=body.category,
        contact=body.contact.model_dump(exclude_none=True) if body.contact else {},
        files=[upload.file for upload in uploads],
        conversation_id=_own_conversation(service, body.conversation),
        channel="web" if actor is CITIZEN else "api",
        is_danger=alarm is not None,
    )
    report = read_report(service, form)
    if alarm is None and report.triage.priority.code != Priority.EMERGENCY:
        return report, None
    text = alarm.text if alarm else service.assistant.wording.text(Status.EMERGENCY_DANGER.value, body.language)
    return report, text.replace("**", "")


def _value(report: Report, name: FieldName) -> str:
    found = report.fields.get(name)
    return found.value if found else ""


def _own_conversation(service: Service, told: ConversationRefIn | None) -> str | None:
    if told is None:
        return None
    try:
        with service.database.read() as session:
            return find_conversation(session, told.id, token=told.token).id
    except ConversationNotFound:  # No reason to lose a report.
        return None


def _category(service: Service, code: str, language: str) -> CategoryOut:
    category = service.catalogue.categories.get(code)
    if category is None:
        return CategoryOut(code=code, name=code, department_name="")
    name = category.names.get(language, code)
    return CategoryOut(
        code=code, name=name, department_name=service.catalogue.department_name(category.department, language)
    )


def _similar(service: Service, found: Similar, report: Report) -> SimilarOut:
    case = found.case
    here, there = (report.latitude, report.longitude), (case.latitude, case.longitude)
    metres = metres_between(here, there)
    return SimilarOut(
        id=case.id,
        category_name=_category(service, case.category, report.text.language).name,
        # To ten metres: nearer would tell a door.
        distance_metres=None if metres is None else int(round(metres, -1)),
        opened_on=_day(service, case.opened_at),
        reply_by=_day(service, case.resolve_by),
    )


def _day(service: Service, at: datetime.datetime) -> datetime.date:
    return at.astimezone(service.targets.hours.time_zone).date()
