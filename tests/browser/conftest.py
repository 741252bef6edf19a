"""A real browser and the built site. Run by ``make test-browser``, which builds the site first; see
the Makefile."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

ROOT = Path(__file__).parent.parent.parent
SITE = Path(os.environ.get("SMTPCODES_SITE") or ROOT / "build" / "site")
CHROMIUM = (
    os.environ.get("CHROMIUM")
    or shutil.which("chromium")
    or shutil.which("chromium-browser")
    or shutil.which("google-chrome")
)
WIDE: ViewportSize = {"width": 1024, "height": 800}
ENGINE = 60_000  # milliseconds until the engine must be there, on a slow machine

expect.set_options(timeout=30_000)  # a slow machine has the time that it needs


class _Quiet(http.server.SimpleHTTPRequestHandler):
    extensions_map: ClassVar[dict[str, str]] = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged."""


class Server:
    """Serves the site on this machine, until it is told to stop."""

    def __init__(self, folder: Path) -> None:
        self.http = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder))
        )
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.http.shutdown()
        self.http.server_close()


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The site's address."""
    assert (SITE / "index.html").exists(), f"no site in {SITE}: run `make test-browser`"
    server = Server(SITE)
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, (
        "no Chromium: install it (Debian: apt-get install chromium), or set CHROMIUM to its path"
    )
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="session")
def engine(browser: Browser, site: str) -> Iterator[Page]:
    """A page in which the engine is loaded once for all tests."""
    context = browser.new_context(viewport=WIDE, service_workers="block")
    for page in watched(context.new_page(), site):
        page.goto(site)
        yield page
    context.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport=WIDE)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, site: str) -> Iterator[Page]:
    """A page; at the end of a test nothing was asked of another host, and no script failed."""
    yield from watched(context.new_page(), site)


def watched(page: Page, site: str) -> Iterator[Page]:
    """The page, and after its use a look at what it did."""
    foreign: list[str] = []
    broken: list[str] = []
    page.context.on(
        "request",
        lambda request: (
            foreign.append(request.url)
            if not request.url.startswith((site, "blob:", "data:"))
            else None
        ),
    )
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on(
        "console", lambda message: broken.append(message.text) if message.type == "error" else None
    )
    yield page
    assert not foreign, f"asked of another host: {foreign}"
    assert not broken, f"errors of scripts: {broken}"
