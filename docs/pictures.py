"""Make the pictures of the documentation: the view of the sample articles, and the executed tour.

python docs/pictures.py
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import kg

DOCS = Path(__file__).resolve().parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        graph = kg.open()
        graph.ingest(kg.samples())
        view = Path(folder) / "view.html"
        graph.view(view)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(view.as_uri())
        page.wait_for_timeout(1500)
        page.screenshot(path=DOCS / "view.png")
        tour = [str(DOCS.parent / "notebooks" / "tour.ipynb"), "--output-dir", folder, "--output", "tour.html"]
        subprocess.run([sys.executable, "-m", "nbconvert", "--to", "html", "--execute", *tour], check=True)
        page = browser.new_page(viewport={"width": 1000, "height": 900})
        page.goto((Path(folder) / "tour.html").as_uri())
        page.locator("iframe").first.scroll_into_view_if_needed()  # it is drawn once it is seen
        page.wait_for_timeout(2500)
        page.screenshot(path=DOCS / "notebook.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
