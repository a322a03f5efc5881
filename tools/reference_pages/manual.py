"""docs/reference/counterpoint.1, the man page."""

from .keys import same_keys_as, usage, values

START = r"""
.\" Written by tools/reference.py from the program's own table of keys: edit that, not this file.
.TH COUNTERPOINT 1 "" "Counterpoint" "User Commands"
.SH NAME
counterpoint \- infrared counterparts of X\-ray sources, with calibrated probabilities
.SH SYNOPSIS
.B counterpoint
.I COMMAND
[\fB\-\-config\fR \fIFILE\fR] [\fB\-\-\fISECTION.KEY VALUE\fR]...
.br
.B counterpoint
.I COMMAND
.B \-\-help
.br
.B counterpoint \-\-version
.SH DESCRIPTION
Finds which infrared star, if any, is the counterpart of each X\-ray source, and how far to believe it.
A key stands in the file of
.B \-\-config
in its section (\fBtrials\fR in \fB[null]\fR), or on the command line (\fB\-\-null.trials\fR), which overrides it.
Messages go to standard error. The program is started by
.BR mpirun (1)
or
.BR srun (1)
where it is to run on several ranks; the result does not depend on their number.
""".lstrip()

END = r"""
.SH EXIT STATUS
.TP
.B 0
done
.TP
.B 1
an error of the program or of the machine
.TP
.B 2
bad usage, configuration or input; the message names file, line or key, and the way out
.TP
.B 75
stopped as it was asked to, by a signal or
.BR \-\-time\-budget ;
the same command with
.B \-\-resume
goes on
.SH FILES
.TP
.I FILE.h5
the result: tables in HDF5, which astropy and h5py read
.TP
.I FILE.h5.run.json
what depends on the run: hosts, times, memory
.TP
.I FILE.h5.stage
what a run that was stopped has done
.SH SEE ALSO
.BR mpirun (1),
.BR srun (1)
""".lstrip()


def roff(text):
    """Text that troff shows as it is."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-")
    return "\\&" + escaped if escaped[:1] in (".", "'") else escaped


def key_text(key):
    details = [values(key), f"default {key['default']}" if key["default"] else ""]
    details = "; ".join(part for part in details if part)
    meaning = key["description"] + (f" ({details})" if details else "")
    return f".TP\n.B {roff('--' + key['name'])}\n{roff(meaning)}\n"


def section_text(section):
    heading = " \\- ".join(part for part in (f"[{section['name']}]" if section["name"] else "",
                                            roff(section["heading"])) if part)
    return (f".PP\n.I {heading}\n" if heading else "") + "".join(map(key_text, section["keys"]))


def command_text(command, commands):
    text = f".SH {command['name'].upper()}\n.B {roff(usage(command))}\n.PP\n{roff(command['summary'])}\n"
    if other := same_keys_as(command, commands):
        return text + f".PP\nThe keys are those of \\fB{other['name']}\\fR.\n"
    return text + "".join(map(section_text, command["sections"]))


def manual_page(commands):
    listed = "".join(f".TP\n.B {roff((command['name'] + ' ' + command['words']).strip())}\n{roff(command['summary'])}\n"
                     for command in commands)
    return (START + ".SH COMMANDS\n" + listed + "".join(command_text(command, commands) for command in commands) + END)
