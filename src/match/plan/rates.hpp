#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace counterpoint {

/// What a machine needs for a unit of work, by the names of cost_model.hpp: seconds, or bytes.
struct Rates {
  std::map<std::string, double> of;
  std::string origin; ///< where they come from, in words

  /// 0 where there is none.
  [[nodiscard]] double at(const std::string& name) const;
};

/// Local. Measured once, on two cores of a server of 2023: for want of better.
[[nodiscard]] Rates default_rates();

/// Local. Where rates are kept unless another file is named; "" without a home.
[[nodiscard]] std::filesystem::path usual_rates_file();

/// Local. Those of the file, and the default ones of names that it does not have.
/// \throws InputError if it cannot be read or is no file of rates
[[nodiscard]] Rates read_rates(const std::filesystem::path& file);

/// Local. Makes the folder if need be. \throws SystemError if it cannot be written
void write_rates(const std::filesystem::path& file, const Rates& rates);

} // namespace counterpoint
