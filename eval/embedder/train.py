"""How do words get vectors whose sum lies where the teacher puts the English translation?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from torch import Tensor, nn

from eval.embedder.vocabulary import Vocabulary


@dataclass(frozen=True)
class Training:
    """`contrast` weighs telling a text's translation from the others of its batch against lying near it."""

    epochs: int = 10
    batch: int = 1024
    rate: float = 4e-3
    contrast: float = 1.0
    temperature: float = 0.05
    seed: int = 0


@dataclass(frozen=True)
class Examples:
    """Texts cut into token ids, one after the other: text `i` is `ids[starts[i]:starts[i + 1]]`, goal `targets[i]`."""

    ids: NDArray[np.int32]
    starts: NDArray[np.int64]
    targets: NDArray[np.float16]

    def __len__(self) -> int:
        return len(self.targets)


def make_examples(
    texts: Sequence[str], targets: NDArray[np.float16], vocabulary: Vocabulary, *, with_characters: bool = True
) -> Examples:
    """Every word of two characters or more also counts as its characters, which teaches what rare words are made of."""
    parts = word_parts(vocabulary)
    pieces: list[NDArray[np.int32]] = []
    kept: list[int] = []
    tokenizer = vocabulary.tokenizer()
    for place, encoding in enumerate(tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)):
        ids = [part for token in encoding.ids if token for part in (parts[token] if with_characters else [token])]
        if ids:
            pieces.append(np.array(ids, dtype=np.int32))
            kept.append(place)
    starts = np.concatenate([[0], np.cumsum([len(piece) for piece in pieces])])
    return Examples(np.concatenate(pieces), starts.astype(np.int64), targets[kept])


def word_parts(vocabulary: Vocabulary) -> list[list[int]]:
    """For each token the ids whose vectors it is the sum of: itself and, for a Chinese word, its characters."""
    number = {token: place for place, token in enumerate(vocabulary.tokens)}
    return [
        [place, *(number[c] for c in token if c in number)] if len(token) > 1 and token[0] > "\u3400" else [place]
        for place, token in enumerate(vocabulary.tokens)
    ]


def train(
    examples: Examples, words: int, plan: Training, *, device: str, say: Callable[[str], None]
) -> NDArray[np.float32]:
    """The vectors of the tokens, shape (words, width); the same plan and examples give the same on one machine."""
    torch.manual_seed(plan.seed)
    bag = nn.EmbeddingBag(words, examples.targets.shape[1], mode="sum", sparse=True)
    with torch.no_grad():
        bag.weight.copy_(torch.from_numpy(_first_guess(examples, words)))
    bag.to(device)
    # Only the rows of a batch's words are touched, which is several times sooner than all of them.
    optimizer = torch.optim.SparseAdam(bag.parameters(), lr=plan.rate)
    steps = -(-len(examples) // plan.batch) * plan.epochs
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, plan.rate, total_steps=steps, pct_start=0.05)
    random = np.random.default_rng(plan.seed)
    for epoch in range(plan.epochs):
        total = 0.0
        for ids, offsets, targets in _batches(examples, plan.batch, random, device):
            vectors = nn.functional.normalize(bag(ids, offsets), dim=-1)
            loss = _loss(vectors, targets, plan)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]  # The library gives it no types.
            optimizer.step()  # type: ignore[no-untyped-call]  # The library gives it no types.
            schedule.step()
            total += float(loss.detach()) * len(targets)
        say(f"epoch {epoch + 1} of {plan.epochs}: loss {total / len(examples):.4f}")
    rows: NDArray[np.float32] = bag.weight.detach().cpu().numpy()
    return rows


def _loss(vectors: Tensor, targets: Tensor, plan: Training) -> Tensor:
    near = 1 - (vectors * targets).sum(-1).mean()
    logits = vectors @ targets.T / plan.temperature
    # Equal English sides, "Yes." say, are one target and no mistake.
    same = (targets @ targets.T > 0.999).fill_diagonal_(False)
    logits = logits.masked_fill(same, -1e4)
    return near + plan.contrast * nn.functional.cross_entropy(logits, torch.arange(len(targets), device=targets.device))


def _first_guess(examples: Examples, words: int) -> NDArray[np.float32]:
    """Each token at the mean of the targets of its texts."""
    ones = np.ones(len(examples.ids), dtype=np.float32)
    held = csr_matrix((ones, examples.ids, examples.starts), shape=(len(examples), words)).T.tocsr()
    sums: NDArray[np.float32] = held @ examples.targets.astype(np.float32)
    counts = np.asarray(held.sum(axis=1), dtype=np.float32)
    means: NDArray[np.float32] = (sums / np.maximum(counts, 1)).astype(np.float32)
    return means


def _batches(
    examples: Examples, size: int, random: np.random.Generator, device: str
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    order = random.permutation(len(examples))
    for start in range(0, len(order), size):
        chosen = order[start : start + size]
        pieces = [examples.ids[examples.starts[i] : examples.starts[i + 1]] for i in chosen]
        offsets = np.concatenate([[0], np.cumsum([len(piece) for piece in pieces])[:-1]])
        yield (
            torch.from_numpy(np.concatenate(pieces).astype(np.int64)).to(device),
            torch.from_numpy(offsets).to(device),
            torch.from_numpy(examples.targets[chosen].astype(np.float32)).to(device),
        )
