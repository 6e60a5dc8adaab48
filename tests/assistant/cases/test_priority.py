"""Does danger stand out in any language, and nothing else?"""

import pytest

from assistant.cases.catalogue import load_catalogue
from assistant.cases.classification import Classification, classify
from assistant.cases.triage import Priority

CATALOGUE = load_catalogue()


def judge(text: str, subject: str = "") -> Classification:
    return classify(subject, text, catalogue=CATALOGUE)


@pytest.mark.parametrize(
    "text",
    [
        "There is a strong smell of gas in the corridor.",
        "走廊有好濃嘅煤氣味",
        "走廊里有很浓的煤气味",
        "A live wire hangs over the pavement and throws sparks.",
        "有條電線跌咗落行人路，爆緊火花",
        "有根电线掉在人行道上，正在冒火花",
        "The lift door is open and there is no lift, children play on this floor.",
        "𨋢門打開咗但係冇𨋢，入面黑窿窿，有細路喺度玩",
        "电梯门开着，里面没有轿厢，有小孩在玩",
        "The wall behind the school is about to collapse, pupils are standing below.",
        "學校後面幅牆就快冧，下面企滿學生",
        "学校后面的墙快塌了，下面站满学生",
        "Mud is coming down the slope and people are trapped in a hut.",
        "山泥傾瀉，有人被困喺屋入面",
        "山坡塌了，有人被困在屋里",
    ],
)
def test_danger_to_life_is_an_emergency(text: str):
    assert judge(text).priority.code == Priority.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "My gas bill is too high this month.",
        "今個月煤氣費貴咗好多",
        "这个月煤气费贵了很多",
        "When is the next fire drill at our estate?",
        "我哋屋邨下次火警演習係幾時？",
        "我们小区下次消防演习是什么时候？",
        "Electricity is so dear now that it kills me.",
        "電費貴到電死人",
        "电费贵得要命，火都来了",
        "The deadline for my fine is tomorrow and I am burning with worry.",
        "張罰單聽日到期，燒到上眉喇",
        "罚单明天到期，火烧眉毛了",
    ],
)
def test_what_only_sounds_like_danger_is_none(text: str):
    assert judge(text).priority.code not in (Priority.EMERGENCY, Priority.URGENT)


@pytest.mark.parametrize(
    "text",
    [
        "My mother is 86, lives alone and has had no food since yesterday. Please send somebody today.",
        "我阿媽八十六歲獨居，由尋日到而家冇嘢食，今日可唔可以派人嚟？",
        "我妈妈八十六岁独居，从昨天到现在没有饭吃，今天能派人来吗？",
    ],
)
def test_need_today_is_urgent(text: str):
    assert judge(text).priority.code == Priority.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "How do I renew my driving licence, and what does it cost?",
        "請問點樣續領駕駛執照，要幾多錢？",
        "请问怎样续领驾驶执照，要多少钱？",
    ],
)
def test_a_mere_question_is_low(text: str):
    assert judge(text).priority.code == Priority.LOW


def test_one_sentence_of_danger_in_a_long_mail_is_found_and_quoted():
    danger = "Since ten minutes there is a strong smell of gas and a hissing from the pipe in the kitchen."
    before = "I have lived in this block for thirty years. " * 12
    after = "The stairs were painted last spring. The caretaker is a friendly man. " * 6
    found = judge(f"{before}\n{danger}\n{after}", subject="About our block")
    assert found.priority.code == Priority.EMERGENCY
    assert found.priority_evidence == danger


def test_without_danger_or_need_there_are_no_words_of_evidence():
    assert judge("The street lamp at number 12 is dark.").priority_evidence is None
