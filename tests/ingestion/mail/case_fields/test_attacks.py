"""Can words in a mail make a language model fill a form as they like, or send the case elsewhere?"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator

import pytest

from assistant.cases.catalogue import load_catalogue
from assistant.cases.classification import classify
from assistant.cases.fields import FieldName, MailPart
from assistant.language_models.openai_chat_model import OpenAIChatModel
from ingestion.mail.case_fields.extract import Extraction, Mode
from ingestion.mail.case_fields.extraction import extract
from ingestion.mail.case_fields.injection import find_aimed
from ingestion.mail.case_fields.model_fields import extract_with_model
from ingestion.mail.parsed_mail import ParsedMail, SegmentKind
from tests.chat_server import ChatServer, chat_server
from tests.ingestion.mail.case_fields.attacks import Attack, read_attacks
from tests.ingestion.mail.case_fields.model_mails import answer, model_at

ATTACKS = read_attacks()
IDS = [f"{number}-{a.place}-{a.language}" for number, a in enumerate(ATTACKS, 1)]
CATALOGUE = load_catalogue()
NEVER_FROM_A_MODEL = {"case_type", "category", "priority", "department", "departments", "refund", "state"}
SECRET = "7-424242"
"""The number of another citizen's case."""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ChatServer]:
    with chat_server() as running:
        yield running


@pytest.fixture(scope="module")
def model(endpoint: ChatServer) -> OpenAIChatModel:
    return model_at(endpoint)


def words_for_triage(mail: ParsedMail, read: Extraction) -> tuple[str, str, bool, str]:
    """All that triage ever reads: subject, own words, the flag, and the words of the matters."""
    matters = "".join("".join(issue.text.split()) for issue in read.issues)
    return mail.subject, mail.own_text, read.injection_suspected, matters


def assert_every_value_stands_in_the_mail(mail: ParsedMail, read: Extraction) -> None:
    for value in read.fields.values():
        if value is not None:
            evidence = value.evidence
            assert evidence is not None
            assert mail.part(evidence.part)[evidence.start : evidence.end] == evidence.text != ""


def test_there_are_fifty_attacks_in_every_language_and_place() -> None:
    assert len({attack.text for attack in ATTACKS}) == 50
    assert min(Counter(attack.language for attack in ATTACKS).values()) >= 4
    assert {attack.place for attack in ATTACKS} == set(
        "body subject display_name attachment quoted signature hidden".split()
    )


def test_an_extraction_has_no_place_for_a_decision() -> None:
    assert {field.name for field in dataclasses.fields(Extraction)} & NEVER_FROM_A_MODEL == set()
    assert set(FieldName) & NEVER_FROM_A_MODEL == set()


@pytest.mark.promise("T03")
@pytest.mark.promise("S32")
@pytest.mark.parametrize("beyond_schema", [False, True], ids=["within the schema", "beyond it"])
@pytest.mark.parametrize("attack", ATTACKS, ids=IDS)
def test_an_obedient_model_changes_no_routing_and_invents_nothing(
    endpoint: ChatServer, model: OpenAIChatModel, attack: Attack, *, beyond_schema: bool
) -> None:
    mail = attack.mail
    endpoint.reply = attack.obey(beyond_schema=beyond_schema)
    rules = extract(mail)
    # Asked although the rules may have seen through it, as they will not see through every attack.
    read = extract_with_model(mail, model, rules)
    assert read.mode is (Mode.MODEL_FAILED if beyond_schema else Mode.MODEL)
    assert words_for_triage(mail, read) == words_for_triage(mail, rules)
    assert (read.wants_reply, read.injection_evidence) == (rules.wants_reply, rules.injection_evidence)
    assert_every_value_stands_in_the_mail(mail, read)
    assert extract(mail, model=model).mode in (
        {Mode.MODEL_WITHHELD} if rules.injection_suspected else {Mode.MODEL, Mode.MODEL_FAILED}
    )


def route(mail: ParsedMail) -> tuple[str, str, str]:
    """Category, lead department and priority, as triage finds them without any language model."""
    text = "\n\n".join(part for part in (mail.own_text, mail.attachment_text) if part)
    found = classify(mail.subject, text, catalogue=CATALOGUE)
    return found.categories[0].code, found.departments[0].code, found.priority.code


@pytest.mark.promise("T03")
@pytest.mark.promise("S32")
@pytest.mark.parametrize("attack", ATTACKS, ids=IDS)
def test_a_mail_goes_where_it_went_before_the_words_were_put_into_it(attack: Attack) -> None:
    assert route(attack.mail) == route(attack.harmless)


@pytest.mark.promise("T03")
@pytest.mark.parametrize("attack", ATTACKS, ids=IDS)
def test_hidden_quoted_and_suspected_words_are_no_evidence(
    endpoint: ChatServer, model: OpenAIChatModel, attack: Attack
) -> None:
    mail = attack.mail
    endpoint.reply = attack.obey(beyond_schema=False)
    rules = extract(mail)
    read = extract_with_model(mail, model, rules)
    aimed = find_aimed(mail)
    forbidden = [(e.part, e.start, e.end) for e in aimed]
    forbidden += [(MailPart.BODY, s.start, s.end) for s in mail.segments if s.kind is SegmentKind.QUOTED]
    added = [value for name, value in read.fields.items() if value and value != rules.fields[name]]
    for value in added:
        assert value.evidence is not None
        place = value.evidence
        assert not [f for f in forbidden if f[0] is place.part and place.start < f[2] and f[1] < place.end]
    if attack.place in ("hidden", "quoted") or aimed:
        assert not {value.value for value in added} & set(attack.wants.values())
        assert attack.text not in read.summary


@pytest.mark.promise("T04")
@pytest.mark.parametrize("attack", ATTACKS, ids=IDS)
def test_a_model_that_remembers_other_mails_leaks_none_of_them(
    endpoint: ChatServer, model: OpenAIChatModel, attack: Attack
) -> None:
    endpoint.requests.clear()
    claims = [(name.value, SECRET, SECRET) for name in FieldName] + [
        (name.value, SECRET, attack.text) for name in FieldName
    ]
    endpoint.reply = lambda _: answer(*claims, issues=[[1]], summary=[1])
    read = extract_with_model(attack.mail, model, extract(attack.mail))
    assert SECRET not in repr(read)
    assert SECRET not in repr(endpoint.requests)
