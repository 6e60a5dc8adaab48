"""Does a translation say the same in the other language, and is what differs told?"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from assistant.answering.written import ProblemKind
from assistant.errors import InvalidInput, ModelUnavailable
from assistant.language_models.chosen import ChosenModel
from knowledge_base.article import ArticleText
from knowledge_base.proposals.translating import translate
from tests.chat_server import BAD_WAYS, ChatServer
from tests.knowledge_base.proposals.models import model, parts_of, say, sent_text, translated

ENGLISH = ArticleText(
    "How do I renew my driving licence?",
    "Bring form TD 558 to the office.\n\nThe fee is $900. See https://www.chingwan.example/td or call 2804 2600.",
    ("Renew my licence",),
)
TRADITIONAL = ArticleText(
    "如何更換駕駛執照？",
    "請攜同表格TD 558前往辦事處。\n\n費用為900元。詳情請瀏覽 https://www.chingwan.example/td 或致電2804 2600。",
    ("更換駕駛執照",),
)
SIMPLIFIED = ArticleText(
    "如何更换驾驶执照？",
    "请携同表格TD 558前往办事处。\n\n费用为900元。详情请浏览 https://www.chingwan.example/td 或致电2804 2600。",
    ("更换驾驶执照",),
)
TEXTS = {"en": ENGLISH, "zh-Hant": TRADITIONAL, "zh-Hans": SIMPLIFIED}
TOKENS = {"TD 558": "{v1}", "https://www.chingwan.example/td": "{v2}", "2804 2600": "{v3}"}


@pytest.fixture
def served() -> Iterator[tuple[ChosenModel, ChatServer]]:
    with model() as running:
        yield running


def with_tokens(text: str) -> str:
    for value, token in TOKENS.items():
        text = text.replace(value, token)
    return text


def right(target: str, **changes: str) -> dict[str, object]:
    """What a good model says; `changes` are words of it that are others."""
    text = TEXTS[target]
    answer = with_tokens(text.answer)
    for old, new in changes.items():
        answer = answer.replace(old.removeprefix("_"), new)
    return translated(answer, text.question, *text.variants)


@pytest.mark.parametrize(
    ("source", "target"), [("en", "zh-Hant"), ("en", "zh-Hans"), ("zh-Hant", "en"), ("zh-Hans", "en")]
)
def test_a_right_translation_passes_with_its_links_phones_and_forms_word_for_word(
    served: tuple[ChosenModel, ChatServer], source: str, target: str
) -> None:
    chosen, endpoint = served
    say(endpoint, lambda _: right(target))
    proposal = translate(chosen, TEXTS[source], source=source, target=target)
    assert proposal.text == TEXTS[target]
    assert (proposal.problems, proposal.differences) == ((), ())
    (call,) = proposal.calls
    assert (call.step, call.model, call.prompt) == ("curator", "small", "translate_1")
    (request,) = endpoint.requests
    assert parts_of(request)[0] == ("question", TEXTS[source].question)
    assert parts_of(request)[2] == ("variant", TEXTS[source].variants[0])


@pytest.mark.parametrize(("source", "target"), [("zh-Hant", "zh-Hans"), ("zh-Hans", "zh-Hant")])
def test_between_the_scripts_no_model_is_asked(source: str, target: str) -> None:
    proposal = translate(None, TEXTS[source], source=source, target=target)
    assert proposal.calls == ()
    assert proposal.text is not None
    assert proposal.text.question == TEXTS[target].question
    assert "https://www.chingwan.example/td" in proposal.text.answer


def test_without_a_model_english_is_not_translated() -> None:
    with pytest.raises(ModelUnavailable):
        translate(None, ENGLISH, source="en", target="zh-Hant")


@pytest.mark.parametrize("target", ["en", "zh-Hant", "zh-Hans"])
def test_a_changed_fee_is_told(served: tuple[ChosenModel, ChatServer], target: str) -> None:
    chosen, endpoint = served
    source = "zh-Hant" if target == "en" else "en"
    say(endpoint, lambda _: right(target, **{"_900": "950"}))
    proposal = translate(chosen, TEXTS[source], source=source, target=target)
    (difference,) = proposal.differences
    assert difference.kind == "fee"
    assert "950" in difference.fact + difference.other_fact


def test_a_link_that_is_left_out_or_made_up_is_told(served: tuple[ChosenModel, ChatServer]) -> None:
    chosen, endpoint = served
    say(endpoint, lambda _: right("zh-Hant", **{"_{v2}": "https://evil.example/"}))
    proposal = translate(chosen, ENGLISH, source="en", target="zh-Hant")
    details = [problem.detail for problem in proposal.problems if problem.kind is ProblemKind.VALUE]
    assert "left out: https://www.chingwan.example/td" in details
    assert "url" in {difference.kind for difference in proposal.differences}


@pytest.mark.parametrize(("target", "given"), [("zh-Hant", "zh-Hans"), ("zh-Hans", "zh-Hant"), ("zh-Hant", "en")])
def test_another_language_or_script_is_told(served: tuple[ChosenModel, ChatServer], target: str, given: str) -> None:
    chosen, endpoint = served
    say(endpoint, lambda _: right(given))
    proposal = translate(chosen, ENGLISH, source="en", target=target)
    # English words that stood in the article may stay; a whole article of them is none.
    assert ProblemKind.LANGUAGE in {problem.kind for problem in proposal.problems}


def test_a_part_that_is_missing_is_told(served: tuple[ChosenModel, ChatServer]) -> None:
    chosen, endpoint = served
    say(endpoint, lambda _: translated(with_tokens(TRADITIONAL.answer)))
    proposal = translate(chosen, ENGLISH, source="en", target="zh-Hant")
    details = {problem.detail for problem in proposal.problems}
    assert {"no question", "variants: 1 → 0"} <= details


@pytest.mark.parametrize("way", [*BAD_WAYS, "silence"])
def test_a_model_that_fails_gives_no_text_and_says_why(way: str) -> None:
    with model(total_seconds=1.0) as (chosen, endpoint):
        endpoint.way = way
        proposal = translate(chosen, ENGLISH, source="en", target="zh-Hant")
    assert proposal.text is None
    assert [problem.kind for problem in proposal.problems] == [ProblemKind.FORM]
    assert proposal.calls[-1].problems


def test_garbage_gives_no_text(served: tuple[ChosenModel, ChatServer]) -> None:
    chosen, endpoint = served
    say(endpoint, lambda _: "I would rather not.")
    assert translate(chosen, ENGLISH, source="en", target="zh-Hant").text is None


def test_what_identifies_a_person_is_never_sent_and_stays_word_for_word(
    served: tuple[ChosenModel, ChatServer],
) -> None:
    chosen, endpoint = served
    text = ArticleText("Whom do I ask?", "Ask Mr Chan, A123456(3), at 9123 4567 or chan@example.com.")
    say(endpoint, lambda _: translated("請向Chan先生查詢，{v1}，電話{v2}或{v3}。", "向誰查詢？"))
    proposal = translate(chosen, text, source="en", target="zh-Hant")
    sent = sent_text(endpoint)
    assert not any(raw in sent for raw in ("A123456", "9123 4567", "chan@example.com"))
    assert proposal.text is not None
    assert proposal.text.answer == "請向Chan先生查詢，A123456(3)，電話9123 4567或chan@example.com。"


def test_a_long_answer_is_translated_paragraph_by_paragraph(served: tuple[ChosenModel, ChatServer]) -> None:
    chosen, endpoint = served
    paragraphs = [f"Paragraph {number} says little. " * 40 for number in range(1, 6)]
    say(endpoint, lambda parts: translated(dict(parts)["answer"], dict(parts)["question"]))
    proposal = translate(chosen, ArticleText("Q?", "\n\n".join(paragraphs).strip()), source="en", target="zh-Hant")
    assert len(endpoint.requests) == 3  # Of 1,160 characters each, two of which fit into one piece.
    assert proposal.text is not None
    assert proposal.text.answer.count("\n\n") == 4
    with pytest.raises(InvalidInput):
        translate(chosen, ArticleText("Q?", "x" * 20_001), source="en", target="zh-Hant")


def test_words_of_the_prompt_and_the_mark_are_told(served: tuple[ChosenModel, ChatServer]) -> None:
    chosen, endpoint = served

    def leak(request: dict[str, object]) -> str:
        system = request["messages"][0]["content"]  # type: ignore[index]  # The request is JSON.
        return json.dumps(translated(system, "如何？", "更換"))

    endpoint.reply = leak
    proposal = translate(chosen, ENGLISH, source="en", target="zh-Hant")
    assert ProblemKind.LEAK in {problem.kind for problem in proposal.problems}
