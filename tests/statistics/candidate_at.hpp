#pragma once

#include "counterpoint/search/candidate.hpp"

namespace counterpoint::test_support {

/// A candidate at that separation; the infrared sigma is three tenths of the quoted error.
inline Candidate candidate_at(double phi_arcsec, double ks, double sigma_arcsec = 0.5) {
  Candidate candidate;
  candidate.separation = Angle::from_arcsec(phi_arcsec);
  candidate.infrared_sigma = Angle::from_arcsec(0.3 * sigma_arcsec);
  candidate.quoted_error = Angle::from_arcsec(sigma_arcsec);
  candidate.ks = ks;
  return candidate;
}

} // namespace counterpoint::test_support
