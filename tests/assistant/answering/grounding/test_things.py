"""Does an answer name a place, a paper or a person of a trade that its passages nowhere mention?"""

import pytest

from assistant.answering.written import ProblemKind
from tests.assistant.answering.grounding.written import problems


@pytest.mark.parametrize(
    ("language", "passage", "made_up"),
    [
        ("en", "Show your card at a kiosk in a post office.", "Show your card at a kiosk in a library."),
        ("en", "A doctor of a public hospital must sign.", "A doctor of a private hospital must sign."),
        ("zh-Hant", "請攜同出生證明書。", "請攜同出生證明書及健康紀錄冊。"),
        ("zh-Hant", "你須持有成人身份證。", "你須持有兒童身份證。"),
        ("zh-Hans", "请先与老师商谈。", "请先与药剂师商谈。"),
        ("zh-Hans", "样本交水科化验所检验。", "样本交政府化验所检验。"),
    ],
)
def test_what_no_passage_mentions_is_found(language: str, passage: str, made_up: str):
    wanted = {ProblemKind.UNSUPPORTED, ProblemKind.NAME, ProblemKind.CONTRADICTED}
    assert wanted & {problem.kind for problem in problems(made_up, passage=passage, language=language)}
    assert not problems(passage, passage=passage, language=language)


@pytest.mark.parametrize(
    ("language", "passage", "question", "answer"),
    [
        (
            "en",
            "Pay by card at the machine. No cash.",
            "Can I pay at the library?",
            "No, not at a library; pay by card.",
        ),
        ("zh-Hant", "請在機器以信用卡付款。", "可以在圖書館付款嗎？", "不可以在圖書館付款，請在機器以信用卡付款。"),
        ("zh-Hans", "请在机器以信用卡付款。", "可以在图书馆付款吗？", "不可以在图书馆付款，请在机器以信用卡付款。"),
    ],
)
def test_what_the_citizen_asked_for_may_be_denied(language: str, passage: str, question: str, answer: str):
    found = problems(answer, passage=passage, language=language, question=question)
    assert not [problem for problem in found if "place:" in problem.detail]
