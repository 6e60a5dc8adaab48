"""Does a text of any served language lie where its translation lies, and is a damaged model told?"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import EmbeddingUnavailable, SettingsInvalid
from assistant.settings import Settings
from knowledge_base.embeddings import open_embedding
from knowledge_base.model_folder import ModelFolderDamaged
from knowledge_base.trilingual_embedding import MANIFEST, TrilingualEmbedding, check_trilingual_folder

SHIPPED = Path(str(files("knowledge_base"))) / "trilingual"
SERVICES = {
    "en": ("How do I renew my passport?", "Where can I pay my water bill?", "The noise at night keeps me awake."),
    "zh-Hant": ("如何換領護照？", "水費可以在哪裏繳交？", "晚上的噪音令我不能入睡。"),
    "zh-Hans": ("如何换领护照？", "水费可以在哪里缴交？", "晚上的噪音令我不能入睡。"),
    "yue": ("點樣換領護照呀？", "水費可以喺邊度交？", "夜晚嘈到我瞓唔着。"),
}


@pytest.fixture(scope="module")
def embedding() -> TrilingualEmbedding:
    return TrilingualEmbedding(check_trilingual_folder(SHIPPED))


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(SHIPPED, folder)
    return folder


@pytest.mark.parametrize("asked", ["zh-Hant", "zh-Hans", "yue"])
@pytest.mark.parametrize("written", ["en", "zh-Hant", "zh-Hans"])
def test_a_question_lies_nearest_to_its_own_service(embedding: TrilingualEmbedding, asked: str, written: str) -> None:
    cosines = embedding.embed(SERVICES[asked]) @ embedding.embed(SERVICES[written]).T
    assert cosines.argmax(axis=1).tolist() == [0, 1, 2]


def test_both_scripts_have_one_vector(embedding: TrilingualEmbedding) -> None:
    traditional, simplified = embedding.embed(["續領駕駛執照", "续领驾驶执照"])
    assert float(traditional @ simplified) == pytest.approx(1.0, abs=1e-6)


def test_english_words_in_a_chinese_question_count(embedding: TrilingualEmbedding) -> None:
    mixed, passport, water = embedding.embed(["想 renew 個 passport", "renew a passport", "pay a water bill"])
    assert mixed @ passport > mixed @ water


def test_a_text_without_a_known_word_still_has_a_vector(embedding: TrilingualEmbedding) -> None:
    assert np.linalg.norm(embedding.embed(["𠮷"]), axis=1) == pytest.approx(1.0, abs=1e-5)


def test_the_model_is_no_larger_than_promised() -> None:
    assert sum(file.stat().st_size for file in SHIPPED.iterdir()) <= 45_000_000


def test_the_model_comes_with_its_card_and_its_notice() -> None:
    card = (SHIPPED / "MODEL_CARD.md").read_text("utf-8")
    assert "CC BY-SA" in card
    assert "$" not in card  # Every figure was filled in.
    assert "Apache" in (SHIPPED / "LICENSE-all-MiniLM-L6-v2").read_text("utf-8")


@pytest.mark.parametrize("name", ["english.onnx", "rows.npy", "words.json", MANIFEST])
def test_a_missing_file_is_named(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(ModelFolderDamaged, match=name):
        check_trilingual_folder(copied)


def test_a_changed_file_is_named(copied: Path) -> None:
    with (copied / "rows.npy").open("r+b") as stream:
        stream.seek(1_000_000)
        stream.write(b"damage")
    with pytest.raises(ModelFolderDamaged, match=r"rows\.npy"):
        check_trilingual_folder(copied)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"files": {}, "width": "wide"}', '{"files": 3, "width": 384}'])
def test_a_manifest_that_cannot_be_read_is_named(copied: Path, content: str) -> None:
    (copied / MANIFEST).write_text(content, "utf-8")
    with pytest.raises(ModelFolderDamaged, match=MANIFEST):
        check_trilingual_folder(copied)


def test_a_folder_with_such_a_model_can_be_named_by_setting(copied: Path) -> None:
    opened = open_embedding(Settings(_env_file=None, embedding=str(copied)))
    assert isinstance(opened, TrilingualEmbedding)
    (copied / "english.onnx").unlink()
    other = copied.rename(copied.with_name("other"))
    with pytest.raises(SettingsInvalid, match=r"CIVICDESK_EMBEDDING.*english\.onnx"):
        open_embedding(Settings(_env_file=None, embedding=str(other)))


def test_another_model_has_another_name(copied: Path) -> None:
    manifest = json.loads((copied / MANIFEST).read_text("utf-8"))
    (copied / MANIFEST).write_text(json.dumps(manifest | {"origin": {"seed": 7}}), "utf-8")
    assert check_trilingual_folder(copied).fingerprint != check_trilingual_folder(SHIPPED).fingerprint


def test_a_model_that_cannot_be_loaded_gives_no_vectors(copied: Path) -> None:
    opened = TrilingualEmbedding(check_trilingual_folder(copied))
    (copied / "rows.npy").write_bytes(b"gone bad after the check")
    with pytest.raises(EmbeddingUnavailable):
        opened.embed(["護照"])


def test_neither_torch_nor_sentence_transformers_is_imported() -> None:
    code = (
        "import sys; from knowledge_base.embeddings import open_embedding; from assistant.settings import Settings\n"
        "open_embedding(Settings(_env_file=None)).embed(['passport', '護照'])\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'scipy', 'sklearn'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
