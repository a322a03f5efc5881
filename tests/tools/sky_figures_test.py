"""Figures of the sky: maps, named candidates, the alignment of the frames, and the tiles."""

import unittest

import h5py
import numpy as np
import synthetic_align
import synthetic_tables as tables
from figure_checks import FIGURES, FromFile, is_words_only, points, steps, words_of
from figures import ALIGN_FIGURES
from figures.maps import groups_of_sources, smoothed_density
from figures.named_candidates import distance_words, half_width_of, named_candidates, title_of_close_up
from figures.sky import ra_label, turned_to, unwrapped
from matplotlib.collections import PathCollection, PolyCollection


def scattered(axes):
    return [drawn for drawn in axes.collections if isinstance(drawn, PathCollection)]


def arms_of_cross(axes):
    """The extent along x and y of both arms of an errorbar()."""
    return [np.ptp(arm.get_segments()[0], axis=0) for arm in axes.containers[0].lines[2]]


def place_of_cross(axes):
    return np.mean([np.mean(arm.get_segments()[0], axis=0) for arm in axes.containers[0].lines[2]], axis=0)


def heights(values, edges):
    """{middle of a bin: its height}"""
    return dict(zip(np.round(0.5 * (edges[1:] + edges[:-1]), 6) + 0.0, values))


class Maps(FromFile):
    def test_groups_of_the_map(self):
        _, groups = groups_of_sources(self.result())
        self.assertEqual({name: np.flatnonzero(rows).tolist() for name, rows in groups.items()}, {
            "searched": [0, 1, 2, 3, 4], "outside the footprint": [5], "foreground": [6],
            "not kept, other reasons": [7]})

    def test_maps_have_ra_to_the_left_and_no_gap_at_zero(self):
        file = self.result()
        for name, n_points in (("xray_map", 8), ("p_map", 4)):
            figure = FIGURES[name](file)
            axes = figure.axes[0]
            left, right = axes.get_xlim()
            self.assertGreater(left, right)
            self.assertLess(left - right, 0.1)
            self.assertEqual(sum(len(c.get_offsets()) for c in axes.collections), n_points)
            figure.canvas.draw()
            values = [float(label.get_text()) for label in axes.get_xticklabels() if label.get_text()]
            self.assertTrue(all(0.0 <= value < 360.0 for value in values))
        np.testing.assert_array_equal(axes.collections[0].get_array(), [0.125, 0.5, 0.75, 0.96875])

    def test_labels_of_right_ascension(self):
        self.assertEqual(ra_label(-0.25, 2), "359.75")
        self.assertEqual(ra_label(266.5, 3), "266.5")
        self.assertEqual(ra_label(360.0, 3), "0")
        self.assertEqual(ra_label(-1e-9, 3), "0")
        self.assertEqual(ra_label(120.0, 0), "120")

    def test_unwrapped(self):
        np.testing.assert_allclose(unwrapped(np.array([359.9, 0.1])), [-0.1, 0.1])
        np.testing.assert_array_equal(unwrapped(np.array([170.0, 190.0])), [170.0, 190.0])

    def test_turned_to(self):
        np.testing.assert_allclose(turned_to(np.array([359.9, 0.1, 180.1]), 0.0), [-0.1, 0.1, -179.9])
        np.testing.assert_allclose(turned_to(np.array([0.1]), 359.0), [360.1])

    def test_density_map(self):
        axes = self.draw("density_map").axes[0]
        cells = axes.collections[0]
        np.testing.assert_allclose(cells.get_array(), tables.FOOTPRINT_ROWS / tables.COVERED_AREA)
        corners = np.array([path.vertices[:4] for path in cells.get_paths()])
        np.testing.assert_allclose(corners[0], [[-0.1, -29.02], [-0.05, -29.02], [-0.05, -28.92], [-0.1, -28.92]])
        left, right = axes.get_xlim()
        self.assertTrue(left >= 0.1 and right <= -0.1)

    def test_density_of_cells_with_few_rows_is_that_of_blocks(self):
        east, north = (part.ravel() for part in np.meshgrid(np.arange(64), np.arange(64)))
        cells = {"ra": 0.01 * (east + 0.5) / np.cos(np.radians(60.0)), "dec": 60.0 + 0.01 * (north + 0.5),
                 "dec_height": np.full(east.size, 0.01), "rows": 4 + 4 * (east % 2),
                 "covered_area": np.full(east.size, 2.0)}
        density = smoothed_density(cells)
        self.assertTrue(np.all((density > 2.4) & (density < 3.6)))
        cells["rows"] = 25 * cells["rows"]  # enough in each cell
        np.testing.assert_allclose(smoothed_density(cells), 50.0 + 50.0 * (east % 2))

    def test_overlay_has_the_sources_on_the_cells(self):
        axes = self.draw("overlay").axes[0]
        cells, *points_drawn = axes.collections
        self.assertIsInstance(cells, PolyCollection)
        outside, searched = (drawn.get_offsets() for drawn in points_drawn)
        np.testing.assert_allclose(outside, [[0.03, -28.95]])
        np.testing.assert_allclose(searched[0], [-0.01, -29.0])
        self.assertEqual(len(searched), 5)
        # The cells are turned to where the sources are.
        ra = np.array([path.vertices[:4, 0] for path in cells.get_paths()])
        np.testing.assert_allclose((ra.min(), ra.max()), (-0.1, 0.1))

    def test_overlay_of_the_whole_sky(self):
        self.result().close()
        with h5py.File(self.folder / "synthetic.h5", "a") as file:
            rows = np.repeat(file["footprint"][()], 9)
            rows["ra"], rows["ra_width"] = 10.0 * np.arange(36) + 5.0, 10.0
            del file["footprint"]
            file["footprint"] = rows
            axes = FIGURES["overlay"](file).axes[0]
        self.assertLess(axes.get_xlim()[0] - axes.get_xlim()[1], 0.1)

    def test_of_an_earlier_version(self):
        self.result().close()
        with h5py.File(self.folder / "synthetic.h5", "a") as file:
            del file["footprint"], file["offset_distribution"]
            for name in ("density_map", "overlay", "offset_distribution"):
                self.assertIn("an earlier version of counterpoint", words_of(FIGURES[name](file)))


class NamedCandidates(FromFile):
    def test_surroundings(self):
        figure = self.draw("candidate_environments")
        self.assertEqual(len(figure.axes), 5)
        axes = figure.axes[1]
        stars = axes.collections[0].get_offsets()
        self.assertEqual(len(stars), tables.N_STARS)
        # The fourth star of the second candidate: 43 * 77 = 3311, which is 71 degrees from north through east.
        separation, angle = 180.0 * (3 / 40) ** 2 / 60.0, np.radians(71.0)
        np.testing.assert_allclose(stars[3], [separation * np.sin(angle), separation * np.cos(angle)])
        self.assertGreater(*axes.get_xlim())  # east is on the left
        self.assertIn("HMXB 1\n0.000393 arcsec$^{-2}$\n1.25 × the mean\n50 % covered", words_of(figure))
        self.assertIn("HMXB 2\n0.000393 arcsec$^{-2}$\n1.25 × the mean\n", words_of(figure))

    def test_close_ups(self):
        figure = self.draw("candidate_closeups")
        panels = [axes for axes in figure.axes if axes.get_label() != "<colorbar>"]
        self.assertEqual(len(panels), 5)
        ellipse = panels[0].patches[0]
        self.assertEqual((ellipse.width, ellipse.height, ellipse.angle), (1.0, 2.0, -60.0))
        # The end of the major axis lies at a position angle of 60 degrees, that is north and east.
        end = ellipse.get_patch_transform().transform([[0.0, 1.0]])[0]
        np.testing.assert_allclose(end, [np.sin(np.radians(60.0)), 0.5])
        self.assertEqual((panels[2].patches[0].width, panels[2].patches[0].height), (2.0, 2.0))
        self.assertEqual(len(panels[3].patches), 0)
        # The cross is where the X-ray source is, also across RA 0, and as large as its error.
        for axes in panels[:2]:
            east = -0.5 * np.cos(np.radians(29.0))
            np.testing.assert_allclose(place_of_cross(axes), [east, 0.25], atol=1e-6)
            np.testing.assert_allclose(arms_of_cross(axes), [[1.2, 0.0], [0.0, 1.2]], atol=1e-9)
        self.assertEqual(len(panels[4].containers), 0)
        self.assertIn("no X-ray source", words_of(figure))
        # Of the stars within 2.75 arcsec the one without Ks is an open circle; all have one scale.
        blank, measured = scattered(panels[0])
        self.assertEqual((len(blank.get_offsets()), len(measured.get_offsets())), (1, 5))
        np.testing.assert_allclose(measured.get_array(), [10.0, 10.1, 10.3, 10.4, 10.5])
        self.assertEqual({scattered(axes)[1].get_clim() for axes in panels}, {(10.0, 11.0)})

    def test_error_that_a_close_up_has_no_room_for(self):
        file = self.result()
        (candidate, *_), _ = named_candidates(file)
        candidate |= {"xray_separation": 300.0, "xray_dec": candidate["dec"] + 300.0 / 3600.0, "error_major": 4.0}
        self.assertAlmostEqual(half_width_of(candidate), 5.2)
        self.assertEqual([half_width_of(candidate | {"error_major": error}) for error in (0.1, 0.6, np.nan)],
                         [1.5, 3.0 * 0.6, 2.75])
        self.assertEqual(title_of_close_up(candidate), "HMXB 1\nX-ray at 5\u2032, outside")
        self.assertEqual([distance_words(arcsec) for arcsec in (0.504, 36000.0)], ["0.504\u2033", "10°"])

    def test_many_are_counted(self):
        file = self.result(n_named=15)
        for name in ("candidate_environments", "candidate_closeups"):
            figure = FIGURES[name](file)
            self.assertEqual(len([axes for axes in figure.axes if axes.get_label() != "<colorbar>"]), 12)
            self.assertIn("the first 12 of 15 candidates; 3 are left out", figure._suptitle.get_text())

    def test_without_magnitudes(self):
        figure = self.draw("candidate_closeups", has_magnitudes=False)
        self.assertEqual(len(figure.axes), 5)  # no colour bar
        self.assertEqual(len(scattered(figure.axes[0])[0].get_offsets()), 6)

    def test_without_any(self):
        file = self.result(n_named=0)
        for name in ("candidate_environments", "candidate_closeups"):
            self.assertIn("No candidates were named", words_of(FIGURES[name](file)))


class Alignment(FromFile):
    def test_offset_map(self):
        axes = self.draw("offset_map").axes[0]
        image = axes.collections[0].get_array().reshape(21, 21)
        north, east = np.unravel_index(np.argmax(image), image.shape)
        self.assertEqual((image.max(), np.count_nonzero(image)), (8.0, 1))
        np.testing.assert_allclose((-1.0 + 0.1 * east, -1.0 + 0.1 * north), tables.SHIFT)
        np.testing.assert_allclose(place_of_cross(axes), tables.SHIFT)
        self.assertGreater(*axes.get_xlim())
        self.assertIn("east +0.300 ± 0.020", words_of(axes.figure))

    def test_before_and_after(self):
        east, _ = self.draw("alignment").axes
        before, after = (heights(*steps(east, i)[:2]) for i in (0, 1))
        # Stars at 0 and 0.3 arcsec east: they were 0.3 farther before the shift.
        self.assertEqual((after[0.0], after[0.3]), (0.5 + 0.96875, 0.75))
        self.assertEqual((before[0.3], before[0.6]), (0.5 + 0.96875, 0.75))

    def test_shift_that_was_not_applied(self):
        self.result().close()
        with h5py.File(self.folder / "synthetic.h5", "a") as file:
            file["summary"].attrs["align_applied"] = 0
            east, _ = FIGURES["alignment"](file).axes
            self.assertIn("not applied", words_of(FIGURES["offset_map"](file)))
        self.assertIn("not applied", words_of(east.figure))
        before, after = (heights(*steps(east, i)[:2]) for i in (0, 1))
        self.assertEqual((before[0.0], after[-0.3]), (0.5 + 0.96875, 0.5 + 0.96875))

    def test_without_alignment(self):
        file = self.result(is_aligned=False)
        for name in ("offset_map", "alignment"):
            self.assertIn("match.align = true", words_of(FIGURES[name](file)))


class ResultOfAlign(FromFile):
    def test_calibrators(self):
        figure = ALIGN_FIGURES["calibrator_offsets"](self.aligned())
        for axes, shift in zip(figure.axes, (0.0, synthetic_align.SHIFT[0])):
            used, rejected, median = (line.get_xdata() for line in axes.lines[2:])
            np.testing.assert_allclose(used, synthetic_align.OFFSET_EAST[:3] - shift)
            np.testing.assert_allclose(rejected, synthetic_align.OFFSET_EAST[3:] - shift)
            np.testing.assert_allclose(median, 0.5 - shift)

    def test_observations(self):
        east, north = ALIGN_FIGURES["observation_shifts"](self.aligned(n_observations=3)).axes
        self.assertEqual([points(east, i)[:2] for i in (0, 1)], [([1.0], [0.5]), ([2.0], [0.5])])
        self.assertIn("1 without a shift", east.get_legend().get_title().get_text())
        self.assertEqual([label.get_text() for label in north.get_xticklabels()], ["obs0", "obs1"])

    def test_uncertainties(self):
        figure = ALIGN_FIGURES["uncertainties"](self.aligned())
        above, below = figure.axes
        self.assertEqual([steps(above, i)[0].sum() for i in (0, 1)], [2, 3])
        self.assertIn("measurement alone; 2 blank or 0", "".join(above.get_legend_handles_labels()[1]))
        self.assertIn("kim2007: 1", words_of(figure))

    def test_without_calibrators(self):
        file = self.aligned(has_calibrators=False, n_observations=3)
        self.assertTrue(is_words_only(ALIGN_FIGURES["calibrator_offsets"](file)))
        axes = ALIGN_FIGURES["offset_map"](file).axes[0]
        image = axes.collections[0].get_array().reshape(11, 11)
        self.assertEqual(image[10, 10], 12.0)
        self.assertIn("observation obs2, the most significant of 3", words_of(axes.figure))


class Tiles(FromFile):
    def test_load(self):
        panels = self.draw("tile_load").axes
        np.testing.assert_array_equal(steps(panels[0])[0], [3, 1, 4])
        np.testing.assert_array_equal(steps(panels[2])[0], [30, 10, 40])
        self.assertIn("mean 3 (dashed), largest 1.50 × the mean", words_of(panels[0].figure))

    def test_without_a_report(self):
        file = self.result()
        (self.folder / "synthetic.h5.run.json").write_text("{}")
        self.assertTrue(is_words_only(FIGURES["tile_load"](file)))
        (self.folder / "synthetic.h5.run.json").unlink()
        self.assertIn("synthetic.h5.run.json", words_of(FIGURES["tile_load"](file)))


if __name__ == "__main__":
    unittest.main()
