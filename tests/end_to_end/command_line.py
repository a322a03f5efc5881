#!/usr/bin/env python3
"""The command line and the configuration file: quotes, help, and the commands that write nothing or
nothing over."""

import re

import harness

import skies

RANKS = (1, 2)
MATCH = ("match", "--config", "match.ini")


class CommandLine(harness.TestCase):
    def setUp(self):
        self.folder = type(self).folder / self._testMethodName
        harness.write_case(self.folder, skies.make_sky("small", (266.41, -29.0), seed=201,
                                                       n_xray=30, n_infrared=300))

    def refused(self, *arguments, says=()):
        """One line of message, exit code 2."""
        for ranks in RANKS:
            done = harness.run(arguments, self.folder, ranks)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertEqual(done.stderr.count("counterpoint: error:"), 1, done.stderr)
            for words in says:
                self.assertIn(words, done.stderr)

    def line_of(self, text):
        lines = (self.folder / "match.ini").read_text().split("\n")
        return 1 + next(k for k, line in enumerate(lines) if text in line)

    def replace_line(self, number, old, new):
        """Replaces `old` in line `number` (from 1) of match.ini."""
        path = self.folder / "match.ini"
        lines = path.read_text().split("\n")
        self.assertIn(old, lines[number - 1])
        lines[number - 1] = lines[number - 1].replace(old, new, 1)
        path.write_text("\n".join(lines))

    def test_typos_get_one_line(self):
        for option, says in (("--null.trails", "null.trials"), ("--catalogue", "xray.catalogue"),
                             ("--utterly.different", "counterpoint match --help")):
            done = harness.run([*MATCH, option, "3"], self.folder)
            self.assertEqual(done.returncode, 2)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
            self.assertIn(says, done.stderr)
            self.assertLess(len(done.stderr), 200)

    def test_values_in_quotes(self):
        (self.folder / "muno3.csv").rename(self.folder / "muno 3 #1.csv")
        line = self.line_of("muno3.csv")
        for quoted in ('"muno 3 #1.csv"', "'muno 3 #1.csv'  # the notebook's"):
            self.replace_line(line, "muno3.csv", quoted)
            harness.match(self.folder, "--output.overwrite", "true")
            self.replace_line(line, quoted, "muno3.csv")
        self.replace_line(line, "muno3.csv", '"muno 3 #1.csv')
        self.refused(*MATCH, says=[f"match.ini:{line}: the quote", "is not closed"])

    def test_a_wrong_value_is_told_with_file_and_line(self):
        with (self.folder / "match.ini").open("a") as file:
            file.write("[probability]\nchance-ks = many\n")
        self.refused(*MATCH, says=[f"match.ini:{self.line_of('many')}: probability.chance-ks = many"])

    def test_help_groups_keys_and_fits_the_screen(self):
        usage = {"match": "match [--config FILE]", "align": "align [--config FILE]",
                 "validate": "validate [--config FILE]", "explain": "explain ID|NAME",
                 "export": "export FILE", "mock": "mock [--config FILE]", "help": "help [COMMAND]"}
        for command, line in usage.items():
            done = harness.run([command, "--help"], self.folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue(done.stdout.startswith(f"usage: counterpoint {line}"), done.stdout)
            self.assertLessEqual(max(map(len, done.stdout.splitlines())), 100)
            headed = re.findall(r"^\[([\w.]+)\]  \w", done.stdout, re.M)
            sections = {key.rpartition(".")[0] for key in re.findall(r"^  --(\S+)", done.stdout, re.M)}
            self.assertEqual(sorted(headed), sorted(sections - {""}))
        words = " ".join(harness.run(["match", "--help"], self.folder).stdout.split())
        self.assertIn("disc, annulus, rigid", words)
        self.assertIn("lr, mauerhan, notebook", words)

    def test_validate_only_notes_what_match_would_refuse(self):
        (self.folder / "result.h5").write_text("precious")
        for options, note in (((), "result.h5 exists"), (("--output.overwrite", "true"), "no result of this program"),
                              (("--output.file", "nowhere/r.h5"), "nowhere"),
                              (("--output.file", "/proc/r.h5"), "folder /proc")):
            for ranks in RANKS:
                done = harness.run(["validate", *MATCH[1:], *options], self.folder, ranks)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual("note: match would stop" in done.stdout, note != "")
                self.assertIn(note, done.stdout)
        self.assertEqual((self.folder / "result.h5").read_text(), "precious")

    def test_mock_replaces_nothing(self):
        sky = ("mock", "--n-xray", "30", "--n-infrared", "3000", "--folder", "sky")
        self.assertEqual(harness.run(sky, self.folder).returncode, 0)
        before = (self.folder / "sky/xray.csv").read_bytes()
        other = (*sky, "--seed", "2")
        self.refused(*other, says=["sky/infrared_1.tsv exists", "--overwrite"])
        self.assertEqual((self.folder / "sky/xray.csv").read_bytes(), before)
        self.assertEqual(harness.run([*other, "--overwrite"], self.folder).returncode, 0)
        self.assertNotEqual((self.folder / "sky/xray.csv").read_bytes(), before)

    def test_plan_says_what_a_run_would_need(self):
        done = harness.run(["plan", "--config", "match.ini", "--ranks", "8", "--nodes", "2"], self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"infrared rows +300;")
        for line in ("#SBATCH --nodes=2", "#SBATCH --ntasks=8"):
            self.assertIn(line, done.stdout.splitlines())
        self.assertFalse((self.folder / "result.h5").exists())
        self.refused("plan", "--config", "match.ini", "--ranks", "0", says=("ranks = 0",))


if __name__ == "__main__":
    harness.main()
