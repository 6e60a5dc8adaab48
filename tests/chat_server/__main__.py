"""The test model as a process of its own: `python -m tests.chat_server --port 9000 --behaviour faithful --seconds 3`.

It prints its address when it is ready.  `GET /seen` tells what it received, `PUT /way` changes how it answers.
"""

from __future__ import annotations

import argparse
import asyncio
import json

from tests.chat_server.behaviours import BEHAVIOURS
from tests.chat_server.personal import find_raw_identifiers
from tests.chat_server.server import ChatServer
from tests.loopback_server import Received, Wire, open_server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.chat_server", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--behaviour", choices=sorted(BEHAVIOURS), default="faithful")
    parser.add_argument("--way", default="", help="a bad way of the tables in ways.py")
    parser.add_argument("--seconds", type=float, default=0.0, help="how long an answer takes")
    chosen = parser.parse_args()
    asyncio.run(_serve(ChatServer(BEHAVIOURS[chosen.behaviour], chosen.way, chosen.seconds), chosen.port))


async def _serve(model: ChatServer, port: int) -> None:
    faults: list[Exception] = []

    async def answer(received: Received, wire: Wire) -> None:
        if received.path == "/seen":
            raw, tools = find_raw_identifiers(model.requests), sum("tools" in request for request in model.requests)
            seen = {"requests": len(model.requests), "raw": raw, "tools": tools, "faults": list(map(repr, faults))}
            await wire.send(json.dumps(seen).encode())
        elif received.path == "/way":
            model.way = received.body.decode()
            await wire.send(b"{}")
        else:
            await model.answer(received, wire)

    server, address = await open_server(answer, faults, port=port)
    print(address, flush=True)  # Whoever has started it waits for this line.
    await server.serve_forever()


if __name__ == "__main__":
    main()
