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


def test_a_special_case_that_one_sentence_names_does_not_contradict_the_general_rule():
    general = article("a", "Fare of the Goose Island ferry", "The Goose Island ferry costs $18 one way.")
    sunday = article("b", "A day on Goose Island", "On Sundays the Goose Island ferry fare is $26.")
    assert kinds(general, sunday) == []


def test_what_a_later_clause_says_of_a_special_case_leaves_the_rest_comparable():
    one = article("a", "Fare of the Goose Island ferry", "The Goose Island ferry costs $18 one way.")
    two = article("b", "A day on Goose Island", "The Goose Island ferry costs $26, half price for children.")
    assert kinds(one, two) == ["fee"]


def test_a_case_for_which_no_room_is_left_is_forbidden_as_well():
    allowed = article("a", "Drones at Shell Beach", "Small drones may be flown over Shell Beach.")
    forbidden = article("b", "What is banned at Shell Beach?", "Drones may not be flown over Shell Beach at any time.")
    assert kinds(allowed, forbidden) == ["permission"]


def test_numbers_of_copies_and_lengths_in_other_units_are_compared():
    two = article("a", "What goes with a toy design registration?", "Send two copies of the toy design drawing.")
    four = article(
        "b", "How do I protect a toy design?", "The toy design registration needs four copies of the drawing."
    )
    assert kinds(two, four) == ["count"]
    days = article("a", "When must a taxi ride complaint be made?", "A taxi ride complaint is lodged within 14 days.")
    months = article("b", "The taxi driver was rude", "You may lodge a complaint within three months of the taxi ride.")
    assert kinds(days, months) == ["duration"]


def test_a_deadline_does_not_contradict_the_day_of_the_results():
    closing = article("a", "Sea cadet scholarship", "Applications for the sea cadet scholarship close on 15 March.")
    results = article("b", "When will I hear?", "Results of the sea cadet scholarship are posted on 20 June.")
    assert kinds(closing, results) == []


def test_where_alone_to_apply_is_compared():
    one = article(
        "a",
        "Where is a street busker card to be had?",
        "Apply for the street busker card at the Central District Office.",
    )
    two = article(
        "b", "Busker music in squares", "Street busker card applications are taken only at the City Hall box office."
    )
    assert kinds(one, two) == ["place"]


def test_few_pairs_of_the_sample_city_are_called_a_contradiction():
    # 118 articles are 6,903 pairs; none of these four really is one.
    assert len(Contradictions(read_contents(sample_files())).find_all()) <= 4
