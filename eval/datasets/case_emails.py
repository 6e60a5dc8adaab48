"""Which emails of citizens are known, with what is right to make of each?  Built into the bytes of a mailbox.

The people, numbers and places in them are invented.  Each file had an author of its own, who saw no rule of the
service; the public set beside them is read where it lies.
"""

from __future__ import annotations

import base64
import datetime
import html
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.header import Header
from email.message import Message
from email.utils import format_datetime, formataddr
from importlib.resources import files
from pathlib import Path
from typing import Any

from eval.datasets.pdf import write_pdf
from eval.datasets.questions import Split

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class KnownEmail:
    id: str
    raw: bytes
    split: Split
    labels: Mapping[str, Any]
    """As the data sets write them: message_kind, case_type, category, departments, priority, fields, evidence,
    alternatives, distractors, other_issues, issues_count, duplicate_of, injection, tags, language."""


def read_emails(split: Split) -> list[KnownEmail]:
    """Our own of that split, in the order of the files."""
    return [email for email in _own() if email.split is split]


def read_public_emails(data: Path) -> list[KnownEmail]:
    """The public set below `data`, all of it for measuring; empty where it is not at hand."""
    folder = data / "case_emails"
    if not (folder / "gold.jsonl").is_file():
        return []
    rows = [json.loads(line) for line in (folder / "gold.jsonl").read_text("utf-8").splitlines()]
    return [KnownEmail(row["file"], (folder / row["file"]).read_bytes(), Split.TEST, row) for row in rows]


def _own() -> Iterator[KnownEmail]:
    folder = files("eval") / "datasets"
    for name in sorted(entry.name for entry in folder.iterdir() if entry.name.startswith("case_emails_")):
        for line in (folder / name).read_text("utf-8").splitlines():
            row = json.loads(line)
            yield KnownEmail(row["id"], build_email(row), Split(row["split"]), row)


def build_email(row: Mapping[str, Any]) -> bytes:
    """The mail's bytes, the same ones for the same row: its layout names charset, label and structure."""
    layout = row["layout"]
    parts = _bodies(row, layout["structure"], _Charset(layout["charset"], layout.get("label") or layout["charset"]))
    if attached := [*_attachments(row), *_forwarded(row)]:
        parts = _multipart("mixed", [parts, *attached], row["id"])
    return _heads(row) + parts.as_bytes()


@dataclass(frozen=True)
class _Charset:
    name: str
    label: str

    def part(self, text: str, subtype: str) -> Message:
        part = Message()
        part["Content-Type"] = f'text/{subtype}; charset="{self.label}"'
        return _filled(part, text.encode(self.name, "xmlcharrefreplace"))


def _heads(row: Mapping[str, Any]) -> bytes:
    name, address = row["from"]
    heads = {
        "From": formataddr((_coded(name), address)),
        "To": row["to"],
        "Subject": _coded(row["subject"]),
        "Message-ID": f"<{row['id']}@{address.rpartition('@')[2] or 'nowhere.example'}>",
        **row.get("headers", {}),
    }
    if row["date"]:
        heads["Date"] = format_datetime(datetime.datetime.fromisoformat(row["date"]))
    lines = [f"{key}: {value}\r\n" for key, value in heads.items() if value]
    return "".join([*lines, "MIME-Version: 1.0\r\n"]).encode()


def _coded(text: str) -> str:
    return text if text.isascii() else Header(text, "utf-8").encode(linesep="\r\n")


def _bodies(row: Mapping[str, Any], structure: str, charset: _Charset) -> Message:
    plain = charset.part(row["body"], "plain")
    if structure not in ("html", "alternative") and not row.get("html"):
        return plain
    lines = html.escape(row["body"], quote=False).splitlines()
    marked = (
        row.get("html") or "<html><body>" + "".join(f"<p>{line or '&nbsp;'}</p>\n" for line in lines) + "</body></html>"
    )
    page = charset.part(marked, "html")
    return page if structure == "html" else _multipart("alternative", [plain, page], f"{row['id']}-text")


def _attachments(row: Mapping[str, Any]) -> Iterator[Message]:
    for attachment in row.get("attachments") or []:
        part = Message()
        part["Content-Type"] = attachment["media_type"]
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", attachment["filename"]))
        yield _filled(part, _write(attachment["media_type"], attachment["text"]))


def _forwarded(row: Mapping[str, Any]) -> Iterator[Message]:
    if inner := row.get("forwarded"):
        date = inner.get("date")
        lines = [
            f"From: {formataddr((_coded(inner['from'][0]), inner['from'][1]))}",
            f"Subject: {_coded(inner['subject'])}",
            *([f"Date: {format_datetime(datetime.datetime.fromisoformat(date))}"] if date else []),
        ]
        message = Message()
        for line in lines:
            key, _, value = line.partition(": ")
            message[key] = value
        message["Content-Type"] = 'text/plain; charset="utf-8"'
        _filled(message, inner["body"].encode())
        part = Message()
        part["Content-Type"] = "message/rfc822"
        part.attach(message)
        yield part


def _write(media_type: str, text: str) -> bytes:
    stream = io.BytesIO()
    if media_type == DOCX:
        from docx import Document

        document = Document()
        for line in text.splitlines():
            document.add_paragraph(line)
        document.save(stream)
    elif media_type == XLSX:
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        for line in text.splitlines():
            sheet.append(line.split("\t"))
        book.save(stream)
    elif media_type == "application/pdf":
        return write_pdf(text)
    else:
        return text.encode()
    return stream.getvalue()


def _filled(part: Message, content: bytes) -> Message:
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(base64.encodebytes(content).decode("ascii"))
    return part


def _multipart(subtype: str, parts: list[Message], name: str) -> Message:
    whole = Message()
    whole["Content-Type"] = f'multipart/{subtype}; boundary="=-{name}-{subtype}"'
    whole.set_payload(list(parts))
    return whole
