"""Small runs of the program, and what their result files say of themselves."""

import csv
import subprocess
from dataclasses import dataclass, field

import h5py

from .keys import keys_of
from .meanings import SUMMARY, TABLES

NUMBER_OF_SOURCES = ["--n-xray", "300", "--n-infrared", "20000", "--counterpart-fraction", "0.4", "--format", "csv"]
QUICK = ["--null.trials", "5", "--sweep.trials", "2"]
# What has a column or table only where it is asked for: (in words, options of the command).
MATCH_VARIANTS = [
    ("with error ellipses", ["--xray.error", "", "--xray.error-major", "1", "--xray.error-minor", "0.5",
                             "--xray.error-angle", "30"]),
    ("with `xray.class`", ["--xray.class", "auto"]),
    ("with `xray.error-scale = fit`", ["--xray.error-scale", "fit"]),
    ("with `probability.feature`", ["--probability.feature", "H-Ks"]),
    ("with `infrared.id`", ["--infrared.id", "Ksmag"]),
    ("with `match.align`", ["--match.align"]),
    ("with `[candidates]`", ["--candidates.best", "3"]),
]
ALIGN_VARIANTS = [("without calibrators", ["--calibrators.select", "none"])]


CENTER = {"RAJ2000": 266.4, "DEJ2000": -29.0}  # of the mock sky, about


class RunFailed(Exception):
    """The program ended with an error."""


class MissingMeaning(Exception):
    """A table or a number of /summary that no page explains."""


@dataclass
class Column:
    name: str
    kind: str
    unit: str
    description: str
    condition: str = ""


@dataclass
class Table:
    path: str
    meaning: str
    columns: list = field(default_factory=list)
    condition: str = ""


def run(program, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        raise RunFailed(f"{' '.join(map(str, arguments))}:\n{done.stderr.strip()}")


def kind_of(dtype):
    return {"f": "real", "i": "integer", "u": "integer", "b": "boolean"}.get(dtype.kind, "text")


def meaning_of(meanings, name, where):
    if name not in meanings:
        raise MissingMeaning(f"nothing says what {where} {name} is: add it to tools/reference_pages/meanings.py")
    return meanings[name]


def columns_of(dataset):
    if dataset.dtype.names is None:
        return [Column("", kind_of(dataset.dtype), "", dataset.attrs["description"])]
    attributes = dataset.attrs
    return [Column(name, kind_of(dataset.dtype[name]), attributes.get(f"{name}.unit", ""),
                   attributes.get(f"{name}.description", "")) for name in dataset.dtype.names]


def summary_of(group):
    columns = []
    for name, value in group.attrs.items():
        unit, description = meaning_of(SUMMARY, name, "the number of /summary")
        kind = "text" if isinstance(value, str) else kind_of(value.dtype)
        columns.append(Column(name, kind, unit, description))
    return columns


def read_tables(path, carried):
    """The tables of a result without the columns `carried`, which are those of the X-ray catalogue."""
    tables = []
    with h5py.File(path, "r", track_order=True) as file:
        for name, node in sorted(file.items()):
            if name.endswith(".__table_column_meta__"):  # astropy's copy of what the attributes say
                continue
            table = Table("/" + name, meaning_of(TABLES, "/" + name, "the table"))
            columns = summary_of(node) if isinstance(node, h5py.Group) else columns_of(node)
            table.columns = [column for column in columns if column.name not in carried]
            tables.append(table)
    return tables


def add_new(known, found, condition):
    """Takes over what only `found` has, in its place, with the condition under which it is there."""
    place = 0
    for one in found:
        name = one.path if isinstance(one, Table) else one.name
        names = [other.path if isinstance(other, Table) else other.name for other in known]
        if name in names:
            place = names.index(name) + 1
            if isinstance(one, Table):
                add_new(known[place - 1].columns, one.columns, condition)
        else:
            one.condition = condition
            known.insert(place, one)
            place += 1


def tables_of_runs(program, command, options, variants, scratch):
    carried = set((scratch / "xray.csv").read_text().partition("\n")[0].split(","))
    tables = []
    for condition, more in [("", []), *variants]:
        result = scratch / "result.h5"
        run(program, command["name"], *options, *more, "--output.file", result, "--output.overwrite")
        add_new(tables, read_tables(result, carried), condition)
    return tables


def possible(variants, command):
    """The variants whose keys this program has."""
    known = {"--" + key["name"] for key in keys_of(command)}
    return [(condition, options) for condition, options in variants
            if all(option in known for option in options if option.startswith("--"))]


def crowd(path, crowded, is_listed=lambda is_north, row: True):
    """The catalogue `path` with a fifth of the distances; of its rows, by name of their columns, those listed."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for key in ("RAJ2000", "DEJ2000"):
        for row in rows:
            row[key] = f"{CENTER[key] + 0.2 * (float(row[key]) - CENTER[key]):.8f}"
    listed = [row for row in rows if is_listed(float(row["DEJ2000"]) > CENTER["DEJ2000"], row)]
    with open(crowded, "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0].keys())
        table.writeheader()
        table.writerows(listed)


def not_equally_deep(scratch):
    """A variant whose catalogue lists nothing fainter than Ks 16 in the north."""
    crowd(scratch / "xray.csv", scratch / "crowded_xray.csv")
    crowd(scratch / "infrared.csv", scratch / "shallow.csv",
          lambda is_north, row: not is_north or float(row["Ksmag"] or 0.0) < 16.0)
    return ("where depth differs", ["--xray.catalogue", scratch / "crowded_xray.csv",
                                    "--infrared.catalogue", scratch / "shallow.csv"])


def two_catalogues(scratch):
    """A variant with a second infrared catalogue: the same once more."""
    return ("with `[infrared.2]`", ["--infrared.2.catalogue", scratch / "infrared.csv", "--infrared.2.id", "Ksmag"])


def describe_results(program, commands, scratch):
    """{command: tables of its result, with all columns that there can be, carried ones aside}"""
    by_name = {command["name"]: command for command in commands}
    run(program, "mock", *NUMBER_OF_SOURCES, "--files", "1", "--folder", scratch)
    sky = ["--config", scratch / "mock.ini"]
    catalogues = ["--xray.catalogue", scratch / "xray.csv", "--xray.error", "ePos", "--xray.error-level", "0.95",
                  "--xray.name", "CXOGC", "--infrared.catalogue", scratch / "infrared.csv", "--infrared.error", "0.1"]
    return {"match": tables_of_runs(program, by_name["match"], [*sky, *QUICK],
                                    [*possible(MATCH_VARIANTS, by_name["match"]), two_catalogues(scratch),
                                     not_equally_deep(scratch)], scratch),
            "align": tables_of_runs(program, by_name["align"], catalogues,
                                    possible(ALIGN_VARIANTS, by_name["align"]), scratch)}
