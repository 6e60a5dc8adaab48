"""How does a model fill in a JSON schema as the service sends it?  Every field, with one text in each."""

from __future__ import annotations

import json
from typing import Any

_NUMBER = 1


def fill(schema: dict[str, Any], say: str) -> str:
    """A value of `schema` as JSON; `say` stands in every field that takes words, and each list has one item."""
    return json.dumps(_fill(schema, say, schema.get("$defs", {})), ensure_ascii=False)


def _fill(schema: dict[str, Any], say: str, named: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _fill(named[schema["$ref"].rpartition("/")[2]], say, named)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if kinds := schema.get("anyOf") or schema.get("oneOf"):
        return _fill(next((kind for kind in kinds if kind.get("type") != "null"), kinds[0]), say, named)
    match schema.get("type"):
        case "object":
            return {name: _fill(part, say, named) for name, part in schema.get("properties", {}).items()}
        case "array":
            return [_fill(schema.get("items", {"type": "string"}), say, named)]
        case "integer" | "number":
            return schema.get("minimum", _NUMBER)
        case "boolean":
            return True
        case "null":
            return None
        case _:
            return say
