"""The REST face, version 1."""

PUBLIC_ROUTES = frozenset(
    {
        "GET /",
        "GET /docs",
        "GET /live",
        "GET /ready",
        "GET /status",
        "GET /staff/sign-in",
        "POST /staff/sign-in",
        "POST /staff/sign-out",
        "GET /staff/oidc/start",
        "GET /staff/oidc/callback",
        "GET /staff/sidebar",
        "POST /api/v1/answers",
        "POST /api/v1/conversations",
        "GET /api/v1/conversations/{conversation_id}/messages",
        "POST /api/v1/conversations/{conversation_id}/messages",
        "GET /api/v1/conversations/{conversation_id}/events",
        "GET /api/v1/conversations/{conversation_id}/handoff",
        "POST /api/v1/conversations/{conversation_id}/handoff",
        "POST /api/v1/conversations/{conversation_id}/satisfaction",
        "POST /api/v1/conversations/{conversation_id}/typing",
        "POST /api/v1/handoffs/progress",
        "POST /api/v1/conversations/{conversation_id}/feedback",
        "GET /report",
        "GET /api/v1/reports/categories",
        "POST /api/v1/reports",
        "POST /api/v1/reports/preview",
        "POST /api/v1/reports/progress",
        "POST /api/v1/reports/not-fixed",
        "POST /api/v1/reports/chase",
        "POST /api/v1/reports/additions",
        "POST /api/v1/reports/subscribe",
        "GET /api/v1/articles",
        "GET /api/v1/articles/{article_id:path}",
    }
)
"""Routes that anybody may call.  A conversation is opened by its own secret token, not by who somebody is."""
SIGNED_IN_ROUTES = frozenset({"GET /staff", "GET /staff/password", "POST /staff/password", "GET /api/v1/staff/me"})
"""Routes for whoever has signed in, whatever they may do."""
