import pytest

from assistant.answering.additions import find_difference

SAME = [
    ("How much does it cost to renew a driving licence?", "and how much is it?", "How do I renew my driving licence?"),
    ("What is the fee for a passport?", "and for a passport?", "How much does a driving licence cost?"),
    ("Can I renew my driving licence 3 months early?", "can I do it 3 months early?", "renewing driving licences"),
    ("續領駕駛執照的費用是多少？", "幾多錢", "點樣續領駕駛執照？"),
    ("續領駕駛執照需要甚麼文件？", "要咩文件", "點樣續駕駛執照？"),
    ("申請護照需要多少費用？", "咁護照呢", "续领驾驶执照多少钱"),
    ("在哪里可以续领驾驶执照？", "在哪里办", "怎样续领驾驶执照？"),
    ("续领驾驶执照要多少钱？", "多少钱", "怎样续领驾驶执照？"),
    ("狗的牌照费用是多少？", "多少钱", "怎么给狗办牌照？"),
    ("狗的牌照費用是多少？", "幾多錢", "點樣同隻狗攞牌照？"),
    ("How long does a replacement take to arrive in 3 days?", "how long, 3 days?", "Can it arrive? Replace my card."),
]
ADDED = [
    ("Where can I renew my driving licence in Shanghai?", "where?", "How do I renew my driving licence?"),
    ("Where can Mary renew her driving licence?", "where?", "How do I renew my driving licence?"),
    ("Can I renew a driving licence for $900?", "how much?", "How do I renew my driving licence?"),
    ("Can I renew my driving licence by 1 May?", "by when?", "How do I renew my driving licence?"),
    ("Can I renew it 4 months early?", "can I do it 3 months early?", "How do I renew my driving licence?"),
    ("在上海續領駕駛執照的費用是多少？", "幾多錢", "點樣續領駕駛執照？海關呢？"),
    ("陳大文如何續領駕駛執照？", "點做", "點樣續領駕駛執照？"),
    ("在沙田续领驾驶执照要多少钱？", "多少钱", "怎样续领驾驶执照？"),
    ("续领驾驶执照要500元吗？", "多少钱", "怎样续领驾驶执照？"),
]
OTHER = [
    ("How do I renew my driving licence?", "what about a passport?", "How do I renew my driving licence?"),
    ("點樣續領駕駛執照？", "咁護照呢", "點樣續領駕駛執照？"),
    ("怎样续领驾驶执照？", "护照呢", "怎样续领驾驶执照？"),
]


@pytest.mark.parametrize(("question", "message", "before"), SAME)
def test_other_words_for_what_was_said_are_taken(question, message, before):
    assert find_difference(question, message, [before]) == ""


@pytest.mark.parametrize(("question", "message", "before"), ADDED)
def test_a_name_number_date_or_place_that_nobody_said_is_an_addition(question, message, before):
    assert find_difference(question, message, [before]).startswith("adds ")


@pytest.mark.parametrize(("question", "message", "before"), OTHER)
def test_a_question_about_something_else_is_not_what_was_asked(question, message, before):
    assert find_difference(question, message, [before]) == "is about something else"


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("How do I renew a licence?", "How do I renew a licence at 70 years of age?"),
        ("如何續領執照？", "70歲如何續領執照？"),
        ("如何续领执照？", "70岁如何续领执照？"),
    ],
)
def test_a_value_of_the_message_may_not_be_lost(question, message):
    assert find_difference(question, message, []).startswith("loses ")


@pytest.mark.parametrize("question", ["How much does it cost?", "費用是多少？", "费用是多少？"])
def test_a_question_of_free_words_alone_is_about_nothing(question):
    assert find_difference(question, question, []) == "is about nothing"
