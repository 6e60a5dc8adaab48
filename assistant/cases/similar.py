"""Has somebody reported this already?  The same kind of matter at the same place, or the same person again."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, load_only

from assistant.cases.models import Case, CaseMessage
from assistant.cases.states import OPEN, CaseState
from assistant.database import utc_now
from assistant.languages import fold, has_han
from assistant.phone_numbers import phone_key
from assistant.suggestions.past_questions import words_of

RECENT = datetime.timedelta(days=30)
NEAR_METRES = 150
FAR_METRES = 500
"""Farther apart, the same words name two places: there is more than one Station Road."""
SAME_PLACE = 0.6
SAME_TEXT = 0.6
MOST_READ = 500
MOST_COMPARED = 4_000
"""Characters of a text that are compared with another's."""
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_EARTH_METRES = 6_371_000

_COMPARED = load_only(Case.category, Case.fields, Case.contact, Case.latitude, Case.longitude)
"""Not whole cases, of which most are not similar at all."""

Point = tuple[float | None, float | None]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True)
class Similar:
    """`score` is in (0, 1]; `why` is for staff."""

    case: Case
    score: float
    why: str


@dataclass(frozen=True)
class Sight:
    """What is known of the new report; all but the category may be missing."""

    category: str
    near: Collection[str]
    location: str | None
    latitude: float | None
    longitude: float | None
    text: str
    contact: Mapping[str, str]


def find_similar(
    session: Session,
    *,
    category: str,
    location: str | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    opened_after: datetime.datetime | None = None,
    exclude: str | None = None,
    near: Collection[str] = (),
    text: str = "",
    contact: Mapping[str, str] | None = None,
    limit: int = 5,
) -> list[Similar]:
    """Cases that may be the same matter, the likeliest first: open ones, and closed ones of the same person.

    `near` are the runners-up of the category; `exclude` is the id of the case itself.  Who may see them is for the
    caller to say.
    """
    sight = Sight(category, near, location, latitude, longitude, text, contact or {})
    recent = select(Case).where(Case.opened_at >= (opened_after or utc_now() - RECENT), Case.id != (exclude or ""))
    alike = (Case.state.in_(OPEN)) & Case.category.in_({category, *near})
    whole = recent.where(Case.relation.is_distinct_from("sub_case"), or_(alike, _same_person(sight.contact)))
    seen = whole.options(_COMPARED).order_by(Case.opened_at.desc()).limit(MOST_READ)
    cases = list(session.scalars(seen))
    texts = _first_texts(session, cases) if text else {}
    found = [similar for case in cases if (similar := _compare(sight, case, texts.get(case.id, "")))]
    return sorted(found, key=lambda similar: -similar.score)[:limit]


def _same_person(contact: Mapping[str, str]) -> ColumnElement[bool]:
    email = func.lower(Case.contact["email"].as_string()) == contact.get("email", "").lower()
    phone = Case.contact["phone"].as_string() == contact.get("phone", "")
    known = [test for name, test in (("email", email), ("phone", phone)) if contact.get(name)]
    return or_(False, *known) & (Case.state != CaseState.MERGED)


def _first_texts(session: Session, cases: list[Case]) -> dict[str, str]:
    first = (
        select(CaseMessage.case_id, CaseMessage.body)
        .where(CaseMessage.case_id.in_([case.id for case in cases]), CaseMessage.direction == "incoming")
        .order_by(CaseMessage.sequence.desc())
    )
    return {row.case_id: row.body for row in session.execute(first)}


def _compare(sight: Sight, case: Case, text: str) -> Similar | None:
    kind = 1.0 if case.category == sight.category else 0.8 if case.category in sight.near else 0.0
    alike = likeness(sight.text, text)
    grounds = list(_grounds(sight, case, alike, kind))
    if not grounds or (_is_far(sight, case) and not any(why == "the same words" for _, why in grounds)):
        return None
    score = max(score for score, _ in grounds)
    return Similar(case, round(score, 3), ", ".join(dict.fromkeys(why for _, why in grounds)))


def _grounds(sight: Sight, case: Case, alike: float, kind: float) -> Iterator[tuple[float, str]]:
    metres = _metres(sight, case)
    if kind and metres is not None and metres <= NEAR_METRES:
        yield kind * (1 - 0.4 * metres / NEAR_METRES), f"{metres:.0f} m away"
    place = (case.fields.get("subject_location") or {}).get("value", "")
    if kind and (same := place_likeness(sight.location or "", place)) >= SAME_PLACE:
        yield kind * (0.5 + 0.4 * same), "the same place"
    if alike >= SAME_TEXT and (kind or _is_person(sight.contact, case.contact)):
        yield 0.9 * alike, "the same words"
    if kind == 1.0 and _is_person(sight.contact, case.contact):
        # Also in another language, where no word is the same.
        yield 0.7, "the same person"


def place_likeness(one: str, other: str) -> float:
    """The share of the shorter place's words that the other one has, in [0, 1]; another house number is another place.

    Words are Latin words and pairs of Han characters, in one script.
    """
    first, second = _place_words(one), _place_words(other)
    if not first or not second:
        return 0.0
    numbers = [{word for word in words if word.isdigit()} for words in (first, second)]
    if all(numbers) and not numbers[0] & numbers[1]:
        return 0.0
    return len(first & second) / min(len(first), len(second))


def likeness(one: str, other: str) -> float:
    """The share of both texts' words that both have, in [0, 1]."""
    first, second = _text_words(one[:MOST_COMPARED]), _text_words(other[:MOST_COMPARED])
    return len(first & second) / len(first | second) if first and second else 0.0


# The newest cases are compared with one report after another.
@lru_cache(maxsize=2 * MOST_READ)
def _text_words(text: str) -> frozenset[str]:
    return frozenset(words_of(text))


@lru_cache(maxsize=2 * MOST_READ)
def _place_words(place: str) -> frozenset[str]:
    words: set[str] = set()
    for run in _RUN.findall(fold(place)):
        words |= {run[i : i + 2] for i in range(len(run) - 1)} if has_han(run) and len(run) > 1 else {run}
    return frozenset(words)


def _is_person(contact: Mapping[str, str], other: Mapping[str, str]) -> bool:
    emails = [each.get("email", "").casefold() for each in (contact, other)]
    phones = [phone_key(each.get("phone", "")) for each in (contact, other)]
    return any(both[0] and both[0] == both[1] for both in (emails, phones))


def _is_far(sight: Sight, case: Case) -> bool:
    metres = _metres(sight, case)
    return metres is not None and metres > FAR_METRES


def _metres(sight: Sight, case: Case) -> float | None:
    return metres_between((sight.latitude, sight.longitude), (case.latitude, case.longitude))


def metres_between(one: Point, other: Point) -> float | None:
    """The way between the two points over the ground, by the haversine formula; None where either is not known."""
    values = [value for value in (*one, *other) if value is not None]
    if len(values) < 4:
        return None
    north, east, other_north, other_east = map(math.radians, values)
    half = math.sin((other_north - north) / 2) ** 2
    half += math.cos(north) * math.cos(other_north) * math.sin((other_east - east) / 2) ** 2
    return 2 * _EARTH_METRES * math.asin(math.sqrt(half))
