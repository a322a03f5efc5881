"""Results of counterpoint in Python: its tables with units, the counterparts above a probability, the footprint.

  import counterpoint
  tables = counterpoint.read("my_result.h5")           # {name: QTable}; tables["summary"] is a dict
  best = counterpoint.counterparts("my_result.h5", p=0.8)
  moc = counterpoint.footprint_moc("my_result.h5")     # needs mocpy

Everything is read from the file; nothing is computed anew. `file` is a path or an open h5py.File.
"""

import contextlib

import astropy.units as u
import h5py
import numpy as np
from astropy.coordinates import Latitude, Longitude
from astropy.table import QTable

HEALPIX_BASE_CELL_DEG = 58.63  # side of a square as large as a cell of order 0
FINEST_ORDER = 29


@contextlib.contextmanager
def opened(file):
    """The open file; one that was open before stays open."""
    if isinstance(file, h5py.Group):
        yield file
    else:
        with h5py.File(file, "r") as own:
            yield own


def is_table(item):
    """Whether it is a table, not one of the helpers in which astropy finds units."""
    return isinstance(item, h5py.Dataset) and not item.name.endswith("__table_column_meta__")


def columns(file, name):
    """A table as {column: array}, without units. Raises KeyError with its name if it is not there."""
    with opened(file) as source:
        if name not in source:
            raise KeyError(f"no table {name}")
        rows = source[name][()]
    if rows.dtype.names is None:
        raise KeyError(f"no columns in {name}")
    return {column: rows[column] for column in rows.dtype.names}


def summary(file):
    """The numbers of the run, and the configuration as used, as a dict."""
    with opened(file) as source:
        if "/summary" not in source:
            raise KeyError("no group /summary")
        return dict(source["/summary"].attrs)


def settings(file):
    """The configuration as used: {key: value}; of a key that is given several times, the last value."""
    lines = str(summary(file).get("configuration", "")).splitlines()
    pairs = (line.split(" = ", 1) for line in lines if " = " in line)
    return {key.strip(): value.strip() for key, value in pairs}


def method(file):
    """The estimator behind `p` of the counterparts: lr, mauerhan or notebook."""
    return settings(file).get("probability.method", "lr")


def table(file, name):
    """One table as a QTable with units and descriptions."""
    with opened(file) as source:
        if name not in source:
            raise KeyError(f"no table {name}")
        if source[name].dtype.names is None:  # /null_trials: one number per trial and bin of Ks
            return QTable({"matches": source[name][()]})
        return QTable.read(source, path=name, format="hdf5", character_as_bytes=False)


def read(file):
    """All tables of a result of `match` or `align`: {name: QTable}, and "summary" as a dict."""
    with opened(file) as source:
        tables = {name: table(source, name) for name, item in source.items() if is_table(item)}
        return tables | {"summary": summary(source)}


def counterparts(file, p=0.5):
    """The rows of /counterparts whose best star has at least this probability, in the order of the file."""
    rows = table(file, "counterparts")
    return rows[np.nan_to_num(np.asarray(rows["p"]), nan=-1.0) >= p]


def footprint_moc(file, order=None):
    """Where the infrared catalogue has sources, as a mocpy.MOC.

    `order` is that of its finest cells; without it these are at most half as high as a cell of /footprint.
    """
    try:
        from mocpy import MOC
    except ImportError as error:
        raise ImportError("footprint_moc() needs mocpy: pip install mocpy") from error
    cells = columns(file, "footprint")
    if order is None:
        half_height_deg = 0.5 * np.min(cells["dec_height"], initial=180.0)
        order = int(np.clip(np.ceil(np.log2(HEALPIX_BASE_CELL_DEG / half_height_deg)), 0, FINEST_ORDER))
    # Points inside each cell, closer together than the cells of the MOC: that works at the poles too.
    inside = (np.arange(6) + 0.5) / 6 - 0.5
    east, north = (part.ravel() for part in np.meshgrid(inside, inside))
    ra = cells["ra"][:, None] + east * cells["ra_width"][:, None]
    dec = cells["dec"][:, None] + north * cells["dec_height"][:, None]
    return MOC.from_lonlat(Longitude(ra.ravel(), u.deg), Latitude(dec.ravel(), u.deg), max_norder=order)
