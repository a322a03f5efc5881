#!/usr/bin/env python3
"""A click on a source in the page of tools/report.py says what `explain` says of it, word for word."""

import json
import re
import sys
import unittest
from pathlib import Path

import harness

import numpy as np
import skies

from requirements import require

require("matplotlib", "PIL")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
from report_result import BROWSER, Result, page_of, seen_in_browser  # noqa: E402

# Opens the row of each X-ray source in WANTED, a list of [xray_id, name], and keeps its lines.
PROBE = """
const seen = {};
for (const [id, name] of WANTED) {
  const search = document.getElementById("search");
  search.value = name;
  search.dispatchEvent(new Event("input"));
  document.querySelector("#counterpart-table tr.source").click();
  seen[id] = [...document.querySelectorAll("#counterpart-table tr.details .line")].map((line) => line.textContent);
}
document.title = JSON.stringify(seen);
"""


def parts(lines):
    """What is said of the source and of each candidate, in an order that does not depend on theirs."""
    text = "\n".join(re.sub(r"\s+", " ", line.strip()) for line in lines)
    source, *candidates = re.split(r"\n(?=infrared source \d|none of them)", text)
    return source, sorted(candidates)


@unittest.skipUnless(BROWSER, "there is no chromium")
class Explains(harness.TestCase):
    def assert_same_words(self, sky, *options, **changes):
        harness.write_case(self.folder, sky, **changes)
        harness.match(self.folder, "--output.overwrite", "true", *options)
        with Result(self.folder / "result.h5") as result:
            rows, pairs = result.rows("counterparts"), result.rows("pairs")
            page = page_of([result])
        without_ks = np.isin(rows["xray_id"], pairs["xray_id"][np.isnan(pairs["ks"])])
        wanted = [*rows[rows["n_candidates"].argsort()][-3:], *rows[without_ks][:3],
                  *rows[rows["status"] == b"no candidate"][:1]]
        names = [(int(row["xray_id"]), row["name"].decode().strip()) for row in wanted]
        seen = seen_in_browser(page, PROBE.replace("WANTED", json.dumps(names)), self.folder)
        for xray_id, _ in names:
            said = harness.run(["explain", str(xray_id), "--results", "result.h5"], self.folder).stdout
            self.assertNotRegex(said, r"\bnan\b")
            self.assertEqual(parts(seen[str(xray_id)]), parts(said.splitlines()))

    def test_circles(self):
        self.assert_same_words(skies.plain())

    def test_features(self):
        self.assert_same_words(skies.plain(), "--probability.feature", "H-Ks")

    def test_classes(self):
        self.assert_same_words(skies.plain(), "--xray.class", "auto")

    def test_ellipses(self):
        sky = skies.with_ellipses(skies.plain())
        self.assert_same_words(sky, xray=harness.ELLIPSES)


if __name__ == "__main__":
    harness.main()
