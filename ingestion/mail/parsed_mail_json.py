"""How does a parsed mail travel between two processes?  As JSON: unlike a pickle, it can only ever be data."""

from __future__ import annotations

import dataclasses
import datetime
import json
from typing import Any

from ingestion.mail.parsed_mail import Attachment, MessageKind, ParsedMail, Segment, SegmentKind

_TUPLES = ("to", "references", "problems")


def write_json(mail: ParsedMail) -> bytes:
    values = {field.name: getattr(mail, field.name) for field in dataclasses.fields(mail)}
    values["segments"] = [[s.kind.value, s.start, s.end] for s in mail.segments]
    values["date"] = mail.date and mail.date.isoformat()
    values["headers"] = dict(mail.headers)
    values["attachments"] = [dataclasses.asdict(attachment) for attachment in mail.attachments]
    return json.dumps(values, ensure_ascii=False).encode("utf-8")


def read_json(data: bytes) -> ParsedMail:
    values: dict[str, Any] = json.loads(data)
    values["segments"] = tuple(Segment(SegmentKind(kind), start, end) for kind, start, end in values["segments"])
    values["date"] = values["date"] and datetime.datetime.fromisoformat(values["date"])
    values["kind"] = MessageKind(values["kind"])
    values["attachments"] = tuple(Attachment(**attachment) for attachment in values["attachments"])
    return ParsedMail(**values | {name: tuple(values[name]) for name in _TUPLES})
