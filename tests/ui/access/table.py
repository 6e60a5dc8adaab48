"""Of every route, which status does who get?  Written by hand."""

from __future__ import annotations

from assistant.accounts.permissions import Role

WHO = (
    "nobody",
    "citizen",
    "other_citizen",
    "agent",
    "other_agent",
    "editor",
    "publisher",
    "supervisor",
    "admin",
    "key",
)
"""The conversation is the citizen's and belongs to TD; the agent works for TD, the other one for IMMD; the supervisor
for every department.  The key may only ask for suggestions."""

STAFF = {
    "agent": ([Role.AGENT], ["TD"]),
    "holder": ([Role.AGENT], ["TD"]),
    "trainee": ([Role.AGENT], ["TD"]),
    "other_agent": ([Role.AGENT], ["IMMD"]),
    "editor": ([Role.EDITOR], ["TD"]),
    "publisher": ([Role.PUBLISHER], ["TD"]),
    "supervisor": ([Role.SUPERVISOR], ["*"]),
    "admin": ([Role.ADMIN], ["*"]),
}
PUBLIC = "200 200 200 200 200 200 200 200 200 200"
DONE = "204 204 204 204 204 204 204 204 204 204"
MADE = "201 201 201 201 201 201 201 201 201 201"
# The right token opens it; whoever shows another one, or a staff session, learns not even that it exists.
OWN_200 = "404 200 404 404 404 404 404 404 404 404"
OWN_201 = "404 201 404 404 404 404 404 404 404 404"
OWN_204 = "404 204 404 404 404 404 404 404 404 404"
# Staff: what the department is not one's own does not exist; what the role does not hold is forbidden.
TD_STAFF = "401 401 401 200 404 403 403 200 403 403"
TD_STAFF_201 = "401 401 401 201 404 403 403 201 403 403"
TD_STAFF_204 = "401 401 401 204 404 403 403 204 403 403"
# Only who holds the conversation; a supervisor who does not is told so.
HOLDER = "401 401 401 200 404 403 403 409 403 403"
HOLDER_201 = "401 401 401 201 404 403 403 409 403 403"
HOLDER_204 = "401 401 401 204 404 403 403 409 403 403"
SUPERVISOR = "401 401 401 403 403 403 403 200 403 403"
ADMIN = "401 401 401 403 403 403 403 403 200 403"
BOARD = "401 401 401 403 403 403 403 200 200 403"
ANY_AGENT = "401 401 401 200 200 403 403 200 403 403"
EDITOR_201 = "401 401 401 403 403 201 201 403 403 403"
EDITOR_204 = "401 401 401 403 403 204 204 403 403 403"
EDITOR_202 = "401 401 401 403 403 202 202 403 403 403"
EDITOR_503 = "401 401 401 403 403 503 503 403 403 403"
SIGNED_IN = "401 401 401 200 200 200 200 200 200 200"
EDITOR = "401 401 401 403 403 200 200 403 403 403"
PUBLISHER = "401 401 401 403 403 403 200 403 403 403"

EXPECTED = {
    "GET /live": PUBLIC,
    "GET /ready": PUBLIC,
    "GET /status": PUBLIC,
    "POST /api/v1/answers": PUBLIC,
    "GET /api/v1/articles": PUBLIC,
    "GET /api/v1/articles/{article_id}": PUBLIC,
    "GET /api/v1/articles/{article_id}/numbers": EDITOR,
    "POST /api/v1/articles/{article_id}/recall": "401 401 401 403 403 403 201 403 403 403",
    "GET /api/v1/knowledge/numbers": EDITOR,
    "GET /api/v1/knowledge/numbers.csv": EDITOR,
    "GET /api/v1/knowledge/recalls": PUBLISHER,
    "GET /api/v1/knowledge/recalls/{recall_id}": PUBLISHER,
    "POST /api/v1/knowledge/corrections/{correction_id}/send": PUBLISHER,
    "POST /api/v1/knowledge/corrections/{correction_id}/dismiss": PUBLISHER,
    # The article and its drafts are TD's, as the editor and the publisher are.
    "GET /api/v1/knowledge/articles": EDITOR,
    "GET /api/v1/knowledge/attention": EDITOR,
    "GET /api/v1/knowledge/choices": EDITOR,
    "POST /api/v1/knowledge/preview": EDITOR,
    "POST /api/v1/articles": "401 401 401 403 403 201 201 403 403 403",
    "PUT /api/v1/articles/{article_id}": EDITOR,
    "GET /api/v1/articles/{article_id}/desk": EDITOR,
    "GET /api/v1/articles/{article_id}/difference": EDITOR,
    "POST /api/v1/articles/{article_id}/submit": EDITOR,
    "POST /api/v1/articles/{article_id}/send-back": PUBLISHER,
    "POST /api/v1/articles/{article_id}/approve": PUBLISHER,
    "POST /api/v1/articles/{article_id}/publish": PUBLISHER,
    "POST /api/v1/articles/{article_id}/schedule": PUBLISHER,
    "POST /api/v1/articles/{article_id}/withdraw": PUBLISHER,
    "POST /api/v1/articles/{article_id}/restore": PUBLISHER,
    "POST /api/v1/articles/{article_id}/expire": PUBLISHER,
    "POST /api/v1/articles/{article_id}/owner": EDITOR,
    "POST /api/v1/articles/{article_id}/explain": EDITOR,
    "POST /api/v1/articles/{article_id}/comments": EDITOR,
    "POST /api/v1/articles/{article_id}/comments/{comment_id}/settle": EDITOR,
    "POST /api/v1/conversations": MADE,
    "GET /api/v1/conversations/{conversation_id}/messages": OWN_200,
    "POST /api/v1/conversations/{conversation_id}/messages": OWN_201,
    "POST /api/v1/conversations/{conversation_id}/handoff": OWN_201,
    "POST /api/v1/conversations/{conversation_id}/feedback": OWN_201,
    "GET /api/v1/conversations/{conversation_id}/handoff": OWN_200,
    "POST /api/v1/conversations/{conversation_id}/satisfaction": OWN_201,
    "POST /api/v1/conversations/{conversation_id}/typing": OWN_204,
    "POST /api/v1/handoffs/progress": PUBLIC,
    "GET /api/v1/reports/categories": PUBLIC,
    "POST /api/v1/reports/preview": PUBLIC,
    # Anybody reports; a key that may not open cases is told so.
    "POST /api/v1/reports": "201 201 201 201 201 201 201 201 201 403",
    # Whoever knows the number and what was left with it.
    "POST /api/v1/reports/progress": PUBLIC,
    "POST /api/v1/reports/not-fixed": PUBLIC,
    "POST /api/v1/reports/chase": PUBLIC,
    "POST /api/v1/reports/additions": PUBLIC,
    "POST /api/v1/reports/subscribe": DONE,
    "GET /api/v1/handoffs": ANY_AGENT,
    "GET /api/v1/handoffs/{handoff_id}": TD_STAFF,
    "POST /api/v1/handoffs/{handoff_id}/claim": TD_STAFF,
    "POST /api/v1/handoffs/{handoff_id}/release": HOLDER,
    "POST /api/v1/handoffs/{handoff_id}/put-back": HOLDER,
    "POST /api/v1/handoffs/{handoff_id}/close": HOLDER,
    "POST /api/v1/handoffs/{handoff_id}/transfer": HOLDER,
    "POST /api/v1/handoffs/{handoff_id}/reassign": "401 401 401 403 403 403 403 200 403 403",
    "POST /api/v1/handoffs/{handoff_id}/replies": HOLDER_201,
    "POST /api/v1/handoffs/{handoff_id}/notes": TD_STAFF_201,
    "POST /api/v1/handoffs/{handoff_id}/typing": HOLDER_204,
    "POST /api/v1/staff/presence": "401 401 401 204 204 403 403 204 403 403",
    "GET /api/v1/staff/me": SIGNED_IN,
    "GET /api/v1/pending-replies": ANY_AGENT,
    "POST /api/v1/pending-replies/{pending_id}/decision": SUPERVISOR,
    "GET /api/v1/board": BOARD,
    "GET /api/v1/board/models": BOARD,
    "GET /api/v1/switches": BOARD,
    "PUT /api/v1/switches/{target}": BOARD,
    "DELETE /api/v1/switches/{target}": BOARD,
    "GET /api/v1/staff/directory": ANY_AGENT,
    "GET /api/v1/staff/articles": "401 401 401 200 200 200 200 200 403 403",
    "POST /api/v1/knowledge/proposals/translation": EDITOR,
    # The service of this table has no language model, which only who may ask for one is told.
    "POST /api/v1/knowledge/proposals/plain-language": EDITOR_503,
    "POST /api/v1/knowledge/proposals/variants": EDITOR_503,
    "POST /api/v1/knowledge/gaps/{group_id}/candidate": EDITOR_503,
    "GET /api/v1/knowledge/gaps": EDITOR,
    "POST /api/v1/knowledge/gaps/{group_id}/draft": EDITOR_201,
    "POST /api/v1/knowledge/gaps/{group_id}/variants": EDITOR_201,
    "POST /api/v1/knowledge/gaps/{group_id}/dismiss": EDITOR_204,
    "GET /api/v1/knowledge/recurring-replies": EDITOR,
    "POST /api/v1/knowledge/recurring-replies/{group_id}/draft": EDITOR_201,
    "POST /api/v1/knowledge/recurring-replies/{group_id}/dismiss": EDITOR_204,
    "POST /api/v1/articles/{article_id}/variants/effect": EDITOR,
    # What a live article is checked for every editor may read; only who serves either side says why it may stay.
    "GET /api/v1/articles/{article_id}/checks": EDITOR,
    "GET /api/v1/knowledge/contradictions": EDITOR,
    "POST /api/v1/knowledge/contradictions/{conflict_id}/settle": EDITOR,
    "GET /api/v1/knowledge/duplicates": EDITOR,
    "GET /api/v1/canned-replies": "401 401 401 200 200 403 403 200 403 200",
    "POST /api/v1/sidebar-tokens": "401 401 401 403 403 403 403 403 403 201",
    "GET /api/v1/cases": ANY_AGENT,
    "POST /api/v1/cases": "401 401 401 201 404 403 403 201 403 403",
    "GET /api/v1/cases.csv": SUPERVISOR,
    "GET /api/v1/cases.xlsx": SUPERVISOR,
    "GET /api/v1/cases/choices": ANY_AGENT,
    "GET /api/v1/cases/{case_id}": TD_STAFF,
    "GET /api/v1/cases/{case_id}/draft": "401 401 401 200 404 403 403 200 403 403",
    "POST /api/v1/cases/{case_id}/draft": TD_STAFF,
    "POST /api/v1/cases/{case_id}/summary": TD_STAFF,
    "POST /api/v1/handoffs/{handoff_id}/summary": TD_STAFF,
    "GET /api/v1/cases/{case_id}/attachments/{attachment_id}": TD_STAFF,
    "GET /api/v1/cases/{case_id}/messages/{message_id}/html": TD_STAFF,
    "POST /api/v1/cases/{case_id}/confirm": TD_STAFF,
    "POST /api/v1/cases/{case_id}/assign": TD_STAFF,
    "POST /api/v1/cases/{case_id}/notes": TD_STAFF_201,
    "POST /api/v1/cases/{case_id}/ask": TD_STAFF_201,
    "POST /api/v1/cases/{case_id}/replies": TD_STAFF_201,
    "POST /api/v1/cases/{case_id}/close": TD_STAFF,
    "POST /api/v1/cases/{case_id}/reopen": TD_STAFF,
    "POST /api/v1/cases/{case_id}/refer": TD_STAFF,
    "POST /api/v1/cases/{case_id}/acknowledge": TD_STAFF,
    "POST /api/v1/cases/{case_id}/return": TD_STAFF,
    # Only what is back at the contact centre is ruled on: the supervisor's own triage.
    "POST /api/v1/cases/{case_id}/rule": "401 401 401 403 403 403 403 200 403 403",
    "POST /api/v1/cases/{case_id}/merge": TD_STAFF,
    "POST /api/v1/cases/{case_id}/unmerge": TD_STAFF,
    "POST /api/v1/cases/{case_id}/incident": TD_STAFF,
    "DELETE /api/v1/cases/{case_id}/incident": TD_STAFF,
    "POST /api/v1/cases/{case_id}/subscribers": TD_STAFF_201,
    "POST /api/v1/cases/{case_id}/news": TD_STAFF_201,
    "POST /api/v1/cases/{case_id}/split": TD_STAFF_201,
    "POST /api/v1/cases/{case_id}/settle": TD_STAFF,
    "POST /api/v1/cases/{case_id}/sub-cases": TD_STAFF_201,
    "GET /api/v1/case-alerts": ANY_AGENT,
    "POST /api/v1/case-alerts/{alert_id}/seen": TD_STAFF_204,
    # Mail that has become no case belongs to no department.
    "GET /api/v1/mails": "401 401 401 403 403 403 403 200 403 403",
    "POST /api/v1/mails/{mail_id}/rescue": "401 401 401 403 403 403 403 204 403 403",
    # A form of files, which the JSON of this table is not: whoever may send one is told so.
    "POST /api/v1/knowledge/imports": "401 401 401 403 403 422 422 403 403 403",
    "GET /api/v1/knowledge/imports": EDITOR,
    "GET /api/v1/knowledge/imports/{import_id}": EDITOR,
    "POST /api/v1/knowledge/imports/{import_id}/store": "401 401 401 403 403 202 202 403 403 403",
    "POST /api/v1/knowledge/imports/{import_id}/drop": EDITOR,
    "GET /api/v1/knowledge/export.jsonl": EDITOR,
    "GET /api/v1/knowledge/export.csv": EDITOR,
    "GET /api/v1/knowledge/export.xlsx": EDITOR,
    "GET /api/v1/knowledge/sources": EDITOR,
    "POST /api/v1/knowledge/sources": "401 401 401 403 403 201 201 403 403 403",
    "PUT /api/v1/knowledge/sources/{source_id}": EDITOR,
    "DELETE /api/v1/knowledge/sources/{source_id}": "401 401 401 403 403 204 204 403 403 403",
    "POST /api/v1/knowledge/sources/{source_id}/run": "401 401 401 403 403 202 202 403 403 403",
    "GET /api/v1/knowledge/sources/{source_id}/runs": EDITOR,
    "GET /api/v1/knowledge/links": EDITOR,
    "GET /api/v1/knowledge/golden": EDITOR,
    "POST /api/v1/knowledge/golden": EDITOR_201,
    "POST /api/v1/knowledge/golden/run": EDITOR_202,
    "PUT /api/v1/knowledge/golden/{golden_id}": EDITOR,
    "DELETE /api/v1/knowledge/golden/{golden_id}": EDITOR_204,
    "GET /api/v1/knowledge/replays": EDITOR,
    "POST /api/v1/knowledge/replays": EDITOR_202,
    "GET /api/v1/knowledge/replays/{replay_id}": EDITOR,
    "POST /api/v1/knowledge/try": EDITOR,
    "GET /api/v1/webhooks": ADMIN,
    "POST /api/v1/webhooks": "401 401 401 403 403 403 403 403 201 403",
    "DELETE /api/v1/webhooks/{webhook_id}": "401 401 401 403 403 403 403 403 204 403",
    "POST /api/v1/suggestions/rewrites": "401 401 401 200 200 403 403 200 403 200",
    "POST /api/v1/suggestions": "401 401 401 201 404 403 403 201 403 404",
    "POST /api/v1/suggestions/{suggestion_id}/draft": "401 401 401 200 404 403 403 404 403 404",
    "POST /api/v1/suggestions/{suggestion_id}/verdict": "401 401 401 200 404 403 403 404 403 404",
}
"""Of each route the status for everybody, in the order of WHO."""


STREAMS = frozenset({"GET /api/v1/conversations/{conversation_id}/events", "GET /api/v1/staff/events"})
"""Streams that do not end by themselves have tests of their own."""
