"""Which Chinese text means which English one?"""

from __future__ import annotations

from pathlib import Path

from eval.embedder.pairs import Pair, read_pairs


def test_chinese_is_folded_and_a_dictionary_row_keeps_its_first_meanings(data: Path) -> None:
    pairs = read_pairs(data)
    assert Pair("护照", "passport; travel document; booklet", "cedict") in pairs
    assert Pair("护照之申请,应备相片。", "A passport application needs photographs.", "tw-law") in pairs


def test_a_row_without_a_meaning_is_left_out(data: Path) -> None:
    assert "本" not in {pair.chinese for pair in read_pairs(data)}


def test_plain_sentences_come_in_cantonese_too(data: Path) -> None:
    chinese = {pair.chinese for pair in read_pairs(data) if pair.source == "tatoeba"}
    assert chinese == {"他不是学生。", "佢唔系学生。"}


def test_share_alike_sources_can_be_left_out(data: Path) -> None:
    sources = {pair.source for pair in read_pairs(data, share_alike=False)}
    assert sources == {"tatoeba", "tw-law", "tico19", "laws-long"}


def test_the_order_is_always_the_same(data: Path) -> None:
    assert read_pairs(data, seed=3) == read_pairs(data, seed=3)
