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
    from astropy.io import fits, votable
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
        assert summary["key19"] == "value" and len(summary) == 26


def check_columns(table):
    assert table["ra"].unit == "deg" and table["name"].unit is None
    assert table["ra"].description == 'Right ascension: "ICRS"'
    assert table["name"].description == "Name # as given"
    assert table["ra"].meta["ucd"] == "pos.eq.ra"


def text_of(value):
    if value is np.ma.masked:
        return ""
    return value.decode() if isinstance(value, bytes) else str(value)


def check_other_tables(read):
    """The empty one, a matrix and the attributes of a group."""
    empty = read("empty")
    assert len(empty) == 0 and empty["ra"].unit == "deg"
    matrix = read("null_trials")
    assert [tuple(row) for row in matrix] == [
        (0, 0, 1), (0, 1, -2), (0, 2, 3), (1, 0, 4), (1, 1, 5), (1, 2, 6)]
    assert matrix["value"].description == "Matches per trial and bin"
    summary = {text_of(row["key"]): text_of(row["value"]) for row in read("summary")}
    assert summary["rows_read"] == str(2**40) and summary["area"] == "0.25"
    assert summary["key19"] == "value" and len(summary) == 26


def check_fits(folder):
    table = Table.read(folder + "/pairs.fits", format="fits")
    check_values(table, accents=False)
    check_columns(table)
    with fits.open(folder + "/pairs.fits", checksum=True) as file:
        file.verify("exception")
        header = file[1].header
        assert header["TUCD1"] == "meta.id;meta.main"
        assert header["TCOMM2"] == 'Right ascension: "ICRS"'
        history = "".join(header["HISTORY"])
        assert "made by sample 1.2" in history and "null.trials = 3" in history
        assert "longer than any card of FITS, & which is: ?.fits" in history
    check_other_tables(lambda name: Table.read(f"{folder}/{name}.fits", format="fits"))


def check_votable(folder):
    def read(name):
        return Table.read(f"{folder}/{name}.votable", format="votable", verify="exception")

    check_values(read("pairs"))
    check_columns(read("pairs"))
    check_other_tables(read)
    document = votable.parse(folder + "/pairs.votable", verify="exception")
    resource = document.resources[0]
    assert document.version == "1.4"
    assert [frame.system for frame in resource.coordinate_systems] == ["ICRS"]
    frame = resource.coordinate_systems[0].ID
    fields = {field.name: field for field in resource.tables[0].fields}
    assert fields["ra"].ref == frame and fields["name"].ref is None
    infos = [(info.name, info.value) for info in resource.infos]
    assert ("program", "sample 1.2") in infos and ("configuration", "null.trials = 3") in infos
    assert any(value.endswith('which is: é.fits') and '"name"' in value for _, value in infos)


def check_text(folder):
    def read(name):
        return Table.read(f"{folder}/{name}.ecsv", format="ascii.ecsv")

    check_values(read("pairs"))
    check_columns(read("pairs"))
    check_other_tables(read)
    meta = read("pairs").meta
    assert meta["program"] == "sample 1.2" and meta["table"] == "/pairs"
    assert meta["configuration"][0] == "null.trials = 3"
    assert meta["configuration"][1].endswith("é.fits")
    check_values(Table.read(folder + "/pairs.csv", format="ascii.csv", encoding="utf-8"))


with tempfile.TemporaryDirectory() as folder:
    subprocess.run(
        [sys.argv[1], "--gtest_filter=Export.sample_for_astropy"],
        env={**os.environ, "COUNTERPOINT_SAMPLE_FOLDER": folder},
        check=True,
    )
    check_hdf5(folder + "/a.h5")
    check_fits(folder)
    check_votable(folder)
    check_text(folder)
