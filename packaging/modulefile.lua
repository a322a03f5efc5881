-- Lmod module. Copy to .../counterpoint/0.1.0.lua, and set the prefix it was installed with:
local prefix = "/sw/counterpoint/0.1.0"

help([[Counterpoint: infrared counterparts of X-ray sources with calibrated probabilities.
Start with: counterpoint --help; man counterpoint; examples in $COUNTERPOINT_SHARE/config.]])
whatis("Name: counterpoint")
whatis("Version: 0.1.0")
whatis("Description: infrared counterparts of X-ray sources, MPI")

-- The modules it was built with, e.g.:
-- depends_on("openmpi", "hdf5-parallel", "cfitsio")

prepend_path("PATH", pathJoin(prefix, "bin"))
prepend_path("MANPATH", pathJoin(prefix, "share/man"))
setenv("COUNTERPOINT", pathJoin(prefix, "bin/counterpoint"))
setenv("COUNTERPOINT_SHARE", pathJoin(prefix, "share/counterpoint"))
