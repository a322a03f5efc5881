#pragma once

#include "mock/population.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace counterpoint::mock {

/// truth_model.json: the generating model, from which the best possible probabilities follow.
[[nodiscard]] std::string truth_model(const MockOptions& options, const MockPopulation& population,
                                      const std::vector<std::string>& infrared_files);

/// mock.ini: a configuration of `match` for the files beside it.
[[nodiscard]] std::string configuration(const MockOptions& options,
                                        const std::vector<std::string>& infrared_files);

} // namespace counterpoint::mock
