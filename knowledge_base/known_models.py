"""Which setting made the vectors that are stored under a model's name, and can that model still be opened?

Kept in a small file of the state folder, replaced as a whole, so that a kill leaves the old file or the new one.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from pathlib import Path

from assistant.errors import SettingsInvalid
from assistant.settings import Settings
from knowledge_base.embeddings import Embedding, open_embedding

logger = logging.getLogger(__name__)

FILE = "embeddings.json"
_FIELDS = ("embedding", "embedding_base_url")
_SHIPPED = ("trilingual", "minilm", "hash")
"""Settings that are told from the name of their vectors, where an older release left no file."""

OpenEmbedding = Callable[[Settings], Embedding]


def remember(settings: Settings, model: str) -> None:
    """Keep how `model` was named; a state folder that cannot be written costs only a later change of the model."""
    path, known = settings.home / FILE, _read(settings.home)
    choice = settings.embedding.strip()
    folder = Path(choice).expanduser()
    if choice not in _SHIPPED and folder.is_dir():
        choice = str(folder.absolute())  # The service may be started from elsewhere next time.
    entry = {"embedding": choice, "embedding_base_url": settings.embedding_base_url}
    if known.get(model) == entry:
        return
    beside = path.with_name(f"{FILE}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("w", encoding="utf-8") as file:
            json.dump(known | {model: entry}, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        logger.warning("the state folder cannot keep which setting made the vectors: %s", error.strerror)


def open_known(settings: Settings, model: str, *, open_model: OpenEmbedding = open_embedding) -> Embedding | None:
    """The embedding whose vectors are stored under `model`; None when it is gone or its files are other ones now."""
    entry = _read(settings.home).get(model)
    shipped = next((choice for choice in _SHIPPED if model.startswith(f"{choice}-")), None)
    for changes in (entry, {"embedding": shipped} if shipped else None):
        if not changes:
            continue
        try:
            embedding = open_model(settings.model_copy(update=changes))
        except SettingsInvalid:
            continue
        if embedding.name == model:
            return embedding
    return None


def _read(home: Path) -> dict[str, dict[str, str]]:
    """What the file says, without whatever in it is not as `remember` writes it."""
    try:
        content = json.loads((home / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    entries = content.items() if isinstance(content, dict) else ()
    return {
        model: entry
        for model, entry in entries
        if isinstance(entry, dict) and set(entry) == set(_FIELDS) and all(isinstance(v, str) for v in entry.values())
    }
