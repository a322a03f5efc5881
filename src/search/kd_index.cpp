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

#include <cmath>
#include <limits>

namespace counterpoint {

namespace {

// The interface by which nanoflann sees the points.
struct PointCloud {
  std::vector<UnitVector> points;

  [[nodiscard]] std::size_t kdtree_get_point_count() const { return points.size(); }
  [[nodiscard]] double kdtree_get_pt(std::size_t i, std::size_t dimension) const {
    const UnitVector& p = points[i];
    return dimension == 0 ? p.x : dimension == 1 ? p.y : p.z;
  }
  template <class Box>
  bool kdtree_get_bbox(Box&) const {
    return false;
  }
};

// nanoflann asks for distances strictly below worstDist(); the next double above the radius makes
// the edge belong to it.
class HitsWithin {
public:
  using DistanceType = double;
  using IndexType = std::uint32_t;

  HitsWithin(double squared_radius, std::vector<KdIndex::Hit>& hits)
      : squared_radius_{squared_radius}, limit_{std::nextafter(
                                             squared_radius,
                                             std::numeric_limits<double>::infinity())},
        hits_{hits} {}

  [[nodiscard]] std::size_t size() const { return hits_.size(); }
  [[nodiscard]] bool empty() const { return hits_.empty(); }
  [[nodiscard]] bool full() const { return true; }
  [[nodiscard]] double worstDist() const { return limit_; }
  bool addPoint(double squared_distance, std::uint32_t point) {
    if (squared_distance <= squared_radius_) hits_.push_back({point, squared_distance});
    return true;
  }
  void sort() const {}

private:
  double squared_radius_;
  double limit_;
  std::vector<KdIndex::Hit>& hits_;
};

using Metric = nanoflann::L2_Simple_Adaptor<double, PointCloud, double, std::uint32_t>;
using NanoflannTree = nanoflann::KDTreeSingleIndexAdaptor<Metric, PointCloud, 3, std::uint32_t>;

#if NANOFLANN_VERSION >= 0x150
nanoflann::SearchParameters unsorted() {
  return {0.0F, false};
}
#else
nanoflann::SearchParams unsorted() {
  return {32, 0.0F, false};
}
#endif

constexpr std::size_t points_per_leaf = 32;

} // namespace

class KdIndex::Tree {
public:
  explicit Tree(std::vector<UnitVector> points)
      : cloud{std::move(points)}, tree{3, cloud,
                                       nanoflann::KDTreeSingleIndexAdaptorParams{points_per_leaf}} {
    check(cloud.points.size() < std::numeric_limits<std::uint32_t>::max(),
          "KdIndex: too many points");
  }

  PointCloud cloud;
  NanoflannTree tree;
};

KdIndex::KdIndex(std::vector<UnitVector> points)
    : tree_{std::make_unique<Tree>(std::move(points))} {}
KdIndex::~KdIndex() = default;
KdIndex::KdIndex(KdIndex&&) noexcept = default;
KdIndex& KdIndex::operator=(KdIndex&&) noexcept = default;

std::size_t KdIndex::size() const {
  return tree_->cloud.points.size();
}
const UnitVector& KdIndex::point(std::size_t i) const {
  return tree_->cloud.points[i];
}

void KdIndex::find_within(const UnitVector& center, Angle radius, std::vector<Hit>& hits) const {
  hits.clear();
  if (size() == 0) return;
  HitsWithin within{squared_chord(radius), hits};
  const std::array<double, 3> query{center.x, center.y, center.z};
  tree_->tree.findNeighbors(within, query.data(), unsorted());
}

} // namespace counterpoint
