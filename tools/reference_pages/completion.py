"""docs/reference/counterpoint.bash, the completion for bash."""

from .keys import keys_of

START = """\
# bash completion for counterpoint
# Written by tools/reference.py from the program's own table of keys: edit that, not this file.

"""

END = """\
_counterpoint() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local command=${COMP_WORDS[1]} keys choices
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W "$(_counterpoint_commands) --help --version" -- "$word")
    return
  fi
  choices=$(_counterpoint_choices "$command" "$before")
  keys=$(_counterpoint_keys "$command")
  if [[ -n $choices ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$word")
  elif [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$keys --config --help" -- "$word")
  elif [[ $command == help ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_counterpoint_commands)" -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}
complete -o filenames -F _counterpoint counterpoint
"""


def words(key):
    return key["choices"] or (["true", "false"] if key["kind"] == "toggle" else [])


def function(name, subject, cases):
    lines = [f"{name}() {{", f"  case {subject} in"]
    for pattern, answer in cases:
        lines.append(f'    "{pattern}") echo "{answer}" ;;')
    return "\n".join([*lines, "  esac", "}", ""])


def bash_completion(commands):
    names = " ".join(command["name"] for command in commands)
    keys = [(command["name"], " ".join("--" + key["name"] for key in keys_of(command))) for command in commands]
    choices = [(f"{command['name']} --{key['name']}", " ".join(words(key)))
               for command in commands for key in keys_of(command) if words(key)]
    return "\n".join([
        START + f'_counterpoint_commands() {{ echo "{names}"; }}\n',
        function("_counterpoint_keys", "$1", keys),
        function("_counterpoint_choices", '"$1 $2"', choices), END])
