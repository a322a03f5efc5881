#include "output/rank_statistics.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <numeric>
#include <sstream>

namespace counterpoint {

Spread spread_of(std::span<const double> values) {
  if (values.empty()) return {};
  const auto [minimum, maximum] = std::ranges::minmax(values);
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  return {minimum, sum / static_cast<double>(values.size()), maximum};
}

std::vector<nlohmann::json> gather(const Communicator& comm, const nlohmann::json& mine) {
  // One line each: dump() escapes line ends, and replaces what is not UTF-8 in a host's or file's
  // name.
  const std::string line =
      mine.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  const std::vector<char> all = comm.all_gather(std::span<const char>{line});
  std::vector<nlohmann::json> by_rank;
  if (!comm.is_root()) return by_rank;
  std::istringstream lines{std::string{all.begin(), all.end()}};
  for (std::string of_rank; std::getline(lines, of_rank);) {
    by_rank.push_back(nlohmann::json::parse(of_rank));
  }
  return by_rank;
}

nlohmann::json phases_as_json(const PhaseClock& clock) {
  nlohmann::json phases = nlohmann::json::array();
  for (const auto& [name, seconds] : clock.phases())
    phases.push_back({name, seconds});
  return phases;
}

std::vector<PhaseSpread> phase_spreads(const std::vector<nlohmann::json>& by_rank) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<double>> seconds;
  for (std::size_t rank = 0; rank < by_rank.size(); ++rank) {
    for (const nlohmann::json& phase : by_rank[rank]) {
      const auto name = phase.at(0).get<std::string>();
      const auto [entry, is_new] = seconds.try_emplace(name, by_rank.size(), 0.0);
      if (is_new) order.push_back(name);
      entry->second[rank] = phase.at(1).get<double>();
    }
  }
  std::vector<PhaseSpread> spreads;
  for (const std::string& name : order)
    spreads.push_back({name, spread_of(seconds[name])});
  return spreads;
}

std::string phase_table(const Communicator& comm, const PhaseClock& clock) {
  const std::vector<PhaseSpread> phases = phase_spreads(gather(comm, phases_as_json(clock)));
  if (!comm.is_root()) return "";
  double total = 0.0;
  std::size_t width = std::string_view{"phase"}.size();
  for (const auto& [name, seconds] : phases) {
    total += seconds.mean;
    width = std::max(width, name.size());
  }
  std::ostringstream table;
  const auto line = [&](const std::string& name, const auto&... cells) {
    table << name << std::string(width - name.size(), ' ');
    (table << ... << cells) << '\n';
  };
  const auto cell = [](double value, const char* format) {
    char text[32];
    std::snprintf(text, sizeof text, format, value);
    return std::string{text};
  };
  line("phase", "     min s    mean s     max s      %");
  for (const auto& [name, seconds] : phases) {
    line(name, cell(seconds.minimum, "%10.3f"), cell(seconds.mean, "%10.3f"),
         cell(seconds.maximum, "%10.3f"),
         cell(total > 0.0 ? 100.0 * seconds.mean / total : 0.0, "%7.1f"));
  }
  line("total", std::string(10, ' '), cell(total, "%10.3f"));
  return table.str();
}

} // namespace counterpoint
