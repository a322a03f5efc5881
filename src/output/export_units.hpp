#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace counterpoint {

/// A unit written in one of the ways that catalogues use ("arcsec-2 mag-1", "erg/s/cm^2",
/// "10-18W/m2") in the way of a standard; "" stays "".
/// \return nothing where the text cannot be understood as a product of powers
/// \source IVOA Recommendation VOUnits 1.0 (2014), appendix C: "erg.s**-1.cm**-2"; nothing also
/// where
///         VOUnits does not know one of the units
[[nodiscard]] std::optional<std::string> vo_unit(std::string_view unit);
/// \source FITS standard 4.0 (2018), section 4.3.1: "erg s-1 cm-2"
[[nodiscard]] std::optional<std::string> fits_unit(std::string_view unit);

} // namespace counterpoint
