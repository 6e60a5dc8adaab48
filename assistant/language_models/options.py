"""What is sent to a model beside what the service itself says, such as that it shall not think aloud?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, JsonValue

_MOST_CHARACTERS = 4000
_OURS = frozenset(
    {
        # Who is asked what, and in which form.
        *("model", "model_name", "model_provider", "messages", "prompt", "n", "response_format", "format"),
        *("stream", "stream_options", "stream_usage", "streaming", "disable_streaming", "use_responses_api"),
        *("tools", "tool_choice", "functions", "function_call", "mcp_servers"),
        # Within which limits, and at which address with whose key.
        *("max_tokens", "max_completion_tokens", "max_output_tokens", "max_tokens_to_sample", "num_predict"),
        *("timeout", "request_timeout", "default_request_timeout", "max_retries", "retries", "cache", "callbacks"),
        *("base_url", "api_base", "endpoint", "azure_endpoint", "api_key", "transport", "default_headers"),
        *(
            "client_options",
            "client_kwargs",
            "sync_client_kwargs",
            "async_client_kwargs",
            "client_args",
            "http_client",
            "http_async_client",
        ),
        # What only a library knows: whatever stands in these is written without them.
        *("extra_body", "model_kwargs"),
    }
)
"""What the service decides itself, in the words of different makers."""


def _check(options: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    if taken := sorted(_OURS & options.keys()):
        raise ValueError(f"{taken[0]} is no option: the service decides it itself")
    if len(json.dumps(options, allow_nan=False)) > _MOST_CHARACTERS:
        raise ValueError(f"longer than {_MOST_CHARACTERS} characters")
    return options


Options = Annotated[Mapping[str, JsonValue], AfterValidator(_check)]
"""Fields of each request's body; where LangChain asks another maker than OpenAI, arguments of that maker's client."""
