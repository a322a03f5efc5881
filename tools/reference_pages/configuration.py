"""docs/reference/configuration.md."""

from .keys import keys_of, same_keys_as, usage, values

START = """\
# Configuration keys

<!-- Written by tools/reference.py from the program's own table of keys: edit that, not this page. -->

A key stands in the file of `--config` in its section, or on the command line, which overrides it:
```ini
[null]
trials = 200
```
is the same as `--null.trials 200`. Paths are relative to the file in which they stand; a path or name with
blanks may stand in quotes; a comment begins with `#`. An unknown key is an error that names the nearest known
one. Keys of commands without sections are given on the command line (or at the top of the file).
`counterpoint COMMAND --help` prints the same lists.
"""


def cell(text):
    return text.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")


def default(key):
    return f"`{key['default']}`" if key["default"] else ""


def table(section):
    lines = ["| key | default | what it means |", "|---|---|---|"]
    for key in section["keys"]:
        name = key["name"].rpartition(".")[2]
        meaning = "; ".join(part for part in (key["description"], values(key)) if part)
        lines.append(f"| `{name}` | {cell(default(key))} | {cell(meaning)} |")
    return "\n".join(lines)


def section_text(section):
    heading = f"### [{section['name']}]\n\n" if section["name"] else ""
    if section["heading"]:
        heading += section["heading"][0].upper() + section["heading"][1:] + ".\n\n"
    return heading + table(section)


def command_text(command, commands):
    text = f"## {command['name']}\n\n{command['summary'][0].upper() + command['summary'][1:]}.\n\n    {usage(command)}\n\n"
    if other := same_keys_as(command, commands):
        return text + f"The keys are those of [{other['name']}](#{other['name']}).\n"
    if not keys_of(command):
        return text + "There are no keys.\n"
    return text + "\n\n".join(section_text(section) for section in command["sections"]) + "\n"


def configuration_page(commands):
    return "\n".join([START, *(command_text(command, commands) for command in commands)])
