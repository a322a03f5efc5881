"""An open result file, as the parts of the page take it."""

from pathlib import Path

import h5py

import counterpoint

from .words import Summary

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # what several results are called
MOST_RESULTS = len(LETTERS)


class Result:
    """A file of match. Raises OSError or KeyError with what is wrong or missing where it is none."""

    def __init__(self, path):
        self.path = Path(path)
        self.label = self.path.name
        self.file = h5py.File(path, "r")
        try:
            self.summary = Summary(self.file)
            if "counterparts" not in self.file:
                raise KeyError("no table /counterparts")
        except KeyError:
            self.file.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def rows(self, table):
        """All rows of a table, or nothing where there is no such table."""
        return self.file[table][()] if table in self.file else None

    @property
    def method(self):
        """The estimator behind p of /counterparts."""
        return counterpoint.method(self.file)


def labelled(results):
    """The results, named by their files; by their whole paths where two files have one name."""
    if len({result.label for result in results}) < len(results):
        for result in results:
            result.label = str(result.path)
    return results
