#include "match/depth_regions.hpp"

#include "counterpoint/sources/magnitude_classes.hpp"
#include "match/star_quantile.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace counterpoint {

namespace {

constexpr std::size_t classes_of_bin = 2; // half a mag: fewer empty ones to compare
constexpr std::size_t n_measured_bins = MagnitudeClasses::n_measured / classes_of_bin;
constexpr std::size_t n_bins = n_measured_bins + 1; // the last: no Ks, where these tell
constexpr double bin_width = classes_of_bin * MagnitudeClasses::width;
using Counts = std::array<std::int64_t, n_bins>;

// Evenly from north through east, as seen at this declination.
CutDirection direction(int i, double dec_deg) {
  constexpr int n = CutDirection::n;
  const double angle = std::numbers::pi * i / n;
  constexpr double degree = std::numbers::pi / 180.0;
  // Along right ascension exactly: cells of one column are not told apart by rounding.
  return {std::sin(angle) * std::cos(degree * dec_deg), 2 * i == n ? 0.0 : std::cos(angle)};
}

// x ln x
double entropy_term(std::int64_t n) {
  const auto x = static_cast<double>(n);
  return n > 0 ? x * std::log(x) : 0.0;
}

// ln L of the magnitudes of these stars, whose distribution is their own, but for a constant.
double own_log_likelihood(const Counts& counts) {
  double sum = 0.0;
  std::int64_t n = 0;
  for (const std::int64_t count : counts) {
    sum += entropy_term(count);
    n += count;
  }
  return sum - entropy_term(n);
}

double faint_end(const Counts& counts) {
  return star_quantile(std::span{counts}.first(n_measured_bins), bin_width, faint_end_part);
}

double missing_part(const Counts& counts) {
  const auto n = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
  return n > 0 ? static_cast<double>(counts.back()) / static_cast<double>(n) : 0.0;
}

// Where a part of the sky is cut best.
struct Cut {
  double gain = 0.0; // in ln L
  CutDirection direction;
  double at_deg = 0.0;
  Counts below{};
  Counts above{};

  // Is it the depth that differs? Dust and clusters change the magnitudes, too.
  [[nodiscard]] bool tells_depths_apart() const {
    constexpr double least_difference = 0.1;
    constexpr double least_of_missing = 0.05;
    return std::abs(faint_end(below) - faint_end(above)) > least_difference ||
           std::abs(missing_part(below) - missing_part(above)) > least_of_missing;
  }
  // More than chance brings, of cuts anywhere?
  [[nodiscard]] bool is_significant() const {
    constexpr double least_gain = 30.0;
    constexpr double often = 2.0; // a star is counted for each X-ray source near it
    double used_bins = 0.0;
    for (std::size_t bin = 0; bin < n_bins; ++bin)
      used_bins += below[bin] + above[bin] > 0 ? 1.0 : 0.0;
    return gain > often * (least_gain + 0.5 * used_bins);
  }
};

// A part of the sky that may be cut.
struct Part {
  std::vector<std::size_t> cells;
  Counts counts{};
  Cut cut;
};

class Cutter {
public:
  Cutter(const StarsOfCells& cells, const RaSeam& seam, StarsWithoutKs without_ks)
      : cells_{cells}, seam_{seam}, counts_(cells.centers.size()) {
    for (std::size_t cell = 0; cell < counts_.size(); ++cell) {
      const std::int64_t* const of_cell =
          cells.by_class.data() + cell * MagnitudeClasses::n_classes;
      for (std::size_t c = 0; c < MagnitudeClasses::n_measured; ++c)
        counts_[cell][c / classes_of_bin] += of_cell[c];
      if (without_ks == StarsWithoutKs::in_parts)
        counts_[cell].back() = of_cell[MagnitudeClasses::missing];
    }
  }

  [[nodiscard]] Part part(std::vector<std::size_t>&& cells) const {
    Part result{std::move(cells), {}, {}};
    for (const std::size_t cell : result.cells)
      add(result.counts, counts_[cell]);
    const double dec_deg = middle_dec_deg(result.cells);
    for (int i = 0; i < CutDirection::n; ++i)
      look_for_cut(result, direction(i, dec_deg));
    return result;
  }

  // The cells on one side of its cut.
  [[nodiscard]] std::vector<std::size_t> side(const Part& part, bool is_above) const {
    std::vector<std::size_t> cells;
    for (const std::size_t cell : part.cells) {
      const double here = part.cut.direction.along(cells_.centers[cell], seam_);
      if ((here >= part.cut.at_deg) == is_above) cells.push_back(cell);
    }
    return cells;
  }

private:
  static void add(Counts& sum, const Counts& more) {
    for (std::size_t bin = 0; bin < n_bins; ++bin)
      sum[bin] += more[bin];
  }

  [[nodiscard]] double middle_dec_deg(const std::vector<std::size_t>& cells) const {
    double low = 90.0;
    double high = -90.0;
    for (const std::size_t cell : cells) {
      low = std::min(low, cells_.centers[cell].dec().degrees());
      high = std::max(high, cells_.centers[cell].dec().degrees());
    }
    return 0.5 * (low + high);
  }

  void look_for_cut(Part& part, const CutDirection& direction) const {
    std::vector<std::pair<double, std::size_t>> order; // of the cells along the direction
    for (const std::size_t cell : part.cells)
      order.emplace_back(direction.along(cells_.centers[cell], seam_), cell);
    std::sort(order.begin(), order.end());
    const double of_all = own_log_likelihood(part.counts);
    Counts below{};
    for (std::size_t i = 0; i + 1 < order.size(); ++i) {
      add(below, counts_[order[i].second]);
      const double here = order[i].first;
      const double next = order[i + 1].first;
      constexpr double rounding_deg = 1e-9;
      if (next - here < rounding_deg) continue;
      Counts above = part.counts;
      for (std::size_t bin = 0; bin < n_bins; ++bin)
        above[bin] -= below[bin];
      const double gain = own_log_likelihood(below) + own_log_likelihood(above) - of_all;
      if (gain > part.cut.gain) part.cut = {gain, direction, 0.5 * (here + next), below, above};
    }
  }

  const StarsOfCells& cells_;
  RaSeam seam_;
  std::vector<Counts> counts_;
};

} // namespace

RaSeam RaSeam::beside(const std::vector<SkyPosition>& centers) {
  if (centers.empty()) return {};
  std::vector<double> ra_deg;
  ra_deg.reserve(centers.size());
  for (const SkyPosition& center : centers)
    ra_deg.push_back(center.ra().degrees());
  std::sort(ra_deg.begin(), ra_deg.end());
  RaSeam seam;
  double widest_deg = ra_deg.front() + 360.0 - ra_deg.back(); // the one that holds 0
  for (std::size_t i = 0; i + 1 < ra_deg.size(); ++i) {
    const double gap_deg = ra_deg[i + 1] - ra_deg[i];
    if (gap_deg <= widest_deg) continue;
    widest_deg = gap_deg;
    seam.at_deg = ra_deg[i] + 0.5 * gap_deg;
  }
  return seam;
}

DepthRegions::DepthRegions(const StarsOfCells& cells, StarsWithoutKs without_ks)
    : seam_{RaSeam::beside(cells.centers)} {
  const Cutter cutter{cells, seam_, without_ks};
  std::vector<std::size_t> all(cells.centers.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  std::vector<Part> parts{cutter.part(std::move(all))}; // by node; without cells where it is cut
  for (n_regions_ = 1; n_regions_ < most; ++n_regions_) {
    std::size_t best = parts.size();
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (nodes_[i].is_cut || !parts[i].cut.is_significant()) continue;
      if (best == parts.size() || parts[i].cut.gain > parts[best].cut.gain) best = i;
    }
    if (best == parts.size()) break;
    Part part = std::move(parts[best]);
    nodes_[best] = {true, part.cut.direction, part.cut.at_deg, nodes_.size(), 0};
    for (const bool is_above : {false, true}) {
      nodes_.emplace_back();
      parts.push_back(cutter.part(cutter.side(part, is_above)));
    }
    part.cells = {};
    parts[best] = std::move(part);
  }
  // Both sides of a cut may end at the same Ks, where each reaches into a deep part: whether it
  // tells depths apart is asked of the last cuts first.
  for (std::size_t i = nodes_.size(); i-- > 0;) {
    Node& node = nodes_[i];
    if (!node.is_cut || nodes_[node.below].is_cut || nodes_[node.below + 1].is_cut) continue;
    node.is_cut = parts[i].cut.tells_depths_apart();
  }
  number_regions();
}

void DepthRegions::number_regions() {
  std::vector<bool> is_part_of_sky(nodes_.size()); // not of a cut that was given up
  is_part_of_sky[0] = true;
  n_regions_ = 0;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (!is_part_of_sky[i]) continue;
    Node& node = nodes_[i];
    if (node.is_cut)
      is_part_of_sky[node.below] = is_part_of_sky[node.below + 1] = true;
    else
      node.region = n_regions_++;
  }
}

std::size_t DepthRegions::of(const SkyPosition& position) const {
  const Node* node = nodes_.data();
  while (node->is_cut) {
    const bool is_above = node->direction.along(position, seam_) >= node->cut_deg;
    node = nodes_.data() + node->below + (is_above ? 1 : 0);
  }
  return node->region;
}

} // namespace counterpoint
