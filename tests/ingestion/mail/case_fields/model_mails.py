"""Which mail and which model does a test of them need?  The model answers over real HTTP what the test makes it say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import formataddr
from typing import Any

from assistant.language_models.openai_chat_model import OpenAIChatModel
from ingestion.mail.parsed_mail import ParsedMail
from ingestion.mail.parsing import parse_mail
from tests.chat_server import ChatServer


def make_mail(
    body: str,
    *,
    subject: str = "Lamp",
    name: str = "",
    attachment: str = "",
    html: str = "",
    address: str = "ada@lo.example",
) -> ParsedMail:
    """A mail of Wednesday the fourth of March 2026, made into bytes and parsed."""
    message = EmailMessage()
    message["From"] = formataddr((name, address))
    message["To"] = "1823@civicdesk.example"
    message["Date"] = "Wed, 04 Mar 2026 09:12:00 +0800"
    message["Subject"] = subject
    message.set_content(html or body, subtype="html" if html else "plain", charset="utf-8")
    if attachment:
        message.add_attachment(attachment, filename="note.txt")
    return parse_mail(message.as_bytes())


def model_at(endpoint: ChatServer) -> OpenAIChatModel:
    return OpenAIChatModel("small", base_url=endpoint.url)


def answer(
    *fields: tuple[str, str, str], issues: Sequence[Sequence[int]] = (), summary: Sequence[int] = (), **more: Any
) -> str:
    """What the model says: each field a name, a value and the words, and keys that nobody has asked for."""
    proposed = [{"name": name, "value": value, "words": words} for name, value, words in fields]
    return json.dumps({"fields": proposed, "issues": issues, "summary": summary, **more}, ensure_ascii=False)


def shown_lines(request: dict[str, Any]) -> list[str]:
    """The lines of the mail that the model was shown, without their marks."""
    return [line.partition("] ")[2] for line in request["messages"][1]["content"].splitlines()]
