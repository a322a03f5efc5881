#pragma once

#include "counterpoint/catalogue/carried.hpp"
#include "counterpoint/catalogue/column.hpp"
#include "counterpoint/core/angle.hpp"
#include "counterpoint/settings/settings.hpp"
#include "counterpoint/sources/cleaning.hpp"
#include "counterpoint/sources/error_column.hpp"
#include "counterpoint/sources/features.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace counterpoint {

/// Proper motions, and the two epochs between which they move a source.
struct MotionOptions {
  ColumnRequest ra; ///< mu_alpha cos(delta)
  ColumnRequest dec;
  ColumnRequest ra_error;
  ColumnRequest dec_error;
  std::optional<double> epoch; ///< of the positions, Julian year; none: epoch_column
  ColumnRequest epoch_column;
  double xray_epoch = 0.0; ///< Julian year
  Angle dispersion;        ///< per year: error of a motion that has none or is missing
};

/// By what a row is known to list a star that an earlier row lists already, as where tiles overlap
/// or in a list of pairs.
struct RepeatRules {
  /// Two rows with one identifier are one star only if they are that close: a running number that
  /// begins anew in each file is no identifier of a star.
  static constexpr Angle largest_of_one_identifier = Angle::from_arcsec(2.0);

  bool by_identifier = false; ///< rows with the same infrared.id
  Angle within;               ///< rows that close to each other; 0: position decides nothing

  [[nodiscard]] bool are_given() const { return by_identifier || within > Angle{}; }
  /// No row repeats one that is farther away.
  [[nodiscard]] Angle reach() const {
    return by_identifier && within < largest_of_one_identifier ? largest_of_one_identifier : within;
  }
};

/// The infrared catalogue: its files, what their columns mean, which sources are kept. A column
/// without a name is not asked for; a position without one is found by UCD or usual name.
struct InfraredOptions {
  std::string section = "infrared"; ///< of the configuration
  std::vector<std::filesystem::path> files;
  ColumnRequest ra;
  ColumnRequest dec;
  ErrorColumn error;
  Angle largest_error; ///< rows that quote a larger one are rejected: it bounds every search
  ColumnRequest j;     ///< magnitudes
  ColumnRequest h;
  ColumnRequest ks;
  ColumnRequest id; ///< text; without a name none
  RepeatRules repeats;
  CarryRequest carry; ///< columns that go to the results as they are
  ColourCuts cuts;
  std::vector<FeatureRequest> features = {};  ///< that probabilities follow besides Ks
  std::optional<MotionOptions> motion;        ///< none: positions stay as they are
  std::optional<CatalogueSample> sample = {}; ///< none: every row is read
  std::int64_t block_rows = 0;                ///< read at a time; 0: as many as suit
  /// What the errors of rows mean once they are read, in the second of two catalogues: what those
  /// of the first mean. None: what they are quoted as.
  std::optional<ErrorLevel> common_level = {};
  bool is_one_of_two = false; ///< Ks as this catalogue has it is kept for the tables

  /// Do the colours of both of two catalogues decide which stars are foreground? If so, rows that
  /// are by their own are dropped once the two are joined.
  [[nodiscard]] bool colours_of_both_decide() const { return is_one_of_two && cuts.enabled; }

  /// For messages.
  [[nodiscard]] std::string title() const {
    return section == "infrared" ? "infrared catalogue" : "second infrared catalogue";
  }
  /// No row that is kept has a larger quoted error.
  [[nodiscard]] Angle error_bound() const {
    const Angle quoted = error.constant && !motion ? *error.constant : largest_error;
    return common_level ? as_quoted(error.level.sigma(quoted)) : quoted;
  }
  /// A standard deviation as the rows are to quote it.
  [[nodiscard]] Angle as_quoted(Angle sigma) const {
    return (common_level ? *common_level : error.level).radius_per_sigma() * sigma;
  }
};

/// The keys of [infrared] for matching, and layout.block-rows.
[[nodiscard]] std::vector<SettingKey> infrared_keys();

/// The options for matching. \throws InputError naming the key whose value makes no sense
[[nodiscard]] InfraredOptions infrared_options(const Settings& settings);

/// "infrared.2"
[[nodiscard]] const std::string& second_infrared_section();

/// The keys of [infrared.2].
[[nodiscard]] std::vector<SettingKey> second_infrared_keys();

/// The second infrared catalogue; none where no file of it is named. \throws InputError naming the
/// key whose value makes no sense, or that is given without a catalogue
[[nodiscard]] std::optional<InfraredOptions> second_infrared_options(const Settings& settings);

/// The keys of [infrared] for aligning frames.
[[nodiscard]] std::vector<SettingKey> infrared_keys_for_alignment();

/// The options for aligning frames: foreground stars are kept, for they are good calibrators.
/// \throws InputError naming the key whose value makes no sense
[[nodiscard]] InfraredOptions infrared_options_for_alignment(const Settings& settings);

} // namespace counterpoint
