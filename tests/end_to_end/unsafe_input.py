#!/usr/bin/env python3
"""Small files that crash, hang or fill memory and disk where nobody looks at what they promise: each
is refused with one message, within a bound on memory."""

import gzip
import os
import resource
import subprocess

import harness
from bad_input import BAD_INPUT, MATCH, PREFIX, Case

import numpy as np
from astropy.io import fits

MEMORY = 2 << 30  # bytes of address space: far more than the program and its MPI take
SECONDS = 60
TABLE_OPTIONS = ("--xray.ra", "", "--xray.dec", "", "--xray.error", "ePos", "--xray.name", "CXOGC",
                 "--xray.foreground.column", "")


def bounded(arguments, folder, **environment):
    """Runs the program on one rank with no more than MEMORY."""
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return subprocess.run([str(harness.program), *arguments], cwd=folder, preexec_fn=limit,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS,
                          errors="replace",
                          env={**harness.MPI_ENVIRONMENT, **os.environ, **environment})


def cards(*lines):
    text = "".join(line.ljust(80) for line in (*lines, "END"))
    return text.ljust(-(-len(text) // 2880) * 2880).encode()


def card(key, value):
    return f"{key:<8}= {value:>20}"


def with_card(content, key, value):
    """The file with another value in its last card of that key."""
    at = content.rindex(f"{key:<8}=".encode())
    return content[:at] + card(key, value).encode() + content[at + 30:]


def votable(fields, stream):
    return ("<VOTABLE><RESOURCE><TABLE>" + fields + '<DATA><BINARY><STREAM encoding="base64">' + stream
            + "</STREAM></BINARY></DATA></TABLE></RESOURCE></VOTABLE>").encode()


class UnsafeFiles(Case):
    def refused(self, name, content, says, **environment):
        (self.case / name).write_bytes(content)
        done = bounded([*MATCH, "--xray.catalogue", name, *TABLE_OPTIONS], self.case, **environment)
        messages = [line for line in done.stderr.splitlines() if line.startswith(PREFIX)]
        self.assertEqual(done.returncode, BAD_INPUT, done.stderr)
        self.assertEqual(len(messages), 1, done.stderr)
        for word in (name, *says):
            self.assertIn(word, messages[0])

    def test_the_whole_case_fits_the_memory(self):
        done = bounded([*MATCH], self.case)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_votables(self):
        field = '<FIELD name="ra" datatype="double"/>'
        self.refused("empty.vot", votable(field, "===="), says=["has no rows"])
        self.refused("sizeless.vot", votable('<FIELD name="ra" datatype="int" arraysize="0"/>', "AAAA"),
                     says=["no bytes"])
        self.refused("huge.vot", votable(
            '<FIELD name="ra" datatype="doubleComplex" arraysize="9223372036854775807"/>', "AAAA"),
            says=["arraysize"])
        deep = b"<VOTABLE>" + b"<RESOURCE>" * 100_000 + b"</RESOURCE>" * 100_000 + b"</VOTABLE>"
        self.refused("deep.vot", deep, says=["has no rows"])

    def test_primary_header_of_999_axes(self):
        axes = [card(f"NAXIS{i}", 1) for i in range(1, 1000)]
        header = cards("SIMPLE  =                    T", card("BITPIX", 8), card("NAXIS", 999), *axes)
        self.refused("axes.fits", header + bytes(2880), says=["NAXIS = 999"])

    def table(self, n_rows=400):
        names = ("RAJ2000", "DEJ2000", "ePos", "HR0")
        columns = [fits.Column(name, "D", array=np.linspace(1, 2, n_rows)) for name in names]
        columns.append(fits.Column("CXOGC", "8A", array=[f"s{i}" for i in range(n_rows)]))
        path = self.case / "table.fits"
        fits.BinTableHDU.from_columns(columns).writeto(path, overwrite=True)
        return path.read_bytes()

    def test_more_columns_than_a_table_may_have(self):
        for columns in (2147483648, 1000, -1):
            content = with_card(self.table(), "TFIELDS", columns)
            self.refused("columns.fits", content, says=[f"TFIELDS = {columns}, 0 to 999 columns"])

    def test_a_name_of_a_column_that_is_no_text(self):
        """It would fill the whole card, a character more than CFITSIO has room for."""
        content = self.table()
        for key in ("TTYPE1", "TFORM1"):
            at = content.rindex(f"{key:<8}=".encode())
            longest = f"{key:<8}= ".encode() + b"x" * 70
            self.refused("name.fits", content[:at] + longest + content[at + 80:],
                         says=[f"{key} holds no text in quotes"])

    def test_more_rows_than_any_file_has(self):
        for rows in (9223372036854775807, 10**18, -1):
            content = with_card(self.table(), "NAXIS2", rows)
            self.refused("rows.fits", content, says=["download it again"])
            self.refused("rows.fits.gz", gzip.compress(content), says=["download it again"])

    def tiled(self, n_rows, tile, stored=b"\0" * 2880):
        """A header of a tile-compressed table, with what lies behind it."""
        table = cards("XTENSION= 'BINTABLE'", card("BITPIX", 8), card("NAXIS", 2), card("NAXIS1", 16),
                      card("NAXIS2", 1), card("PCOUNT", 0), card("GCOUNT", 1), card("TFIELDS", 1),
                      "TTYPE1  = 'RAJ2000 '", "TFORM1  = '1QB     '", card("ZTABLE", "T"),
                      card("ZTILELEN", tile), card("ZNAXIS1", 8), card("ZNAXIS2", n_rows),
                      card("ZPCOUNT", 0), "ZFORM1  = 'D       '", "ZCTYP1  = 'GZIP_1  '")
        return cards("SIMPLE  =                    T", card("BITPIX", 8), card("NAXIS", 0)) + table + stored

    def test_tiles_that_never_end(self):
        """Nor is anything written: there is no temporary folder to be filled."""
        (self.case / "scratch").mkdir()
        for rows, tile in ((100, 0), (10**12, 10**12), (100, 10), (-5, 1)):
            self.refused("tiles.fits", self.tiled(rows, tile), says=["contradicts itself"],
                         TMPDIR=str(self.case / "scratch"))
            self.assertEqual(os.listdir(self.case / "scratch"), [])

    def test_fifo_as_catalogue(self):
        os.mkfifo(self.case / "fifo.csv")
        done = bounded([*MATCH, "--xray.catalogue", "fifo.csv"], self.case)
        self.assertEqual(done.returncode, BAD_INPUT, done.stderr)
        self.assertIn("'fifo.csv' is not a regular file", done.stderr)

    def test_gzip_that_inflates_500_times(self):
        table = b"<VOTABLE><RESOURCE><TABLE>" + b" " * (100 << 20)
        self.refused("bomb.vot.gz", gzip.compress(table, 9), says=["250 times"])
        self.refused("bomb.csv.gz", gzip.compress(b"RAJ2000,DEJ2000\n" + b"#\n" * (50 << 20), 9),
                     says=["250 times"])

    def test_path_with_a_hash(self):
        content = (self.case / "muno3.csv").read_text()
        for name in ("run#2.csv", "run #2.csv"):
            (self.case / name).write_text(content)
            config = (self.case / "match.ini").read_text()
            written = name if " " not in name else f'"{name}"'
            (self.case / "hash.ini").write_text(config.replace("muno3.csv", written))
            done = bounded(["validate", "--config", "hash.ini"], self.case)
            self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    harness.main()
