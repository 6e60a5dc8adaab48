"""From a citizen's message to an answer."""
