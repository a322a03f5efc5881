#pragma once

#include "counterpoint/sources/sources.hpp"

#include <cstddef>
#include <cstdint>
#include <ranges>
#include <span>
#include <vector>

namespace counterpoint {

/// An infrared row but for its errors: what is kept in memory and sent, in 32 bytes.
struct InfraredRow {
  std::int64_t ir_id = 0;
  SkyPosition position;
  double ks = 0.0; ///< mag; NaN where missing
};

/// The errors of an infrared row.
struct InfraredErrors {
  Angle error; ///< as quoted
  Angle sigma; ///< one-dimensional standard deviation
  bool operator==(const InfraredErrors&) const = default;
};

/// Infrared rows that are as many as memory holds: in parts, so that nothing is copied as they
/// grow, and that those whose work is done can be let go. Errors are kept for each row only where
/// they are not the same for all.
class InfraredRows {
public:
  static constexpr std::size_t rows_of_part = 65536; ///< 2 MiB without errors

  /// Rows that stand together; `errors` is empty where all rows have the same, `features` where
  /// none are kept.
  struct Part {
    std::vector<InfraredRow> rows;
    std::vector<InfraredErrors> errors;
    std::vector<FeatureCodes> features;
  };
  /// A view of such rows.
  struct View {
    std::span<const InfraredRow> rows;
    std::span<const InfraredErrors> errors;
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
    const InfraredErrors& errors = part.errors.empty() ? common_ : part.errors[i % rows_of_part];
    const FeatureCodes features = has_features_ ? part.features[i % rows_of_part] : FeatureCodes{};
    return {row.ir_id, row.position, errors.error, errors.sigma, row.ks, features};
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

  /// Puts a row in the place of another. \pre errors are kept for each row
  void replace(std::size_t i, const InfraredSource& row);
  /// Counts ir_id from another row on.
  void renumber(std::int64_t first);
  /// Takes out some rows. \param places  of them, ascending
  void erase(std::span<const std::size_t> places);

  /// Have all rows the same errors, as far as is known? common_errors() then holds for all.
  [[nodiscard]] bool has_common_errors() const { return has_common_errors_; }
  [[nodiscard]] const InfraredErrors& common_errors() const { return common_; }
  /// Of rows to come. \pre there are none yet
  void set_common_errors(const InfraredErrors& errors) { common_ = errors; }
  /// From here on, errors are kept for each row, also where they are the same.
  void keep_each_error();

  /// Keeps the features of rows to come. \pre there are none yet
  void keep_features() { has_features_ = true; }
  [[nodiscard]] bool has_features() const { return has_features_; }

  /// No rows, which are to have the errors `like` has or each its own, and features, as there.
  [[nodiscard]] static InfraredRows none_like(const InfraredRows& like);
  /// A row of another list's part, which has errors and features as this list has.
  void push_back(const Part& from, std::size_t row);
  /// \param more  errors of each row, empty where common_errors() are those of all; features of
  ///   each row where they are kept
  void append(View more);
  /// Takes out the last part; one without rows where none are left.
  [[nodiscard]] Part take_part();

private:
  // The last part, a new one where that is full.
  Part& open_part();

  std::vector<Part> parts_; // all but the last are full
  InfraredErrors common_;
  bool has_common_errors_ = true;
  bool has_features_ = false;
};

} // namespace counterpoint
