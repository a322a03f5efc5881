#!/usr/bin/env python3
"""The bytes of the result do not depend on ranks, tiles, trial groups or block size."""

import hashlib

import harness

import skies


class Layout(harness.TestCase):
    def digest(self, ranks, *options):
        harness.match(self.folder, "--output.overwrite", "true", *options, ranks=ranks)
        return hashlib.md5((self.folder / "result.h5").read_bytes()).hexdigest()

    def check_same_bytes(self, runs):
        """`runs`: (ranks, options...) each."""
        digests = {run: self.digest(*run) for run in runs}
        self.assertEqual(len(set(digests.values())), 1, digests)

    def test_ranks(self):
        for make in (skies.messy, skies.across_zero, skies.round_pole):
            with self.subTest(sky=make.__name__):
                harness.write_case(self.folder, make())
                self.check_same_bytes([(ranks,) for ranks in (1, 2, 3, 5, 8)])

    def test_ranks_and_tiles_with_error_ellipses(self):
        harness.write_case(self.folder, skies.with_ellipses(skies.round_pole()),
                           xray=harness.ELLIPSES)
        self.check_same_bytes([(1,), (2,), (5,), (2, "--layout.tiles", "7"),
                               (4, "--layout.trial-groups", "2")])

    def test_ranks_with_compressed_files(self):
        harness.write_case(self.folder, skies.messy(), compress=True)
        self.check_same_bytes([(ranks,) for ranks in (1, 2, 5)])

    def test_tiles(self):
        for make in (skies.messy, skies.across_zero, skies.round_pole):
            with self.subTest(sky=make.__name__):
                harness.write_case(self.folder, make())
                self.check_same_bytes([(2, "--layout.tiles", "1"), (2, "--layout.tiles", "7"),
                                       (3, "--layout.tiles", "7"), (2, "--layout.tiles", "auto")])

    def test_block_rows(self):
        harness.write_case(self.folder, skies.messy())
        key = "--layout.block-rows"
        self.check_same_bytes([(2, key, "100"), (2, key, "100000"), (2, key, "1"), (3, key, "100")])

    def test_trial_groups_in_each_mode(self):
        harness.write_case(self.folder, skies.messy())
        for mode in ("disc", "annulus", "rigid"):
            with self.subTest(mode=mode):
                options = ("--null.mode", mode, "--null.shift-min", "4", "--layout.trial-groups")
                self.check_same_bytes([(4, *options, "1"), (4, *options, "2"), (4, *options, "4")])

    def test_a_wider_margin(self):
        harness.write_case(self.folder, skies.messy())
        self.check_same_bytes([(2,), (2, "--layout.margin", "60", "--layout.tiles", "7")])

    def test_seed_matters(self):
        """The digests above could not differ if the file held nothing that varies."""
        harness.write_case(self.folder, skies.messy())
        self.assertNotEqual(self.digest(2, "--null.seed", "1"), self.digest(2, "--null.seed", "2"))

    def test_compressed_and_plain_files_give_equal_tables(self):
        """Paths are part of the configuration in the file: bytes differ there, tables do not."""
        tables = []
        for compress in (False, True):
            folder = self.folder / f"compressed-{compress}"
            harness.write_case(folder, skies.messy(), compress)
            harness.match(folder)
            tables.append(harness.Output(folder / "result.h5").tables)
        self.assertEqual(tables[0].keys(), tables[1].keys())
        for name in tables[0].keys() - {"warnings"}:  # which name the files
            self.assertEqual(tables[0][name].tobytes(), tables[1][name].tobytes(), name)


if __name__ == "__main__":
    harness.main()
