#include "counterpoint/sources/class_rule.hpp"

#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>

namespace counterpoint {

namespace {

constexpr const char* class_setting = "xray.class";
constexpr std::size_t most_classes = 20;

// "0, 0.5" as numbers; nothing where it is not a list of numbers.
std::optional<std::vector<double>> numbers_of(std::string_view list) {
  std::vector<double> numbers;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const auto number = parse_number<double>(trimmed(list.substr(begin, end - begin)));
    if (!number || !std::isfinite(*number)) return std::nullopt;
    numbers.push_back(*number);
    begin = end + 1;
  }
  return numbers;
}

// The least and the largest number, where many rows have it and it is far from all others.
std::vector<LikelyFiller> likely_fillers(std::span<const double> numbers) {
  constexpr std::int64_t fewest_numbers = 50;
  constexpr std::int64_t fewest_rows = 5;
  constexpr std::int64_t one_in = 100;
  constexpr double least_size = 9.0; // a flag of 0 and 1 has no filler
  constexpr double most_ranges = 3.0;
  std::vector<double> sorted;
  std::ranges::copy_if(numbers, std::back_inserter(sorted), [](double x) { return x == x; });
  std::ranges::sort(sorted);
  const std::int64_t n = std::ssize(sorted);
  if (n < fewest_numbers) return {};
  const auto is_common = [&](std::int64_t n_rows) {
    return n_rows >= std::max(fewest_rows, n / one_in);
  };
  const auto low_end = std::ranges::upper_bound(sorted, sorted.front());
  const auto high_begin = std::ranges::lower_bound(sorted, sorted.back());
  const std::int64_t n_low = low_end - sorted.begin();
  const std::int64_t n_high = sorted.end() - high_begin;
  if (low_end > high_begin) return {}; // all are the same
  const std::span<const double> others{is_common(n_low) ? low_end : sorted.begin(),
                                       is_common(n_high) ? high_begin : sorted.end()};
  if (others.empty()) return {};
  const auto at = [&](double fraction) {
    return others[static_cast<std::size_t>(fraction * static_cast<double>(others.size() - 1))];
  };
  const double far = most_ranges * (at(0.99) - at(0.01));
  std::vector<LikelyFiller> fillers;
  const auto add_if_far = [&](double number, std::int64_t n_rows, double gap) {
    if (is_common(n_rows) && std::abs(number) >= least_size && far > 0.0 && gap > far)
      fillers.push_back({number, n_rows, n});
  };
  add_if_far(sorted.front(), n_low, others.front() - sorted.front());
  add_if_far(sorted.back(), n_high, sorted.back() - others.back());
  return fillers;
}

} // namespace

SettingKey class_key() {
  return {class_setting, "",
          "classes of sources, each with counterparts of its own: a column, a column of numbers "
          "with limits (HR: 0, 0.5), or auto (quarters of the error)"};
}

ClassRule class_rule(const Settings& settings) {
  const std::string& text = settings.text(class_setting);
  ClassRule rule;
  rule.by_error = text == "auto";
  if (text.empty() || rule.by_error) return rule;
  const std::size_t colon = text.rfind(':');
  const auto limits = colon == std::string::npos
                          ? std::nullopt
                          : numbers_of(std::string_view{text}.substr(colon + 1));
  if (!limits) {
    rule.column = {text, Quantity::text, class_setting, false};
    return rule;
  }
  rule.limits = *limits;
  rule.column = {std::string{trimmed(std::string_view{text}.substr(0, colon))}, Quantity::number,
                 class_setting, false};
  if (std::adjacent_find(limits->begin(), limits->end(), std::greater_equal<>{}) != limits->end()) {
    throw InputError{std::string{class_setting} + " = " + text + ": the limits must ascend"};
  }
  if (rule.column.name.empty() || limits->size() >= most_classes) {
    throw InputError{std::string{class_setting} + " = " + text +
                     ": expected COLUMN: LIMIT, with at most 19 limits separated by commas"};
  }
  return rule;
}

RowClasses classify(const ClassRule& rule, const NodeTexts& texts) {
  const auto class_of = [](std::string_view text) {
    const std::string_view word = trimmed(text);
    return word.empty() ? std::string_view{"(blank)"} : word;
  };
  std::map<std::string_view, std::uint16_t> place_of;
  for (std::size_t row = 0; row < texts.size(); ++row)
    place_of.try_emplace(class_of(texts[row]), std::uint16_t{0});
  if (place_of.size() > most_classes) {
    throw InputError{format_text(
        "xray.class: the column '%s' has %zu different values, and at most %zu classes are fitted; "
        "of a column of numbers give the limits between the classes: xray.class = %s: 0, 0.5",
        rule.column.name.c_str(), place_of.size(), most_classes, rule.column.name.c_str())};
  }
  RowClasses classes;
  for (auto& [name, place] : place_of) {
    place = checked_cast<std::uint16_t>(classes.names.size());
    classes.names.emplace_back(name);
  }
  for (std::size_t row = 0; row < texts.size(); ++row)
    classes.of_row.push_back(place_of.at(class_of(texts[row])));
  return classes;
}

RowClasses classify(const ClassRule& rule, std::span<const double> numbers) {
  const std::vector<double>& limits = rule.limits;
  const char* const column = rule.column.name.c_str();
  RowClasses classes;
  classes.names.push_back(format_text("%s < %g", column, limits.front()));
  for (std::size_t i = 1; i < limits.size(); ++i)
    classes.names.push_back(format_text("%g <= %s < %g", limits[i - 1], column, limits[i]));
  classes.names.push_back(format_text("%s >= %g", column, limits.back()));
  const auto missing = checked_cast<std::uint16_t>(classes.names.size());
  const auto is_missing = [](double number) { return std::isnan(number); };
  if (std::any_of(numbers.begin(), numbers.end(), is_missing)) {
    classes.names.push_back(format_text("%s missing", column));
  }
  for (const double number : numbers) {
    const auto above = std::upper_bound(limits.begin(), limits.end(), number);
    classes.of_row.push_back(
        is_missing(number) ? missing : checked_cast<std::uint16_t>(above - limits.begin()));
  }
  classes.fillers = likely_fillers(numbers);
  return classes;
}

} // namespace counterpoint
