"""Does any step read what identifies a person, and is the citizen told?"""

import pytest

from assistant.answering.answer import Status
from assistant.answering.draft import Draft, Question, Role, Turn
from assistant.answering.pipeline import answer_questions
from assistant.answering.protect import protect, tell_what_is_hidden
from assistant.languages import LANGUAGES
from tests.assistant.answering.scripted_knowledge import SURE, ScriptedKnowledge, hit, tools

NOTICES = {
    "en": "For your safety we removed from your message: identity card number. We do not need it to answer.",
    "zh-Hant": "為保障你的私隱，我們已從你的訊息中移除：身份證號碼。我們毋須這些資料亦可作答。",
    "zh-Hans": "为保障您的隐私，我们已从您的信息中移除：身份证号码。我们无须这些资料也可作答。",
}
PLACEHOLDERS = {
    "en": "[identity card number removed]",
    "zh-Hant": "[身份證號碼已隱藏]",
    "zh-Hans": "[身份证号码已隐藏]",
}
QUESTIONS = {
    "en": "My HKID is A123456(3). How do I renew my driving licence?",
    "zh-Hant": "我身份證係A123456(3)，點樣續領車牌？",
    "zh-Hans": "我身份证是A123456(3)，怎样续领驾照？",
}


def knowledge(language: str = "en") -> ScriptedKnowledge:
    return ScriptedKnowledge(hit(language=language), features=SURE)


def answered(question: Question, known: ScriptedKnowledge):
    return answer_questions([question], tools(known))[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_citizen_reads_first_what_was_hidden_and_then_the_approved_text(language: str):
    answer = answered(Question(QUESTIONS[language], language), knowledge(language))
    assert answer.status is Status.ANSWERED_APPROVED_TEXT
    assert answer.text == f"{NOTICES[language]}\n\nApproved text of td-renew."


@pytest.mark.parametrize("language", LANGUAGES)
def test_neither_the_search_nor_the_trace_holds_the_number(language: str):
    known = knowledge(language)
    answer = answered(Question(QUESTIONS[language], language), known)
    assert known.asked[0].text == QUESTIONS[language].replace("A123456(3)", "…")
    assert (answer.trace[0].step, answer.trace[0].detail) == ("protect", {"hidden": ["hong_kong_id"]})
    assert "123456" not in repr((answer, known.asked))


@pytest.mark.parametrize("language", LANGUAGES)
def test_earlier_turns_are_masked_too_and_not_told_again(language: str):
    known = knowledge(language)
    earlier = (Turn(Role.CITIZEN, QUESTIONS[language]), Turn(Role.ASSISTANT, "Call 2555 0932."))
    answer = answered(Question("?? TD 557", language, earlier), known)
    assert "123456" not in repr((answer, known.asked))
    assert NOTICES[language] not in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_that_was_masked_when_it_was_stored_is_told_of_too(language: str):
    stored = QUESTIONS[language].replace("A123456(3)", PLACEHOLDERS[language])
    answer = answered(Question(stored, language), knowledge(language))
    assert answer.text.startswith(NOTICES[language])


@pytest.mark.parametrize(
    "text",
    ["Help, my house is on fire! 91234567", "救命呀，屋企火燭！打俾我91234567", "救命！家里着火了，打给我91234567"],
)
def test_where_somebody_is_in_danger_the_call_comes_first(text: str):
    answer = answered(Question(text), knowledge())
    assert answer.status is Status.EMERGENCY_DANGER
    assert "999" in answer.text.split("\n\n")[0]
    assert "91234567" not in answer.text
    assert len(answer.text.split("\n\n")) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_of_nothing_else_asks_for_words(language: str):
    answer = answered(Question("A123456(3)", language), knowledge(language))
    assert (answer.status, answer.language) == (Status.DECLINED_UNREADABLE, language)
    assert answer.text.startswith(NOTICES[language])


@pytest.mark.parametrize("text", ["Is 2555 0932 open today?", "2555 0932今日開唔開？", "2555 0932今天开吗？"])
def test_a_number_that_an_article_names_is_searched_for(text: str):
    known = knowledge()
    known.contacts = frozenset({"25550932"})
    answered(Question(text), known)
    assert known.asked[0].text == text


def test_nothing_is_told_where_nothing_was_hidden():
    draft = Draft(Question("How do I renew my driving licence?"), tools(knowledge()))
    assert protect(draft) is None
    answer = draft.fixed(Status.DECLINED_THANKS)
    assert tell_what_is_hidden(draft, answer) is answer
    assert draft.notes == {}
