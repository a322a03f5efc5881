#include "match/carried_columns.hpp"

#include "counterpoint/core/text.hpp"

#include <set>

namespace counterpoint {

namespace {

class Namer {
public:
  explicit Namer(std::span<const std::string> taken) {
    for (const std::string& name : taken)
      taken_.insert(lower_case(name));
  }

  std::string operator()(const std::string& name, const std::string& prefix) {
    if (take(name)) return name;
    const std::string prefixed = prefix + name;
    if (take(prefixed)) return prefixed;
    for (int n = 2;; ++n) {
      std::string numbered = prefixed + "_" + std::to_string(n);
      if (take(numbered)) return numbered;
    }
  }

private:
  bool take(const std::string& name) { return taken_.insert(lower_case(name)).second; }

  std::set<std::string> taken_;
};

} // namespace

CarriedNames name_carried(std::span<const std::string> taken, std::span<const CarriedColumn> xray,
                          std::span<const CarriedColumn> infrared,
                          std::span<const CarriedColumn> second) {
  Namer namer{taken};
  CarriedNames names;
  for (const CarriedColumn& column : xray)
    names.xray.push_back(namer(column.name, "xray_"));
  for (const CarriedColumn& column : infrared)
    names.infrared.push_back(namer(column.name, "ir_"));
  for (const CarriedColumn& column : second)
    names.second.push_back(namer("ir2_" + column.name, ""));
  return names;
}

std::string without_main(std::string_view ucd) {
  constexpr std::string_view main = ";meta.main";
  constexpr std::string_view old_main = "_main";
  const std::string lower = lower_case(ucd);
  std::string rest{ucd};
  if (const auto found = lower.find(main); found != lower.npos) {
    rest.erase(found, main.size());
  } else if (lower.ends_with(old_main)) {
    rest.erase(rest.size() - old_main.size());
  }
  return rest;
}

void add_carried(TableBuilder& table, std::span<const TableColumn> typed,
                 std::span<const std::string> names) {
  for (std::size_t i = 0; i < typed.size(); ++i) {
    const TableColumn& column = typed[i];
    std::visit(
        [&](const auto& values) {
          table.column({names[i], std::span{values}, column.unit, column.description,
                        without_main(column.ucd)});
        },
        column.values);
  }
}

} // namespace counterpoint
