"""tools/plots.py draws the figures of small result files made here, and refuses another file."""

import subprocess
import sys
import unittest

import h5py
import numpy as np
import synthetic_align
import synthetic_result as synthetic
import synthetic_tables as tables
from figure_checks import CHECKOUT, FIGURES, FromFile, is_words_only, points, steps, words_of
from figures import ALIGN_FIGURES
from figures.probabilities import normalisation_residuals
from figures.separations import chance_fraction, rayleigh_fraction
from figures.tables import acceptance_limits, candidates, has_magnitudes, offsets_in_sigma, table
from matplotlib.backends.backend_agg import FigureCanvasAgg
from plots import figures_of

SCRIPT = CHECKOUT / "tools/plots.py"
KS_FIGURES = {"ks_counts", "magnitude_model", "sum_of_p", "trial_totals"}
P_FIGURES = {"best_p", "p0", "thresholds", "separations", "sum_of_p", "normalisation", "p_map", "alignment"}


class EveryFigure(FromFile):
    def check_axes(self, name, figure):
        self.assertAlmostEqual(figure.get_figwidth(), 3.4, msg=name)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        if is_words_only(figure):
            return
        named_y, named_x = figure._supylabel is not None, figure._supxlabel is not None
        for axes in figure.axes:
            is_bar = axes.get_label() == "<colorbar>"
            self.assertTrue(named_y or axes.get_ylabel() or is_bar or not axes.get_subplotspec().is_first_col(),
                            name)
            named_x = named_x or bool(axes.get_xlabel() and not is_bar)
            # Nothing is cut off at the edge of the figure.
            box, page = axes.get_tightbbox(canvas.get_renderer()), figure.bbox
            self.assertGreater(min(box.x0, box.y0), -1.0, name)
            self.assertLess(max(box.x1 - page.x1, box.y1 - page.y1), 1.0, name)
        self.assertTrue(named_x, name)

    def test_drawn_from_a_whole_result(self):
        for figures, file in ((FIGURES, self.result()), (ALIGN_FIGURES, self.aligned())):
            self.assertIs(figures_of(file), figures)
            for name, draw in figures.items():
                figure = draw(file)
                self.check_axes(name, figure)
                self.assertEqual(is_words_only(figure), figures is ALIGN_FIGURES and name == "offset_map", name)

    def test_without_magnitudes_says_so(self):
        file = self.result(has_magnitudes=False)
        for name, draw in FIGURES.items():
            figure = draw(file)
            self.check_axes(name, figure)
            self.assertEqual(is_words_only(figure), name in KS_FIGURES, name)
            if name in KS_FIGURES:
                self.assertIn("no Ks magnitudes", words_of(figure))
        self.assertIn("sum of P = 2.6, excess = 2.0 ± 1.5", words_of(FIGURES["sum_of_p"](file)))

    def test_stars_of_two_catalogues_are_counted_together(self):
        synthetic.write_result(self.folder / "two.h5")
        with h5py.File(self.folder / "two.h5", "a") as file:
            summary = file["summary"].attrs
            summary.update({"stars_in_both": 400, "stars_only_in_first": 600, "stars_only_in_second": 2000})
            for missing, expected in ((1500, True), (3000, False)):
                summary["infrared_missing_ks"] = missing
                self.assertIs(has_magnitudes(file), expected)

    def test_without_candidates_says_so(self):
        file = self.result(has_candidates=False)
        drawn = {"magnitude_model", "features", "xray_map", "density_map", "overlay", "candidate_environments",
                 "candidate_closeups", "offset_map", "tile_load"}
        for name, draw in FIGURES.items():
            figure = draw(file)
            self.check_axes(name, figure)
            self.assertEqual(is_words_only(figure), name not in drawn, name)
            if name in P_FIGURES:
                self.assertIn("No X-ray source has a candidate", words_of(figure))

    def test_without_null_trials(self):
        file = self.result(n_trials=0)
        for name in ("best_p", "ks_counts", "sum_of_p", "thresholds", "trial_totals"):
            self.check_axes(name, FIGURES[name](file))
        for name in ("thresholds", "trial_totals"):
            self.assertIn("null.trials = 0", words_of(FIGURES[name](file)))
        self.assertEqual(len(FIGURES["ks_counts"](file).axes[0].containers), 1)


class Counts(FromFile):
    def test_ks_counts(self):
        axes = self.draw("ks_counts").axes[0]
        values, edges, baseline = steps(axes)
        # The first bin is empty and is left out; the curve does not fall to zero at the ends.
        np.testing.assert_array_equal(values, synthetic.EXPECTED[1:])
        np.testing.assert_array_equal(edges, np.arange(9.5, 12.1, 0.5))
        self.assertIsNone(baseline)
        x, mean, bars = points(axes, 0)
        np.testing.assert_allclose(mean, synthetic.TRIALS.mean(axis=0)[1:])
        np.testing.assert_allclose(x, np.arange(9.75, 12.0, 0.5) + 0.07)
        _, real, real_bars = points(axes, 1)
        np.testing.assert_array_equal(real, synthetic.N_REAL[1:])
        np.testing.assert_allclose(real_bars[:, 0], real - np.sqrt(real))
        # Every bar is whole: 1/3 of a match with a deviation of 0.58 reaches below zero.
        self.assertLess(bars.min(), 0.0)
        self.assertLess(axes.get_ylim()[0], bars.min())
        self.assertGreater(axes.get_ylim()[1], real_bars.max())

    def test_shift_sweep(self):
        axes = self.draw("shift_sweep").axes[0]
        np.testing.assert_array_equal(axes.lines[0].get_ydata(), [4, 4])
        np.testing.assert_allclose(axes.lines[1].get_ydata(), 3.0 + np.exp(-synthetic.RADII))
        np.testing.assert_allclose(points(axes)[1], 3.1 + np.exp(-synthetic.RADII))

    def test_trial_totals(self):
        axes = self.draw("trial_totals").axes[0]
        values, edges, _ = steps(axes)
        totals = dict(zip(edges[:-1] + 0.5, values))
        self.assertEqual({total: n for total, n in totals.items() if n}, {42: 1, 43: 1, 45: 1})
        self.assertEqual([line.get_xdata()[0] for line in axes.lines], [synthetic.EXPECTED.sum(), 55])

    def test_sum_of_p(self):
        axes = self.draw("sum_of_p").axes[0]
        sums, _, _ = steps(axes, 0)
        np.testing.assert_allclose(sums, [0.0, 0.5, 0.75 + 0.96875, 0.25, 0.0])
        _, excess, bars = points(axes, 0)
        np.testing.assert_allclose(excess, (synthetic.N_REAL - synthetic.EXPECTED)[1:])
        np.testing.assert_allclose(np.ptp(bars, axis=1), 2.0 * np.sqrt(synthetic.EXPECTED[1:] + sums))
        np.testing.assert_allclose(steps(axes, 1)[0], [0.125])  # without Ks
        np.testing.assert_allclose(points(axes, 1)[1], [0.5])

    def test_sum_of_p_of_other_null_trials(self):
        self.result().close()
        with h5py.File(self.folder / "synthetic.h5", "a") as file:
            file["summary"].attrs["null_pairs_own"] = 1.6
            rows = file["ks_histogram"][()]
            rows["null_expected_std"] = np.nan  # as in mode rigid
            file["ks_histogram"][...] = rows
            axes = FIGURES["sum_of_p"](file).axes[0]
        # In mode disc true pairs are among those expected, and the figure says how many.
        self.assertIn("among these 2 true pairs", "".join(axes.get_legend_handles_labels()[1]))
        variance = synthetic.TRIALS.var(axis=0, ddof=1)[1:] + steps(axes)[0]
        np.testing.assert_allclose(np.ptp(points(axes)[2], axis=1), 2.0 * np.sqrt(variance))

    def test_magnitude_model(self):
        above, below = self.draw("magnitude_model").axes
        n = 1e-5 * 4.0 ** np.arange(7)
        x, q, bars = points(above)
        np.testing.assert_allclose(x, np.append(synthetic.KS_LOW, 12.0) + 0.125)
        np.testing.assert_allclose(q, 100.0 * n)
        np.testing.assert_allclose(np.ptp(bars, axis=1), 20.0 * n)
        # A class of 0.25 mag over 4e6 arcsec^2 holds 1e6 n stars, give or take the root of that.
        np.testing.assert_allclose(np.ptp(points(below)[2], axis=1), 2.0 * n / np.sqrt(1e6 * n))

    def test_features(self):
        axes, _ = self.draw("features").axes
        cells = axes.collections[0]
        # Only classes with both edges: the middle one of each magnitude.
        np.testing.assert_allclose(cells.get_array(), np.log10([2.0, 2.0]))
        np.testing.assert_allclose(cells.get_paths()[1].vertices[:4], [[14.5, 0.5], [15.0, 0.5], [15.0, 1.0], [14.5, 1.0]])
        self.assertIn("gain in ln L +12.5", axes.get_title(loc="left"))
        self.assertEqual(axes.get_ylabel(), "H-Ks")


class Probabilities(FromFile):
    def test_best_p(self):
        axes = self.draw("best_p").axes[0]
        values, edges, _ = steps(axes)
        filled = {round(float(edge), 2): n for edge, n in zip(edges, values) if n}
        self.assertEqual(filled, {0.1: 1, 0.5: 1, 0.75: 1, 0.95: 1})
        chance, edges, _ = steps(axes, 2)
        np.testing.assert_allclose(edges, [0.05, 0.5, 0.9, 0.95, 1.0])  # 0.99 is within the last bin
        np.testing.assert_allclose(chance, [6.0, 3.0, 0.5, 0.5])

    def test_p0_and_survival(self):
        above, below = self.draw("p0").axes
        self.assertEqual(steps(above)[0].sum(), 4)
        line = below.lines[0]
        survival = dict(zip(np.round(line.get_xdata(), 5), line.get_ydata()))
        self.assertEqual(survival, {0.0: 1.0, 0.03125: 0.75, 0.25: 0.25, 0.875: 0.0, 1.0: 0.0})

    def test_thresholds(self):
        above, below = self.draw("thresholds").axes
        np.testing.assert_array_equal(above.lines[0].get_ydata(), [4, 3, 1, 1, 0])
        np.testing.assert_array_equal(below.lines[0].get_ydata(), [0.5, 0.8, 0.95, 0.97, 1.0])
        np.testing.assert_array_equal(below.lines[1].get_ydata(), [0.9, 0.7, 0.4, 0.2, 0.1])
        band = below.collections[0].get_paths()[0].vertices
        np.testing.assert_allclose(sorted(set(band[band[:, 0] == 0.5][:, 1])), [0.76, 0.84])
        self.assertEqual(band[:, 1].max(), 1.0)  # a purity does not exceed 1
        self.assertIn("P = 0.90", words_of(above.figure))

    def test_normalisation(self):
        np.testing.assert_array_equal(normalisation_residuals(self.result()), np.zeros(4))

    def test_residuals_beyond_rounding(self):
        file = self.result(method="mauerhan")  # sums to one half here
        np.testing.assert_allclose(normalisation_residuals(file), np.full(4, -0.5))
        values, edges, _ = steps(FIGURES["normalisation"](file).axes[0])
        self.assertEqual(values[np.searchsorted(edges, -0.5) - 1], 4)

    def test_estimator_is_that_of_the_configuration(self):
        np.testing.assert_array_equal(candidates(self.result(method="mauerhan"))["p"], 0.5 * synthetic.PAIR_P)


class Separations(FromFile):
    def test_offsets_follow_the_axes_of_an_ellipse(self):
        file = self.result()
        offsets = offsets_in_sigma(candidates(file), table(file, "/xray"))
        # Source 1 is an ellipse of 0.5 by 0.3 at 30 degrees, and the third star lies along its major axis.
        np.testing.assert_allclose(offsets, [1.0, 2.0, 1.2, 2.4, 0.0])
        pairs = candidates(file)
        pairs["position_angle"][2] = 120.0  # across it
        self.assertAlmostEqual(offsets_in_sigma(pairs, table(file, "/xray"))[2], 2.0)

    def test_separations(self):
        above, below = self.draw("separations").axes
        law, edges, _ = steps(below)
        self.assertAlmostEqual(edges[-1], np.sqrt(-2.0 * np.log(0.01)))
        self.assertAlmostEqual(law.sum(), synthetic.PAIR_P.sum())
        expected = np.exp(-0.5 * edges[:-1] ** 2) - np.exp(-0.5 * edges[1:] ** 2)
        np.testing.assert_allclose(law, expected / 0.99 * synthetic.PAIR_P.sum())
        weighted = points(below)[1]
        self.assertEqual(weighted[0], 0.96875)
        self.assertEqual(weighted[np.searchsorted(edges, 1.2) - 1], 0.75)
        self.assertAlmostEqual(weighted.sum(), synthetic.PAIR_P.sum())
        chance = steps(above, 1)[0]
        self.assertAlmostEqual(chance.sum(), 3.0)
        np.testing.assert_allclose(chance / chance[0], np.arange(1, 24, 2))  # as the area of the rings
        self.assertIn("1.10 ± 0.10", words_of(above.figure))

    def test_offset_distribution(self):
        above, below = self.draw("offset_distribution").axes
        chance, edges, baseline = steps(above)
        np.testing.assert_array_equal(chance, tables.RING_EXPECTED)
        np.testing.assert_array_equal(edges, tables.RING_EDGES)
        middle, pairs, bars = points(above)
        np.testing.assert_allclose(middle, tables.RING_EDGES[:-1] + 0.25)
        np.testing.assert_array_equal(pairs, tables.RING_PAIRS)
        np.testing.assert_allclose(np.ptp(bars, axis=1), 2.0 * np.sqrt(tables.RING_PAIRS))
        np.testing.assert_allclose(points(below)[1], tables.RING_PAIRS - tables.RING_EXPECTED)

    def test_rayleigh_law(self):
        edges = np.array([0.0, 1.0, 9.0])
        np.testing.assert_allclose(rayleigh_fraction(edges, np.array([9.0])), [0.3935, 0.6065], atol=1e-4)
        # Of two sources one is searched out to 1 sigma: it adds to the first bin alone.
        fractions = rayleigh_fraction(edges, np.array([9.0, 1.0]))
        np.testing.assert_allclose(fractions, np.array([2 * 0.3935, 0.6065]) / 1.3935, atol=1e-4)

    def test_acceptance_that_differs_between_sources(self):
        file = self.result(short_limit=2.0)
        limits, share = acceptance_limits(candidates(file), table(file, "/xray"))
        np.testing.assert_allclose(limits, np.where(np.arange(5) == 2, 2.0, synthetic.LIMIT))
        self.assertAlmostEqual(share[2] / share[0], (2.0 / synthetic.LIMIT) ** 2)
        # The ellipse: its area is that of both axes, each with the infrared error of 0.3.
        self.assertAlmostEqual(share[1] / share[0], np.hypot(0.5, 0.3) * np.hypot(0.3, 0.3) / 0.25)
        fractions = chance_fraction(np.array([0.0, 1.0, 2.0]), np.array([1.0, 2.0]), np.array([0.2, 0.8]))
        np.testing.assert_allclose(fractions, [0.2 + 0.8 / 4, 0.8 * 3 / 4])


class Command(FromFile):
    def run_script(self, name, *options):
        return subprocess.run([sys.executable, SCRIPT, self.folder / name, *options],
                              capture_output=True, text=True)

    def test_draws_all_figures(self):
        synthetic.write_result(self.folder / "result.h5")
        run = self.run_script("result.h5", "--format", "svg")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(run.stderr, "")
        self.assertGreaterEqual(len(FIGURES), 20)
        for name in FIGURES:
            self.assertIn("<svg", (self.folder / f"{name}.svg").read_text())
            self.assertIn(f"{name}.svg", run.stdout)

    def test_formats(self):
        synthetic_align.write_aligned(self.folder / "aligned.h5")
        run = self.run_script("aligned.h5", "--pdf", "--format", "png,svg")
        self.assertEqual(run.returncode, 0, run.stderr)
        for name in ALIGN_FIGURES:
            self.assertEqual((self.folder / f"{name}.png").read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
            self.assertEqual((self.folder / f"{name}.pdf").read_bytes()[:5], b"%PDF-")
            self.assertIn("<svg", (self.folder / f"{name}.svg").read_text())

    def test_folder_is_made_and_png_is_the_default(self):
        synthetic_align.write_aligned(self.folder / "aligned.h5")
        run = self.run_script("aligned.h5", "--output-dir", self.folder / "a/b")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(sorted(path.name for path in (self.folder / "a/b").iterdir()),
                         sorted(f"{name}.png" for name in ALIGN_FIGURES))

    def test_help_names_every_figure(self):
        run = self.run_script("result.h5", "--help")
        for name in FIGURES | ALIGN_FIGURES:
            self.assertRegex(run.stdout, rf"(?m)^  {name} ")

    def test_unknown_format_is_refused(self):
        run = self.run_script("result.h5", "--format", "png,gif")
        self.assertEqual(run.returncode, 2)
        self.assertIn("'gif' is none of png, pdf, svg", run.stderr)

    def test_other_file_is_refused(self):
        (self.folder / "text.h5").write_text("not HDF5")
        with h5py.File(self.folder / "other.h5", "w") as file:
            file["something"] = 1
        for name in ("text.h5", "other.h5", "missing.h5"):
            run = self.run_script(name)
            self.assertEqual(run.returncode, 2)
            self.assertIn("expected a file written by counterpoint match or align", run.stderr)
            self.assertNotIn("Traceback", run.stderr)


if __name__ == "__main__":
    unittest.main()
