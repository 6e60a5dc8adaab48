"""Which replies do agents send again and again?"""

import pytest

from assistant.cases.catalogue import load_catalogue
from assistant.languages import LANGUAGES, detect, script_evidence
from assistant.suggestions.canned_replies import list_canned_replies, load_canned_replies, read_canned_replies

GOOD = 'en = ["T", "{name}"]\nzh-Hant = ["T", "{name}"]\nzh-Hans = ["T", "{name}"]\n'


def test_everybody_has_a_dozen_and_five_departments_have_their_own():
    assert len(list_canned_replies(None)) >= 12
    of_departments = {reply.department for reply in load_canned_replies() if reply.department}
    assert len(of_departments) >= 5
    assert of_departments <= set(load_catalogue().departments)


def test_a_departments_own_replies_come_first_and_another_departments_never():
    replies = list_canned_replies("TD")
    assert replies[0].department == "TD"
    assert {reply.department for reply in replies} == {"TD", None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_in_its_language_and_script(language: str):
    for reply in load_canned_replies():
        text = reply.titles[language] + reply.texts[language]
        traditional, simplified = script_evidence(text)
        assert detect(text, fallback=language).language == language, reply.id
        assert (simplified if language == "zh-Hant" else traditional) == 0, reply.id


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("[a]\n" + GOOD.replace("zh-Hans", "fr"), "needs exactly the languages"),
        ("[a]\n" + GOOD.replace('"{name}"]\nzh-Hans', '"{agent}"]\nzh-Hans'), "different values"),
        ("[a]\n" + GOOD.replace("{name}", "{salary}"), "nothing is known as salary"),
        ("[a]\n" + GOOD.replace("{name}", "{}"), "nothing is known as"),
    ],
)
def test_one_whose_languages_differ_is_refused(source: str, reason: str):
    with pytest.raises(ValueError, match=reason):
        read_canned_replies(source)


def test_the_placeholders_are_told():
    (reply,) = read_canned_replies("[a]\n" + GOOD)
    assert reply.placeholders == {"name"}
