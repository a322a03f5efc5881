"""Small result files for the tests of tools/report.py, and a look at a page in a browser."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from contextlib import ExitStack
from html import unescape
from pathlib import Path
from unittest import mock

import h5py
import numpy as np

SCRIPT = Path(__file__).resolve().parents[2] / "tools/report.py"
sys.path.insert(0, str(SCRIPT.parent))
from figures import FIGURES  # noqa: E402
from report_page.page import page_of  # noqa: E402
from report_page.result import Result, labelled  # noqa: E402

NAN = float("nan")
SUMMARY = {
    "program": "counterpoint 0.1.0", "configuration": "probability.method = lr\nxray.error-scale = 1\n",
    "xray_rows_read": 3000, "xray_considered": 1155, "xray_matched": 426, "pairs": 620, "null_pairs_expected": 463.34,
    "infrared_rows_kept": 100000, "acceptance_completeness": 0.99, "counterparts_seen": 1,
    "Q": 0.12591, "Q_error": 0.00605, "sum_p_lr": 143.9, "excess": 156.66, "excess_error": 20.94,
    "global_p_value": 1.156e-8, "threshold_5_percent_false": 0.85, "error_scale_factor": 1.003,
    "error_scale_factor_error": 0.073, "error_scale_floor_arcsec": 0.0, "error_scale_at_bound": 0}
EVIL = b'</script><script>alert(1)</script>&"\'<b> \xe9'
BROWSER = shutil.which("chromium")


def rows_of(columns):
    arrays = {name: np.asarray(values) for name, values in columns.items()}
    rows = np.zeros(len(next(iter(arrays.values()))), [(name, array.dtype) for name, array in arrays.items()])
    for name, array in arrays.items():
        rows[name] = array
    return rows


def counterparts_of(ids, n_candidates, with_names):
    """Each source with an even number has candidates, the best less probable from source to source."""
    matched = ids % 2 == 0
    p = np.where(matched, 0.9 - 0.5 * ids / max(len(ids), 1), NAN)
    counterparts = {
        "xray_id": ids, "ra": 266.0 + 0.0001 * ids, "dec": -29.0 - 0.0001 * ids, "error": np.full(len(ids), 0.5),
        "ir_id": np.where(matched, ids + 7, -1), "ir_ra": np.where(matched, 266.0 + 0.0001 * ids, NAN),
        "ir_dec": np.where(matched, -29.0 - 0.0001 * ids, NAN), "ks": np.where(matched, 14.25, NAN),
        "separation": np.where(matched, 0.3, NAN), "p": p, "p0": 1.0 - p, "n_candidates": matched * n_candidates,
        "status": np.where(matched, b"candidate", b"no candidate")}
    if with_names:
        counterparts["name"] = np.array([EVIL if i == 0 else b"source %d" % i for i in ids])
    return counterparts


def pairs_of(of):
    """Candidates of the sources `of`, with every term."""
    n = len(of)
    return {"xray_id": of, "ir_id": np.arange(n), "ir_ra": 266.0 + 0.0001 * of, "ir_dec": -29.0 - 0.0001 * of,
            "ks": np.where(np.arange(n) % 3 == 1, NAN, 14.25), "separation": np.linspace(0.1, 1.0, n),
            "position_angle": np.linspace(0.0, 350.0, n), "sigma": np.full(n, 0.25), "f_k": np.full(n, 0.125),
            "rho_k": np.full(n, 1.25e-5), "p_phi": np.linspace(0.1, 0.2, n), "q_over_n": np.full(n, 3.25),
            "p_chance": np.full(n, 0.0123456), "p_lr": np.linspace(0.9, 0.1, n), "p0_lr": np.full(n, 0.125),
            "p_mauerhan": np.full(n, 0.5), "p0_mauerhan": np.full(n, 0.25), "p_notebook": np.full(n, 0.0625),
            "p0_notebook": np.full(n, 1.5e-7)}


def write_result(path, n=6, with_names=True, carried=None, n_candidates=2, tables=None, counterparts=None, **changes):
    """A result with n sources; of each even one n_candidates candidates. `counterparts` takes other columns,
    `tables` further tables, and `changes` are attributes of /summary."""
    ids = np.arange(n)
    matched = ids % 2 == 0
    columns = counterparts_of(ids, n_candidates, with_names) | (carried or {}) | (counterparts or {})
    calibration = {"threshold": [0.5, 0.85], "n_real": [121, 75], "purity": [0.8092, 0.9509],
                   "purity_error": [0.047, 0.0287], "completeness": [0.6733, 0.4904]}
    with h5py.File(path, "w") as file:
        file["counterparts"] = rows_of(columns)
        file["counterparts"].attrs["ra.unit"] = "deg"
        file["pairs"] = rows_of(pairs_of(np.repeat(ids[matched], n_candidates)))
        file["calibration"] = rows_of(calibration)
        file["xray"] = rows_of({
            "xray_id": ids, "kept": np.full(n, True), "in_footprint": np.full(n, True), "sigma": np.full(n, 0.2),
            "sigma_minor": np.full(n, 0.2), "sigma_angle": np.full(n, NAN), "radius": np.full(n, 0.8),
            "density_factor": np.full(n, 1.5), "n_candidates": matched * n_candidates})
        file["warnings"] = np.zeros(0, [("warning", "S10")])
        for name, rows in (tables or {}).items():
            file.pop(name, None)
            file[name] = rows_of(rows)
        file.create_group("summary").attrs.update({**SUMMARY, **changes})


def seen_in_browser(page, probe, folder):
    """What a script finds in the page, which it leaves as JSON in the title. No word may be in the console."""
    path = folder / "page.html"
    path.write_text(page.replace("</body>", f"<script>{probe}</script></body>"), encoding="utf-8")
    run = subprocess.run([BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
                          f"--user-data-dir={folder}/browser", "--dump-dom", f"file://{path}"],
                         capture_output=True, text=True, timeout=120)
    if "CONSOLE" in run.stderr:
        raise AssertionError(run.stderr)
    return json.loads(unescape(re.search("<title>(.*?)</title>", run.stdout)[1]))


class ReportCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def page_of_files(self, *names):
        """The page of files that are there already, without figures: they take the most time and are not looked at."""
        with ExitStack() as stack, mock.patch.dict(FIGURES, clear=True):
            return page_of(labelled([stack.enter_context(Result(self.folder / name)) for name in names]))

    def page(self, **result):
        write_result(self.folder / "result.h5", **result)
        return self.page_of_files("result.h5")

    @staticmethod
    def part(page, name):
        """The words of a section, without markup."""
        section = re.search(rf'<section id="{name}">(.*?)</section>', page, re.S)[1]
        return re.sub(r"<[^>]*>", "\n", section).replace("\u00a0", " ")

    @staticmethod
    def data(page):
        return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)[1])

    @staticmethod
    def values(part, key):
        """A column of a table of the page."""
        entry = next(column for column in part["columns"] if column["key"] == key)
        return [entry["words"][place] for place in entry["values"]] if "words" in entry else entry["values"]
