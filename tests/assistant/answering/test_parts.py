"""Does a message hold two questions, each of which can be read without the other?"""

import pytest

from assistant.answering.parts import split_parts


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        (
            "How do I renew my licence, and where can I pay my water bill?",
            "How do I renew my licence",
            "where can I pay my water bill?",
        ),
        ("點樣續領車牌？同埋邊度可以交水費？", "點樣續領車牌？", "邊度可以交水費？"),
        ("怎样续领驾照？另外水费在哪里交？", "怎样续领驾照？", "水费在哪里交？"),
        (
            "How do I renew my passport? Also, what does a dog licence cost?",
            "How do I renew my passport?",
            "what does a dog licence cost?",
        ),
        ("點樣續領車牌？順便問下圖書館幾點開門？", "點樣續領車牌？", "圖書館幾點開門？"),
        ("怎么续领驾照以及怎么申请公屋", "怎么续领驾照", "怎么申请公屋"),
        ("do i need a dog licence and where is the ferry pier", "do i need a dog licence", "where is the ferry pier"),
        ("如何登記結婚？普通科門診點樣預約？", "如何登記結婚？", "普通科門診點樣預約？"),
        ("如何登记结婚？普通门诊怎么预约？", "如何登记结婚？", "普通门诊怎么预约？"),
    ],
)
def test_two_questions_are_told_apart_in_the_citizen_s_own_words(text: str, first: str, second: str):
    assert split_parts(text) == (first, second)


@pytest.mark.parametrize(
    "text",
    [
        "How do I renew my licence?",
        "如何續領駕駛執照？",
        "如何续领驾驶执照？",
        "How do I renew my licence, and how much is it?",
        "點樣續領車牌，同埋要幾多錢？",
        "怎样续领驾照，另外要多少钱？",
        "How do I renew my licence? And what documents do I need?",
        "點樣續領車牌？要帶咩文件？",
        "怎样续领驾照？要带什么文件？",
    ],
)
def test_one_question_and_its_details_stay_one(text: str):
    assert split_parts(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "How do I adopt a rescue cat, and can I give it back to the shelter?",
        "點樣領養一隻流浪貓？佢要唔要打瘋狗症針？",
        "怎样领养流浪猫？它需要打狂犬病疫苗吗？",
    ],
)
def test_what_points_back_cannot_be_read_alone(text: str):
    assert split_parts(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "My licence and my passport are lost. How do I replace them?",
        "我想換車牌同埋改地址，點做？",
        "护照以及身份证可以一起换吗？",
        "I want to know how and where I can apply for a dog licence",
        "Hello, how are you? How do I renew my licence?",
        "八號風球嗰陣公眾泳池仲有冇開？",
        "？" * 1000,
        "",
    ],
)
def test_words_that_join_things_join_no_questions(text: str):
    assert split_parts(text) is None


def test_of_three_questions_the_last_two_stay_together():
    parts = split_parts("How do I renew my licence? Where is my water bill? What does a dog licence cost?")
    assert parts == ("How do I renew my licence?", "Where is my water bill? What does a dog licence cost?")
