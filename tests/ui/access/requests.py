"""What is sent to each route, and what has to be there first?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from assistant.conversations.replies import Verdict
from knowledge_base.gaps.models import GapKind
from knowledge_base.models import VersionState
from tests.ui.access.knowledge_scenes import (
    contradict,
    golden_of,
    source_of_td,
    with_article,
    with_gap,
    with_golden,
    with_import,
    with_recall,
    with_source,
)
from tests.ui.access.scenes import (
    PARENT,
    REPORT,
    Scene,
    World,
    hold,
    own_text,
    present,
    propose,
    report_lamp,
    seen,
    suggest,
    wait,
    with_case,
    with_set_aside_mail,
    with_webhook,
)

QUERIES = {
    "GET /api/v1/staff/articles": "?q=licence",
    "GET /api/v1/articles/{article_id}/difference": "?from=1&to=1",
    "POST /api/v1/knowledge/golden/run": "?department=TD",
}

Body = dict[str, Any] | Callable[[Scene], dict[str, Any]] | None
TOLL = {"department": "TD", "text": {"en": {"question": "What is the toll?", "answer": "The toll is $6."}}}
DRAFT, WAITING, APPROVED = (
    with_article(s) for s in (VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.APPROVED)
)
REQUESTS: dict[str, tuple[Callable[[World, str], Scene], Body]] = {
    "POST /api/v1/knowledge/preview": (wait, {"content": TOLL, "language": "en"}),
    "POST /api/v1/articles": (wait, TOLL),
    "PUT /api/v1/articles/{article_id}": (DRAFT, {**TOLL, "base": 1}),
    "GET /api/v1/articles/{article_id}/desk": (DRAFT, None),
    "GET /api/v1/articles/{article_id}/difference": (DRAFT, None),
    "POST /api/v1/articles/{article_id}/submit": (DRAFT, {"version": 1}),
    "POST /api/v1/articles/{article_id}/send-back": (WAITING, {"version": 1, "reason": "The fee?"}),
    "POST /api/v1/articles/{article_id}/approve": (WAITING, {"version": 1}),
    "POST /api/v1/articles/{article_id}/publish": (APPROVED, {"version": 1}),
    "POST /api/v1/articles/{article_id}/schedule": (APPROVED, {"version": 1, "at": None}),
    "POST /api/v1/articles/{article_id}/withdraw": (with_article(VersionState.PUBLISHED), {"reason": "Wrong."}),
    "POST /api/v1/articles/{article_id}/restore": (
        with_article(VersionState.WITHDRAWN),
        {"version": 1, "reason": "Right."},
    ),
    "POST /api/v1/articles/{article_id}/expire": (with_article(VersionState.PUBLISHED), {"after": None}),
    "POST /api/v1/articles/{article_id}/owner": (DRAFT, {"owner": "editor"}),
    "POST /api/v1/articles/{article_id}/explain": (
        with_article(VersionState.DRAFT, passed=False),
        {"version": 1, "kind": "parity", "reason": "Free of charge there."},
    ),
    "POST /api/v1/articles/{article_id}/comments": (DRAFT, {"version": 1, "text": "Which form?"}),
    "POST /api/v1/articles/{article_id}/comments/{comment_id}/settle": (DRAFT, None),
    "POST /api/v1/knowledge/contradictions/{conflict_id}/settle": (contradict, {"reason": "Another licence."}),
    "POST /api/v1/answers": (wait, {"text": "How do I renew my licence?"}),
    "POST /api/v1/knowledge/proposals/translation": (
        wait,
        {"department": "TD", "from": "zh-Hant", "to": "zh-Hans", "text": {"question": "隧道費多少？"}},
    ),
    "POST /api/v1/knowledge/proposals/plain-language": (
        wait,
        {"department": "TD", "language": "en", "text": {"answer": "Furnish the form."}},
    ),
    "POST /api/v1/knowledge/proposals/variants": (wait, {"department": "TD", "language": "en", "text": TOLL["text"]}),
    "POST /api/v1/knowledge/gaps/{group_id}/candidate": (with_gap(GapKind.QUESTION), {"department": "TD"}),
    "POST /api/v1/knowledge/gaps/{group_id}/draft": (with_gap(GapKind.QUESTION), {"department": "TD"}),
    "POST /api/v1/knowledge/gaps/{group_id}/variants": (
        with_gap(GapKind.QUESTION),
        lambda scene: {
            "article_id": scene.ids["article_id"],
            "language": "en",
            "variants": [f"May taxis be pink, case {scene.ids['group_id']}?"],
        },
    ),
    "POST /api/v1/knowledge/gaps/{group_id}/dismiss": (with_gap(GapKind.QUESTION), {"reason": "not ours"}),
    "POST /api/v1/knowledge/recurring-replies/{group_id}/draft": (with_gap(GapKind.REPLY), {"department": "TD"}),
    "POST /api/v1/knowledge/recurring-replies/{group_id}/dismiss": (with_gap(GapKind.REPLY), {"reason": "old"}),
    "POST /api/v1/articles/{article_id}/variants/effect": (wait, {"language": "en", "variants": ["Pink taxis?"]}),
    "POST /api/v1/conversations": (wait, {}),
    "POST /api/v1/conversations/{conversation_id}/messages": (wait, {"text": "Hello"}),
    "POST /api/v1/conversations/{conversation_id}/handoff": (wait, {}),
    "POST /api/v1/conversations/{conversation_id}/feedback": (
        wait,
        lambda scene: {"answer_id": scene.ids["answer_id"], "helpful": True},
    ),
    "POST /api/v1/conversations/{conversation_id}/satisfaction": (hold, {"score": 5}),
    "POST /api/v1/conversations/{conversation_id}/typing": (hold, {}),
    "POST /api/v1/handoffs/progress": (
        wait,
        lambda scene: {"reference": scene.ids["reference"], "contact": "chan@example.com"},
    ),
    "POST /api/v1/reports": (wait, REPORT),
    "POST /api/v1/reports/preview": (wait, REPORT),
    "POST /api/v1/reports/progress": (
        report_lamp,
        lambda scene: {"number": scene.ids["number"], "contact": "chan@example.com"},
    ),
    "POST /api/v1/reports/not-fixed": (report_lamp, own_text),
    "POST /api/v1/reports/chase": (report_lamp, own_text),
    "POST /api/v1/reports/additions": (report_lamp, own_text),
    "POST /api/v1/reports/subscribe": (
        report_lamp,
        lambda scene: {"id": scene.ids["case_id"], "email": "lee@example.com"},
    ),
    "PUT /api/v1/switches/{target}": (wait, {"reason": "The fees change."}),
    "DELETE /api/v1/switches/{target}": (wait, {"reason": "The fees have changed."}),
    "POST /api/v1/sidebar-tokens": (wait, {"parent": PARENT}),
    "POST /api/v1/suggestions/rewrites": (wait, {"text": "Bring the form.", "kind": "shorter", "language": "en"}),
    "POST /api/v1/handoffs/{handoff_id}/claim": (wait, {}),
    "POST /api/v1/handoffs/{handoff_id}/release": (hold, {}),
    "POST /api/v1/handoffs/{handoff_id}/put-back": (hold, {}),
    "POST /api/v1/handoffs/{handoff_id}/close": (hold, {"reason": "answered"}),
    "POST /api/v1/handoffs/{handoff_id}/transfer": (hold, {"department": "IMMD", "note": "About a passport."}),
    "POST /api/v1/handoffs/{handoff_id}/reassign": (present, {"username": "holder"}),
    "POST /api/v1/handoffs/{handoff_id}/replies": (hold, {"text": "Good morning."}),
    "POST /api/v1/handoffs/{handoff_id}/notes": (hold, {"text": "Called once before."}),
    "POST /api/v1/handoffs/{handoff_id}/typing": (hold, {}),
    "POST /api/v1/staff/presence": (wait, {"is_available": True}),
    "POST /api/v1/pending-replies/{pending_id}/decision": (propose, {"verdict": Verdict.APPROVE.value}),
    "POST /api/v1/cases": (
        wait,
        lambda scene: {"text": "It is dark.", "language": "en", "conversation_id": scene.ids["conversation_id"]},
    ),
    "GET /api/v1/cases/{case_id}": (with_case(), None),
    "GET /api/v1/cases/{case_id}/draft": (with_case(), None),
    "POST /api/v1/cases/{case_id}/draft": (with_case(), None),
    "POST /api/v1/cases/{case_id}/summary": (with_case(), None),
    "POST /api/v1/handoffs/{handoff_id}/summary": (hold, None),
    "GET /api/v1/cases/{case_id}/attachments/{attachment_id}": (with_case(), None),
    "GET /api/v1/cases/{case_id}/messages/{message_id}/html": (with_case(), None),
    "POST /api/v1/cases/{case_id}/confirm": (with_case(), seen()),
    "POST /api/v1/cases/{case_id}/assign": (with_case(), seen(username=None)),
    "POST /api/v1/cases/{case_id}/notes": (with_case(), {"text": "Rang."}),
    "POST /api/v1/cases/{case_id}/ask": (with_case(), seen(text="Where?")),
    "POST /api/v1/cases/{case_id}/replies": (with_case(), seen(text="Soon.")),
    "POST /api/v1/cases/{case_id}/close": (
        with_case(settled=True),
        seen(done="Repaired.", why="It was broken.", next="Nothing."),
    ),
    "POST /api/v1/cases/{case_id}/reopen": (with_case(state="closed"), seen(reason="Dark again.")),
    "POST /api/v1/cases/{case_id}/refer": (with_case(), seen(department="HYD", reason="Theirs.")),
    "POST /api/v1/cases/{case_id}/acknowledge": (with_case(state="referred", referred=True), seen()),
    "POST /api/v1/cases/{case_id}/return": (
        with_case(state="referred", referred=True),
        seen(reason="Not ours.", proposed_department="HYD"),
    ),
    "POST /api/v1/cases/{case_id}/rule": (
        with_case(state="triage", ended="triage"),
        seen(department="HYD", reason="Theirs."),
    ),
    "POST /api/v1/cases/{case_id}/merge": (with_case(), seen(into="{other_id}")),
    "POST /api/v1/cases/{case_id}/unmerge": (with_case(ended="merged"), seen()),
    "POST /api/v1/cases/{case_id}/incident": (with_case(), seen(parent="{other_id}")),
    "DELETE /api/v1/cases/{case_id}/incident": (with_case(ended="incident"), seen()),
    "POST /api/v1/cases/{case_id}/subscribers": (with_case(), seen(email="li@mail.example", language="en")),
    "POST /api/v1/cases/{case_id}/news": (with_case(), seen(text="The crew is there.")),
    "POST /api/v1/cases/{case_id}/split": (with_case(), seen(ordinal=1)),
    "POST /api/v1/cases/{case_id}/settle": (with_case(), seen(ordinal=1)),
    "POST /api/v1/cases/{case_id}/sub-cases": (with_case(), seen(department="HYD", reason="Their part.")),
    "POST /api/v1/case-alerts/{alert_id}/seen": (with_case(), {}),
    "POST /api/v1/mails/{mail_id}/rescue": (with_set_aside_mail, None),
    "POST /api/v1/articles/{article_id}/recall": (with_recall, {"version": 1, "reason": "The fee was wrong."}),
    "GET /api/v1/articles/{article_id}/numbers": (with_recall, None),
    "GET /api/v1/knowledge/recalls/{recall_id}": (with_recall, None),
    "POST /api/v1/knowledge/corrections/{correction_id}/send": (with_recall, {"text": "The fee is $6."}),
    "POST /api/v1/knowledge/corrections/{correction_id}/dismiss": (with_recall, {"reason": "She has rung."}),
    "GET /api/v1/knowledge/imports/{import_id}": (with_import, None),
    "POST /api/v1/knowledge/imports/{import_id}/store": (with_import, {}),
    "POST /api/v1/knowledge/imports/{import_id}/drop": (with_import, {}),
    "POST /api/v1/knowledge/sources": (wait, source_of_td),
    "PUT /api/v1/knowledge/sources/{source_id}": (with_source, source_of_td),
    "DELETE /api/v1/knowledge/sources/{source_id}": (with_source, None),
    "POST /api/v1/knowledge/sources/{source_id}/run": (with_source, {}),
    "GET /api/v1/knowledge/sources/{source_id}/runs": (with_source, None),
    "POST /api/v1/knowledge/golden": (with_golden, lambda scene: asdict(golden_of(scene.ids["name"]))),
    "PUT /api/v1/knowledge/golden/{golden_id}": (with_golden, lambda scene: asdict(golden_of(scene.ids["name"]))),
    "DELETE /api/v1/knowledge/golden/{golden_id}": (with_golden, None),
    "POST /api/v1/knowledge/replays": (
        wait,
        {"drafts": [{"article_id": "td-renew-driving-licence", "version": 1}], "days": 0},
    ),
    "GET /api/v1/knowledge/replays/{replay_id}": (with_golden, None),
    "POST /api/v1/knowledge/try": (wait, {"question": "How do I renew my licence?"}),
    "POST /api/v1/webhooks": (
        wait,
        lambda scene: {"name": scene.ids["conversation_id"], "url": "https://permits.example/hook"},
    ),
    "DELETE /api/v1/webhooks/{webhook_id}": (with_webhook, None),
    "POST /api/v1/suggestions": (hold, lambda scene: {"conversation_id": scene.ids["conversation_id"]}),
    "POST /api/v1/suggestions/{suggestion_id}/draft": (suggest, {}),
    "POST /api/v1/suggestions/{suggestion_id}/verdict": (suggest, {"verdict": "ignored"}),
}
"""How the scene of a route is set, and what is sent; the others wait and send nothing."""
