"""What the end-to-end tests share: running the program, its configuration, reading its tables."""

import os
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "reference"))

from requirements import SKIPPED, require  # noqa: E402, F401

require("numpy", "scipy", "astropy", "h5py")

import h5py  # noqa: E402

MPIEXEC = os.environ.get("MPIEXEC", "mpirun")
MPI_ENVIRONMENT = {
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_rmaps_base_oversubscribe": "1",
    "OMPI_MCA_hwloc_base_binding_policy": "none",
    "OMPI_MCA_mpi_yield_when_idle": "1",
    "OMPI_MCA_pml": "ob1",  # no search for fast networks: 0.2 s less at every start
    "OMP_NUM_THREADS": "1",
}

program = None  # set by main()


def run(arguments, folder, ranks=1, timeout=120):
    """Runs the program in `folder`. Stopped after `timeout` seconds: an AssertionError."""
    command = [str(program), *(str(argument) for argument in arguments)]
    if ranks > 1:
        command = [MPIEXEC, "-n", str(ranks), *command]
    process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, errors="replace",
                               env={**MPI_ENVIRONMENT, **os.environ}, start_new_session=True)
    try:
        stdout, stderr = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise AssertionError(f"no end after {timeout} s: {' '.join(command)}") from None
    return subprocess.CompletedProcess(command, process.returncode, stdout, stderr)


# The notebook's configuration, on the file names of skies.Sky.write().
NOTEBOOK = {
    "xray": {"catalogue": "muno3.csv", "ra": "RAJ2000", "dec": "DEJ2000", "error": "ePos",
             "error-level": "sigma", "name": "CXOGC", "rows-are-sources": "true"},
    "xray.foreground": {"column": "HR0", "drop-above": -1.0, "drop-below": -0.175},
    "infrared": {"ra": "RAJ2000", "dec": "DEJ2000", "error": 0.1, "error-level": "sigma",
                 "mag-j": "Jmag", "mag-h": "Hmag", "mag-ks": "Ksmag"},
    "infrared.foreground": {"enabled": "true", "jh": 2.35, "jks": 3.0, "hks": 1.1, "keep": "below"},
    "match": {"radius-factor": 1.0},
    "null": {"mode": "disc", "trials": 30, "shift-min": 0, "shift-max": 10},
    "sweep": {"radii": "0:20:2.5", "trials": 10},
    "magnitude": {"min": 6.0, "max": 17.5, "step": 0.5},
    "output": {"file": "result.h5"},
}


# The [xray] section on the files of skies.with_ellipses(): 95 % ellipses.
ELLIPSES = {key: value for key, value in NOTEBOOK["xray"].items() if key != "error"} | {
    "error-major": "r0", "error-minor": "r1", "error-angle": "angle", "error-level": 0.95}


def write_config(path, sections):
    """An INI file; a list gives a key more than once."""
    lines = []
    for section, keys in sections.items():
        lines.append(f"[{section}]")
        for key, value in keys.items():
            for one in value if isinstance(value, list) else [value]:
                lines.append(f"{key} = {one}")
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_case(folder, sky, compress=False, **changes):
    """The files of `sky` and match.ini in `folder`; `changes` adds or replaces whole sections."""
    _, infrared = sky.write(folder, compress)
    sections = {name: dict(keys) for name, keys in NOTEBOOK.items()} | changes
    sections["infrared"] = sections["infrared"] | {"catalogue": [path.name for path in infrared]}
    write_config(Path(folder) / "match.ini", sections)


def match(folder, *options, ranks=2, timeout=300):
    """Runs `match` on match.ini, which must succeed."""
    done = run(["match", "--config", "match.ini", *options], folder, ranks, timeout)
    if done.returncode != 0:
        raise AssertionError(f"exit code {done.returncode}: {' '.join(done.args)}\n{done.stderr}")
    return done


class Output:
    """The tables of a result file, whole, as numpy arrays; and the attributes of /summary."""

    def __init__(self, path):
        self.summary, self.tables = {}, {}
        with h5py.File(path, "r") as file:
            file.visititems(self._take)
            self.summary = dict(file["summary"].attrs)

    def _take(self, name, node):
        if isinstance(node, h5py.Dataset):
            self.tables[name] = node[()]

    def __getitem__(self, name):
        return self.tables[name]


class TestCase(unittest.TestCase):
    """Has a folder of its own for each test class."""

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory(prefix="counterpoint-")
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = Path(scratch.name)


def main():
    """unittest.main for `SCRIPT PROGRAM [unittest options]`."""
    global program
    if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
        sys.exit(f"usage: {sys.argv[0]} PROGRAM [unittest options]: PROGRAM is no executable file")
    program = Path(sys.argv.pop(1)).resolve()
    unittest.main(module="__main__", verbosity=2)
