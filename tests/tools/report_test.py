"""tools/report.py: sentences, warnings, escaping and size of the page, on small result files made here."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from html import unescape
from pathlib import Path
from unittest import mock

import h5py
import matplotlib.figure
import numpy as np

SCRIPT = Path(__file__).resolve().parents[2] / "tools/report.py"
sys.path.insert(0, str(SCRIPT.parent))
import plots  # noqa: E402
from report_page.figures import figures  # noqa: E402
from report_page.page import figures_html  # noqa: E402

NAN = float("nan")
SUMMARY = {
    "program": "counterpoint 0.1.0", "configuration": "probability.method = lr\nxray.error-scale = 1\n",
    "xray_rows_read": 3000, "xray_considered": 1155, "xray_matched": 426, "pairs": 620, "null_pairs_expected": 463.34,
    "infrared_rows_kept": 100000, "infrared_missing_ks": 15202, "acceptance_completeness": 0.99,
    "Q": 0.12591, "Q_error": 0.00605, "Q_log_likelihood_gain": 193.8, "sum_p_lr": 143.9, "excess": 156.66,
    "excess_error": 20.94, "global_p_value": 1.156e-8, "threshold_5_percent_false": 0.85, "error_scale_factor": 1.003,
    "error_scale_factor_error": 0.073, "error_scale_floor_arcsec": 0.0, "matched_rigid_mean": 315.5,
    "matched_rigid_error": 2.26, "matched_independent_expected": 319.3}
EVIL = b'</script><script>alert(1)</script>&"\'<b> \xe9'

BROWSER = shutil.which("chromium")
PROBE = """
const get = (id) => document.getElementById(id), all = (what) => [...document.querySelectorAll("#table > tbody > " + what)];
const names = () => all("tr.source > td:first-child").map((cell) => cell.textContent), seen = {};
const set = (id, value) => { get(id).value = value; get(id).dispatchEvent(new Event("input")); };
seen.start = [get("count").textContent, get("page").textContent, all("tr.source").length];
seen.name = names()[0];
document.querySelector("th[data-key=p]").click();
seen.ascending = names()[0];
get("suggested").click();
seen.suggested = get("count").textContent;
set("least-p", "");
set("search", "source 196");
seen.searched = names();
all("tr.source")[0].click();
seen.candidates = all("tr.details table tr").length - 1;
seen.link = document.querySelector("td.links a").href;
document.title = JSON.stringify(seen);
"""


def rows_of(columns):
    arrays = {name: np.asarray(values) for name, values in columns.items()}
    rows = np.zeros(len(next(iter(arrays.values()))), [(name, array.dtype) for name, array in arrays.items()])
    for name, array in arrays.items():
        rows[name] = array
    return rows


def write_result(path, n=6, with_names=True, carried=None, n_candidates=2, **changes):
    """A result with n sources; of each even one n_candidates candidates."""
    ids = np.arange(n)
    matched = ids % 2 == 0
    p = np.where(matched, 0.9 - 0.5 * ids / n, NAN)
    counterparts = {
        "xray_id": ids, "ra": 266.0 + 0.0001 * ids, "dec": -29.0 - 0.0001 * ids, "error": np.full(n, 0.5),
        "ir_id": np.where(matched, ids + 7, -1), "ks": np.where(matched, 14.25, NAN),
        "separation": np.where(matched, 0.3, NAN), "p": p, "p0": 1.0 - p, "n_candidates": matched * n_candidates,
        "status": np.where(matched, b"candidate", b"no candidate"), **(carried or {})}
    if with_names:
        counterparts["name"] = np.array([EVIL if i == 0 else b"source %d" % i for i in ids])
    of = np.repeat(ids[matched], n_candidates)
    pairs = {"xray_id": of, "ir_id": np.arange(len(of)), "ir_ra": 266.0 + 0.0001 * of, "ir_dec": -29.0 - 0.0001 * of,
             "separation": np.linspace(0.1, 1.0, len(of)), "p_phi": np.linspace(0.1, 0.2, len(of)),
             "q_over_n": np.full(len(of), 3.25), "p_lr": np.linspace(0.9, 0.1, len(of))}
    calibration = {"threshold": [0.5, 0.85], "n_real": [121, 75], "purity": [0.8092, 0.9509],
                   "purity_error": [0.047, 0.0287], "completeness": [0.6733, 0.4904]}
    with h5py.File(path, "w") as file:
        file["counterparts"], file["pairs"] = rows_of(counterparts), rows_of(pairs)
        file["counterparts"].attrs["ra.unit"] = "deg"
        file["calibration"] = rows_of(calibration)
        file["xray"] = rows_of({"xray_id": ids, "kept": np.full(n, True), "in_footprint": np.full(n, True),
                                "n_candidates": matched * n_candidates, "sigma": np.full(n, 0.2)})
        file.create_group("summary").attrs.update({**SUMMARY, **changes})


class Report(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_script(self, *options):
        return subprocess.run([sys.executable, SCRIPT, self.folder / "result.h5", *options],
                              capture_output=True, text=True)

    def page(self, **result):
        write_result(self.folder / "result.h5", **result)
        run = self.run_script()
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        return (self.folder / "report.html").read_text(encoding="utf-8")

    @staticmethod
    def part(page, name):
        """The words of a section, without markup."""
        section = re.search(rf'<section id="{name}">(.*?)</section>', page, re.S)[1]
        return re.sub(r"<[^>]*>", "\n", section).replace("\u00a0", " ")

    @staticmethod
    def data(page):
        return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)[1])

    def assert_warnings(self, titles, **changes):
        words = re.findall("<h3>(.*?)</h3>", re.search('<section id="warnings">(.*?)</section>',
                                                      self.page(**changes), re.S)[1])
        self.assertEqual(words, titles)

    def test_five_sentences_with_the_numbers(self):
        page = self.page()
        sentences = [line for line in self.part(page, "answer").splitlines() if line.strip()][1:]
        self.assertEqual(len(sentences), 5)
        for sentence, numbers in zip(sentences, [
                ["3,000 X-ray sources", "1,155 are kept", "426 of these", "620 pairs", "463.3"],
                ["Q = 0.1259 ± 0.0060", "145.4 ± 7.0 of 1,155", "99.0 %"],
                ["143.9", "156.7 ± 20.9", "1.2 × 10⁻⁸"],
                ["P ≥ 0.85", "75 sources", "0.951 ± 0.029", "completeness 0.490"], ["1.003 ± 0.073"]]):
            for number in numbers:
                self.assertIn(number, sentence)
        self.assertIn("cite the repository and the version (counterpoint 0.1.0)", self.part(page, "provenance"))

    def test_numbers_that_are_not_there_become_words(self):
        page = self.page(Q_error=NAN, excess_error=float("inf"), threshold_5_percent_false=NAN,
                         error_scale_factor_error=float("inf"), acceptance_completeness=NAN, global_p_value=NAN)
        words = self.part(page, "answer")
        for expected in ("Q = 0.1259 (error unknown)", "156.7 (error unknown)", "No threshold in P is known",
                         "P ≥ 0.50 takes 121 sources", "do not tell how true"):
            self.assertIn(expected, words)
        self.assertIsNone(re.search(r"\b(nan|inf|NaN|Infinity)\b", re.sub(r"base64,[^\"]*", "", page)))

    def test_warnings_have_the_conditions_of_the_program(self):
        errors, seen = "The X-ray errors are not what is declared", "No counterparts are seen"
        self.assert_warnings([])
        self.assert_warnings([errors], error_scale_factor=1.4)
        self.assert_warnings([], error_scale_factor=1.4, error_scale_factor_error=0.2)
        self.assert_warnings([], error_scale_factor=1.4, xray_considered=100)  # 13 counterparts are too few
        self.assert_warnings([errors], error_scale_factor=4.99, error_scale_factor_error=3.0)
        self.assert_warnings([errors], error_scale_floor_arcsec=0.2)
        self.assert_warnings(["The infrared sources are clustered"], matched_rigid_mean=300.0)
        self.assert_warnings([], matched_rigid_mean=NAN, matched_rigid_error=NAN)
        self.assert_warnings(["Sum of P and excess disagree"], excess=260.0)
        self.assert_warnings(["No magnitudes"], infrared_missing_ks=100000)
        self.assert_warnings([seen], Q_log_likelihood_gain=3.9)

    def test_without_counterparts_there_is_no_threshold(self):
        page = self.page(Q_log_likelihood_gain=0.0)
        self.assertIn("no threshold in P is suggested", self.part(page, "answer"))
        self.assertNotIn("P ≥", self.part(page, "answer"))
        self.assertIn('data-suggested=""', page)

    def test_text_of_catalogues_cannot_become_markup(self):
        page = self.page(configuration="xray.name = <i>&\nprobability.method = lr\n",
                         carried={"<u>": np.array([EVIL] * 6)})
        self.assertNotIn("alert(1)</script>", page)
        self.assertNotIn("<i>", page)
        self.assertNotIn("<u>", page)
        self.assertEqual(page.count("</script>"), 2)
        data = self.data(page)
        name = next(column for column in data["columns"] if column["key"] == "name")
        self.assertEqual(name["values"][0], EVIL[:-1].decode() + "\\xe9")
        self.assertEqual(data["carried"][0]["words"], [name["values"][0]])  # a text that repeats stands once
        self.assertEqual(data["carried"][0]["values"], [0] * 6)
        self.assertNotIn("innerHTML", page)

    def test_nothing_is_loaded_from_elsewhere(self):
        page = self.page()
        self.assertEqual([address for address in re.findall(r'(?:src|href)\s*=\s*"([^"]*)"', page)
                          if not address.startswith(("#", "data:"))], [])
        self.assertIsNone(re.search(r"@import|url\(|fetch\(|XMLHttpRequest|import\(", page))
        self.assertEqual(set(re.findall(r"https?://[\w.]+", page)),
                         {"https://aladin.cds.unistra.fr", "https://simbad.cds.unistra.fr"})

    def test_candidates_belong_to_their_source(self):
        data = self.data(self.page(n_candidates=3))
        self.assertEqual(data["pairs"]["starts"], [0, 3, 3, 6, 6, 9, 9])
        p = next(column for column in data["pairs"]["columns"] if column["key"] == "p_lr")["values"]
        self.assertEqual(p, sorted(p, reverse=True))
        p = next(column for column in data["columns"] if column["key"] == "p")["values"]
        self.assertEqual(p, [0.9, None, 0.7333, None, 0.5667, None])

    def test_without_names_pairs_or_sources(self):
        page = self.page(with_names=False)
        self.assertEqual([column["key"] for column in self.data(page)["columns"]][:2], ["xray_id", "p"])
        self.assertEqual(self.data(self.page(n=0))["n_rows"], 0)
        self.assertEqual(self.data(self.page(n_candidates=0))["pairs"]["totals"], [0] * 6)

    @unittest.skipUnless(BROWSER, "there is no chromium")
    def test_in_a_browser_the_table_sorts_filters_and_shows_candidates(self):
        page = self.page(n=200, n_candidates=3)
        (self.folder / "report.html").write_text(page.replace("</body>", f"<script>{PROBE}</script></body>"))
        run = subprocess.run([BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
                              f"--user-data-dir={self.folder}/browser", "--dump-dom",
                              f"file://{self.folder}/report.html"], capture_output=True, text=True, timeout=120)
        seen = json.loads(unescape(re.search("<title>(.*?)</title>", run.stdout)[1]))
        self.assertEqual(seen["start"], ["200 of 200 sources", "page 1 of 4", 50])
        self.assertEqual(seen["name"], EVIL[:-1].decode() + "\\xe9")
        self.assertEqual(seen["ascending"], "source 198")
        self.assertEqual(seen["suggested"], "11 of 200 sources")  # P = 0.9 - 0.0025 row, rows 0, 2 to 20
        self.assertEqual(seen["searched"], ["source 196"])
        self.assertEqual(seen["candidates"], 3)
        self.assertIn("target=266.019600%20-29.019600&", seen["link"])
        self.assertNotIn("CONSOLE", run.stderr)

    def test_ten_thousand_sources_stay_below_five_megabytes(self):
        carried = {f"column_{i}": np.random.default_rng(i).random(10_000) for i in range(30)}
        page = self.page(n=10_000, carried=carried, n_candidates=6)
        self.assertLess(len(page.encode()), 5_000_000)
        self.assertTrue(self.data(page)["left_out"])

    def test_figures_are_images_in_the_page_or_words(self):
        def draw(_):
            figure = matplotlib.figure.Figure()
            figure.subplots().plot([1, 2])
            return figure

        def draw_nothing(_):
            raise KeyError("no table /such")

        def draw_other(_):
            """How <others> look."""
            return draw(_)

        with mock.patch.object(plots, "FIGURES", {"p0": draw, "nothing": draw_nothing, "other": draw_other}):
            drawn = figures(None)
        self.assertEqual([name for name, _, _ in drawn], ["p0", "nothing", "other"])
        for _, _, image in (drawn[0], drawn[2]):
            self.assertRegex(image, "^data:image/png;base64,[A-Za-z0-9+/]+=*$")
        self.assertIsNone(drawn[1][2])
        html = figures_html(drawn)
        self.assertIn("nothing is not drawn: no table /such.", html)
        self.assertIn("<figcaption>How &lt;others&gt; look.</figcaption>", html)

    def test_run_record_beside_the_result(self):
        (self.folder / "result.h5.run.json").write_text(json.dumps(
            {"finished": "2026-01-02T03:04:05Z", "wall_seconds": 12.25, "ranks": 8, "command_line": "counterpoint <x>"}))
        words = self.part(self.page(), "provenance")
        for expected in ("2026-01-02T03:04:05Z", "12.2 s on 8 ranks", "counterpoint &lt;x&gt;"):
            self.assertIn(expected, words)

    def test_other_files_are_refused(self):
        path = self.folder / "result.h5"
        path.write_text("not HDF5")
        self.assertEqual(self.run_script().returncode, 2)
        with h5py.File(path, "w") as file:
            file.create_group("summary")
        run = self.run_script()
        self.assertEqual(run.returncode, 2)
        self.assertIn("no table /counterparts; expected a file written by counterpoint match", run.stderr)
        self.assertEqual(self.run_script("-o", path).returncode, 2)
        self.assertFalse((self.folder / "report.html").exists())


if __name__ == "__main__":
    unittest.main()
