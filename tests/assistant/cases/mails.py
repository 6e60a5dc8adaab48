"""Citizens' mails as cases, with the words that each value came from: what a person of the contact centre opens."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.accounts.permissions import SERVICE
from assistant.cases import register
from assistant.cases.fields import Evidence, FieldName, FieldValue, MailPart
from assistant.cases.register import Opened
from assistant.cases.report import CitizenText, Issue, Report, ReportFile
from assistant.cases.triage import Choice, Triage
from assistant.database import Database
from tests.assistant.cases.reports import TARGETS


@dataclass(frozen=True)
class Mail:
    """One mail, and the words of it that fill the form."""

    language: str
    subject: str
    from_header: str
    body: str
    signature: str
    summary: str
    found: Mapping[FieldName, tuple[str, str, float]]
    """Value, the words it came from, how sure."""
    categories: tuple[Choice, ...]
    departments: tuple[Choice, ...]
    priority: Choice
    priority_evidence: str | None = None
    case_type: str = "complaint"
    second: tuple[str, str, str] | None = None
    """Another matter: its words, its category, its department."""
    contact: Mapping[str, str] = ()  # type: ignore[assignment]  # A frozen default.


LAMP = Mail(
    language="en",
    subject="Dark street lamp and a blocked drain",
    from_header="Chan Tai Man <tai.man@mail.example>",
    body="""Dear Sir or Madam,

The street lamp outside 12 Garden Street, Mong Kok has been dark since last Monday, 16 November.
It is the third time this year. Old people have to pass there every evening and
somebody nearly fell yesterday. Please have the lamp repaired.

In the same street, the drain in front of the market smells very badly and overflows whenever it rains.

You can reach me at 9123 4567 after six.
""",
    signature="""
Best regards,
Chan Tai Man

Sent from my iPhone
""",
    summary="A street lamp outside 12 Garden Street is dark for the third time this year.",
    found={
        FieldName.REPORTER_NAME: ("Chan Tai Man", "Chan Tai Man", 0.97),
        FieldName.REPORTER_PHONE: ("+852 9123 4567", "9123 4567", 0.95),
        FieldName.SUBJECT_LOCATION: ("12 Garden Street, Mong Kok", "12 Garden Street, Mong Kok", 0.91),
        FieldName.INCIDENT_START: ("2026-11-16", "last Monday, 16 November", 0.84),
        FieldName.INCIDENT_RECURRENCE: ("the third time this year", "the third time this year", 0.72),
        FieldName.REQUESTED_ACTION: ("have the lamp repaired", "have the lamp repaired", 0.88),
    },
    categories=(
        Choice("road_defect", 0.48, "the words street, outside, fell"),
        Choice("street_light", 0.41, "the words street lamp, dark"),
        Choice("traffic_signal", 0.06, "the word street"),
    ),
    departments=(
        Choice("HYD", 0.78, "owns both likely categories"),
        Choice("HD", 0.12, "the words market, old people"),
        Choice("TD", 0.06, "traffic signals and signs"),
    ),
    priority=Choice("urgent", 0.66, "somebody may be hurt: nearly fell"),
    priority_evidence="somebody nearly fell yesterday",
    second=(
        "In the same street, the drain in front of the market smells very badly and overflows whenever it rains.",
        "drain_blockage_flood",
        "DSD",
    ),
    contact={"name": "Chan Tai Man", "email": "tai.man@mail.example", "phone": "+852 9123 4567"},
)
LAMP_ZH_HANT = Mail(
    language="zh-Hant",
    subject="投訴街燈壞咗成個禮拜",
    from_header="陳大文 <tai.man@mail.example>",
    body="""致有關部門：

旺角花園街12號對出嘅街燈由上星期一（11月16日）開始冇著，今年已經係第三次。附近好多長者夜晚都要行嗰度，尋日仲有婆婆差啲跌親。請盡快派人維修街燈。

另外，街市門口個渠好臭，一落雨就湧出嚟，煩請一併跟進。

六點後可以打 9123 4567 搵我。
""",
    signature="""
陳大文 謹啟

從我的 iPhone 傳送
""",
    summary="花園街12號對出街燈失靈，今年第三次。",
    found={
        FieldName.REPORTER_NAME: ("陳大文", "陳大文", 0.96),
        FieldName.REPORTER_PHONE: ("+852 9123 4567", "9123 4567", 0.95),
        FieldName.SUBJECT_LOCATION: ("旺角花園街12號", "旺角花園街12號", 0.93),
        FieldName.INCIDENT_START: ("2026-11-16", "上星期一（11月16日）", 0.86),
        FieldName.INCIDENT_RECURRENCE: ("今年已經係第三次", "今年已經係第三次", 0.75),
        FieldName.REQUESTED_ACTION: ("盡快派人維修街燈", "盡快派人維修街燈", 0.9),
    },
    categories=(
        Choice("road_defect", 0.48, "字眼：對出、跌親"),
        Choice("street_light", 0.41, "字眼：街燈、冇著"),
        Choice("traffic_signal", 0.06, "字眼：燈"),
    ),
    departments=(
        Choice("HYD", 0.78, "兩個最可能類別均由其負責"),
        Choice("HD", 0.12, "字眼：街市、長者"),
        Choice("TD", 0.06, "交通燈及標誌"),
    ),
    priority=Choice("urgent", 0.66, "可能有人受傷：差啲跌親"),
    priority_evidence="尋日仲有婆婆差啲跌親",
    second=("另外，街市門口個渠好臭，一落雨就湧出嚟，煩請一併跟進。", "drain_blockage_flood", "DSD"),
    contact={"name": "陳大文", "email": "tai.man@mail.example", "phone": "+852 9123 4567"},
)
LAMP_ZH_HANS = Mail(
    language="zh-Hans",
    subject="投诉路灯坏了一个星期",
    from_header="陈大文 <tai.man@mail.example>",
    body="""致有关部门：

旺角花园街12号对面的路灯从上星期一（11月16日）开始不亮，今年已经是第三次了。附近很多老人晚上都要经过那里，昨天还有一位婆婆差点摔倒。请尽快派人维修路灯。

另外，街市门口的下水道很臭，一下雨就往外涌，麻烦一并处理。

六点以后可以打 9123 4567 找我。
""",
    signature="""
陈大文

从我的 iPhone 发送
""",
    summary="花园街12号对面路灯不亮，今年第三次。",
    found={
        FieldName.REPORTER_NAME: ("陈大文", "陈大文", 0.96),
        FieldName.REPORTER_PHONE: ("+852 9123 4567", "9123 4567", 0.95),
        FieldName.SUBJECT_LOCATION: ("旺角花园街12号", "旺角花园街12号", 0.93),
        FieldName.INCIDENT_START: ("2026-11-16", "上星期一（11月16日）", 0.86),
        FieldName.INCIDENT_RECURRENCE: ("今年已经是第三次了", "今年已经是第三次了", 0.75),
        FieldName.REQUESTED_ACTION: ("尽快派人维修路灯", "尽快派人维修路灯", 0.9),
    },
    categories=(
        Choice("road_defect", 0.48, "字眼：对面、摔倒"),
        Choice("street_light", 0.41, "字眼：路灯、不亮"),
        Choice("traffic_signal", 0.06, "字眼：灯"),
    ),
    departments=(
        Choice("HYD", 0.78, "两个最可能类别均由其负责"),
        Choice("HD", 0.12, "字眼：街市、老人"),
        Choice("TD", 0.06, "交通灯及标志"),
    ),
    priority=Choice("urgent", 0.66, "可能有人受伤：差点摔倒"),
    priority_evidence="昨天还有一位婆婆差点摔倒",
    second=("另外，街市门口的下水道很臭，一下雨就往外涌，麻烦一并处理。", "drain_blockage_flood", "DSD"),
    contact={"name": "陈大文", "email": "tai.man@mail.example", "phone": "+852 9123 4567"},
)
BY_LANGUAGE = {mail.language: mail for mail in (LAMP, LAMP_ZH_HANT, LAMP_ZH_HANS)}


def report_of(mail: Mail, *, html: str = "", files: tuple[ReportFile, ...] = ()) -> Report:
    body = mail.body + mail.signature
    triage = Triage(
        Choice(mail.case_type, 0.82),
        mail.categories,
        mail.departments,
        mail.priority,
        priority_evidence=mail.priority_evidence,
        why="two categories are almost equally likely",
    )
    address = mail.from_header.split("<")[1].rstrip(">")
    start = mail.from_header.index(address)
    evidence = Evidence(address, MailPart.FROM_HEADER, start, start + len(address))
    fields = {name: _value(body, *found) for name, found in mail.found.items()}
    return Report(
        text=CitizenText(
            body,
            subject=mail.subject,
            channel="email",
            language=mail.language,
            from_header=mail.from_header,
            segments=[
                {"kind": "own", "start": 0, "end": len(mail.body)},
                {"kind": "signature", "start": len(mail.body), "end": len(body)},
            ],
            html=html,
            files=files,
        ),
        triage=triage,
        fields={**fields, FieldName.REPORTER_EMAIL: FieldValue(address, 0.99, evidence)},
        summary=mail.summary,
        contact=dict(mail.contact),
        issues=list(_issues(mail, triage)),
        wants_reply=True,
    )


def file_of(content: bytes, filename: str = "photo.jpg", media_type: str = "image/jpeg") -> ReportFile:
    return ReportFile(filename, media_type, len(content), hashlib.sha256(content).hexdigest(), content)


def open_mail(database: Database, mail: Mail = LAMP, **changes: object) -> Opened:
    with database.write() as session:
        report = report_of(mail, **changes)  # type: ignore[arg-type]  # Its own names.
        return register.open_case(session, report, targets=TARGETS, actor=SERVICE)


def _value(body: str, value: str, words: str, confidence: float) -> FieldValue:
    start = body.index(words)
    return FieldValue(value, confidence, Evidence(words, MailPart.BODY, start, start + len(words)))


def _issues(mail: Mail, triage: Triage) -> list[Issue]:
    if mail.second is None:
        return []
    words, category, department = mail.second
    start = mail.body.index(words)
    other = Triage(triage.case_type, (Choice(category, 0.8),), (Choice(department, 0.8),), Choice("normal", 0.8))
    first = mail.body[:start].strip()
    begins = mail.body.index(first)
    return [
        Issue(first, begins, begins + len(first), triage, mail.summary),
        Issue(words, start, start + len(words), other, words),
    ]
