"""Do the passages say what a sentence says?"""

from collections.abc import Sequence

import pytest

from assistant.answering.written import ProblemKind
from tests.assistant.answering.grounding.written import POOL, kinds, problems

INVENTED = {
    "en": "The restaurant upstairs serves noodles and coffee.",
    "zh-Hant": "樓上餐廳供應麵食及咖啡。",
    "zh-Hans": "楼上餐厅供应面食及咖啡。",
}
DOCUMENT = {"en": "Bring your passport.", "zh-Hant": "請帶備護照。", "zh-Hans": "请带备护照。"}


@pytest.mark.parametrize("language", sorted(POOL))
def test_what_no_passage_says_is_unsupported(language: str):
    assert ProblemKind.UNSUPPORTED in kinds(INVENTED[language], passage=POOL[language], language=language)
    assert ProblemKind.UNSUPPORTED in kinds(DOCUMENT[language], passage=POOL[language], language=language)


@pytest.mark.parametrize(("cosine", "is_supported"), [(0.9, True), (0.1, False)])
def test_vectors_speak_for_other_words(cosine: float, is_supported: bool):
    def similarities(texts: Sequence[str], others: Sequence[str]) -> list[list[float]]:
        return [[cosine] * len(others) for _ in texts]

    found = problems("Youngsters may splash about.", passage=POOL["en"], similarities=similarities)
    assert (ProblemKind.UNSUPPORTED not in {problem.kind for problem in found}) is is_supported


def test_a_lead_in_needs_no_support():
    assert kinds("Here is what you pay:", "- adults: $20", passage=POOL["en"]) == set()
    assert kinds("According to the article, diving is not allowed.", passage=POOL["en"]) == set()
    assert kinds("根據資料，不得跳水。", passage=POOL["zh-Hant"], language="zh-Hant") == set()
    assert kinds("根据资料，不得跳水。", passage=POOL["zh-Hans"], language="zh-Hans") == set()
