"""Is a slip in the file of models told with its place, and is the file written as it is read?"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SettingsInvalid
from assistant.language_models.chosen import ModelStep
from assistant.language_models.models_file import ModelsFile, Price, StepModel, read_models_file, write_models_file

WHOLE = """
[compose]
model = "large"
base_url = "http://127.0.0.1:8000/v1"
api_key_env = "LARGE_KEY"
max_tokens = 500

[understand]
model = ""

[prices."large"]
input = 2
output = 8.5
"""


def read(folder: Path, text: str) -> ModelsFile:
    path = folder / "models.toml"
    path.write_text(text, "utf-8")
    return read_models_file(path)


def test_each_step_has_its_table_and_each_model_its_price(tmp_path: Path) -> None:
    file = read(tmp_path, WHOLE)
    compose = file.steps[ModelStep.COMPOSE]
    assert (compose.model, compose.api_key_env, compose.max_tokens) == ("large", "LARGE_KEY", 500)
    assert file.steps[ModelStep.UNDERSTAND].model == ""
    # 2 per million in, 8.5 per million out: 3 + 0.85.
    assert file.prices["large"].cost(1_500_000, 100_000) == pytest.approx(3.85)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[compose", "cannot be read"),
        ('[composer]\nmodel = "x"', "[composer]"),
        ('model = "x"', "[model]"),
        ("[compose]\nmodel = 4", "[compose] model"),
        ('[compose]\nmodel = "x"\ntemperature = 1', "[compose] temperature: there is no such key"),
        ('[compose]\nbase_url = "ftp://x"', "[compose] base_url"),
        ('[compose]\napi_key_env = "sk-1234"', "[compose] api_key_env"),
        ("[check]\nmax_tokens = 1", "[check] max_tokens"),
        ("[check]\noptions = { max_tokens = 9 }", "[check] options: Value error, max_tokens is no option"),
        ("[check]\noptions = { seed = nan }", "[check] options"),
        ("[check]\noptions = { since = 2026-01-01 }", "[check] options"),
        ('[compose]\nprompts = { compose = "compose_999" }', "[compose] prompts.compose"),
        ('[compose]\nprompts = { compose = "repair_1" }', "[compose] prompts.compose"),
        ('[compose]\nprompts = { compose = "../compose_1" }', "[compose] prompts.compose"),
        ('[prices."large"]\ninput = -1', '[prices."large"] input'),
        ('[prices."large"]\nper_word = 1', '[prices."large"] per_word'),
    ],
)
def test_a_slip_is_told_with_its_file_table_and_key(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(SettingsInvalid) as error:
        read(tmp_path, text)
    assert str(tmp_path / "models.toml") in str(error.value)
    assert place in str(error.value)
    assert error.value.field == "CIVICDESK_MODELS"


def test_what_is_written_is_read_again_and_nothing_half_written_stays(tmp_path: Path) -> None:
    file = ModelsFile(
        steps={
            ModelStep.COMPOSE: StepModel(model='a "quoted" \\ 名 \x7f', base_url="http://127.0.0.1:1/v1"),
            ModelStep.CHECK: StepModel(model=""),
            ModelStep.MAIL: StepModel(max_tokens=900, options={}),
            ModelStep.AGENT: StepModel(options={"a b": {"on": False, "of": [1, {"x": "\x7f"}]}, "effort": "none"}),
        },
        prices={"a.b": Price(input=0.25, output=1)},
    )
    write_models_file(tmp_path / "state" / "models.toml", file)
    assert read_models_file(tmp_path / "state" / "models.toml") == file
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["models.toml"]
