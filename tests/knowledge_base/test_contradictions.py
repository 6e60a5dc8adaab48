"""Which two articles say different things of the same matter?"""

from __future__ import annotations

from ingestion.documents.samples import sample_files
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.contradictions import Contradictions
from tests.knowledge_base.samples import read_contents


def article(name: str, question: str, answer: str, *, language: str = "en", department: str = "") -> ArticleContent:
    return ArticleContent(name, department or name.upper(), {language: ArticleText(question, answer)})


def kinds(*articles: ArticleContent) -> list[str]:
    return [contradiction.kind for contradiction in Contradictions(articles).find_all()]


def test_two_departments_that_name_other_fees_for_one_licence_contradict_each_other():
    one = article("a", "What does a dance party licence cost?", "A dance licence costs $380.")
    two = article("b", "Which papers does a dance party need?", "You need the dance licence, which costs $830.")
    (found,) = Contradictions([one, two]).find_all()
    assert (found.kind, found.a.article_id, found.a.fact, found.b.fact) == ("fee", "a", "$380", "$830")
    assert found.b.sentence == "You need the dance licence, which costs $830."


def test_chinese_articles_of_either_script_are_compared():
    one = article("a", "潮汐泳池入場要收費嗎？", "潮汐泳池全年免費入場。", language="zh-Hant")
    two = article("b", "本区有什么游泳好去处？", "可到潮汐泳池，入场费每位17元。", language="zh-Hans")
    assert kinds(one, two) == ["free_or_charged"]


def test_the_same_fact_in_other_words_is_no_contradiction():
    one = article("a", "How early can I book the wedding hall?", "Book the wedding hall 14 days ahead.")
    two = article("b", "Where may we marry?", "In the wedding hall, if you book it two weeks in advance.")
    assert kinds(one, two) == []


def test_adults_and_students_pay_other_fees():
    one = article("a", "What is a night in the youth hostel?", "Adults pay $260 a night in the youth hostel.")
    two = article("b", "Cheap lodging?", "Students pay $140 a night at the youth hostel.")
    assert kinds(one, two) == []


def test_what_is_allowed_here_and_forbidden_there_is_a_contradiction_unless_one_makes_an_exception():
    allowed = article("a", "Can we make a campfire at Pine Camp?", "Yes, you may light a campfire.")
    forbidden = article("b", "Where are fires forbidden?", "Campfires are never allowed at Pine Camp.")
    excepted = article("c", "Where are fires forbidden?", "Campfires are not allowed except at Pine Camp.")
    assert kinds(allowed, forbidden) == ["permission"]
    assert kinds(allowed, excepted) == []


def test_other_clinics_have_other_hours():
    one = article("a", "When is the travel clinic open?", "The travel clinic opens from 9 am to 5 pm.")
    two = article("b", "When is the wound clinic open?", "The wound clinic opens from 8 am to 1 pm.")
    assert kinds(one, two) == []


def test_one_article_is_compared_with_the_others_and_not_with_its_own_older_wording():
    one = article("a", "When is the Harbour Branch Office open?", "The Harbour Branch Office opens at 8:45.")
    two = article("b", "Where is the Harbour Branch Office?", "The Harbour Branch Office opens at 9:15 on Pier Road.")
    draft = article("a", "When is the Harbour Branch Office open?", "The Harbour Branch Office opens at 9:15.")
    assert [c.b.article_id for c in Contradictions([one, two]).find_for(one)] == ["b"]
    assert Contradictions([one, two]).find_for(draft) == []


def test_few_pairs_of_the_sample_city_are_called_a_contradiction():
    # 118 articles are 6,903 pairs; none of these four really is one.
    assert len(Contradictions(read_contents(sample_files())).find_all()) <= 4
