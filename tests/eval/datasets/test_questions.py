"""Is a question for tuning or for testing, and how is it asked?"""

from assistant.answering.draft import Question, Role, Turn
from eval.datasets.questions import KnownQuestion, Split, fold_of, read_turns, split_by

KEYS = [f"article-{number}" for number in range(1000)]


def test_about_the_wanted_share_of_keys_is_for_tuning():
    tune = [key for key in KEYS if split_by(key, tune_share=0.4) is Split.TUNE]
    assert 0.35 < len(tune) / len(KEYS) < 0.45


def test_a_larger_share_keeps_what_a_smaller_one_chose():
    small = {key for key in KEYS if split_by(key, tune_share=0.2) is Split.TUNE}
    assert small <= {key for key in KEYS if split_by(key, tune_share=0.6) is Split.TUNE}


def test_folds_are_of_about_one_size():
    sizes = [sum(fold_of(key, folds=5) == fold for key in KEYS) for fold in range(5)]
    assert sum(sizes) == len(KEYS)
    assert min(sizes) > 150


def test_user_and_agent_of_other_sets_are_citizen_and_assistant():
    turns = read_turns(
        [{"role": "user", "text": "a"}, {"role": "agent", "text": "b"}, {"role": "citizen", "text": "c"}]
    )
    assert turns == (Turn(Role.CITIZEN, "a"), Turn(Role.ASSISTANT, "b"), Turn(Role.CITIZEN, "c"))
    assert read_turns(None) == ()


def test_a_question_is_asked_on_a_page_in_its_language_after_its_turns():
    turns = (Turn(Role.CITIZEN, "續領車牌"), Turn(Role.ASSISTANT, "請帶身份證。"))
    known = KnownQuestion("q", "幾錢？", "zh-Hant", Split.TEST, history=turns)
    assert known.as_question() == Question("幾錢？", "zh-Hant", turns)
    assert known.earlier_citizen_texts() == ["續領車牌"]
