"""Make the embedder: `python -m eval.embedder --data FOLDER --out FOLDER`.  Needs the extra `models`."""

from __future__ import annotations

import hashlib
import os
import random
from pathlib import Path

import click

from eval.embedder.export import write_english, write_manifest, write_words
from eval.embedder.pairs import Pair, read_pairs
from eval.embedder.report import measure, write_card
from eval.embedder.teacher import teach
from eval.embedder.train import Training, make_examples, train
from eval.embedder.vocabulary import make_vocabulary
from knowledge_base.embeddings import packaged_minilm
from knowledge_base.trilingual_embedding import TrilingualEmbedding, check_trilingual_folder

NOTICE = Path(__file__).with_name("LICENSE-all-MiniLM-L6-v2")
WORDS = 48_000
HELD_OUT = 0.02
ENGLISH = 100_000


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--cache", type=click.Path(file_okay=False, path_type=Path), default=Path("var/embedder"))
@click.option("--device", default="cpu", show_default=True, help="cpu or cuda.")
@click.option("--epochs", default=Training().epochs, show_default=True)
@click.option("--words", default=WORDS, show_default=True, help="Size of the vocabulary.")
@click.option("--seed", default=0, show_default=True)
@click.option("--without-share-alike", is_flag=True, help="Leave out the sources under CC BY-SA.")
def main(
    data: Path, out: Path, cache: Path, device: str, epochs: int, words: int, seed: int, without_share_alike: bool
) -> None:
    """Train the Chinese half on the pairs of the folder DATA, export the English one, and write both to OUT."""
    pairs = read_pairs(data, share_alike=not without_share_alike, seed=seed)
    click.echo(f"{len(pairs):,} pairs")
    model = packaged_minilm()
    english = list(dict.fromkeys(pair.english for pair in pairs))
    place = {text: number for number, text in enumerate(english)}
    write_english(out, model, [NOTICE])
    taught = teach(english, out, cache=cache, threads=os.cpu_count() or 1, say=click.echo)
    learnt = [pair for pair in pairs if not _is_held_out(pair)]
    held_out = [pair for pair in pairs if _is_held_out(pair)]
    vocabulary = make_vocabulary(learnt, size=words)
    # Some English sides land on their own vectors too, so that English words in a Chinese sentence mean what they mean.
    both = [(pair.chinese, pair.english) for pair in learnt]
    sample = random.Random(seed).sample(learnt, min(ENGLISH, len(learnt)))  # noqa: S311  # The same sample in every run.
    both += [(pair.english.lower(), pair.english) for pair in sample]
    targets = taught[[place[text] for _, text in both]]
    examples = make_examples([text for text, _ in both], targets, vocabulary)
    rows = train(examples, len(vocabulary.tokens), Training(epochs=epochs, seed=seed), device=device, say=click.echo)
    write_words(out, vocabulary, rows)
    write_manifest(out, {"seed": seed, "epochs": epochs, "pairs": len(learnt), "share_alike": not without_share_alike})
    embedding = TrilingualEmbedding(check_trilingual_folder(out))
    figures = measure(embedding, out, held_out, taught[[place[pair.english] for pair in held_out]])
    write_card(out, figures, learnt, share_alike=not without_share_alike, tokens=len(vocabulary.tokens))
    for source, share in figures.found_first.items():
        click.echo(f"{source:16} found first {share:.3f}  cosine {figures.to_english[source]:.3f}")


def _is_held_out(pair: Pair) -> bool:
    """By the English side, so that no translation of a held-out text is learnt from."""
    return int.from_bytes(hashlib.sha256(pair.english.encode()).digest()[:4], "big") / 2**32 < HELD_OUT


if __name__ == "__main__":
    main()
