"""How does a test let an answer of the service come to the page later than what was asked after it?"""

from __future__ import annotations

from playwright.sync_api import APIResponse, Page, Route

PATIENCE_MS = 60_000
LOOK_AGAIN_MS = 20


class LateAnswer:
    """The next answer to `pattern`: the service gives it at once, the page gets it when the test lets it."""

    def __init__(self, page: Page, pattern: str) -> None:
        self._page, self._kept = page, list[tuple[Route, APIResponse]]()
        page.route(pattern, self._keep, times=1)

    def _keep(self, route: Route) -> None:
        self._kept.append((route, route.fetch()))

    def wait_for(self) -> None:
        """Wait until the service has answered."""
        for _ in range(PATIENCE_MS // LOOK_AGAIN_MS):
            if self._kept:
                return
            self._page.wait_for_timeout(LOOK_AGAIN_MS)
        raise AssertionError("nothing was asked")

    def arrive(self) -> None:
        self.wait_for()
        route, answer = self._kept.pop()
        with self._page.expect_response(route.request.url):
            route.fulfill(response=answer)
        self._page.evaluate("new Promise((resolve) => setTimeout(resolve, 50))")  # What the page makes of it.
