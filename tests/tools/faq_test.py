"""docs/faq.md has an entry for every warning of the program, and none for a warning that is gone."""

import re
import unittest
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*')
PART = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
CALL = re.compile(r"(?:log\.warning|notes_?\.push_back)\((.*?)\);", re.S)
NOTES = re.compile(r"\bnotes?(?:_on_\w+)?\([^)]*\)(?: const)? \{\n(.*?)^\}", re.M | re.S)
SHORTEST = 15  # shorter literals are pieces of grammar


FORMAT = re.compile(r"(?:%[-+.\d]*[a-zA-Z]\s?)+")


def readable(text):
    """With "..." for what a format fills in."""
    return FORMAT.sub(lambda found: "... " if found[0].endswith(" ") else "...", text).replace("%%", "%").strip()


def literals(code):
    """The texts in C++ code, those that stand side by side in one."""
    code = re.sub(r"^\s*(?://|#include).*$", "", code, flags=re.M)
    for group in LITERAL.findall(code):
        yield readable("".join(PART.findall(group)))


def warnings():
    """{text: where}: all texts of the files that hold nothing else; elsewhere what becomes a warning or a note."""
    found = {}
    for path in sorted((CHECKOUT / "src").rglob("*.?pp")):
        code = path.read_text(encoding="utf-8")
        is_all = path.stem.endswith("doubts") or path.stem == "listed_twice"
        for part in [code] if is_all else CALL.findall(code) + NOTES.findall(code):
            found |= {text: path.name for text in literals(part) if len(text) >= SHORTEST}
    return found


def quotes(text):
    """What stands in double quotes, however the lines are broken."""
    return [quote for quote in re.findall(r'"([^"]+)"', re.sub(r"\s+", " ", text)) if len(quote) >= 12]


class Entries(unittest.TestCase):
    def setUp(self):
        self.page = (CHECKOUT / "docs/faq.md").read_text(encoding="utf-8")
        self.warnings = warnings()

    def test_every_warning_has_an_entry(self):
        self.assertGreater(len(self.warnings), 15)
        known = quotes(self.page)
        for text, where in self.warnings.items():
            self.assertTrue(any(quote in text or text in quote for quote in known),
                            f"docs/faq.md quotes nothing of this warning of {where}: {text}")

    def test_every_entry_is_of_a_warning(self):
        headings = [quotes(line) for line in self.page.splitlines() if line.startswith("### ")]
        self.assertGreater(len(headings), 15)
        for heading in headings:
            self.assertEqual(len(heading), 1, heading)
            self.assertTrue(any(heading[0] in text for text in self.warnings), f"no warning says {heading[0]}")


if __name__ == "__main__":
    unittest.main()
