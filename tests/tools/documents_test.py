"""What the sources say of documents: each one they cite exists, and docs/architecture.md names every module."""

import re
import sys
import unittest
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "tools"))
from check_layers import LEVEL_OF  # noqa: E402

FOLDERS = ["include", "src", "tests", "tools", "config", "jobs", "docs", "packaging"]
CITATION = re.compile(r"(?<![\w./:-])[\w./-]*\w\.md\b")
TABLE_ROW = re.compile(r"^\| (\d+) \| `(\w+)` \| \S", re.M)


def cited_documents(text):
    return set(CITATION.findall(text))


def is_here(document, folder=CHECKOUT):
    return any((folder / place / document).is_file() for place in (".", "docs", "docs/reference"))


def text_files():
    yield from CHECKOUT.glob("*.md")
    for folder in FOLDERS:
        for path in sorted((CHECKOUT / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                yield path


class Citations(unittest.TestCase):
    def test_every_document_that_is_cited_exists(self):
        n_citations = 0
        for path in text_files():
            for document in cited_documents(path.read_text(encoding="utf-8", errors="replace")):
                n_citations += 1
                self.assertTrue(is_here(document), f"{path.relative_to(CHECKOUT)} cites {document}")
        self.assertGreater(n_citations, 10)

    def test_what_is_a_citation(self):
        missing = "no-such" + ".md"  # not in one piece, for the test above reads this file too
        self.assertEqual(cited_documents(f"/// (see docs/{missing}, section 2)"), {f"docs/{missing}"})
        self.assertEqual(cited_documents(f"https://example.org/{missing}"), set())
        self.assertFalse(is_here(missing))
        self.assertTrue(is_here("docs/method.md"))


class Site(unittest.TestCase):
    def test_every_page_is_in_the_navigation(self):
        listed = re.findall(r": ([\w/]+\.md)$", (CHECKOUT / "mkdocs.yml").read_text(encoding="utf-8"), re.M)
        pages = [str(path.relative_to(CHECKOUT / "docs")) for path in (CHECKOUT / "docs").rglob("*.md")]
        self.assertEqual(sorted(listed), sorted(pages))


class Architecture(unittest.TestCase):
    def test_every_module_is_in_the_table_with_its_level(self):
        text = (CHECKOUT / "docs/architecture.md").read_text(encoding="utf-8")
        table = {module: int(level) for level, module in TABLE_ROW.findall(text)}
        self.assertEqual(table, LEVEL_OF)
        folders = {path.name for path in (CHECKOUT / "src").iterdir() if path.is_dir()}
        self.assertEqual(set(table), folders)


if __name__ == "__main__":
    unittest.main()
