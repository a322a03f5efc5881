"""tools/report.py: sentences, warnings, escaping and size of the page, on small result files."""

import html
import json
import re
import subprocess
import sys
import unittest
from unittest import mock

import h5py
import matplotlib.figure
import numpy as np

from report_result import EVIL, NAN, SCRIPT, ReportCase, pairs_of, write_result
from figures.style import words_only
from report_page import figures, terms


class Report(ReportCase):
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

    def test_of_two_infrared_catalogues_it_says_what_each_lists(self):
        in_first = np.array([3, -1, -1, -1, 5, -1])
        in_second = np.array([4, -1, 7, -1, -1, -1])
        page = self.page(stars_in_both=1200, stars_only_in_first=34, stars_only_in_second=5,
                         counterparts={"ir1_id": in_first, "ir2_id": in_second})
        words = self.part(page, "answer")
        self.assertIn("1,200 are in both infrared catalogues, 34 only in the first and 5 only in the second", words)
        self.assertIn("of the best candidates with P ≥ 0.5 these are 1, 1 and 1", words)
        self.assertIn('"title":"Listed in"', page)
        self.assertIn('"values":["both","","second","","first",""]', page)
        self.assertNotIn("Listed in", self.page())

    def test_numbers_that_are_not_there_become_words(self):
        page = self.page(Q_error=NAN, excess_error=float("inf"), threshold_5_percent_false=NAN,
                         error_scale_factor_error=float("inf"), acceptance_completeness=NAN, global_p_value=NAN)
        words = self.part(page, "answer")
        for expected in ("Q = 0.1259 (error unknown)", "156.7 (error unknown)", "No threshold in P is known",
                         "P ≥ 0.50 takes 121 sources", "do not tell how true"):
            self.assertIn(expected, words)
        self.assertIn("do not tell how true", self.part(self.page(error_scale_at_bound=1), "answer"))
        self.assertIsNone(re.search(r"\b(nan|inf|NaN|Infinity)\b", re.sub(r"base64,[^\"]*", "", page)))

    def test_warnings_are_shown_as_the_program_wrote_them(self):
        self.assertIn("None.", self.part(self.page(), "warnings"))
        text = "the sum of P, 1.0, and the excess disagree: see <xray.error-scale>"
        page = self.page(tables={"warnings": {"warning": [text.encode(), b"second"]}})
        self.assertEqual(re.findall('<p class="warning">(.*?)</p>', page), [html.escape(text), "second"])
        with h5py.File(self.folder / "old.h5", "w") as old, h5py.File(self.folder / "result.h5") as file:
            for name in file:
                if name != "warnings":
                    file.copy(name, old)
        self.assertIn("written by an older program", self.part(self.page_of_files("old.h5"), "warnings"))

    def test_without_counterparts_there_is_no_threshold(self):
        page = self.page(counterparts_seen=0)
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
        data = self.data(page)["counterparts"]
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
        data = self.data(self.page(n_candidates=3))["counterparts"]
        self.assertEqual(data["terms"]["starts"], [0, 3, 3, 6, 6, 9, 9])
        p = data["terms"]["pairs"]["p_lr"]["values"]
        self.assertEqual(p, sorted(p, reverse=True))
        self.assertEqual(self.values(data, "p"), [0.9, None, 0.7333, None, 0.5667, None])
        self.assertEqual(data["terms"]["none"]["p0_lr"], [0.125, None] * 3)

    def test_only_the_most_probable_candidates_are_kept_where_there_are_many(self):
        with mock.patch.object(terms, "MOST_PAIRS", 7):
            found = self.data(self.page(n_candidates=4))["counterparts"]["terms"]
        # P falls from row to row: of each source the best, and 4 more.
        self.assertEqual(found["pairs"]["ir_id"]["values"], [0, 1, 2, 3, 4, 5, 8])
        self.assertEqual((found["starts"], found["totals"]), ([0, 4, 4, 6, 6, 7, 7], [4, 0] * 3))
        self.assertEqual(found["least_p"], 0.46)
        self.assertIsNone(self.data(self.page())["counterparts"]["terms"]["least_p"])

    def test_error_ellipses_have_two_sigmas(self):
        n = 2
        xray = {"xray_id": np.arange(n), "sigma": np.full(n, 0.2), "sigma_minor": np.full(n, 0.1),
                "sigma_angle": np.array([90.0, NAN])}
        pairs = pairs_of(np.zeros(1, int)) | {"position_angle": [0.0], "separation": [0.5]}
        found = self.data(self.page(n=n, tables={"xray": xray, "pairs": pairs}))["counterparts"]["terms"]["pairs"]
        self.assertEqual(found["sigma_minor"]["values"], [round(np.sqrt(0.25**2 - 0.2**2 + 0.1**2), 3)])
        self.assertEqual(found["n_sigma"]["values"], [round(0.5 / np.sqrt(0.0325), 2)])

    def test_without_names_pairs_or_sources(self):
        data = self.data(self.page(with_names=False))["counterparts"]
        self.assertEqual([column["key"] for column in data["columns"]][:2], ["xray_id", "p"])
        self.assertEqual(self.data(self.page(n=0))["counterparts"]["n_rows"], 0)
        self.assertEqual(self.data(self.page(n_candidates=0))["counterparts"]["terms"]["totals"], [0] * 6)

    def test_named_candidates_with_their_nearest_x_ray_source(self):
        candidates = {"candidate_id": [0, 1, 2], "name": [b"a", b"<b>", b"c"], "ra": [266.0] * 3, "dec": [-29.0] * 3,
                      "stars": [12, 0, 1], "surface_density": [1.25e-3, 0.0, 1e-3], "density_ratio": [1.5, 0.0, 1.0],
                      "xray_id": [2, 1, -1], "xray_separation": [3.25, 60.0, NAN], "xray_error": [0.5, 0.6, NAN]}
        stars = {"candidate_id": [0, 0, 2], "separation": [0.125, 2.0, 7.0], "ks": [12.5, 10.0, NAN]}
        page = self.page(tables={"candidates": candidates, "candidate_stars": stars}, candidate_radius_arcsec=180.0)
        data = self.data(page)["candidates"]
        self.assertEqual(self.values(data, "best_p"), [0.7333, None, None])
        self.assertEqual(self.values(data, "star_separation"), [0.12, None, 7])
        self.assertEqual(data["sources"], [2, 1, None])
        self.assertIn("within 180 arcsec", self.part(page, "candidates"))
        self.assertIn('<a href="#candidates">', page)
        self.assertNotIn('<a href="#candidates">', self.page())

    def test_ten_thousand_sources_stay_below_five_megabytes(self):
        carried = {f"column_{i}": np.random.default_rng(i).random(10_000) for i in range(30)}
        page = self.page(n=10_000, carried=carried, n_candidates=6)
        self.assertLess(len(page.encode()), 5_000_000)
        self.assertTrue(self.data(page)["counterparts"]["left_out"])

    def test_figures_are_images_in_the_page_or_words(self):
        def draw(_):
            figure = matplotlib.figure.Figure()
            figure.subplots().plot([1, 2])
            return figure

        def draw_nothing(_):
            raise KeyError("no table /such")

        def draw_words(_):
            return words_only("title", "no star\nhas <Ks>.")

        def draw_other(_):
            """How <others> look."""
            return draw(_)

        with mock.patch.dict(figures.FIGURES, {"p0": draw, "nothing": draw_nothing, "other": draw_other,
                                               "words": draw_words, "void": draw_nothing}, clear=True):
            page = figures.figures_html(None)
        self.assertEqual(re.findall('src="data:image/png;base64,[A-Za-z0-9+/]+=*" alt="(.*?)"', page), ["p0", "other"])
        self.assertIn("Not drawn: nothing, void (no table /such); words (no star has &lt;Ks&gt;).", page)
        self.assertIn("<figcaption>How &lt;others&gt; look.</figcaption>", page)

    def test_run_record_beside_the_result(self):
        (self.folder / "result.h5.run.json").write_text(json.dumps(
            {"finished": "2026-01-02T03:04:05Z", "wall_seconds": 12.25, "ranks": 8, "command_line": "counterpoint <x>"}))
        words = self.part(self.page(), "provenance")
        for expected in ("2026-01-02T03:04:05Z", "12.2 s on 8 ranks", "counterpoint &lt;x&gt;"):
            self.assertIn(expected, words)

    def run_script(self, *options):
        return subprocess.run([sys.executable, SCRIPT, self.folder / "result.h5", *options],
                              capture_output=True, text=True)

    def test_the_script_writes_the_page_and_prints_its_path(self):
        write_result(self.folder / "result.h5")
        run = self.run_script()
        self.assertEqual((run.returncode, run.stdout, run.stderr), (0, f"{self.folder}/report.html\n", ""))
        page = (self.folder / "report.html").read_text(encoding="utf-8")
        self.assertIn('<img src="data:image/png;base64,', page)
        self.assertLess(len(page.encode()), 1_000_000)
        self.assertEqual(self.run_script(self.folder / "result.h5").stdout, f"{self.folder}/comparison.html\n")
        run = self.run_script(self.folder / "missing.h5")
        self.assertEqual(run.returncode, 2)
        self.assertIn("missing.h5: there is no such file; expected", run.stderr)

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
