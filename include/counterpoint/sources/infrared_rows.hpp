#pragma once

#include "counterpoint/core/large_pages.hpp"
#include "counterpoint/sources/sources.hpp"
#include "counterpoint/sources/star_word.hpp"

#include <cstddef>
#include <cstdint>
#include <ranges>
#include <span>
#include <vector>

namespace counterpoint {

/// An infrared row but for its errors: what is kept in memory and sent, in 24 bytes.
struct InfraredRow {
  SkyPosition position;
  StarWord star;
};
static_assert(sizeof(InfraredRow) == 24, "there are as many as memory holds");

/// The errors of an infrared row.
struct InfraredErrors {
  Angle error; ///< as quoted
  Angle sigma; ///< one-dimensional standard deviation
  bool operator==(const InfraredErrors&) const = default;
};

/// What is kept of each row beside InfraredRow where its errors are not those of all others, or
/// where magnitudes are not what a StarWord holds.
struct OwnValues {
  InfraredErrors errors;
  double ks = 0.0; ///< mag; NaN where missing
};

/// Infrared rows that are as many as memory holds: in parts, so that nothing is copied as they
/// grow, and that those whose work is done can be let go.
class InfraredRows {
public:
  static constexpr std::size_t rows_of_part = large_pages::page_bytes / sizeof(InfraredRow);

  /// Rows that stand together; `own` is empty where no row has values of its own, `features` where
  /// none are kept.
  struct Part {
    LargeVector<InfraredRow> rows;
    LargeVector<OwnValues> own;
    LargeVector<FeatureCodes> features;
  };
  /// A view of such rows.
  struct View {
    std::span<const InfraredRow> rows;
    std::span<const OwnValues> own;
    std::span<const FeatureCodes> features = {};
  };

  InfraredRows() = default;
  explicit InfraredRows(std::span<const InfraredSource> rows);

  void push_back(const InfraredSource& row);

  [[nodiscard]] std::size_t size() const {
    return parts_.empty() ? 0 : (parts_.size() - 1) * rows_of_part + parts_.back().rows.size();
  }
  [[nodiscard]] bool empty() const { return parts_.empty(); }
  [[nodiscard]] InfraredSource operator[](std::size_t i) const {
    const Part& part = parts_[i / rows_of_part];
    const InfraredRow& row = part.rows[i % rows_of_part];
    const FeatureCodes features = has_features_ ? part.features[i % rows_of_part] : FeatureCodes{};
    const OwnValues own =
        has_own_values_ ? part.own[i % rows_of_part] : OwnValues{common_, row.star.ks()};
    return {row.star.ir_id(), row.position, own.errors.error, own.errors.sigma, own.ks, features};
  }
  /// The rows in turn.
  [[nodiscard]] auto each() const {
    return std::views::iota(std::size_t{0}, size()) |
           std::views::transform([this](std::size_t i) { return (*this)[i]; });
  }
  /// The same, part by part.
  [[nodiscard]] std::span<const Part> parts() const { return parts_; }
  /// All of them once more, in one piece.
  [[nodiscard]] std::vector<InfraredSource> copied() const;

  /// Counts ir_id from another row on.
  void renumber(std::int64_t first);
  /// Takes out some rows. \param places  of them, ascending
  void erase(std::span<const std::size_t> places);

  /// Are errors and magnitudes kept for each row? If not, common_errors() are those of all.
  [[nodiscard]] bool has_own_values() const { return has_own_values_; }
  [[nodiscard]] const InfraredErrors& common_errors() const { return common_; }
  /// Of rows to come. \pre there are none yet
  void set_common_errors(const InfraredErrors& errors) { common_ = errors; }
  /// From here on, errors and magnitudes are kept for each row, also where that is not needed.
  void keep_own_values();

  /// Keeps the features of rows to come. \pre there are none yet
  void keep_features() { has_features_ = true; }
  [[nodiscard]] bool has_features() const { return has_features_; }

  /// No rows, which are to have the errors `like` has or values of their own, and features, as
  /// there.
  [[nodiscard]] static InfraredRows none_like(const InfraredRows& like);
  /// A row of another list's part, which has values of its own and features as this list has.
  void push_back(const Part& from, std::size_t row);
  /// \param more  values of each row where this list has them, and features
  void append(View more);
  /// Takes out the last part; one without rows where none are left.
  [[nodiscard]] Part take_part();

private:
  // The last part, a new one where that is full; with room for a row.
  Part& open_part();

  std::vector<Part> parts_; // all but the last are full
  InfraredErrors common_;
  bool has_own_values_ = false;
  bool has_features_ = false;
};

} // namespace counterpoint
