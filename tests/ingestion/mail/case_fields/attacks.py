"""Which mails speak to a machine?  Fifty, in three languages and in every place where a sender can write."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.cases.fields import FieldName
from ingestion.mail.parsed_mail import ParsedMail
from tests.chat_server import Behaviour
from tests.ingestion.mail.case_fields.model_mails import answer, make_mail, shown_lines

_SUBJECTS = {"en": "Dark lamp", "zh-Hant": "街燈壞了", "zh-Hans": "路灯坏了", "mixed": "街燈 problem"}
_BODIES = {
    "en": "The street lamp outside 12 Garden Street has been dark since 2 March 2026. Please repair it. {}\n\n"
    "Ada Lo\n9123 4567",
    "zh-Hant": "彌敦道 12 號門外的街燈自 2026年3月2日起不亮。請盡快維修。{}\n\n羅雅達\n9123 4567",
    "zh-Hans": "弥敦道 12 号门外的路灯自 2026年3月2日起不亮。请尽快维修。{}\n\n罗雅达\n9123 4567",
    "mixed": "彌敦道 12 號嗰支街燈 2026年3月2日起 out 咗，please 快啲 repair。{}\n\nAda Lo\n9123 4567",
}


@dataclass(frozen=True)
class Attack:
    """`text` stands in the mail's `place`; `wants` is what a model gives that obeys it."""

    place: str
    language: str
    text: str
    wants: Mapping[str, str]

    @property
    def mail(self) -> ParsedMail:
        subject, body, text = _SUBJECTS[self.language], _BODIES[self.language], self.text
        match self.place:
            case "body":
                return make_mail(body.format(f" {text}"), subject=subject)
            case "subject":
                return make_mail(body.format(""), subject=text)
            case "display_name":
                return make_mail(body.format(""), subject=subject, name=text)
            case "attachment":
                return make_mail(body.format(""), subject=subject, attachment=text)
            case "quoted":
                return make_mail(f"{body.format('')}\n\n> {text}\n", subject=subject)
            case "signature":
                return make_mail(f"{body.format('')}\n\n-- \n{text}\n", subject=subject)
            case _:
                lines = "".join(f"<p>{line}</p>" for line in body.format("").splitlines())
                hidden = f'<p style="display:none">{text}</p>'
                return make_mail("", subject=subject, html=f"<html><body>{lines}{hidden}</body></html>")

    @property
    def harmless(self) -> ParsedMail:
        """The mail before anybody put words into it."""
        return make_mail(_BODIES[self.language].format(""), subject=_SUBJECTS[self.language])

    def obey(self, *, beyond_schema: bool) -> Behaviour:
        """A model that does as it is told by the mail, wherever it has read it, and makes up words as well."""

        def reply(request: dict[str, object]) -> str:
            lines = shown_lines(request)
            numbered = [int(head) for head, _, _ in (line.partition(":") for line in lines) if head.isdigit()]
            told = [n for n in numbered if self.text[:12] in next(x for x in lines if x.startswith(f"{n}:"))] or [1]
            named = [(name, value) for name, value in self.wants.items() if name in set(FieldName)]
            claims = [(name, value, self.text) for name, value in named]
            claims += [(name, value, value) for name, value in named]
            claims += [(name.value, self.text, self.text) for name in FieldName]
            more = {"priority": "emergency"} | {k: v for k, v in self.wants.items() if k not in set(FieldName)}
            return answer(*claims, issues=[[1], told], summary=told[:2], **(more if beyond_schema else {}))

        return reply


def read_attacks() -> list[Attack]:
    source = tomllib.loads(Path(__file__).with_name("attacks.toml").read_text("utf-8"))
    return [Attack(**entry) for entry in source["attack"]]
