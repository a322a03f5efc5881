"""Numbers and catalogue text as words for a reader."""

import math

import numpy as np


def text_of(value):
    """Text of a catalogue or an attribute. Bytes that are not UTF-8 stay readable as \\xNN."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    # h5py gives bytes that are not UTF-8 as lone surrogates, which cannot be written to a file.
    return str(value).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def number(value, decimals=0):
    """With thousands separated; "unknown" where there is no number."""
    return f"{value:,.{decimals}f}".replace("-", "−") if math.isfinite(value) else "unknown"


def with_error(value, error, decimals):
    if not math.isfinite(value):
        return "unknown"
    return number(value, decimals) + (
        f"\u00a0±\u00a0{number(error, decimals)}" if math.isfinite(error) else " (error unknown)")


def raised(exponent):
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def power_of_ten(value):
    """A small probability: 1.2 × 10⁻⁸."""
    if not math.isfinite(value):
        return "unknown"
    if value == 0.0:
        return "below 10⁻³⁰⁰"
    if value >= 0.001:
        return f"{value:.2g}"
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa}\u00a0×\u00a010" + raised(int(exponent))


def count(n, one, many):
    """1 source, 2 sources."""
    return f"{number(n)} {one if n == 1 else many}"


class Summary:
    """The attributes of /summary. A number that the file lacks is not finite, a text is empty."""

    def __init__(self, file):
        if "summary" not in file:
            raise KeyError("no group /summary")
        self.values = dict(file["summary"].attrs)

    def __contains__(self, key):
        return key in self.values

    def number(self, key):
        value = self.values.get(key, math.nan)
        return float(value) if np.ndim(value) == 0 else math.nan

    def text(self, key):
        return text_of(self.values.get(key, ""))

    def settings(self):
        """The configuration as used: {key: [values]}."""
        settings = {}
        for line in self.text("configuration").splitlines():
            key, found, value = line.partition("=")
            if found:
                settings.setdefault(key.strip(), []).append(value.strip())
        return settings
