"""What is being asked, read with the turns before it?"""

import pytest

from assistant.answering.understand import is_follow_up


@pytest.mark.parametrize(
    "text",
    [
        "and for my wife?",
        "How much is it?",
        "what about children",
        "咁我太太呢？",
        "要幾錢？",
        "那需要多久？",
        "佢可唔可以代我攞？",
        "那小孩呢？",
    ],
)
def test_short_leaning_questions_are_follow_ups(text: str):
    assert is_follow_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "Where can I register the birth of my daughter at the North Quay office?",
        "我想申請公共租住房屋，請問入息限額是多少，應該向哪個部門遞交申請表？",
        "请问在哪里可以为我的宠物狗申请狗牌，需要带备什么证明文件才可以办理手续？",
    ],
)
def test_questions_that_name_their_matter_are_not(text: str):
    assert not is_follow_up(text)
