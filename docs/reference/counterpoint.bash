# bash completion for counterpoint
# Written by tools/reference.py from the program's own table of keys: edit that, not this file.

_counterpoint_commands() { echo "match align validate plan explain export mock help"; }

_counterpoint_keys() {
  case $1 in
    "match") echo "--xray.catalogue --xray.preset --xray.ra --xray.dec --xray.epoch --xray.error --xray.error-major --xray.error-minor --xray.error-angle --xray.error-level --xray.error-max --xray.name --xray.one-row-per --xray.rows-are-sources --xray.counts --xray.theta --xray.class --xray.carry --xray.error-scale --xray.error-terms --xray.foreground.column --xray.foreground.drop-above --xray.foreground.drop-below --infrared.catalogue --infrared.ra --infrared.dec --infrared.error --infrared.error-level --infrared.error-max --infrared.epoch --infrared.pm-ra --infrared.pm-dec --infrared.pm-ra-error --infrared.pm-dec-error --infrared.pm-dispersion --infrared.mag-j --infrared.mag-h --infrared.mag-ks --infrared.id --infrared.merge-within --infrared.carry --infrared.foreground.enabled --infrared.foreground.jh --infrared.foreground.jks --infrared.foreground.hks --infrared.foreground.keep --layout.block-rows --layout.tiles --layout.trial-groups --layout.margin --infrared.2.catalogue --infrared.2.ra --infrared.2.dec --infrared.2.error --infrared.2.error-level --infrared.2.error-max --infrared.2.epoch --infrared.2.pm-ra --infrared.2.pm-dec --infrared.2.pm-ra-error --infrared.2.pm-dec-error --infrared.2.pm-dispersion --infrared.2.mag-j --infrared.2.mag-h --infrared.2.mag-ks --infrared.2.id --infrared.2.merge-within --infrared.2.carry --match.completeness --match.radius-factor --match.align --match.align-radius --null.mode --null.trials --null.shift-min --null.shift-max --null.seed --sweep.radii --sweep.trials --magnitude.min --magnitude.max --magnitude.step --probability.method --probability.density --probability.depth --probability.chance-ks --probability.feature --candidates.catalogue --candidates.best --candidates.radius --candidates.name --candidates.ra --candidates.dec --candidates.error-major --candidates.error-minor --candidates.error-angle --output.file --output.overwrite --save-stage --from-stage --resume --time-budget" ;;
    "align") echo "--xray.catalogue --xray.preset --xray.ra --xray.dec --xray.epoch --xray.name --xray.observation --xray.counts --xray.theta --xray.error --xray.error-level --infrared.catalogue --infrared.ra --infrared.dec --infrared.error --infrared.error-level --infrared.error-max --infrared.epoch --infrared.pm-ra --infrared.pm-dec --infrared.pm-ra-error --infrared.pm-dec-error --infrared.pm-dispersion --infrared.mag-ks --calibrators.select --calibrators.name --calibrators.catalogue --calibrators.radius --calibrators.isolation --calibrators.theta-max --calibrators.counts-min --calibrators.reject --frame.correct --frame.significance --frame.model --frame.ra-offset --frame.search-radius --uncertainty.out-of-range --uncertainty.frame-error --output.file --output.fits --output.csv --output.regions-1sigma --output.regions-2sigma --output.overwrite" ;;
    "validate") echo "--xray.catalogue --xray.preset --xray.ra --xray.dec --xray.epoch --xray.error --xray.error-major --xray.error-minor --xray.error-angle --xray.error-level --xray.error-max --xray.name --xray.one-row-per --xray.rows-are-sources --xray.counts --xray.theta --xray.class --xray.carry --xray.error-scale --xray.error-terms --xray.foreground.column --xray.foreground.drop-above --xray.foreground.drop-below --infrared.catalogue --infrared.ra --infrared.dec --infrared.error --infrared.error-level --infrared.error-max --infrared.epoch --infrared.pm-ra --infrared.pm-dec --infrared.pm-ra-error --infrared.pm-dec-error --infrared.pm-dispersion --infrared.mag-j --infrared.mag-h --infrared.mag-ks --infrared.id --infrared.merge-within --infrared.carry --infrared.foreground.enabled --infrared.foreground.jh --infrared.foreground.jks --infrared.foreground.hks --infrared.foreground.keep --layout.block-rows --layout.tiles --layout.trial-groups --layout.margin --infrared.2.catalogue --infrared.2.ra --infrared.2.dec --infrared.2.error --infrared.2.error-level --infrared.2.error-max --infrared.2.epoch --infrared.2.pm-ra --infrared.2.pm-dec --infrared.2.pm-ra-error --infrared.2.pm-dec-error --infrared.2.pm-dispersion --infrared.2.mag-j --infrared.2.mag-h --infrared.2.mag-ks --infrared.2.id --infrared.2.merge-within --infrared.2.carry --match.completeness --match.radius-factor --match.align --match.align-radius --null.mode --null.trials --null.shift-min --null.shift-max --null.seed --sweep.radii --sweep.trials --magnitude.min --magnitude.max --magnitude.step --probability.method --probability.density --probability.depth --probability.chance-ks --probability.feature --candidates.catalogue --candidates.best --candidates.radius --candidates.name --candidates.ra --candidates.dec --candidates.error-major --candidates.error-minor --candidates.error-angle --output.file --output.overwrite --save-stage --from-stage --resume --time-budget" ;;
    "plan") echo "--ranks --nodes --calibrate --rates --file-system-rate --xray.catalogue --xray.preset --xray.ra --xray.dec --xray.epoch --xray.error --xray.error-major --xray.error-minor --xray.error-angle --xray.error-level --xray.error-max --xray.name --xray.one-row-per --xray.rows-are-sources --xray.counts --xray.theta --xray.class --xray.carry --xray.error-scale --xray.error-terms --xray.foreground.column --xray.foreground.drop-above --xray.foreground.drop-below --infrared.catalogue --infrared.ra --infrared.dec --infrared.error --infrared.error-level --infrared.error-max --infrared.epoch --infrared.pm-ra --infrared.pm-dec --infrared.pm-ra-error --infrared.pm-dec-error --infrared.pm-dispersion --infrared.mag-j --infrared.mag-h --infrared.mag-ks --infrared.id --infrared.merge-within --infrared.carry --infrared.foreground.enabled --infrared.foreground.jh --infrared.foreground.jks --infrared.foreground.hks --infrared.foreground.keep --layout.block-rows --layout.tiles --layout.trial-groups --layout.margin --infrared.2.catalogue --infrared.2.ra --infrared.2.dec --infrared.2.error --infrared.2.error-level --infrared.2.error-max --infrared.2.epoch --infrared.2.pm-ra --infrared.2.pm-dec --infrared.2.pm-ra-error --infrared.2.pm-dec-error --infrared.2.pm-dispersion --infrared.2.mag-j --infrared.2.mag-h --infrared.2.mag-ks --infrared.2.id --infrared.2.merge-within --infrared.2.carry --match.completeness --match.radius-factor --match.align --match.align-radius --null.mode --null.trials --null.shift-min --null.shift-max --null.seed --sweep.radii --sweep.trials --magnitude.min --magnitude.max --magnitude.step --probability.method --probability.density --probability.depth --probability.chance-ks --probability.feature --candidates.catalogue --candidates.best --candidates.radius --candidates.name --candidates.ra --candidates.dec --candidates.error-major --candidates.error-minor --candidates.error-angle --output.file --output.overwrite" ;;
    "explain") echo "--source --results --json" ;;
    "export") echo "--results --table --format --to --ra --dec --radius --label --colour --probability --overwrite" ;;
    "mock") echo "--preset --n-xray --n-infrared --files --format --seed --counterpart-fraction --error-misstatement --ra --dec --bad-row-fraction --area-scale --clustering --gradient --gaps --missing-ks --folder --overwrite" ;;
    "help") echo "--command --format" ;;
  esac
}

_counterpoint_choices() {
  case "$1 $2" in
    "match --xray.preset") echo "4xmm csc2 erass1 muno2009" ;;
    "match --xray.one-row-per") echo "name" ;;
    "match --xray.rows-are-sources") echo "true false" ;;
    "match --infrared.foreground.keep") echo "below above" ;;
    "match --match.align") echo "true false" ;;
    "match --null.mode") echo "disc annulus rigid" ;;
    "match --probability.method") echo "lr mauerhan notebook" ;;
    "match --probability.density") echo "local global" ;;
    "match --probability.depth") echo "auto none" ;;
    "match --output.overwrite") echo "true false" ;;
    "match --resume") echo "true false" ;;
    "align --xray.preset") echo "4xmm csc2 erass1 muno2009" ;;
    "align --calibrators.select") echo "given found none" ;;
    "align --frame.correct") echo "significant above-scatter always never" ;;
    "align --frame.model") echo "auto median shift rotation scale" ;;
    "align --frame.ra-offset") echo "sky coordinate" ;;
    "align --uncertainty.out-of-range") echo "quoted zero" ;;
    "align --output.overwrite") echo "true false" ;;
    "validate --xray.preset") echo "4xmm csc2 erass1 muno2009" ;;
    "validate --xray.one-row-per") echo "name" ;;
    "validate --xray.rows-are-sources") echo "true false" ;;
    "validate --infrared.foreground.keep") echo "below above" ;;
    "validate --match.align") echo "true false" ;;
    "validate --null.mode") echo "disc annulus rigid" ;;
    "validate --probability.method") echo "lr mauerhan notebook" ;;
    "validate --probability.density") echo "local global" ;;
    "validate --probability.depth") echo "auto none" ;;
    "validate --output.overwrite") echo "true false" ;;
    "validate --resume") echo "true false" ;;
    "plan --calibrate") echo "true false" ;;
    "plan --xray.preset") echo "4xmm csc2 erass1 muno2009" ;;
    "plan --xray.one-row-per") echo "name" ;;
    "plan --xray.rows-are-sources") echo "true false" ;;
    "plan --infrared.foreground.keep") echo "below above" ;;
    "plan --match.align") echo "true false" ;;
    "plan --null.mode") echo "disc annulus rigid" ;;
    "plan --probability.method") echo "lr mauerhan notebook" ;;
    "plan --probability.density") echo "local global" ;;
    "plan --probability.depth") echo "auto none" ;;
    "plan --output.overwrite") echo "true false" ;;
    "explain --json") echo "true false" ;;
    "export --overwrite") echo "true false" ;;
    "mock --preset") echo "galactic-center bulge" ;;
    "mock --format") echo "vizier csv fits" ;;
    "mock --overwrite") echo "true false" ;;
    "help --format") echo "text json" ;;
  esac
}

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
