"""How does a citizen's question become a suggestion?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.answering.draft import Question, Role, Turn
from assistant.answering.knowledge import Hit, Query, SearchResult
from assistant.suggestions.reader import Reader
from assistant.suggestions.suggest import suggest
from assistant.suggestions.suggestion import ActionKind, Quiet, Suggestion
from tests.assistant.answering.scripted_knowledge import HOPELESS, SURE, ScriptedKnowledge, hit, tools
from tests.assistant.licence_knowledge import APPROVED, TITLES, LicenceKnowledge

AGENT = Reader("en", "internal", "TD")
NEAR = {"relative_margin": 0.01, "dense": 1.0, "title_recall": 1.0, "residual_sentence": 1.0}
"""Features of a search whose first two hits fit alike."""


def ask(text: str, knowledge: ScriptedKnowledge, *, language: str = "en", reader: Reader = AGENT) -> Suggestion:
    return suggest(Question(text, language), tools(knowledge), reader)


class WithInternal(ScriptedKnowledge):
    """Holds an internal article, which it finds first where the audience may see it."""

    INTERNAL = hit("td-internal", answer="Counter 9, ask for Mr Wong.", audience="internal")

    def search_many(self, queries: Sequence[Query], *, limit: int = 10) -> list[SearchResult]:
        found = super().search_many(queries, limit=limit)
        return [self._for(query, result) for query, result in zip(queries, found, strict=True)]

    def _for(self, query: Query, result: SearchResult) -> SearchResult:
        if query.audience != "internal":
            return result
        return replace(result, hits=(self.INTERNAL, *result.hits), features=SURE)


@pytest.mark.parametrize("language", TITLES)
def test_a_draft_is_the_approved_text_in_the_citizens_language_with_a_source_for_each_sentence(language: str):
    made = ask(TITLES[language], LicenceKnowledge(), language=language)
    assert (made.language, made.draft, made.quiet) == (language, APPROVED[language], None)
    assert [sentence.sources for sentence in made.sentences] == [(1,), (1,)]
    assert [source.article_id for source in made.sources] == ["td-renew-driving-licence"]
    assert made.mode == "rules+hybrid"


@pytest.mark.parametrize("language", TITLES)
def test_the_agent_reads_the_article_in_their_own_language_where_it_is_another(language: str):
    made = ask(TITLES["zh-Hans"], LicenceKnowledge(), language="zh-Hans", reader=replace(AGENT, language=language))
    if language == "zh-Hans":
        assert made.own_language is None
    else:
        assert made.own_language is not None
        assert (made.own_language.language, made.own_language.text) == (language, APPROVED[language])


@pytest.mark.parametrize(
    ("language", "why"),
    [
        ("en", "No approved article speaks of this."),
        ("zh-Hant", "沒有核准文章提及此事。"),
        ("zh-Hans", "没有核准文章提及此事。"),
    ],
)
def test_below_the_threshold_it_is_quiet_and_says_why_in_the_agents_language(language: str, why: str):
    made = ask("Can I fly?", ScriptedKnowledge(hit(), features=HOPELESS), reader=replace(AGENT, language=language))
    assert (made.quiet, made.draft, made.sentences, made.sources) == (Quiet.NOTHING_FOUND, "", (), ())
    assert made.why_quiet == why


def test_where_neighbours_tie_alternatives_take_the_place_of_a_draft():
    made = ask("Renew?", ScriptedKnowledge(hit("td-a"), hit("td-b"), features=NEAR))
    assert (made.quiet, made.draft) == (Quiet.SEVERAL_FIT, "")
    assert [alternative.article_id for alternative in made.alternatives] == ["td-a", "td-b"]


def test_an_internal_article_is_for_the_agent_and_never_in_the_draft():
    made = ask("Renew?", WithInternal(hit("td-renew"), features=SURE))
    assert [(passage.article_id, passage.audience) for passage in made.passages] == [
        ("td-internal", "internal"),
        ("td-renew", "public"),
    ]
    assert made.draft == "Approved text of td-renew."
    assert "td-internal" not in [alternative.article_id for alternative in made.alternatives]


def test_what_only_an_internal_article_answers_is_quiet_and_says_so():
    made = ask("Who takes complaints?", WithInternal(features=HOPELESS))
    assert (made.quiet, made.draft) == (Quiet.INTERNAL_ONLY, "")
    assert made.passages[0].text == "Counter 9, ask for Mr Wong."


def test_who_may_not_read_internal_articles_is_shown_none():
    made = ask("Renew?", WithInternal(hit("td-renew"), features=SURE), reader=Reader("en", "public", "TD"))
    assert [passage.article_id for passage in made.passages] == ["td-renew"]


def test_an_article_in_another_language_only_is_shown_and_makes_no_draft():
    made = ask("如何續領？", ScriptedKnowledge(hit(language="en"), features=SURE), language="zh-Hant")
    assert (made.quiet, made.draft, len(made.passages)) == (Quiet.OTHER_LANGUAGE, "", 1)


@pytest.mark.parametrize(
    ("text", "quiet"),
    [
        ("There is a fire, help!", Quiet.EMERGENCY),
        ("我唔想再生存落去", Quiet.EMERGENCY),
        ("我不想活了", Quiet.EMERGENCY),
        ("thank you", Quiet.NOT_A_QUESTION),
        ("多謝", Quiet.NOT_A_QUESTION),
        ("谢谢", Quiet.NOT_A_QUESTION),
        ("🙂🙂", Quiet.UNREADABLE),
    ],
)
def test_what_is_no_question_is_not_searched_for(text: str, quiet: Quiet):
    knowledge = LicenceKnowledge()
    assert ask(text, knowledge).quiet is quiet
    assert knowledge.asked == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I want to complain about the noise", "en"),
        ("我要投訴噪音", "zh-Hant"),
        ("我要投诉噪音", "zh-Hans"),
    ],
)
def test_a_complaint_is_a_case_to_open_and_its_place_is_asked_for(text: str, language: str):
    made = ask(text, LicenceKnowledge(features=SURE), language=language)
    assert [action.kind for action in made.next_actions] == [ActionKind.OPEN_CASE, ActionKind.ASK_MISSING]


def test_the_place_is_not_asked_for_again():
    made = ask("I want to complain about the noise at 18 Pearl Street", LicenceKnowledge(features=SURE))
    assert [action.kind for action in made.next_actions] == [ActionKind.OPEN_CASE]


def test_what_is_another_departments_is_to_be_transferred():
    made = ask("Renew?", ScriptedKnowledge(hit(department="IMMD"), features=SURE))
    assert [(action.kind, action.detail) for action in made.next_actions] == [(ActionKind.TRANSFER, "IMMD")]
    of_the_centre = replace(AGENT, department=None)
    assert ask("Renew?", ScriptedKnowledge(hit(), features=SURE), reader=of_the_centre).next_actions == ()


def test_both_parts_of_a_two_part_question_are_drafted():
    text = "How do I renew my driving licence? Where can I pay the water bill?"
    parts = ("How do I renew my driving licence?", "Where can I pay the water bill?")
    licence, water = hit("td-renew"), hit("wsd-pay")
    knowledge = ScriptedKnowledge(licence, features=HOPELESS, results={parts[0]: sure(licence), parts[1]: sure(water)})
    made = ask(text, knowledge)
    assert made.draft == "Approved text of td-renew.\n\nApproved text of wsd-pay."
    assert [sentence.sources for sentence in made.sentences] == [(1,), (2,)]
    assert made.unanswered == ""


def test_a_part_that_stays_open_is_named():
    text = "How do I renew my driving licence? Where can I pay the water bill?"
    licence = hit("td-renew")
    knowledge = ScriptedKnowledge(features=HOPELESS, results={"How do I renew my driving licence?": sure(licence)})
    made = ask(text, knowledge)
    assert (made.draft, made.unanswered) == ("Approved text of td-renew.", "Where can I pay the water bill?")


def test_personal_data_is_never_searched_for():
    knowledge = LicenceKnowledge(features=SURE)
    history = (Turn(Role.CITIZEN, "My mail is chan.tai.man@example.org"),)
    suggest(Question("My ID is A123456(3), how do I renew?", "en", history), tools(knowledge), AGENT)
    assert knowledge.asked
    assert not any(secret in str(knowledge.asked) for secret in ("A123456", "chan.tai.man"))


def test_an_agent_can_work_on_when_the_search_fails():
    made = ask("Renew?", ScriptedKnowledge(error=RuntimeError("broken")))
    assert (made.quiet, made.draft) == (Quiet.FAILURE, "")
    assert made.why_quiet.startswith("No suggestion could be made")


def sure(found: Hit) -> SearchResult:
    return SearchResult((found,), (), SURE, "hybrid")
