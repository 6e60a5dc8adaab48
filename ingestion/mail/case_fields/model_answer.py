"""What may a language model say about a mail?  Nothing of type, category, priority or department."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from assistant.cases.fields import FieldName


class ProposedField(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: FieldName
    value: str
    words: str
    """From the mail, character for character; where they are not in it, the field is dropped."""


class ModelAnswer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    fields: list[ProposedField]
    issues: list[list[int]]
    """Of each matter the numbers of its sentences."""
    summary: list[int]
