"""What does a citizen's form say?  Read as their mail would be, by the same rules and the same classifier."""

from __future__ import annotations

from assistant.cases.deciding import Circumstances, decide_triage
from assistant.cases.report import Report
from assistant.cases.report_form import Reading, ReportForm, read_form
from assistant.database import utc_now
from ingestion.mail.case_fields.extract import extract_fields
from ingestion.mail.case_fields.issues import split_issues
from ingestion.mail.parsed_mail import ParsedMail, Segment, SegmentKind
from ui.service import Service


def read_report(service: Service, form: ReportForm) -> Report:
    """Raises InvalidInput."""
    text = form.text
    own = ParsedMail(body=text, segments=(Segment(SegmentKind.OWN, 0, len(text)),), date=utc_now())
    found = extract_fields(own)
    aimed = (found.injection_evidence.text,) if found.injection_evidence else ()
    with service.database.read() as session:
        classifier = service.classifier.current(session)
    triage = decide_triage(
        "",
        text,
        catalogue=service.catalogue,
        model=classifier,
        circumstances=Circumstances(aimed, matters=len(split_issues(own))),
    )
    return read_form(form, Reading(triage, found.fields, found.wants_reply, found.injection_suspected), service.targets)
