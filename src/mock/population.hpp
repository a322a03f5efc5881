#pragma once

#include "counterpoint/mock/mock.hpp"
#include "mock/photometry.hpp"
#include "mock/sky_model.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace counterpoint::mock {

/// What is wrong with a row that is spoiled on purpose, for tests.
enum class Damage { none, blank_position, nan_position, dashes, blank_values, repeated_position };
inline constexpr int n_damages = 5;

/// A row of an infrared catalogue.
struct InfraredRow {
  SkyPosition position;
  Angle error_ra;
  Angle error_dec;
  Photometry photometry{};
  Damage damage = Damage::none;
};

/// A row of the X-ray catalogue, with the true values that it was made from.
struct XrayRow {
  SkyPosition position;      ///< as quoted
  SkyPosition true_position; ///< of the source and its counterpart
  std::size_t cell = 0;      ///< of the model, at the true position
  bool in_footprint = false;
  Angle error;                      ///< as quoted: the radius that holds 95 %
  Angle sigma;                      ///< true one-dimensional error of the quoted position
  std::array<double, 3> hardness{}; ///< HR0, HR1, HR2; NaN where blank
  int n_observations = 0;
  Damage damage = Damage::none;
};

/// Surface densities, per arcsec^2.
struct CleanedDensity {
  double background = 0.0;
  double counterparts = 0.0; ///< of all X-ray sources: to any other source they are background too
  [[nodiscard]] double total() const { return background + counterparts; }
};

/// All rows of a mock sky, each computed from seed and row number alone. In memory are only the
/// model of the sky and the list of pairs, at most 24 bytes per X-ray source.
class MockPopulation {
public:
  /// Positional error of the infrared rows, one-dimensional.
  static constexpr Angle infrared_sigma = Angle::from_arcsec(0.1);

  /// \throws InputError if a file has fewer infrared rows than counterparts are to be among them
  explicit MockPopulation(const MockOptions& options);

  [[nodiscard]] const SkyModel& sky() const { return sky_; }
  [[nodiscard]] std::int64_t first_row(int file) const;
  [[nodiscard]] std::int64_t n_rows(int file) const;

  /// \param ir_id  row number over all files
  [[nodiscard]] InfraredRow infrared_row(std::int64_t ir_id) const;
  /// Rows `first` and on of `file`, as many as `out` has room for.
  void infrared_rows(int file, std::int64_t first, std::span<InfraredRow> out) const;
  [[nodiscard]] XrayRow xray_row(std::int64_t xray_id) const;

  /// The infrared row that is the counterpart of an X-ray source, if any.
  [[nodiscard]] std::optional<std::int64_t> counterpart_of(std::int64_t xray_id) const;

  /// Expected surface densities of the infrared rows that pass the colour cuts.
  [[nodiscard]] CleanedDensity cleaned_density(std::size_t cell) const;

private:
  struct Pair {
    std::int64_t ir_row; ///< within its file
    std::int64_t xray_id;
  };

  void divide_rows();
  void choose_pairs();
  void place_pairs(int file, std::vector<std::int64_t>& xray_ids);
  [[nodiscard]] Place xray_place(std::int64_t xray_id) const;
  // Of runs of rows: `first` counts within the file.
  void fill_run(int file, std::int64_t first, std::span<InfraredRow> out) const;
  void fill_places(int file, std::int64_t first, std::span<const Pair> pairs,
                   std::span<Place> out) const;
  void move_to_clumps(int file, std::uint64_t first_key, std::span<Place> places) const;
  void spoil(int file, std::int64_t first, std::span<const Pair> pairs,
             std::span<InfraredRow> rows) const;
  [[nodiscard]] std::span<const Pair> pairs_between(int file, std::int64_t begin,
                                                    std::int64_t end) const;
  [[nodiscard]] Angle quoted_xray_error(std::int64_t xray_id) const;
  [[nodiscard]] Damage damage_of(std::uint32_t stream, std::int64_t row) const;

  MockOptions options_;
  bool wide_field_surveys_; ///< some X-ray sources come from a survey with larger errors
  SkyModel sky_;
  std::vector<std::int64_t> first_row_;    // of each file, and the end
  std::vector<std::vector<Pair>> pairs_;   // by file; pair k lies in the k-th part of its rows
  std::vector<std::int64_t> counterparts_; // ir_id by xray_id, -1 for none
};

} // namespace counterpoint::mock
