#include "catalogue/carry/carry_plan.hpp"

#include "catalogue/layout/column_lookup.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"

#include <algorithm>
#include <map>

namespace counterpoint {

namespace {

// The names of a file's columns, each once: blank ones by their number, repeated ones counted.
std::vector<std::string> distinct_names(const std::vector<ColumnInfo>& columns) {
  std::vector<std::string> names;
  std::map<std::string, int> n_seen;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::string name = columns[i].name.empty() ? "col" + std::to_string(i + 1) : columns[i].name;
    const int n = ++n_seen[name];
    if (n > 1) name += "_" + std::to_string(n);
    names.push_back(std::move(name));
  }
  return names;
}

class CarryPlanner {
public:
  CarryPlanner(const CarryRequest& request, const std::string& label,
               std::span<const std::filesystem::path> paths, std::span<const FileLayout> layouts)
      : request_{request}, label_{label}, paths_{paths}, layouts_{layouts} {
    for (const FileLayout& layout : layouts)
      names_.push_back(distinct_names(layout.columns));
  }

  CarryPlan plan() {
    for (const std::string& name : request_.names) {
      if (name == "*") {
        add_all();
      } else {
        add_named(name);
      }
    }
    CarryPlan plan{std::move(columns_), {}, std::move(notes_)};
    for (std::size_t file = 0; file < layouts_.size(); ++file) {
      for (const std::vector<ColumnPlan>& of_column : places_)
        plan.places.push_back(of_column[file]);
    }
    return plan;
  }

private:
  void add_all() {
    for (std::size_t file = 0; file < layouts_.size(); ++file) {
      for (std::size_t i = 0; i < names_[file].size(); ++i) {
        const ColumnInfo& column = layouts_[file].columns[i];
        if (is_taken(names_[file][i])) continue;
        if (column.unreadable.empty()) {
          add(names_[file][i], places_by_name(names_[file][i]));
        } else {
          notes_.push_back(paths_[file].string() + ": column '" + names_[file][i] + "' " +
                           column.unreadable + " and is not carried");
        }
      }
    }
  }

  void add_named(const std::string& name) {
    std::vector<ColumnPlan> places;
    for (std::size_t file = 0; file < layouts_.size(); ++file) {
      places.push_back(find_column(layouts_[file].columns,
                                   {name, Quantity::text, request_.key, true},
                                   label_ + " '" + paths_[file].string() + "'"));
    }
    const auto is_there = [](const ColumnPlan& place) { return place.index != ColumnPlan::absent; };
    auto found = std::find_if(places.begin(), places.end(), is_there);
    if (found == places.end()) { // "X_2", as the results call the second column X
      places = places_by_name(name);
      found = std::find_if(places.begin(), places.end(), is_there);
    }
    if (found == places.end()) throw_unknown(name);
    const auto file = static_cast<std::size_t>(found - places.begin());
    const std::string& in_file = names_[file][static_cast<std::size_t>(found->index)];
    if (!is_taken(in_file)) add(in_file, std::move(places));
  }

  [[nodiscard]] bool is_taken(const std::string& name) const {
    return std::any_of(columns_.begin(), columns_.end(),
                       [&name](const CarriedColumn& column) { return column.name == name; });
  }

  [[nodiscard]] std::vector<ColumnPlan> places_by_name(const std::string& name) const {
    std::vector<ColumnPlan> places;
    for (std::size_t file = 0; file < layouts_.size(); ++file) {
      const auto found = std::find(names_[file].begin(), names_[file].end(), name);
      const auto index = static_cast<std::size_t>(found - names_[file].begin());
      if (found == names_[file].end() || !layouts_[file].columns[index].unreadable.empty()) {
        places.push_back({ColumnPlan::absent, {}, {}});
      } else {
        places.push_back(
            {static_cast<std::int64_t>(index), {}, layouts_[file].columns[index].binary});
      }
    }
    return places;
  }

  // As the first file that has it declares it; numbers of files that disagree on what they are
  // cannot stand in one column of numbers.
  void add(const std::string& name, std::vector<ColumnPlan> places) {
    const ColumnInfo* first = nullptr;
    DeclaredKind kind = DeclaredKind::nothing;
    for (std::size_t file = 0; file < layouts_.size(); ++file) {
      if (places[file].index == ColumnPlan::absent) continue;
      const ColumnInfo& column =
          layouts_[file].columns[static_cast<std::size_t>(places[file].index)];
      if (first == nullptr) {
        first = &column;
        kind = column.kind;
      }
      if (column.kind != kind) kind = DeclaredKind::nothing;
      if (!column.unit.empty() && !first->unit.empty() && column.unit != first->unit) {
        throw InputError{label_ + ": column '" + name + "' is in '" + first->unit + "' and, in '" +
                         paths_[file].string() + "', in '" + column.unit +
                         "': bring it to one unit, or leave it out of " + request_.key};
      }
    }
    columns_.push_back({name, first->unit, first->ucd, first->description, kind});
    places_.push_back(std::move(places));
  }

  [[noreturn]] void throw_unknown(const std::string& name) const {
    std::vector<std::string> all;
    for (const std::vector<std::string>& of_file : names_) {
      for (const std::string& known : of_file) {
        if (std::find(all.begin(), all.end(), known) == all.end()) all.push_back(known);
      }
    }
    const std::string nearest = nearest_word(name, all);
    throw InputError{request_.key + " = " + name + ": no file of the " + label_ +
                     " has such a column" +
                     (nearest.empty() ? "" : " (did you mean '" + nearest + "'?)") +
                     "; there are: " + join_words(all) + "; * carries all of them"};
  }

  const CarryRequest& request_;
  const std::string& label_;
  std::span<const std::filesystem::path> paths_;
  std::span<const FileLayout> layouts_;
  std::vector<std::vector<std::string>> names_; // [file][column]
  std::vector<CarriedColumn> columns_;
  std::vector<std::vector<ColumnPlan>> places_; // [column][file]
  std::vector<std::string> notes_;
};

} // namespace

CarryPlan plan_carrying(const CarryRequest& request, const std::string& label,
                        std::span<const std::filesystem::path> paths,
                        std::span<const FileLayout> layouts) {
  return CarryPlanner{request, label, paths, layouts}.plan();
}

} // namespace counterpoint
