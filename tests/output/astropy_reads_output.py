"""What astropy and h5py make of a result file and its exports.

Usage: astropy_reads_output.py OUTPUT_MPI_TEST, the program that writes them.
"""

import math
import os
import subprocess
import sys
import tempfile

try:
    import h5py
    import numpy as np
    from astropy.io import fits
    from astropy.table import Table
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)


def name(row):
    return "" if row % 7 == 0 else "CXO J" + "x" * (row % 11) + "é"


def check_values(table, accents=True):
    assert len(table) == 100
    for row in range(100):
        assert table["xray_id"][row] == row * 1000000007
        ra = table["ra"][row]
        if row % 5 == 3:
            assert ra is np.ma.masked or math.isnan(ra)
        else:
            assert ra == math.sin(row)
        assert str(table["kept"][row]).lower() == str(row % 3 == 0).lower()
        text = table["name"][row]
        text = "" if text is np.ma.masked else str(text)
        assert text == (name(row) if accents else name(row).replace("é", "?")), text


def check_hdf5(path):
    for read in (Table.read(path, path="pairs"), Table.read(path, path="/pairs")):
        check_values(read)
        assert read["ra"].unit == "deg"
        assert read["ra"].description == 'Right ascension: "ICRS"'
        assert read["ra"].meta["ucd"] == "pos.eq.ra"
        assert read["name"].description == "Name # as given"
        assert read["kept"].dtype == bool and read["kept"].unit is None
        assert isinstance(read["name"][1], str)
    text = Table.read(path, path="pairs", character_as_bytes=False)["name"]
    assert text.dtype.kind == "U" and text[1] == name(1)
    empty = Table.read(path, path="empty")
    assert len(empty) == 0 and empty["ra"].unit == "deg"

    with h5py.File(path) as file:
        assert file["null_trials"][:].tolist() == [[1, -2, 3], [4, 5, 6]]
        assert file["null_trials"].attrs["description"] == "Matches per trial and bin"
        assert file["pairs"].attrs["ra.unit"] == "deg"
        summary = file["summary"].attrs
        assert summary["rows_read"] == 2**40 and summary["area"] == 0.25
        assert summary["empty"] == "" and summary["a_configuration"] == "c" * 100000 + "é"
        assert summary["key19"] == "value" and len(summary) == 24


def check_exports(folder):
    table = Table.read(folder + "/pairs.fits", format="fits")
    check_values(table, accents=False)
    assert table["ra"].unit == "deg"
    with fits.open(folder + "/pairs.fits", checksum=True) as file:
        file.verify("exception")
        assert file[1].header["TUCD1"] == "meta.id;meta.main"
        assert file[1].header["TCOMM2"] == 'Right ascension: "ICRS"'
    assert len(Table.read(folder + "/empty.fits", format="fits")) == 0

    table = Table.read(folder + "/pairs.votable", format="votable", verify="exception")
    check_values(table)
    assert table["ra"].unit == "deg" and table["ra"].meta["ucd"] == "pos.eq.ra"
    assert table["ra"].description == 'Right ascension: "ICRS"'
    assert len(Table.read(folder + "/empty.votable", format="votable")) == 0

    check_values(Table.read(folder + "/pairs.csv", format="ascii.csv", encoding="utf-8"))


with tempfile.TemporaryDirectory() as folder:
    subprocess.run(
        [sys.argv[1], "--gtest_filter=Export.sample_for_astropy"],
        env={**os.environ, "COUNTERPOINT_SAMPLE_FOLDER": folder},
        check=True,
    )
    check_hdf5(folder + "/a.h5")
    check_exports(folder)
