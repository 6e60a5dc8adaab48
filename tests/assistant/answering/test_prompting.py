import re
from importlib.resources import files

import pytest

from assistant.answering.prompting import describe_language, load_prompt, mark_lines, new_mark, prompt_for
from assistant.errors import SettingsInvalid
from assistant.language_models.chosen import ChosenModel, ModelStep
from tests.assistant.answering.licences import LANGUAGES
from tests.assistant.answering.scripted_model import ScriptedModel

VERSIONS = sorted(file.name.removesuffix(".md") for file in (files("assistant.answering") / "prompts").iterdir())


@pytest.mark.parametrize("version", ["understand_1", "compose_1", "repair_1", "check_1"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_in_a_prompt_is_filled_in(version, language):
    text = load_prompt(version).filled(mark=new_mark(), **describe_language(language))
    assert re.findall(r"\{[a-z]+\}", text) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_no_prompt_holds_an_address_or_a_key(version):
    assert not re.search(r"https?:|@|\bkey\b|\bsecret\b", load_prompt(version).text)


def test_a_prompt_is_the_newest_one_unless_the_settings_name_another():
    model = ScriptedModel()
    assert prompt_for(ChosenModel(ModelStep.COMPOSE, model, {}), "compose").version == "compose_1"
    named = ChosenModel(ModelStep.COMPOSE, model, {"compose": "repair_1"})
    assert prompt_for(named, "compose").version == "repair_1"


@pytest.mark.parametrize("version", ["compose_999", "../settings", "", "compose_1.md"])
def test_a_prompt_that_is_not_shipped_is_an_error_of_the_settings(version):
    with pytest.raises(SettingsInvalid):
        load_prompt(version)


def test_a_mark_stands_before_each_line_and_is_new_each_time():
    mark, other = new_mark(), new_mark()
    assert mark != other
    assert mark_lines("one\n\n[00000000] two", mark).splitlines() == [
        f"{mark} one",
        f"{mark} ",
        f"{mark} [00000000] two",
    ]
    assert mark_lines("", mark) == f"{mark} "
