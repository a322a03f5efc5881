#%Module1.0
set prefix /sw/counterpoint/0.1.0 ;# where it was installed
# Environment Modules. Copy to .../counterpoint/0.1.0, and set the prefix above.

proc ModulesHelp {} {
    puts stderr "Counterpoint: infrared counterparts of X-ray sources with calibrated probabilities."
    puts stderr "Start with: counterpoint --help; man counterpoint; examples in \$COUNTERPOINT_SHARE/config."
}
module-whatis "infrared counterparts of X-ray sources, MPI"

# The modules it was built with, e.g.:
# prereq openmpi
# prereq hdf5-parallel

prepend-path PATH $prefix/bin
prepend-path MANPATH $prefix/share/man
append-path MANPATH {} ;# the system's pages stay
setenv COUNTERPOINT $prefix/bin/counterpoint
setenv COUNTERPOINT_SHARE $prefix/share/counterpoint
