#include "output/rank_statistics.hpp"

#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <sstream>

namespace counterpoint {

double ratio(double numerator, double denominator) {
  return denominator > 0.0 ? numerator / denominator : 0.0;
}

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
  for (const auto& [name, work, waiting] : clock.phases())
    phases.push_back({name, work, waiting});
  return phases;
}

std::vector<PhaseSpread> phase_spreads(const std::vector<nlohmann::json>& by_rank) {
  struct Seconds {
    std::vector<double> work;
    std::vector<double> waiting;
  };
  std::vector<std::string> order;
  std::map<std::string, Seconds> seconds;
  const std::vector<double> none(by_rank.size(), 0.0);
  for (std::size_t rank = 0; rank < by_rank.size(); ++rank) {
    for (const nlohmann::json& phase : by_rank[rank]) {
      const auto name = phase.at(0).get<std::string>();
      const auto [entry, is_new] = seconds.try_emplace(name, Seconds{none, none});
      if (is_new) order.push_back(name);
      entry->second.work[rank] = phase.at(1).get<double>();
      entry->second.waiting[rank] = phase.at(2).get<double>();
    }
  }
  std::vector<PhaseSpread> spreads;
  for (const std::string& name : order)
    spreads.push_back({name, spread_of(seconds[name].work), spread_of(seconds[name].waiting)});
  return spreads;
}

std::string phase_table(const Communicator& comm, const PhaseClock& clock) {
  const std::vector<PhaseSpread> phases = phase_spreads(gather(comm, phases_as_json(clock)));
  if (!comm.is_root()) return "";
  double total = 0.0;
  std::size_t width = std::string_view{"phase"}.size();
  for (const auto& [name, work, waiting] : phases) {
    total += work.mean + waiting.mean;
    width = std::max(width, name.size());
  }
  std::ostringstream table;
  const auto line = [&](const std::string& name, const std::string& cells) {
    table << name << std::string(width - name.size(), ' ') << cells << '\n';
  };
  line("phase", "    work s     max s  max/mean    wait s      %");
  for (const auto& [name, work, waiting] : phases) {
    line(name, format_text("%10.3f%10.3f%10.2f%10.3f%7.1f", work.mean, work.maximum,
                           ratio(work.maximum, work.mean), waiting.mean,
                           100.0 * ratio(work.mean + waiting.mean, total)));
  }
  line("total", format_text("%10.3f", total));
  return table.str();
}

} // namespace counterpoint
