"""What does a mail say?  Bytes in, text out: nothing is stored, nothing is fetched, and no bytes make it fail."""

from __future__ import annotations

from ingestion.mail.addresses import read_addresses, read_mailbox, split_mailboxes
from ingestion.mail.attachment_readers.pictures import PictureReader
from ingestion.mail.attachments import Packed, describe
from ingestion.mail.body import Body, read_body, read_own_html
from ingestion.mail.clean_text import clean_line, clean_text
from ingestion.mail.dates import read_date
from ingestion.mail.encoded_words import decode_words
from ingestion.mail.header_fields import HeaderFields
from ingestion.mail.kinds import TELLING_HEADERS, MailSigns, tell_kind
from ingestion.mail.limits import MAX_BYTES, MAX_PROBLEMS, MAX_RECIPIENTS
from ingestion.mail.mime_parts import Part, read_parts
from ingestion.mail.parsed_mail import Attachment, ParsedMail, Segment, SegmentKind

_MAX_SUBJECT = 2_000
_MAX_REFERENCES = 10_000


def parse_mail(raw: bytes, *, picture_reader: PictureReader | None = None, is_careful: bool = False) -> ParsedMail:
    """The mail as text; what is odd or left out is a problem of it.  Never raises.

    `is_careful` reads headers and text only and opens no attachment.
    """
    try:
        return _parse(raw, picture_reader, is_careful=is_careful)
    except (Exception, RecursionError, MemoryError) as error:
        # No bytes are known that come here; should some do, a person still gets the words.
        text = clean_text(raw[:50_000].decode("utf-8", "replace"))
        return ParsedMail(text, _one_segment(text), problems=(f"could not be parsed ({type(error).__name__})",))


def unpack_attachments(raw: bytes) -> list[bytes]:
    """The contents of `ParsedMail.attachments`, in their order."""
    root, _ = read_parts(raw[:MAX_BYTES])
    return [packed.content for packed in _pack_all(read_body(root, subject="", is_careful=True))]


def _parse(raw: bytes, picture_reader: PictureReader | None, *, is_careful: bool) -> ParsedMail:
    root, problems = read_parts(raw[:MAX_BYTES])
    if len(raw) > MAX_BYTES:
        problems.append(f"larger than {MAX_BYTES >> 20} MB: the rest was not read")
    if is_careful:
        problems.append("read without formatting and attachments, because all of it took too long or too much memory")
    headers = root.headers
    sender = read_mailbox(headers.raw("from"))
    subject = clean_line(decode_words(headers.raw("subject")))[:_MAX_SUBJECT]
    body = read_body(root, subject=subject, is_careful=is_careful)
    attachments = tuple(describe(packed, picture_reader, is_read=not is_careful) for packed in _pack_all(body))
    recipients = [*headers.all_raw("to"), *headers.all_raw("cc")]
    if sum(len(split_mailboxes(value)) for value in recipients) > MAX_RECIPIENTS:
        problems.append(f"more than {MAX_RECIPIENTS} recipients: the rest was left out")
    told = _telling_headers(headers)
    kind, reason = tell_kind(
        MailSigns(
            headers=told,
            subject=subject,
            from_header=clean_line(sender.shown),
            own_text=_own_text(body),
            part_types=frozenset(part.media_type for part in root.walk()),
        )
    )
    return ParsedMail(
        body=body.text,
        segments=body.segments,
        subject=subject,
        from_header=clean_line(sender.shown),
        from_name=clean_line(sender.name),
        from_address=clean_line(sender.address),
        reply_to=clean_line(read_mailbox(headers.raw("reply-to")).address),
        to=tuple(clean_line(address) for address in read_addresses(recipients)),
        message_id=_identifier(headers, "message-id"),
        in_reply_to=_identifier(headers, "in-reply-to"),
        references=tuple(clean_line(headers.first("references")[:_MAX_REFERENCES]).split()),
        date=read_date(headers),
        headers=told,
        kind=kind,
        kind_reason=reason,
        html="" if is_careful else read_own_html(root),
        attachments=attachments,
        problems=_problems([*problems, *body.problems], attachments),
    )


def _own_text(body: Body) -> str:
    return "".join(body.text[s.start : s.end] for s in body.segments if s.kind is SegmentKind.OWN)


def _pack_all(body: Body) -> list[Packed]:
    return [_pack(part) for part in body.attached]


def _pack(part: Part) -> Packed:
    is_mail = part.media_type in ("message/rfc822", "message/global") and bool(part.children)
    return Packed(
        filename=part.filename or ("message.eml" if is_mail else ""),
        label=part.media_type,
        charset=part.charset,
        content=part.content,
        is_inline=part.disposition == "inline" or bool(part.content_id),
        is_mail=is_mail,
    )


def _telling_headers(headers: HeaderFields) -> dict[str, str]:
    return {name: clean_line(decode_words(headers.raw(name)))[:1_000] for name in TELLING_HEADERS if headers.has(name)}


def _identifier(headers: HeaderFields, name: str) -> str:
    """With its angle brackets, as other mails refer to it."""
    words = clean_line(headers.first(name)[:2_000]).split()
    return words[0] if words else ""


def _problems(found: list[str], attachments: tuple[Attachment, ...]) -> tuple[str, ...]:
    named = [f"{a.filename or a.media_type}: {a.problem}" for a in attachments if a.problem and not a.is_inline]
    return tuple(dict.fromkeys(clean_line(problem) for problem in [*found, *named]))[:MAX_PROBLEMS]


def _one_segment(text: str) -> tuple[Segment, ...]:
    return (Segment(SegmentKind.OWN, 0, len(text)),) if text else ()
