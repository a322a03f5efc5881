#include "counterpoint/search/kd_index.hpp"

#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/sky/chord.hpp"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wpedantic"
#include <nanoflann.hpp>
#pragma GCC diagnostic pop

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace counterpoint {

namespace {

// The points as nanoflann sees them: single precision about one of them, which is half the memory
// to go through while the tree is made. What is found is looked at once more in full precision.
class PointCloud {
public:
  explicit PointCloud(const std::vector<UnitVector>& points) {
    if (points.empty()) return;
    origin_ = points.front();
    coordinates_.reserve(n_dimensions * points.size());
    for (const UnitVector& point : points) {
      for (const float coordinate : relative(point)) {
        coordinates_.push_back(coordinate);
        largest_ = std::max(largest_, std::abs(coordinate));
      }
    }
    data_ = coordinates_.data();
  }

  [[nodiscard]] std::array<float, 3> relative(const UnitVector& point) const {
    return {static_cast<float>(point.x - origin_.x), static_cast<float>(point.y - origin_.y),
            static_cast<float>(point.z - origin_.z)};
  }

  /// Not less than the squared distance of any two points, in single precision, whose chord is at
  /// most this long.
  [[nodiscard]] float bound(double chord) const {
    // Coordinates are rounded to 2^-25 of themselves, sums and squares to a few times 2^-24.
    const double rounding = 8.0 * static_cast<double>(largest_) * 0x1p-24;
    const double reach = chord * (1.0 + 0x1p-18) + rounding;
    return static_cast<float>(reach * reach * (1.0 + 0x1p-18));
  }

  // What nanoflann asks for.
  [[nodiscard]] std::size_t kdtree_get_point_count() const {
    return coordinates_.size() / n_dimensions;
  }
  [[nodiscard]] float kdtree_get_pt(std::size_t i, std::size_t dimension) const {
    return data_[n_dimensions * i + dimension];
  }
  template <class Box>
  bool kdtree_get_bbox(Box&) const {
    return false;
  }

private:
  static constexpr std::size_t n_dimensions = 3;

  UnitVector origin_;
  float largest_ = 0.0F; // coordinate
  std::vector<float> coordinates_;
  const float* data_ = nullptr;
};

// Gathers the points within a distance.
class PointsWithin {
public:
  using DistanceType = float;
  using IndexType = std::uint32_t;

  PointsWithin(float squared_distance, std::vector<KdIndex::Hit>& hits)
      // nanoflann asks for distances strictly below it.
      : limit_{std::nextafter(squared_distance, std::numeric_limits<float>::infinity())},
        hits_{hits} {}

  [[nodiscard]] std::size_t size() const { return hits_.size(); }
  [[nodiscard]] bool empty() const { return hits_.empty(); }
  [[nodiscard]] bool full() const { return true; }
  [[nodiscard]] float worstDist() const { return limit_; }
  bool addPoint(float, std::uint32_t point) {
    hits_.push_back({point});
    return true;
  }
  void sort() const {}

private:
  float limit_;
  std::vector<KdIndex::Hit>& hits_;
};

using Metric = nanoflann::L2_Simple_Adaptor<float, PointCloud, float, std::uint32_t>;
using NanoflannTree = nanoflann::KDTreeSingleIndexAdaptor<Metric, PointCloud, 3, std::uint32_t>;

constexpr std::size_t points_of_leaf = 32;

#if NANOFLANN_VERSION >= 0x150
nanoflann::SearchParameters unsorted() {
  return {0.0F, false};
}
#else
nanoflann::SearchParams unsorted() {
  return {32, 0.0F, false};
}
#endif

} // namespace

class KdIndex::Tree {
public:
  explicit Tree(const std::vector<UnitVector>& points)
      : cloud{points}, tree{3, cloud, nanoflann::KDTreeSingleIndexAdaptorParams{points_of_leaf}} {
    check(points.size() < std::numeric_limits<std::uint32_t>::max(), "KdIndex: too many points");
  }

  PointCloud cloud;
  NanoflannTree tree;
};

KdIndex::KdIndex(std::vector<UnitVector> points)
    : points_{std::move(points)}, tree_{std::make_unique<Tree>(points_)} {}
KdIndex::~KdIndex() = default;
KdIndex::KdIndex(KdIndex&&) noexcept = default;
KdIndex& KdIndex::operator=(KdIndex&&) noexcept = default;

void KdIndex::find_within(const UnitVector& center, Angle radius, std::vector<Hit>& hits) const {
  hits.clear();
  if (size() == 0) return;
  const double largest = squared_chord(radius);
  PointsWithin within{tree_->cloud.bound(std::sqrt(largest)), hits};
  const std::array<float, 3> query = tree_->cloud.relative(center);
  tree_->tree.findNeighbors(within, query.data(), unsorted());
  // Rows lie anywhere in memory: asked for ahead, they are there when their turn comes.
  constexpr std::size_t ahead = 16;
  const UnitVector* const points = points_.data();
  for (std::size_t i = 0; i < hits.size(); ++i) {
    __builtin_prefetch(points + hits.data()[std::min(i + ahead, hits.size() - 1)].point);
    Hit& hit = hits.data()[i];
    hit.squared_chord = squared_chord(points[hit.point], center);
  }
  std::erase_if(hits, [&](const Hit& hit) { return hit.squared_chord > largest; });
}

} // namespace counterpoint
