#!/usr/bin/env python3
"""Everything a user may get wrong: one clear message, the right exit code, nothing left behind, and
never a hang; on one rank and on four."""

import gzip
import os
import random
import subprocess
import unittest

import harness

import numpy as np
from astropy.io import fits

import skies

RANKS = (1, 4)
SECONDS = 60
PREFIX = "counterpoint: error:"
BAD_INPUT, MACHINE = 2, 1
MATCH = ("match", "--config", "match.ini")
NAMES_MATTER = ("--xray.rows-are-sources", "false")  # match.ini is the notebook's: each row is a source


def small_sky():
    return skies.make_sky("small", (266.41, -29.0), seed=201, n_xray=30, n_infrared=300)


def listing(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


class Case(harness.TestCase):
    ranks = RANKS

    def setUp(self):
        self.case = self.folder / self._testMethodName
        harness.write_case(self.case, small_sky())

    def rejected(self, *arguments, says=(), code=BAD_INPUT, watch=None):
        """The command must fail with one message that holds each of `says` (ignoring case)."""
        folders = [self.case] + ([watch] if watch else [])
        for ranks in self.ranks:
            with self.subTest(ranks=ranks):
                before = [listing(folder) for folder in folders]
                done = harness.run(arguments, self.case, ranks, SECONDS)
                messages = [line for line in done.stderr.splitlines() if line.startswith(PREFIX)]
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertEqual(len(messages), 1, done.stderr)
                for word in says:
                    self.assertIn(word.lower(), done.stderr.lower())
                self.assertEqual([listing(folder) for folder in folders], before, "left behind")

    def replace_line(self, name, number, old, new):
        """Replaces `old` in line `number` (from 1) of a file."""
        path = self.case / name
        lines = path.read_text().split("\n")
        self.assertIn(old, lines[number - 1])
        lines[number - 1] = lines[number - 1].replace(old, new, 1)
        path.write_text("\n".join(lines))


class Healthy(Case):
    def test_the_untouched_case_is_accepted(self):
        """Otherwise the rejections below would prove nothing."""
        for ranks in RANKS:
            harness.match(self.case, "--output.overwrite", "true", ranks=ranks)


class Files(Case):
    def test_missing_file(self):
        (self.case / "2.tsv").unlink()
        self.rejected(*MATCH, says=["2.tsv"])

    def test_a_folder_in_place_of_a_file(self):
        self.rejected(*MATCH, "--xray.catalogue", ".", says=["folder"])

    def test_html_page(self):
        page = "<!DOCTYPE html>\n<html><head><title>503</title></head>\n<body>busy</body></html>\n"
        (self.case / "1.tsv").write_text(page * 5)
        self.rejected(*MATCH, says=["1.tsv", "web page"])

    def test_random_bytes(self):
        (self.case / "1.tsv").write_bytes(random.Random(7).randbytes(20000))
        self.rejected(*MATCH, says=["1.tsv"])

    def test_zero_bytes(self):
        (self.case / "1.tsv").write_bytes(b"")
        self.rejected(*MATCH, says=["1.tsv", "empty"])

    def test_header_only(self):
        (self.case / "muno3.csv").write_text("RAJ2000,DEJ2000,ePos,HR0,CXOGC\n")
        self.rejected(*MATCH, says=["muno3.csv"])

    def test_cut_in_mid_row(self):
        path = self.case / "2.tsv"
        text = path.read_text().rstrip("\n")
        path.write_text(text[:text.rindex("\n") + 12])
        self.rejected(*MATCH, says=["2.tsv"])

    def test_gz_cut_short(self):
        path = self.case / "1.tsv"
        whole = gzip.compress(path.read_bytes())
        path.unlink()
        (self.case / "1.tsv.gz").write_bytes(whole[:len(whole) // 2])
        self.replace_line("match.ini", self.config_line("1.tsv"), "1.tsv", "1.tsv.gz")
        self.rejected(*MATCH, says=["1.tsv.gz", "cut short"])

    def config_line(self, text):
        lines = (self.case / "match.ini").read_text().split("\n")
        return 1 + next(k for k, line in enumerate(lines) if text in line)

    def test_fits_with_images_only(self):
        fits.HDUList([fits.PrimaryHDU(), fits.ImageHDU(np.zeros((4, 4)), name="SCI")]).writeto(
            self.case / "image.fits")
        self.rejected(*MATCH, "--xray.catalogue", "image.fits", says=["image.fits", "image"])

    def test_fits_cut_short(self):
        columns = [fits.Column(name, "D", array=np.linspace(1, 2, 2000))
                   for name in ("RAJ2000", "DEJ2000", "ePos", "HR0", "CXOGC")]
        path = self.case / "cut.fits"
        fits.BinTableHDU.from_columns(columns).writeto(path)
        path.write_bytes(path.read_bytes()[:40000])
        self.rejected(*MATCH, "--xray.catalogue", "cut.fits", says=["cut.fits", "cut short"])


VOTABLE = """<?xml version="1.0"?>
<VOTABLE version="1.3"><RESOURCE><TABLE>
<FIELD name="RAJ2000" datatype="double"/><FIELD name="DEJ2000" datatype="double"/>
<FIELD name="ePos" datatype="double"/><FIELD name="flux" datatype="double" arraysize="3"/>
<FIELD name="CXOGC" datatype="char" arraysize="*"/>
<DATA><TABLEDATA>
<TR><TD>266.41</TD><TD>-29.0</TD><TD>1</TD><TD>1 2 3</TD><TD>a</TD></TR>
<TR><TD>266.42</TD><TD>-29.0</TD><TD>1</TD><TD>1 2 3</TD><TD>b</TD></TR>
</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
"""
REGIONS = """# Region file format: DS9 version 4.1
fk5
circle(266.41,-29.0,1") # text={a}
circle(17:45:40,-29:00:00,1")
"""


class OtherFormats(Case):
    """VOTables and DS9 regions as the X-ray catalogue."""

    OPTIONS = ("--xray.foreground.column", "")

    def rejected_file(self, name, content, *options, says):
        (self.case / name).write_bytes(content.encode() if isinstance(content, str) else content)
        self.rejected(*MATCH, "--xray.catalogue", name, *self.OPTIONS, *options,
                      says=[name, *says])

    def test_the_whole_files_are_accepted(self):
        regions = ("--xray.ra", "", "--xray.dec", "", "--xray.error", "radius_arcsec",
                   "--xray.name", "text")
        for name, content, options in (("a.vot", VOTABLE, ()), ("a.reg", REGIONS, regions)):
            (self.case / name).write_text(content)
            harness.match(self.case, "--xray.catalogue", name, *self.OPTIONS, *options,
                          "--output.overwrite", "true")

    def test_votable_cut_short(self):
        self.rejected_file("a.vot", VOTABLE[:400], says=["cut short"])

    def test_votable_cut_short_in_gz(self):
        self.rejected_file("a.vot.gz", gzip.compress(VOTABLE[:400].encode()), says=["cut short"])

    def test_votable_with_an_unmatched_element(self):
        self.rejected_file("a.vot", VOTABLE.replace("<TD>a</TD></TR>", "<TD>a</TR>"),
                           says=["a.vot:7:", "xml"])

    def test_votable_row_with_a_cell_missing(self):
        self.rejected_file("a.vot", VOTABLE.replace("<TD>b</TD>", ""), says=["row 2", "4 cells"])

    def test_votable_with_text_for_a_number(self):
        self.rejected_file("a.vot", VOTABLE.replace("<TD>266.42", "<TD>x266"),
                           says=["row 2", "RAJ2000", "x266"])

    def test_votable_stream_that_is_no_base64(self):
        begin, end = VOTABLE.index("<TABLEDATA>"), VOTABLE.index("</DATA>")
        self.rejected_file("a.vot", VOTABLE[:begin] + "<BINARY><STREAM encoding='base64'>?!</STREAM>"
                           "</BINARY>" + VOTABLE[end:], says=["base64"])

    def test_votable_column_of_vectors(self):
        self.rejected_file("a.vot", VOTABLE, "--xray.error", "flux",
                           says=["flux", "3 values", "xray.error"])

    def test_no_column_tells_the_position(self):
        self.rejected_file("a.vot", VOTABLE.replace("RAJ2000", "alpha"), "--xray.ra", "",
                           says=["right ascension", "alpha", "xray.ra"])

    def test_regions_in_pixels(self):
        self.rejected_file("a.reg", REGIONS.replace("fk5", "image"), says=["a.reg:2:", "fk5"])

    def test_regions_of_another_shape(self):
        self.rejected_file("a.reg", REGIONS + "box(1,2,3,4,0)\n", says=["a.reg:5:", "circle"])

    def test_regions_cut_short(self):
        self.rejected_file("a.reg", REGIONS[:-8], says=["a.reg:4:", "cut short"])


class Contents(Case):
    def test_missing_column(self):
        self.rejected(*MATCH, "--xray.error", "ePoss",
                      says=["muno3.csv", "ePoss", "RAJ2000", "ePos", "HR0", "xray.error"])

    def test_text_in_a_number_column(self):
        self.replace_line("muno3.csv", 18, ",source", "x,source")
        self.rejected(*MATCH, says=["muno3.csv:18", "HR0"])

    def test_text_in_the_last_block_of_the_last_file(self):
        lines = (self.case / "2.tsv").read_text().split("\n")
        number = len(lines) - 2
        self.replace_line("2.tsv", number, "-2", "x2")
        self.rejected(*MATCH, says=[f"2.tsv:{number}"])

    def test_declination_out_of_range(self):
        self.replace_line("muno3.csv", 5, ",-2", ",-92")
        self.rejected(*MATCH, says=["muno3.csv:5", "90"])

    def test_swapped_columns(self):
        self.rejected(*MATCH, "--infrared.ra", "DEJ2000", "--infrared.dec", "RAJ2000",
                      says=["1.tsv:", "90"])

    def test_several_rows_of_one_name(self):
        rows = (self.case / "muno3.csv").read_text().splitlines()
        for number, name in ((2, "thrice"), (3, "twice"), (4, "twice"), (5, "thrice"), (8, "thrice")):
            rows[number] = f"{','.join(rows[number].split(',')[:3])},0.5,{name}"  # and not foreground
        (self.case / "muno3.csv").write_text("\n".join(rows) + "\n")
        for command in ("match", "validate"):
            self.rejected(command, *MATCH[1:], *NAMES_MATTER, says=[
                "2 names", "'thrice' in 3", "muno3.csv:3, ", "muno3.csv:6, ", "muno3.csv:9)",
                "xray.one-row-per = name", "xray.rows-are-sources = true"])
        harness.match(self.case, *NAMES_MATTER, "--xray.one-row-per", "name")

    def test_one_row_per_name_with_what_excludes_it(self):
        best = ("--xray.one-row-per", "name")
        self.rejected(*MATCH, *best, says=["xray.rows-are-sources", "exclude each other"])
        self.rejected(*MATCH, *NAMES_MATTER, *best, "--xray.name", "", says=["no xray.name"])

    def test_everything_is_foreground(self):
        rows = (self.case / "muno3.csv").read_text().splitlines()
        kept = [rows[0]] + [f"{','.join(row.split(',')[:3])},-0.5,x" for row in rows[1:]]
        (self.case / "muno3.csv").write_text("\n".join(kept) + "\n")
        self.rejected(*MATCH, says=["foreground"])


class CommandLine(Case):
    def test_unknown_key_in_the_file(self):
        with (self.case / "match.ini").open("a") as file:
            file.write("[null]\ntrails = 30\n")
        self.rejected(*MATCH, says=["null.trails", "null.trials"])

    def test_unknown_option(self):
        self.rejected(*MATCH, "--null.trails", "30", says=["null.trails", "null.trials"])

    def test_unknown_command(self):
        self.rejected("mtach", "--config", "match.ini", says=["mtach", "match"])

    def test_no_command(self):
        self.rejected(says=["no command", "--help"])

    def test_missing_configuration(self):
        self.rejected("match", "--config", "nowhere.ini", says=["nowhere.ini"])

    def test_word_for_a_number(self):
        self.rejected(*MATCH, "--null.trials", "many", says=["null.trials", "many"])

    def test_negative_trials(self):
        self.rejected(*MATCH, "--null.trials", "-3", says=["null.trials"])

    def test_unknown_choice(self):
        self.rejected(*MATCH, "--null.mode", "ring", says=["null.mode", "ring", "annulus"])

    def test_shift_min_beyond_shift_max(self):
        self.rejected(*MATCH, "--null.mode", "annulus", "--null.shift-min", "12",
                      "--null.shift-max", "10", says=["shift-min", "shift-max"])

    def test_radius_wider_than_the_margin(self):
        self.rejected(*MATCH, "--layout.margin", "1", says=["layout.margin"])

    def test_layout_is_refused_before_the_infrared_catalogue_is_read(self):
        """By `match` and by `validate`: the fault in the last row of the catalogue is not reached."""
        last = len((self.case / "2.tsv").read_text().rstrip("\n").split("\n"))
        self.replace_line("2.tsv", last, "-2", "x2")
        for command in ("match", "validate"):
            options = (command, *MATCH[1:])
            self.rejected(*options, says=["2.tsv", "x2"])
            self.rejected(*options, "--layout.margin", "1", says=["layout.margin"])
            self.rejected(*options, "--layout.trial-groups", "99", says=["layout.trial-groups"])

    def test_zero_radius_factor(self):
        self.rejected(*MATCH, "--match.radius-factor", "0", says=["radius-factor"])


class Output(Case):
    ranks = (1, 2, 4)

    def test_output_exists(self):
        (self.case / "result.h5").write_text("precious")
        self.rejected(*MATCH, says=["result.h5", "no result of this program"])
        self.assertEqual((self.case / "result.h5").read_text(), "precious")

    def test_folder_does_not_exist(self):
        self.rejected(*MATCH, "--output.file", "nowhere/result.h5", says=["nowhere"])

    def test_parent_is_a_file(self):
        self.rejected(*MATCH, "--output.file", "muno3.csv/result.h5", says=["muno3.csv"])

    def test_folder_is_not_writable(self):
        """/proc refuses root too, whom permission bits do not bind."""
        self.rejected(*MATCH, "--output.file", "/proc/result.h5", says=["/proc"])

    def test_output_is_a_folder(self):
        (self.case / "taken").mkdir()
        self.rejected(*MATCH, "--output.file", "taken", says=["taken"])


@unittest.skipUnless(os.geteuid() == 0, "a small file system can be mounted by root only")
class DiskFull(Case):
    ranks = (1, 2, 4)

    def mount(self, size):
        disk = self.case / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk],
                                 capture_output=True, text=True)
        if mounted.returncode != 0:
            self.skipTest(f"no tmpfs can be mounted here: {mounted.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        return disk

    def test_full_from_the_start(self):
        disk = self.mount("16k")
        self.rejected(*MATCH, "--output.file", "disk/result.h5", says=["disk/result.h5"],
                      code=MACHINE, watch=disk)

    def test_full_near_the_end(self):
        harness.match(self.case)
        size = (self.case / "result.h5").stat().st_size
        disk = self.mount(size - 8192)
        self.rejected(*MATCH, "--output.file", "disk/result.h5", says=["disk/result.h5"],
                      code=MACHINE, watch=disk)


if __name__ == "__main__":
    harness.main()
