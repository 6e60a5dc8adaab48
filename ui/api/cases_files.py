"""How do staff get what came with a mail: its files, once they are known to be clean, and its HTML?"""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field
from starlette.responses import Response

from assistant.cases.files import find_attachment, find_message
from assistant.cases.register import find_case
from ui.api.cases import CaseId, Reader
from ui.dependencies import TheService
from ui.problems import PROBLEM_RESPONSES

router = APIRouter(prefix="/api/v1/cases/{case_id}", tags=["cases"], responses=PROBLEM_RESPONSES)

PartId = Annotated[str, Path(max_length=36, pattern=r"^[\w-]+$")]
_ENDINGS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "image/gif": "gif",
    "image/jpeg": "jpg",
    "image/png": "png",
    "text/csv": "csv",
    "text/plain": "txt",
}
"""By what the bytes are; whatever else it is keeps no ending that a computer would open it by."""
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class HtmlOut(BaseModel):
    html: str = Field(description="Cleaned; to be shown in a frame that runs nothing and loads nothing.")


@router.get(
    "/attachments/{attachment_id}",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
def fetch_attachment(case_id: CaseId, attachment_id: PartId, actor: Reader, service: TheService) -> Response:
    """A file of the case as a download under a name of ours; one that no scan has found clean is held back."""
    with service.database.read() as session:
        case = find_case(session, case_id, actor=actor)
        attachment = find_attachment(session, case, attachment_id)
        content, media_type = attachment.content, attachment.media_type
    name = f"{case.number}-{secrets.token_hex(4)}.{_ENDINGS.get(media_type, 'bin')}"
    headers = {**_HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/octet-stream", headers=headers)


@router.get("/messages/{message_id}/html")
def read_html(case_id: CaseId, message_id: PartId, actor: Reader, service: TheService) -> HtmlOut:
    """The HTML part of a mail; its text stands in the case itself."""
    with service.database.read() as session:
        case = find_case(session, case_id, actor=actor)
        return HtmlOut(html=find_message(session, case, message_id).html)
