"""The scores of tools/bench/calibration against numbers worked out by hand, and on forecasts whose
quality is known."""

import sys
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools/bench"))

from astropy.table import Table  # noqa: E402

from calibration import (depth_skies, error_skies, family_fit, generating_model, nway,  # noqa: E402
                         populations, scoring, variants)
from calibration.scoring import Candidates, Forecast  # noqa: E402


def three_sources():
    """The first has its counterpart among two candidates, the second has one false candidate, the
    third none, though its counterpart lies elsewhere."""
    candidates = Candidates(np.array([0, 0, 1]), np.array([True, False, False]),
                            np.array([True, False, True]))
    forecast = Forecast(np.array([0.7, 0.1, 0.4]), np.array([0.2, 0.6, 1.0]))
    return candidates, forecast


def random_sky(n_sources=20000, seed=1):
    """Forecasts drawn first and the truth from them: calibrated by construction."""
    rng = np.random.default_rng(seed)
    source = np.repeat(np.arange(n_sources), 3)
    weights = rng.exponential(size=(n_sources, 4)) ** 3
    p = weights / weights.sum(axis=1, keepdims=True)
    chosen = (rng.random((n_sources, 1)) > p.cumsum(axis=1)).sum(axis=1)
    is_true = (np.arange(3) == chosen[:, None]).ravel()
    return (Candidates(source, is_true, chosen < 3), Forecast(p[:, :3].ravel(), p[:, 3]))


class Scores(unittest.TestCase):
    def test_brier_by_hand(self):
        terms = scoring.brier_terms(*three_sources())
        np.testing.assert_allclose(terms, [0.09 + 0.01 + 0.04, 0.16 + 0.16, 0.0])

    def test_log_loss_by_hand(self):
        expected = -(np.log(0.7) + np.log(0.6) + np.log(1.0)) / 3.0
        self.assertAlmostEqual(scoring.log_loss(*three_sources()), expected)

    def test_log_loss_is_clipped(self):
        candidates, _ = three_sources()
        sure = Forecast(np.array([0.0, 1.0, 0.0]), np.array([0.0, 1.0, 1.0]))
        self.assertAlmostEqual(scoring.log_loss(candidates, sure), -np.log(1e-6) / 3.0)

    def test_selection_by_hand(self):
        candidates, forecast = three_sources()
        chosen = scoring.selection(candidates, forecast, 0.3)
        self.assertEqual((chosen.n, chosen.purity, chosen.completeness), (2, 0.5, 0.5))
        nothing = scoring.selection(candidates, forecast, 0.8)
        self.assertEqual(nothing.n, 0)
        self.assertTrue(np.isnan(nothing.purity))

    def test_the_threshold_itself_counts(self):
        candidates, forecast = three_sources()
        self.assertEqual(scoring.selection(candidates, forecast, 0.7).n, 1)

    def test_way(self):
        self.assertAlmostEqual(scoring.way(0.106, 0.067, 0.067), 100.0)
        self.assertAlmostEqual(scoring.way(0.2, 0.15, 0.1), 50.0)
        self.assertTrue(np.isnan(scoring.way(0.1, 0.1, 0.1)))

    def test_normalised_weights(self):
        candidates, _ = three_sources()
        forecast = Forecast.from_weights(candidates, np.array([2.0, 1.0, 3.0]), np.ones(3))
        np.testing.assert_allclose(forecast.p, [0.5, 0.25, 0.75])
        np.testing.assert_allclose(forecast.p0, [0.25, 0.25, 1.0])


class Reliability(unittest.TestCase):
    def test_interval_is_that_of_clopper_and_pearson(self):
        p = np.full(10, 0.25)
        bins = scoring.reliability(p, np.arange(10) < 3)
        self.assertEqual((len(bins), bins[0].n, bins[0].n_true), (1, 10, 3))
        # Clopper and Pearson 1934, for 3 of 10.
        np.testing.assert_allclose((bins[0].low, bins[0].high), (0.0667, 0.6525), atol=1e-4)

    def test_certainty_has_a_bin(self):
        bins = scoring.reliability(np.array([1.0, 0.0]), np.array([True, False]))
        self.assertEqual([b.n for b in bins], [1, 1])
        self.assertEqual((bins[0].low, bins[1].high), (0.0, 1.0))

    def test_calibrated_forecasts_are_found_so(self):
        candidates, forecast = random_sky()
        score = scoring.score(candidates, forecast)
        self.assertLess(max(abs(b.z) for b in score.reliability), 3.5)
        self.assertLess(abs(score.sum_p / score.n_true - 1.0), 0.02)

    def test_overconfident_forecasts_are_not(self):
        candidates, forecast = random_sky()
        weights = (forecast.p / forecast.p0[candidates.source]) * 5.0
        wrong = Forecast.from_weights(candidates, weights, np.ones(candidates.n_sources))
        score = scoring.score(candidates, wrong)
        self.assertGreater(max(abs(b.z) for b in score.reliability), 10.0)
        self.assertGreater(score.brier, scoring.score(candidates, forecast).brier)
        self.assertGreater(score.log_loss, scoring.score(candidates, forecast).log_loss)


class Peers(unittest.TestCase):
    def test_magnitude_classes(self):
        edges = np.array([7.0, 8.0, 9.0])
        classes = generating_model.magnitude_classes(edges, np.array([7.5, 8.0, 9.0, np.nan, 6.0]))
        self.assertEqual(classes.tolist(), [0, 1, 1, 2, 0])

    def test_nway_rows_find_their_candidates(self):
        candidates = Candidates(np.array([0, 0, 1]), np.array([True, False, False]),
                                np.array([True, False]))
        pairs = np.array([(3, 10), (3, 11), (8, 10)], dtype=[("xray_id", "i8"), ("ir_id", "i8")])
        match = SimpleNamespace(candidates=candidates, pairs=pairs)
        rows = np.array([(3, 11, 0.8, 0.25), (3, 12, 0.8, 0.5), (3, 10, 0.8, 0.25)],
                        dtype=[("XR_ID", "i8"), ("IR_ID", "i8"), ("p_any", "f8"), ("p_i", "f8")])
        forecast = nway.forecast_of(rows, match, 1.0)
        # Weights 1, 1 and (beyond the radius) 2 against none = 1; the pair of source 8 is not found.
        np.testing.assert_allclose(forecast.p, [1 / 3, 1 / 3, 0.0])
        np.testing.assert_allclose(forecast.p0, [1 / 3, 1.0])
        rows["p_any"], rows["p_i"] = 0.0, np.nan  # where no candidate has any probability
        np.testing.assert_allclose(nway.forecast_of(rows, match, 1.0).p0, 1.0)

    def test_nway_reads_the_columns_that_the_program_reads(self):
        kind = next(kind for kind in populations.KINDS if kind.name == "sloped")
        sky = populations.make_sky(kind, 1)
        xray = np.array([(3, 266.4, -29.0), (5, 266.5, -29.0)], dtype=[("xray_id", "i8"), ("ra", "f8"), ("dec", "f8")])
        with tempfile.TemporaryDirectory() as scratch:
            nway.write_columns(Path(scratch), sky, SimpleNamespace(xray=xray))
            near, stars = (Table.read(Path(scratch) / f"{name}.fits") for name in ("xr", "ir"))
        np.testing.assert_allclose(near["pos_err"], sky.sigma[[3, 5]])
        self.assertAlmostEqual(stars.meta["SKYAREA"], 0.04)
        np.testing.assert_allclose(stars["KS"], sky.ks)
        np.testing.assert_allclose(stars["HK"], np.where(np.isnan(sky.colour), nway.NO_MAGNITUDE, sky.colour))


class Variants(unittest.TestCase):
    def test_the_expected_loss_is_that_of_many_truths(self):
        candidates, best = random_sky()
        ours = Forecast(best.p**2, best.p0)
        ours.p0 = 1.0 - candidates.sum_by_source(ours.p)
        sky = SimpleNamespace(counterpart=np.zeros(candidates.n_sources), model_forecast=lambda match: best)
        score = variants.score(sky, SimpleNamespace(candidates=candidates), ours)
        terms = scoring.brier_terms(candidates, ours) - scoring.brier_terms(candidates, best)
        self.assertAlmostEqual(score.brier - score.model, terms.mean())
        self.assertLess(abs(score.above - terms.mean()), 4.0 * terms.std() / np.sqrt(len(terms)))
        self.assertGreater(score.above, 10.0 * terms.std() / np.sqrt(len(terms)))

    def test_the_way_by_hand(self):
        before, now = ([variants.Score(0.2, 0.1, above) for above in values]
                       for values in ((0.1, 0.3), (0.01, 0.05)))
        # 85 %; without either sky 83.3 and 90 %.
        self.assertEqual(variants.way(now, before), "85 +- 3")


class Populations(unittest.TestCase):
    def test_magnitudes_are_drawn_from_their_density(self):
        edges = np.linspace(populations.BRIGHTEST, populations.FAINTEST, 4001)
        ks = 0.5 * (edges[1:] + edges[:-1])
        density = populations.background_density(ks) * np.diff(edges)
        self.assertAlmostEqual(density.sum(), 1.0, places=4)
        drawn = populations.draw_background(np.random.default_rng(1), 20000)
        self.assertAlmostEqual(drawn.mean(), (ks * density).sum(), delta=0.05)
        faint = populations.Population(0.4, 16.0, 1.5)
        density = populations.counterpart_density(faint, ks) * np.diff(edges)
        self.assertAlmostEqual(density.sum(), 1.0, places=4)
        drawn = populations.draw_counterparts(np.random.default_rng(1), 16.0, 1.5, 20000)
        self.assertAlmostEqual(drawn.mean(), (ks * density).sum(), delta=0.05)
        self.assertLessEqual(drawn.max(), populations.FAINTEST)

    def test_nothing_is_beyond_the_faintest_star(self):
        for make, kinds in ((populations.make_sky, populations.KINDS), (error_skies.make_sky, error_skies.KINDS)):
            for kind in kinds[:3]:
                self.assertLessEqual(make(kind, 1).ks.max(), populations.FAINTEST, kind.name)
        self.assertEqual(populations.background_density(np.array([9.9, 17.6])).tolist(), [0.0, 0.0])

    def test_each_population_has_its_counterparts(self):
        by_error, _, _, alike, *_ = populations.KINDS
        sky = populations.make_sky(by_error, 1)
        self.assertLess(sky.sigma[sky.population == 0].max(), sky.sigma[sky.population == 1].min())
        for place, population in enumerate(by_error.populations):
            has = sky.counterpart[sky.population == place] >= 0
            self.assertAlmostEqual(has.mean(), population.fraction, delta=0.06)
        has = sky.counterpart >= 0
        offset = (sky.stars[sky.counterpart[has]] - sky.xray[has]) / sky.sigma[has, None]
        self.assertAlmostEqual(offset.std(), 1.0, delta=0.1)
        self.assertEqual(alike.populations[0], alike.populations[1])

    def test_colours_are_those_of_the_populations(self):
        sloped = next(kind for kind in populations.KINDS if kind.name == "sloped")
        sky = populations.make_sky(sloped, 1)
        is_counterpart = np.isin(np.arange(len(sky.ks)), sky.counterpart)
        self.assertAlmostEqual(np.isnan(sky.colour).mean(), sloped.without_h, delta=0.01)
        for rows, mean in ((is_counterpart, sloped.populations[0].colour), (~is_counterpart, populations.STAR_COLOUR)):
            at_14 = (sky.colour - sloped.colour_slope * (sky.ks - 14.0))[rows]
            self.assertAlmostEqual(np.nanmean(at_14), mean, delta=0.04)
            self.assertAlmostEqual(np.nanstd(at_14), populations.COLOUR_SIGMA, delta=0.02)
        colours = np.linspace(-3.0, 5.0, 801)
        density = populations.colour_density(sloped, 0.75, 15.0, colours)
        self.assertAlmostEqual(density.sum() * 0.01, 1.0, places=4)
        self.assertAlmostEqual((density * colours).sum() * 0.01, 0.9, places=4)


class DepthSkies(unittest.TestCase):
    def test_nothing_is_listed_beyond_the_limit_of_its_place(self):
        for kind in depth_skies.KINDS:
            sky = depth_skies.make_sky(kind, 1)
            beyond = sky.ks - kind.limit(sky.stars)
            self.assertLess(np.quantile(beyond, 0.999), 4.0 * kind.width, kind.name)
            self.assertGreater(beyond.max(), -0.05, kind.name)
            has = sky.counterpart >= 0
            offset = (sky.stars[sky.counterpart[has]] - sky.xray[has]) / sky.sigma[has, None]
            self.assertAlmostEqual(offset.std(), 1.0, delta=0.1)
            self.assertEqual(np.bincount(sky.part).tolist(), [667, 667, 666])
            fractions = [has[sky.part == part].mean() for part in range(sky.n_parts)]
            self.assertEqual(fractions, sorted(fractions, reverse=True), kind.name)

    def test_strips_lie_along_their_direction(self):
        limit = depth_skies.strips(90.0)
        places = np.array([[-300.0, 10.0], [0.0, -200.0], [300.0, 200.0]])
        self.assertEqual(limit(places).tolist(), [17.5, 15.5, 14.0])


class ErrorSkies(unittest.TestCase):
    def test_every_kind_is_written(self):
        with tempfile.TemporaryDirectory() as scratch:
            for kind in error_skies.KINDS:
                sky = error_skies.make_sky(kind, 1)
                sky.write(Path(scratch) / kind.name)
                for name, n_rows in (("xray", len(sky.xray)), ("stars", len(sky.ks))):
                    table = (Path(scratch) / kind.name / f"{name}.csv").read_text(encoding="ascii")
                    self.assertEqual(table.count("\n"), n_rows + 1, f"{kind.name}, {name}")


class FamilyFit(unittest.TestCase):
    def test_numbers_of_a_law_give_it_back(self):
        separation, declared, hard = np.array([0.3, 2.0]), np.array([0.5, 1.0]), np.array([0, 1])
        for kind in error_skies.KINDS:
            back = family_fit.law_of(family_fit.numbers_of_law(kind.law), kind.law)
            np.testing.assert_allclose(back.density(separation, declared, hard),
                                       kind.law.density(separation, declared, hard), err_msg=kind.name)

    def test_numbers_of_a_population_give_it_back(self):
        start = populations.Population(0.3, 13.0, 0.7)
        back = family_fit.population_of(family_fit.numbers_of_population(start), start)
        np.testing.assert_allclose((back.fraction, back.ks_mean, back.ks_sigma), (0.3, 13.0, 0.7))

    def test_what_the_sources_say_is_found(self):
        """Most have a star beside them, though four of ten were to have a counterpart."""
        sky = populations.make_sky(populations.KINDS[3], 1)
        n, n_with = 100, 80
        match = SimpleNamespace(
            xray={"xray_id": np.arange(n), "radius": np.full(n, 3.0)},
            pairs={"ks": np.linspace(12.0, 16.0, n_with), "separation": np.linspace(0.1, 0.8, n_with),
                   "ir_id": np.zeros(n_with, dtype=int)},
            candidates=Candidates(np.arange(n_with), np.ones(n_with, dtype=bool), np.ones(n, dtype=bool)))
        fitted, drawn_from = family_fit.fitted_forecast(sky, match), sky.model_forecast(match)
        self.assertGreater(fitted.p.mean(), drawn_from.p.mean() + 0.02)
        self.assertLess(fitted.p.max(), 1.0)


if __name__ == "__main__":
    unittest.main()
