"""Which passages lie nearest, by a graph that Chroma keeps: in the state folder, or on a server that workers share?"""

from __future__ import annotations

import hashlib
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexUnavailable
from knowledge_base.addresses import check_address
from knowledge_base.chroma_folder import ChromaFolder
from knowledge_base.exact_index import clipped, cosines_of, unit_rows, unit_vector

if TYPE_CHECKING:
    import httpx
    from chromadb.api import ClientAPI
    from chromadb.api.collection_configuration import CreateHNSWConfiguration

CONNECT_SECONDS = 2.0
READ_SECONDS = 5.0

WRITING_BATCH = 500
"""Chroma takes more at a time; batches of about half a second stay far from the read limit of a busy server."""
READING_BATCH = 1000
"""Chroma passes ids to SQLite as values, of which one statement takes a limited number."""
LISTING_BATCH = 50_000

HNSW: CreateHNSWConfiguration = {"space": "cosine", "max_neighbors": 32, "ef_construction": 200, "ef_search": 200}
"""How the graph is built and searched.

Top-5 agreement with exact search on vectors of real sentences, small departments added last: .998 at 26,000, and at
110,000, with texts that stand there up to 1,500 times, .98 to .995; 2 ms a search.  Chroma's defaults (16, 100, 100)
agreed in .988 at 26,000, and with the repeated texts in .933 at 30,000.
`tests/knowledge_base/test_chroma_index.py` keeps it at .98 or better.
"""


class ChromaIndex:
    """Cosine search in one Chroma collection.  Every failure of Chroma is an IndexUnavailable."""

    name = "chroma"

    def __init__(self, connection: Connection, *, collection: str, dimensions: int) -> None:
        self.dimensions = dimensions
        self._connection: Connection | None = connection
        self._collection_name = collection
        self._making = threading.Lock()
        with self._open_client() as client:
            self._writing_batch = min(WRITING_BATCH, client.get_max_batch_size())
            self._collection = self._make_collection(client)
        # What cannot be read shows here, and not in front of a citizen.
        self.search(np.ones(dimensions, dtype=np.float32), limit=1)

    def upsert(self, ids: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """As `ExactIndex.upsert`."""
        units = unit_rows(vectors, count=len(ids), dimensions=self.dimensions)
        last = {int(passage_id): position for position, passage_id in enumerate(ids)}
        names, units = [str(passage_id) for passage_id in last], units[list(last.values())]
        for batch in _batches(len(names), self._writing_batch):
            self._ask("upsert", ids=names[batch], embeddings=units[batch])

    def remove(self, ids: Iterable[int]) -> None:
        """As `ExactIndex.remove`."""
        names = _names(ids)
        for batch in _batches(len(names), READING_BATCH):
            self._ask("delete", ids=names[batch])

    def clear(self) -> None:
        # A new collection and not an empty one: deleted vectors stay in the graph.
        with self._making, self._open_client() as client:
            self._make_collection(client)
            client.delete_collection(self._collection_name)
            self._collection = self._make_collection(client)

    def search(self, vector: NDArray[np.float32], *, limit: int) -> list[tuple[int, float]]:
        """As `ExactIndex.search`, but now and then a near passage is missed."""
        query = unit_vector(vector, dimensions=self.dimensions)
        if limit < 1:
            return []
        found = self._ask("query", query_embeddings=query[np.newaxis], n_results=limit, include=["distances"])
        with _as_unavailable():
            distances = zip(found["ids"][0], found["distances"][0], strict=True)
            pairs = [(int(name), clipped(1 - distance)) for name, distance in distances]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def scores(self, vector: NDArray[np.float32], ids: Iterable[int]) -> dict[int, float]:
        """The cosine of each of `ids` that the index holds."""
        query = unit_vector(vector, dimensions=self.dimensions)
        names = _names(ids)
        cosines: dict[int, float] = {}
        for batch in _batches(len(names), READING_BATCH):
            found = self._ask("get", ids=names[batch], include=["embeddings"])
            with _as_unavailable():
                rows = np.asarray(found["embeddings"], dtype=np.float32).reshape(-1, self.dimensions)
                pairs = zip(found["ids"], cosines_of(rows, query), strict=True)
                cosines.update((int(name), clipped(cosine)) for name, cosine in pairs)
        return cosines

    def ids(self) -> set[int]:
        names: list[str] = []
        while len(page := self._ask("get", include=[], limit=LISTING_BATCH, offset=len(names))["ids"]) > 0:
            names += page
        with _as_unavailable():
            return {int(name) for name in names}

    def __len__(self) -> int:
        count: int = self._ask("count")
        return count

    def close(self) -> None:
        """Let Chroma go; it is closed in order when no other index of this process uses it.  Nothing may follow."""
        self._connection = None

    def _ask(self, operation: str, **arguments: Any) -> Any:
        """What Chroma answers; asked once more when another process has made the collection anew."""
        with self._open_client() as client:
            from chromadb.errors import NotFoundError  # Chroma takes seconds to import and is not always there.

            try:
                return getattr(self._collection, operation)(**arguments)
            except NotFoundError:
                with self._making:
                    self._collection = self._make_collection(client)
                return getattr(self._collection, operation)(**arguments)

    @contextmanager
    def _open_client(self) -> Iterator[ClientAPI]:
        connection = self._connection
        if connection is None:
            raise IndexUnavailable("the index is closed")
        try:
            with _as_unavailable():
                yield connection.client
        except IndexUnavailable:
            connection.distrust()
            raise

    def _make_collection(self, client: ClientAPI) -> Any:
        return client.get_or_create_collection(
            self._collection_name,
            embedding_function=None,  # Chroma's own would download a model.
            configuration={"hnsw": HNSW},
        )


class Connection:
    """An open Chroma, closed in order when nobody uses it any more or the process ends."""

    def __init__(self, client: ClientAPI, *, finish: Callable[[], None], folder: ChromaFolder | None = None) -> None:
        """`finish` gives back what is left when the client is closed."""
        self.client = client
        self._folder = folder
        weakref.finalize(self, _close, client, finish)

    def distrust(self) -> None:
        """Something failed: what is in the folder shall not be opened again."""
        if self._folder is not None:
            self._folder.in_order = False


def open_embedded(home: Path, *, collection: str, dimensions: int) -> ChromaIndex:
    """The index in Chroma's folder of the state folder `home`.  Raises IndexUnavailable, also when it is not ours."""
    home = home.absolute()
    with _opening:
        connection = _embedded.get(home)
        if connection is None:
            folder = ChromaFolder(home)
            try:
                client = _embedded_client(folder.path, keep=collection)
            except BaseException:
                folder.in_order = False
                folder.release()
                raise
            connection = Connection(client, finish=folder.release, folder=folder)
            _embedded[home] = connection
    return ChromaIndex(connection, collection=collection, dimensions=dimensions)


def open_server(url: str, *, collection: str, dimensions: int) -> ChromaIndex:
    """The index on the Chroma server at `url`.  Raises IndexUnavailable, or SettingsInvalid when it is no address."""
    check_address(url, setting="CHROMA_URL")
    client, sessions = _server_client(url.rstrip("/"))
    connection = Connection(client, finish=lambda: _close_all(sessions))
    return ChromaIndex(connection, collection=collection, dimensions=dimensions)


def collection_name(*parts: object) -> str:
    """A name that changes with any of `parts`; Chroma allows few characters in it, so it is a digest."""
    digest = hashlib.sha256("\n".join(str(part) for part in parts).encode()).hexdigest()
    return f"civicdesk-{digest[:24]}"


# Chroma keeps one core for each folder and process, so the indexes of one process share it.
_embedded: weakref.WeakValueDictionary[Path, Connection] = weakref.WeakValueDictionary()
_opening = threading.RLock()


def _embedded_client(path: Path, *, keep: str) -> ClientAPI:
    with _as_unavailable():
        import chromadb  # Chroma takes seconds to import and is not always there.
        from chromadb.config import Settings

        client = chromadb.PersistentClient(str(path), settings=Settings(anonymized_telemetry=False))
        for collection in client.list_collections():
            if collection.name != keep:  # The vectors of a model that is no longer used.
                client.delete_collection(collection.name)
        return client


def _server_client(url: str) -> tuple[ClientAPI, list[httpx.Client]]:
    """A client and its sessions, which Chroma never closes."""
    with _as_unavailable():
        import chromadb  # Chroma takes seconds to import and is not always there; it brings httpx along.
        import httpx
        from chromadb.config import Settings

        timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        # Chroma's client waits for ever, from its first request on; so the server must first show that it answers.
        httpx.get(f"{url}/api/v2/heartbeat", timeout=timeout).raise_for_status()
        client: Any = chromadb.HttpClient(host=url, settings=Settings(anonymized_telemetry=False))
        # Chroma names no other place for a timeout.
        sessions = [party._server._session for party in (client, client._admin_client)]
        for session in sessions:
            session.timeout = timeout
        return client, sessions


def _close_all(sessions: Sequence[httpx.Client]) -> None:
    for session in sessions:
        session.close()


def _close(client: ClientAPI, finish: Callable[[], None]) -> None:
    try:
        client.close()  # type: ignore[attr-defined]  # The class has it, its interface does not.
    finally:
        finish()


def _names(ids: Iterable[int]) -> list[str]:
    """Chroma's ids are words, and it refuses the same one twice."""
    return [str(passage_id) for passage_id in {int(passage_id) for passage_id in ids}]


def _batches(count: int, size: int) -> Iterator[slice]:
    return (slice(start, start + size) for start in range(0, count, size))


@contextmanager
def _as_unavailable() -> Iterator[None]:
    """Every failure inside is an IndexUnavailable; a panic of Chroma's compiled core is not even an `Exception`."""
    try:
        yield
    except (IndexUnavailable, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise IndexUnavailable(f"Chroma failed: {type(error).__name__}") from error
