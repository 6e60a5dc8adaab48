"""Which words of a mail may be evidence, and who reports to whom and when?"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from assistant.cases.fields import Evidence, FieldName, MailPart
from assistant.folding import fold_in_place
from assistant.sentences import sentence_spans
from ingestion.mail.case_fields.closing import find_closing
from ingestion.mail.case_fields.forms import Label, find_labels, is_form
from ingestion.mail.case_fields.senders import Sender, forwarded_date, forwarded_sender, header_sender
from ingestion.mail.case_fields.spans import Span
from ingestion.mail.parsed_mail import ParsedMail, SegmentKind

_MOST_READ = 12_000
"""Characters; whoever writes more has said it in them."""
_WRITTEN = (SegmentKind.OWN, SegmentKind.SIGNATURE)


@dataclass(frozen=True)
class Reading:
    """A mail folded for the rules: every text is as long as the part that it was made of."""

    mail: ParsedMail
    body: str
    """What the reporter wrote, everything else blanked out; so are words that are aimed at a machine."""
    preface: str
    """What somebody wrote who only passes the report on."""
    quoted: str
    subject: str
    attachment: str
    sender: Sender
    written_at: datetime.datetime | None

    @cached_property
    def closing(self) -> int:
        """Where the lines begin with which the reporter closes: name, phone, address."""
        return find_closing(self.body, self._signature_start)

    @cached_property
    def labels(self) -> dict[MailPart, tuple[Label, ...]]:
        """What stands behind the labels of a form, in the body and in the attachments."""
        return {MailPart.BODY: find_labels(self.body), MailPart.ATTACHMENT: find_labels(self.attachment)}

    @cached_property
    def is_form(self) -> bool:
        return is_form(self.labels[MailPart.BODY])

    def labelled(self, field: FieldName, part: MailPart = MailPart.BODY) -> Iterator[Span]:
        """What the form gives for `field`; what an attachment says is less sure."""
        confidence = 0.96 if part is MailPart.BODY else 0.7
        return (Span(label.start, label.end, confidence, part) for label in self.labels[part] if label.field is field)

    @property
    def _signature_start(self) -> int:
        starts = [segment.start for segment in self.mail.segments if segment.kind is SegmentKind.SIGNATURE]
        return min((start for start in starts if self.body[start:].strip()), default=len(self.body))

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Of the body before its closing."""
        return sentence_spans(self.body[: self.closing])


def read(mail: ParsedMail, suspect: tuple[Evidence, ...] = ()) -> Reading:
    """`mail` as the rules read it; nothing of the `suspect` words is in it."""
    header = next((s for s in mail.segments if s.kind is SegmentKind.FORWARDED_HEADER), None)
    written = _keep(mail, _WRITTEN, suspect)
    written = written[:_MOST_READ] + "\n" * (len(written) - _MOST_READ)
    forwarded = header is not None and written[header.end :].strip() != ""
    place = header.end if header and forwarded else 0
    sender = forwarded_sender(mail, header.start, header.end) if header and forwarded else None
    return Reading(
        mail,
        body="\n" * place + written[place:],
        preface=written[:place] + "\n" * (len(written) - place),
        quoted=_keep(mail, (SegmentKind.QUOTED,), suspect),
        subject=_without(fold_in_place(mail.subject), MailPart.SUBJECT, suspect),
        attachment=_without(fold_in_place(mail.attachment_text)[:_MOST_READ], MailPart.ATTACHMENT, suspect),
        sender=sender or header_sender(mail),
        written_at=(forwarded_date(mail, header.start, header.end) if header and sender else None) or mail.date,
    )


def _keep(mail: ParsedMail, kinds: tuple[SegmentKind, ...], suspect: tuple[Evidence, ...]) -> str:
    """The folded body in which only these kinds of segments are left."""
    body, kept, end = fold_in_place(mail.body), [], 0
    for segment in sorted(mail.segments, key=lambda s: s.start):
        if segment.kind in kinds and segment.end > end:
            start = max(segment.start, end)
            kept += ["\n" * (start - end), body[start : segment.end]]
            end = segment.end
    kept.append("\n" * (len(body) - end))
    return _without("".join(kept), MailPart.BODY, suspect)


def _without(text: str, part: MailPart, suspect: tuple[Evidence, ...]) -> str:
    for evidence in suspect:
        if evidence.part is part:
            text = text[: evidence.start] + "\n" * (evidence.end - evidence.start) + text[evidence.end :]
    return text
