"""How is the shipped guard made anew?  `python -m eval.injection.train --data FOLDER`, or `make guard DATA=FOLDER`."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.answering.guard import ATTACK, HEAD, PATH, load_guard
from assistant.answering.intents import Intent
from assistant.cases.training import train
from eval.injection.prompts import FOLDER
from eval.injection.training_lines import ASIDE, make_examples, own_lines


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
def main(data: Path) -> None:
    """Train with our own lines and with the prompts below DATA, and put the guard where it ships."""
    if not (data / FOLDER).is_dir():
        raise click.ClickException(f"no {FOLDER} below {data}")
    examples = make_examples(data)
    PATH.write_bytes(train(examples, [HEAD]).classifier.to_bytes())
    attacks = sum(example.labels[HEAD] == ATTACK for example in examples)
    click.echo(f"{attacks} attacks, {len(examples) - attacks} ordinary, {PATH.stat().st_size / 1e6:.2f} MB: {PATH}")
    for kind in ("attacks", "ordinary"):
        recognised = [load_guard().find_intent(line) is Intent.STEERING for line in own_lines(kind, ASIDE)]
        click.echo(f"put aside, {kind}: {sum(recognised)} of {len(recognised)} taken for an attack")


if __name__ == "__main__":
    main()
