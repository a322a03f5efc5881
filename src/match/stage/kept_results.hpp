#pragma once

#include "match/stage/state_archive.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace counterpoint {

/// What takes the stages behind the search their time: each takes the neighbours of the X-ray
/// sources, or many passes over the candidates.
enum class LaterResult : std::size_t {
  depth,       ///< DepthStars
  fits,        ///< SlowFits
  separations, ///< counts of count_separations()
  trials,      ///< TrialProgress
  expectation, ///< NullExpectation, with the radius of the check of clustering
  clustering   ///< ClusteringCheck
};

/// Does a result change when this setting does? \param key  of a setting that may differ from those
///   of the stage
[[nodiscard]] bool rests_on(LaterResult result, const std::string& key);

/// Results behind the search that a run with the same settings need not make again; equal on all
/// ranks. Beside a stage they are what lets another run begin behind the search.
class KeptResults {
public:
  [[nodiscard]] bool has(LaterResult which) const { return !bytes_of(which).empty(); }

  /// None where it is not kept.
  template <class T>
  [[nodiscard]] std::optional<T> get(LaterResult which) const {
    if (!has(which)) return std::nullopt;
    std::optional<T> value{std::in_place};
    StateReader reader{bytes_of(which)};
    pass(reader, *value);
    return value;
  }

  template <class T>
  void put(LaterResult which, T& value) {
    StateWriter writer;
    pass(writer, value);
    bytes_[static_cast<std::size_t>(which)] = writer.bytes();
  }

  /// What is kept, or what `make` returns, which is kept from now on.
  template <class Make>
  [[nodiscard]] auto get_or_make(LaterResult which, Make&& make) {
    using T = decltype(make());
    if (std::optional<T> kept = get<T>(which)) return *std::move(kept);
    T made = make();
    put(which, made);
    return made;
  }

  /// Drops what rests on one of these settings.
  void forget_what_rests_on(const std::vector<std::string>& keys);

  template <class Archive>
  void pass_all(Archive& archive) {
    for (std::vector<std::byte>& bytes : bytes_)
      pass_values(archive, bytes);
  }

private:
  static constexpr std::size_t n_results = static_cast<std::size_t>(LaterResult::clustering) + 1;

  [[nodiscard]] const std::vector<std::byte>& bytes_of(LaterResult which) const {
    return bytes_[static_cast<std::size_t>(which)];
  }

  std::array<std::vector<std::byte>, n_results> bytes_; // empty: not kept
};

} // namespace counterpoint
