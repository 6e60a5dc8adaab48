"""What does a model say?  One file a character, each a function of the request."""

from collections.abc import Mapping

from tests.chat_server.behaviours.faithful import faithful
from tests.chat_server.behaviours.inventing import inventing
from tests.chat_server.behaviours.leaking import leaking
from tests.chat_server.behaviours.obedient import half_obedient, obedient
from tests.chat_server.behaviours.sensible import sensible
from tests.chat_server.behaviours.speaking_badly import silent, wordy, wrong_language
from tests.chat_server.requests import Behaviour

BEHAVIOURS: Mapping[str, Behaviour] = {
    behaviour.__name__: behaviour
    for behaviour in (
        faithful,
        half_obedient,
        inventing,
        leaking,
        obedient,
        sensible,
        silent,
        wordy,
        wrong_language,
    )
}
"""By the names that a process of its own is told."""
