#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/sky/disc.hpp"
#include "counterpoint/sky/ellipse.hpp"
#include "counterpoint/sky/position.hpp"
#include "match/environment_options.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// A place whose infrared environment is shown.
struct ListedPlace {
  std::string name;
  SkyPosition position;
  std::optional<SkyEllipse> error; ///< as quoted; none where it is not known
};

/// Collective. The places of the lists, in their order; none where no list is given.
/// \throws InputError for a row without a position; as read_whole_table()
[[nodiscard]] std::vector<ListedPlace> read_listed_places(const Communicator& comm,
                                                          const EnvironmentOptions& options);

/// Local.
[[nodiscard]] SkyDiscs discs_round(std::span<const ListedPlace> places, Angle radius);

} // namespace counterpoint
