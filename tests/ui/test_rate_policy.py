"""Is the policy of limits read strictly, and does each request fall under the kind that is meant?"""

from __future__ import annotations

from typing import Any

import pytest

from ui.rate_policy import RatePolicy, load_rate_policy

REST = {"routes": ["*"], "address": "10 per minute"}


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("POST", "/api/v1/conversations", "start_conversation"),
        ("POST", "/api/v1/conversations/1/messages", "message"),
        ("GET", "/api/v1/conversations/1/messages", "other"),
        ("POST", "/api/v1/conversations/1/2/messages", "other"),
        ("POST", "/api/v1/conversations/1/handoff", "handoff"),
        ("POST", "/api/v1/conversations/1/feedback", "feedback"),
        ("POST", "/api/v1/conversations/1/satisfaction", "feedback"),
        ("GET", "/api/v1/conversations/1/events", "stream"),
        ("GET", "/api/v1/staff/events", "stream"),
        ("GET", "/api/v1/articles", "search"),
        ("GET", "/api/v1/articles/td:licence/1", "search"),
        ("POST", "/api/v1/answers", "answer"),
        ("POST", "/api/v1/reports", "report"),
        ("POST", "/api/v1/reports/subscribe", "report"),
        ("POST", "/api/v1/reports/preview", "report_preview"),
        ("POST", "/api/v1/reports/progress", "report_progress"),
        ("GET", "/api/v1/reports/categories", "other"),
        ("POST", "/api/v1/suggestions/1/verdict", "suggestion"),
        ("POST", "/staff/sign-in", "sign_in"),
        ("GET", "/staff/sign-in", "other"),
        ("GET", "/", "unlimited"),
        ("HEAD", "/live", "unlimited"),
        ("GET", "/web/citizen.js", "unlimited"),
        ("PATCH", "/nothing\n", "other"),
    ],
)
def test_a_request_falls_under_its_kind(method: str, path: str, kind: str) -> None:
    assert load_rate_policy().find_kind(method, path).name == kind


def test_a_case_may_be_asked_for_with_a_wrong_contact_five_times_an_hour() -> None:
    of_number, of_address = load_rate_policy().misses
    assert (str(of_number), str(of_address)) == ("5 per 1 hour", "30 per 1 hour")


@pytest.mark.parametrize(
    ("kinds", "complaint"),
    [
        ({}, "whatever is left"),
        ({"message": {"routes": ["POST /m"], "address": "1 per minute"}}, "whatever is left"),
        ({"other": {**REST, "adress": "1 per minute"}}, "adress"),
        ({"other": {**REST, "address": "many"}}, "parse"),
        ({"other": {"routes": ["*"]}}, "no limit"),
        ({"other": {**REST, "routes": []}}, "no route"),
        ({"other": {**REST, "open_of_caller": 0}}, "open"),
    ],
)
def test_a_policy_that_says_something_else_is_refused(kinds: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        RatePolicy(kinds)
