"""The answer in five sentences (six of two infrared catalogues), with the numbers that a paper quotes."""

import math

from .words import count, number, power_of_ten, with_error


PROBABLE = 0.5


def sees_counterparts(summary):
    """As the program judged; a file that does not say has its numbers taken as they are."""
    return bool(summary.values.get("counterparts_seen", True))


def sentence_of_sources(summary):
    n_considered, n_matched = summary.number("xray_considered"), summary.number("xray_matched")
    return (f"Of {count(summary.number('xray_rows_read'), 'X-ray source', 'X-ray sources')} that were read, "
            f"{number(n_considered)} {'is' if n_considered == 1 else 'are'} kept and in the footprint of the "
            f"infrared catalogue, and {'is' if n_considered == 1 else 'are'} considered; {number(n_matched)} of these "
            f"{'has' if n_matched == 1 else 'have'} at least one candidate, in "
            f"{count(summary.number('pairs'), 'pair', 'pairs')} where "
            f"{number(summary.number('null_pairs_expected'), 1)} are expected by chance.")


def sentences_of_catalogues(file, summary):
    """Of two infrared catalogues, what each lists; nothing where there is one."""
    if "stars_in_both" not in summary.values:
        return []
    stars = [number(summary.number(f"stars_{where}")) for where in ("in_both", "only_in_first", "only_in_second")]
    rows = file["counterparts"][()]
    rows = rows[rows["p"] >= PROBABLE]
    probable = [number(int(those.sum())) for those in (
        (rows["ir1_id"] >= 0) & (rows["ir2_id"] >= 0), rows["ir2_id"] < 0, rows["ir1_id"] < 0)]
    return ["Of the stars near X-ray sources {} are in both infrared catalogues, {} only in the first and {} only in the "
            "second; of the best candidates with P\u00a0≥\u00a0{} these are {}, {} and {}.".format(
                *stars, PROBABLE, *probable)]


def sentence_of_fraction(summary):
    q, error, n = summary.number("Q"), summary.number("Q_error"), summary.number("xray_considered")
    text = f"The fraction of X-ray sources with a counterpart in the infrared catalogue is Q\u00a0=\u00a0{with_error(q, error, 4)}"
    if math.isfinite(q):
        text += f", that is {with_error(q * n, error * n, 1)} of {number(n)}"
    if summary.values.get("features_used"):
        text += (f"; colours or other features count beside Ks, and raise ln L of sources left out of the fit by "
                 f"{number(summary.number('feature_log_likelihood_gain'), 1)}")
    completeness = summary.number("acceptance_completeness")
    if math.isfinite(completeness):
        text += f"; the acceptance radius holds {number(100 * completeness, 1)} % of them, by the errors in use"
    return text + "."


def sentence_of_sum(summary):
    return (f"The probabilities add up to {number(summary.number('sum_p_lr'), 1)} counterparts (sum of P, lr), and the "
            f"excess of pairs over chance is "
            f"{with_error(summary.number('excess'), summary.number('excess_error'), 1)}; the probability that chance "
            f"alone gives the counts is {power_of_ten(summary.number('global_p_value'))}.")


def calibration_row(file, threshold):
    """The row of /calibration at a threshold, or nothing."""
    if "calibration" not in file or not math.isfinite(threshold):
        return None
    rows = file["calibration"][()]
    rows = rows[abs(rows["threshold"] - threshold) < 1e-9]
    return rows[0] if len(rows) and rows[0]["n_real"] > 0 else None


def completeness_words(completeness):
    if not math.isfinite(completeness):
        return "unknown completeness"
    if completeness > 1.0:
        return "no fewer sources than all counterparts that are expected"
    return f"completeness {number(completeness, 3)}"


def threshold_words(row):
    return (f"P\u00a0≥\u00a0{number(row['threshold'], 2)} takes {count(int(row['n_real']), 'source', 'sources')} with purity "
            f"{with_error(row['purity'], row['purity_error'], 3)} and {completeness_words(row['completeness'])}")


def sentence_of_threshold(file, summary):
    if not sees_counterparts(summary):
        return ("No counterparts are seen: the candidates are explained as well by chance alone, so Q is to be "
                "taken as 0 and no threshold in P is suggested.")
    row = calibration_row(file, summary.number("threshold_5_percent_false"))
    if row is not None:
        return f"For 5 % false matches, the threshold {threshold_words(row)}."
    text = "No threshold in P is known to leave 5 % false matches"
    row = calibration_row(file, 0.5)
    return text + (f"; {threshold_words(row)}." if row is not None else ".")


def sentence_of_errors(summary):
    factor, error = summary.number("error_scale_factor"), summary.number("error_scale_factor_error")
    floor = summary.number("error_scale_floor_arcsec")
    is_at_bound = bool(summary.values.get("error_scale_at_bound", False))
    if not math.isfinite(factor) or not math.isfinite(error) or is_at_bound:
        return "The separations do not tell how true the declared X-ray errors are."
    text = f"The separations ask for X-ray errors {with_error(factor, error, 3)} times those declared"
    if floor < 0.0:
        return text + f", less {number(-floor, 2)} arcsec in quadrature."
    return text + (f", with a floor of {number(floor, 2)} arcsec." if floor > 0.0 else ", without a floor.")


def answer(file, summary):
    return [sentence_of_sources(summary), *sentences_of_catalogues(file, summary), sentence_of_fraction(summary), sentence_of_sum(summary),
            sentence_of_threshold(file, summary), sentence_of_errors(summary)]
