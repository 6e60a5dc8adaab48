"""Which departments and categories does this government have?  Data, so that another city needs no code."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from assistant.errors import SettingsInvalid
from assistant.languages import to_simplified


@dataclass(frozen=True)
class Department:
    code: str
    names: dict[str, str]
    """Name by language; a language without its own name falls back to English, then to the code."""

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names.get("en") or self.code


@dataclass(frozen=True)
class Category:
    code: str
    names: dict[str, str]
    department: str
    response_days: int


@dataclass(frozen=True)
class Catalogue:
    departments: dict[str, Department]
    categories: dict[str, Category]

    def find_department(self, code_or_name: str) -> Department | None:
        """The department by its code or by its name in any language, letter case ignored."""
        wanted = code_or_name.strip().casefold()
        for department in self.departments.values():
            if wanted == department.code.casefold() or wanted in {n.casefold() for n in department.names.values()}:
                return department
        return None

    def department_name(self, code: str | None, language: str) -> str:
        """The department's name; a code that is not there is its own, and no code is empty."""
        department = self.find_department(code) if code else None
        return department.name(language) if department else code or ""


def load_catalogue(path: Path | None = None) -> Catalogue:
    """The catalogue at `path`, or the shipped one.  Raises SettingsInvalid when the file is not a catalogue."""
    source = path.read_text("utf-8") if path else (files("assistant") / "cases" / "catalogue.json").read_text("utf-8")
    return _parse(source)


@lru_cache(maxsize=4)
def _parse(source: str) -> Catalogue:
    try:
        data = json.loads(source)
        departments = {d["code"]: Department(d["code"], _names(d)) for d in data["departments"]}
        categories = {
            c["code"]: Category(c["code"], _names(c), c["department"], int(c["response_days"]))
            for c in data["categories"]
        }
    except (ValueError, KeyError, TypeError) as error:
        raise _refusal(f"not a catalogue: {error!r}") from error
    if len(departments) < len(data["departments"]) or len(categories) < len(data["categories"]):
        raise _refusal("a code is there twice")
    for category in categories.values():
        if category.department not in departments:
            raise _refusal(f"category {category.code} names an unknown department, {category.department}")
        if category.response_days < 1:
            raise _refusal(f"category {category.code} leaves no day for a reply")
    return Catalogue(departments, categories)


def _refusal(reason: str) -> SettingsInvalid:
    return SettingsInvalid(f"CIVICDESK_CATALOGUE: {reason}", field="CIVICDESK_CATALOGUE")


def _names(entry: dict[str, str]) -> dict[str, str]:
    names = {"en": entry["en"], "zh-Hant": entry.get("zh_Hant", ""), "zh-Hans": entry.get("zh_Hans", "")}
    # Names of offices convert character by character, so a missing Simplified name follows from the Traditional one.
    names["zh-Hans"] = names["zh-Hans"] or to_simplified(names["zh-Hant"])
    return {language: name for language, name in names.items() if name}
