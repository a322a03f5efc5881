#!/usr/bin/env python3
"""Can the probabilities be believed? Scores them on skies with known counterparts.

  tools/bench/calibration.py --program build/release/counterpoint --out FOLDER
      [--quick | --full] [--skies crowded,sparse] [--nway PATH/nway.py] [--seeds 1,2,3]

Every sky is made by `mock`, matched, and all three estimators are scored beside NWAY (if given; run
by the Python its first line names) and beside the generating model, which nobody can beat. A quick
sky is a quarter of the notebook's data set at the same density; --full is all of it. With several
seeds the skies of a kind are scored together.

Written to FOLDER: calibration.txt, calibration.csv, calibration.png, and the skies themselves.
docs/calibration.md explains the columns.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from calibration import generating_model, nway, report, scoring, sky_files  # noqa: E402
from calibration.skies import SETTINGS, SKIES, Sky  # noqa: E402

SMALLEST_GAP = 0.001  # between two Brier scores, to be divided by


@dataclass
class Case:
    """One kind of sky under one variant of the settings: what the report is made of."""

    sky: Sky
    variant: str
    scores: dict  # forecast: Score
    calibration: list  # /calibration of each seed
    error_scale: float
    nway_word: str

    def brier_error(self, name):
        """Standard error of the Brier score above the model's, source by source."""
        difference = self.scores[name].terms - self.scores[report.MODEL].terms
        return float(difference.std() / np.sqrt(len(difference)))

    def peer_is_distinct(self):
        """Is NWAY farther from the model than chance puts it, and by more than a trifle?"""
        if report.PEER not in self.scores:
            return False
        above = self.scores[report.PEER].brier - self.scores[report.MODEL].brier
        return above > max(2.0 * self.brier_error(report.PEER), SMALLEST_GAP)

    def way(self, name):
        """In percent; NaN where NWAY and the model cannot be told apart."""
        if not self.peer_is_distinct():
            return float("nan")
        return scoring.way(*(self.scores[n].brier for n in (report.PEER, name, report.MODEL)))

    def predicted_purity(self, threshold):
        """What /calibration says: over several seeds by its number of sources."""
        rows = [table[np.isclose(table["threshold"], threshold)][0] for table in self.calibration]
        n = np.array([row["n_real"] for row in rows], dtype=float)
        purity = np.array([row["purity"] for row in rows])
        return float((n * np.nan_to_num(purity)).sum() / n.sum()) if n.sum() > 0 else float("nan")


def pooled(parts):
    """The candidates and forecasts of several skies as those of one: [(Candidates, {name:
    Forecast})]."""
    first = np.cumsum([0] + [candidates.n_sources for candidates, _ in parts])
    names = set.intersection(*(set(forecasts) for _, forecasts in parts))

    def joined(pick):
        return np.concatenate([pick(*part) for part in parts])

    candidates = scoring.Candidates(
        np.concatenate([start + part.source for start, (part, _) in zip(first, parts)]),
        joined(lambda c, _: c.is_true), joined(lambda c, _: c.has_counterpart))
    return candidates, {
        name: scoring.Forecast(joined(lambda _, f: f[name].p), joined(lambda _, f: f[name].p0))
        for name in parts[0][1] if name in names}


def match_variants(options, kind, sky):
    """{variant: Match}; a variant that the program does not know is left out, with a word."""
    matches = {}
    for variant, settings in kind.variants.items():
        try:
            matches[variant] = sky_files.match_sky(options.program, sky, variant,
                                                   SETTINGS | settings, options.ranks)
        except sky_files.Refused as refusal:
            print(f"{kind.name}: no variant {variant}: {refusal}", file=sys.stderr)
    return matches


def run_sky(options, kind, seed):
    """{variant: (Match, {name: Forecast})} and the word on NWAY's magnitudes."""
    folder = options.out / f"{kind.name}-{'full' if options.full else 'quick'}-{seed}"
    sky = sky_files.make_sky(options.program, folder, kind.mock_options(not options.full, seed))
    matches = match_variants(options, kind, sky)
    runs = nway.run_nway(options.nway, sky, list(matches.values())) if options.nway else None
    results = {}
    for variant, match in matches.items():
        forecasts = {name: match.forecast(name) for name in sky_files.ESTIMATORS}
        forecasts |= runs.forecasts(match) if runs else {}
        forecasts[report.MODEL] = generating_model.model_forecast(sky, match)
        results[variant] = (match, forecasts)
    return results, runs.word if runs else "not run"


def run_kind(options, kind):
    """The cases of one kind of sky, all seeds together."""
    runs = [run_sky(options, kind, seed) for seed in options.seeds]
    words = ", ".join(dict.fromkeys(word for _, word in runs))
    cases = []
    for variant in runs[0][0]:
        results = [by_variant[variant] for by_variant, _ in runs]
        candidates, forecasts = pooled([(match.candidates, f) for match, f in results])
        scores = {name: scoring.score(candidates, f) for name, f in forecasts.items()}
        scales = [float(match.summary.get("error_scale_factor", np.nan)) for match, _ in results]
        cases.append(Case(kind, variant, scores, [match.calibration for match, _ in results],
                          float(np.mean(scales)), words))
    return cases


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="the default")
    size.add_argument("--full", action="store_true")
    parser.add_argument("--skies", help=f"some of {','.join(kind.name for kind in SKIES)}")
    parser.add_argument("--nway", type=Path, help="nway.py, beside the Python that has it")
    parser.add_argument("--seeds", default="11", help="of the skies, with commas")
    parser.add_argument("--ranks", type=int, default=1, help="of the program")
    options = parser.parse_args()
    options.seeds = [int(seed) for seed in options.seeds.split(",")]
    options.program, options.out = options.program.resolve(), options.out.resolve()
    names = options.skies.split(",") if options.skies else [kind.name for kind in SKIES]
    unknown = set(names) - {kind.name for kind in SKIES}
    if unknown:
        parser.error(f"--skies: {', '.join(sorted(unknown))} is not among them")
    options.kinds = [kind for kind in SKIES if kind.name in names]
    return options


def main():
    options = parse_arguments()
    options.out.mkdir(parents=True, exist_ok=True)
    cases = []
    for kind in options.kinds:
        try:
            cases += run_kind(options, kind)
        except sky_files.Refused as refusal:
            print(f"{kind.name}: left out: {refusal}", file=sys.stderr)
            continue
        text = report.write_tables(cases, options.out)
        report.draw(cases, options.out / "calibration.png")
    print(text if cases else "no sky was scored")
    return 0 if cases else 1


if __name__ == "__main__":
    sys.exit(main())
