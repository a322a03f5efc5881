"""The page of tools/report.py in a browser: tables that sort and filter, and what a click on a row opens."""

import unittest

import numpy as np

from report_result import BROWSER, EVIL, NAN, ReportCase, seen_in_browser, write_result

PROBE = """
const get = (id) => document.getElementById(id), all = (what) => [...document.querySelectorAll(what)];
const rows = "#counterpart-table .sortable > tbody > tr", seen = {};
const names = () => all(rows + ".source > td:first-child").map((cell) => cell.textContent);
const count = () => document.querySelector("#counterpart-table .count").textContent;
const lines = (where) => all(where + " .line").map((line) => line.textContent);
const set = (id, value) => { get(id).value = value; get(id).dispatchEvent(new Event("input")); };
"""
TABLE_PROBE = PROBE + """
seen.start = [count(), document.querySelector("#counterpart-table .page").textContent, names().length];
seen.name = names()[0];
document.querySelector("th[data-key=p]").click();
seen.ascending = names()[0];
get("suggested").click();
seen.suggested = count();
set("least-p", "");
set("search", "source 196");
seen.searched = names();
all(rows + ".source")[0].click();
seen.candidates = all(rows + ".details .candidate").length;
seen.link = document.querySelector("td.links a").href;
set("search", "source 195");
all(rows + ".source")[0].click();
seen.without = lines(rows + ".details");
document.title = JSON.stringify(seen);
"""
EXPLAIN_PROBE = PROBE + """
all(rows + ".source")[0].click();
seen.lines = lines(rows + ".details");
document.title = JSON.stringify(seen);
"""
OTHER_TABLES_PROBE = PROBE + """
const cells = (id, place) => all("#" + id + " tr.source > td:nth-child(" + place + ")").map((cell) => cell.textContent);
seen.changes = cells("change-table", 2);
document.querySelector("#change-table th[data-key=p_change]").click();
seen.sorted = cells("change-table", 5);
document.querySelector("#change-table tr.source").click();
seen.opened = lines("#change-table tr.details")[0];
seen.candidates = cells("candidate-table", 1);
for (const place of [0, 1]) all("#candidate-table tr.source")[place].click();
seen.nearest = all("#candidate-table tr.details").map((line) => line.textContent);
document.title = JSON.stringify(seen);
"""
CANDIDATES = {"candidate_id": [0, 1], "name": [b"one", b"two"], "ra": [266.0, 266.1], "dec": [-29.0, -29.1],
              "stars": [100, 0], "surface_density": [1e-3, 0.0], "xray_id": [2, -1], "xray_name": [b"source 2", b""]}


@unittest.skipUnless(BROWSER, "there is no chromium")
class InBrowser(ReportCase):
    def test_the_table_sorts_filters_and_opens_sources(self):
        seen = seen_in_browser(self.page(n=200, n_candidates=3), TABLE_PROBE, self.folder)
        self.assertEqual(seen["start"], ["200 of 200 sources", "page 1 of 4", 50])
        self.assertEqual(seen["name"], EVIL[:-1].decode() + "\\xe9")
        self.assertEqual(seen["ascending"], "source 198")
        self.assertEqual(seen["suggested"], "11 of 200 sources")  # P = 0.9 - 0.0025 row, rows 0, 2 to 20
        self.assertEqual(seen["searched"], ["source 196"])
        self.assertEqual(seen["candidates"], 3)
        self.assertIn("target=266.019600%20-29.019600&", seen["link"])
        self.assertEqual(seen["without"][-1], "no infrared source within the acceptance radius")

    def test_a_row_opens_every_term_of_its_candidates(self):
        page = self.page(n=1, counterparts={"name": [b"source 0"]})
        self.assertEqual(seen_in_browser(page, EXPLAIN_PROBE, self.folder)["lines"], [
            "X-ray source 0 (source 0) at RA 266.000000, Dec -29.000000 deg",
            "one-dimensional error 0.200 arcsec, acceptance radius 0.800 arcsec",
            "infrared sources are 1.50 times as dense here as on the mean",
            "2 infrared sources within the acceptance radius:",
            "infrared source 0: 0.100 arcsec away at position angle 0.0 deg, Ks = 14.25",
            "offset: sigma = 0.250 arcsec, 0.40 sigma, p(phi) = 0.1 per arcsec^2",
            "an unrelated source this bright lies this close by chance: 0.0123",
            "lr: P = 0.9000 (q/n = 3.25 arcsec^2, LR = 0.325)",
            "mauerhan: P = 0.5000 (f(K) = 0.125, rho(K) = 1.25e-05 per arcsec^2)",
            "notebook: P = 0.0625 (with the notebook's slip of units)",
            "infrared source 1: 1.000 arcsec away at position angle 350.0 deg, no Ks",
            "offset: sigma = 0.250 arcsec, 4.00 sigma, p(phi) = 0.2 per arcsec^2",
            "an unrelated source this bright lies this close by chance: 0.0123",
            "lr: P = 0.1000 (q/n = 3.25 arcsec^2, LR = 0.65)",
            "mauerhan: P = 0.5000 (f(K) = 0.125, rho(K) = 1.25e-05 per arcsec^2)",
            "notebook: P = 0.0625 (with the notebook's slip of units)",
            "none of them: P0 = 0.1250 (lr), 0.2500 (mauerhan), 1.5e-07 (notebook)"])

    def test_changes_and_named_candidates_sort_and_open(self):
        write_result(self.folder / "a.h5", tables={"candidates": CANDIDATES})
        other = np.array([0.9, NAN, 0.2, NAN, 0.4, 0.8])
        write_result(self.folder / "b.h5", counterparts={"p": other, "ir_id": [7, -1, 9, -1, 11, 12]})
        seen = seen_in_browser(self.page_of_files("a.h5", "b.h5"), OTHER_TABLES_PROBE, self.folder)
        self.assertEqual(seen["changes"], ["counterpart gained", "counterpart lost", "counterpart lost"])
        self.assertEqual(seen["sorted"], ["-0.5333", "-0.1667", "0.8000"])
        self.assertEqual(seen["opened"], "X-ray source 2 (source 2) at RA 266.000200, Dec -29.000200 deg")
        self.assertEqual(seen["candidates"], ["one", "two"])
        self.assertIn("X-ray source 2 (source 2)", seen["nearest"][0])
        self.assertIn("not in the table", seen["nearest"][1])


if __name__ == "__main__":
    unittest.main()
