"""Where does a test get a language model from?  A real HTTP server on loopback that answers well, badly or slowly.

What it says is a `Behaviour` of its own file in `behaviours/`, or a function of the test; in which way it says it is
told by the tables of `ways`.  `python -m tests.chat_server` runs it as a process of its own.
"""

from tests.chat_server.requests import Behaviour
from tests.chat_server.server import ChatServer, chat_server
from tests.chat_server.ways import BAD_WAYS, SLOW_WAYS

__all__ = ["BAD_WAYS", "SLOW_WAYS", "Behaviour", "ChatServer", "chat_server"]
