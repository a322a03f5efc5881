#include "counterpoint/output/run_report.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/comm/node_memory.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/process_status.hpp"
#include "counterpoint/output/output_path.hpp"
#include "counterpoint/output/provenance.hpp"
#include "output/host_name.hpp"
#include "output/partial_file.hpp"
#include "output/rank_statistics.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <map>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace counterpoint {

namespace {

using nlohmann::json;

std::string utc_text(std::time_t time) {
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

// The report is written even if an input was removed after it was read; its entries are then null.
json describe_input(const std::filesystem::path& path) {
  json entry{{"path", path.string()},
             {"bytes", nullptr},
             {"modified", nullptr},
             {"crc32_of_first_and_last_mib", nullptr}};
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return entry;
  entry["bytes"] = std::int64_t{status.st_size};
  entry["modified"] = utc_text(status.st_mtime);
  try {
    entry["crc32_of_first_and_last_mib"] = crc32_of_ends(path);
  } catch (const SystemError&) {
  }
  return entry;
}

std::vector<double> values_of(const std::vector<json>& by_rank, const char* key) {
  std::vector<double> values;
  for (const json& rank : by_rank)
    values.push_back(rank.at(key).get<double>());
  return values;
}

json as_json(const Spread& spread) {
  return {{"min", spread.minimum},
          {"mean", spread.mean},
          {"max", spread.maximum},
          {"max_over_mean", ratio(spread.maximum, spread.mean)}};
}

std::int64_t total_of(const std::vector<json>& by_rank, const char* key) {
  std::int64_t total = 0;
  for (const json& rank : by_rank)
    total += rank.at(key).get<std::int64_t>();
  return total;
}

json program_as_json() {
  json program{{"name", "counterpoint"}, {"version", program_version()}};
  for (const auto& [name, version] : components())
    program[name] = version;
  return program;
}

// The numbers of the job under SLURM; null outside.
json job_numbers() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? json(nullptr) : json(value);
  };
  return {{"id", variable("SLURM_JOB_ID")},
          {"array", variable("SLURM_ARRAY_JOB_ID")},
          {"place_in_array", variable("SLURM_ARRAY_TASK_ID")}};
}

// Ranks, and the memory that they have used at most, by host: what they share, and the program,
// count once.
json hosts_of(const std::vector<json>& by_rank) {
  struct Host {
    int n_ranks = 0;
    std::int64_t own = 0;
    std::int64_t shared = 0;
    std::int64_t of_files = 0;
  };
  std::map<std::string, Host> found;
  for (const json& rank : by_rank) {
    const auto bytes = [&](const char* key) { return rank.at(key).get<std::int64_t>(); };
    Host& host = found[rank.at("host").get<std::string>()];
    ++host.n_ranks;
    const std::int64_t own = bytes("own_memory_bytes");
    // Where the system does not tell one from the other, all counts.
    host.own += own > 0 ? own : bytes("peak_memory_bytes");
    host.shared = std::max(host.shared, bytes("shared_memory_bytes"));
    host.of_files = std::max(host.of_files, bytes("file_memory_bytes"));
  }
  json hosts = json::object();
  for (const auto& [name, host] : found) {
    hosts[name] = {{"ranks", host.n_ranks},
                   {"peak_memory_bytes", host.own + host.shared + host.of_files}};
  }
  return hosts;
}

json numbers_of_ranks(const std::vector<json>& by_rank) {
  json numbers = json::array();
  for (const json& rank : by_rank) {
    double work = 0.0;
    double waiting = 0.0;
    for (const json& phase : rank.at("phases")) {
      work += phase.at(1).get<double>();
      waiting += phase.at(2).get<double>();
    }
    numbers.push_back({{"host", rank.at("host")},
                       {"work_seconds", work},
                       {"waiting_seconds", waiting},
                       {"rows_read", rank.at("rows_read")},
                       {"neighbourhood_pairs", rank.at("neighbourhood_pairs")},
                       {"own_memory_bytes", rank.at("own_memory_bytes")},
                       {"shared_memory_bytes", rank.at("shared_memory_bytes")},
                       {"peak_memory_bytes", rank.at("peak_memory_bytes")}});
  }
  return numbers;
}

json as_json(const RunReport::Tile& tile) {
  return {{"tile", tile.tile},
          {"xray_sources", tile.xray_sources},
          {"infrared_rows", tile.infrared_rows},
          {"neighbours", tile.neighbours}};
}

// The tiles of all ranks, in their order.
json tiles_of(const std::vector<json>& by_rank) {
  std::vector<json> tiles;
  for (const json& rank : by_rank)
    tiles.insert(tiles.end(), rank.at("tiles").begin(), rank.at("tiles").end());
  std::sort(tiles.begin(), tiles.end(),
            [](const json& a, const json& b) { return a.at("tile") < b.at("tile"); });
  return tiles;
}

// Collective. Each rank looks at its part of the inputs that rank 0 names.
json describe_own_inputs(const Communicator& comm, std::span<const std::filesystem::path> of_root) {
  std::vector<std::string> inputs;
  for (const std::filesystem::path& path : of_root)
    inputs.push_back(path.string());
  comm.broadcast(inputs);
  json described = json::array();
  for (auto i = static_cast<std::size_t>(comm.rank()); i < inputs.size();
       i += static_cast<std::size_t>(comm.size()))
    described.push_back(describe_input(inputs[i]));
  return described;
}

// The inputs of all ranks, in the order in which they were given.
json inputs_of(const std::vector<json>& by_rank, std::size_t n_inputs) {
  json inputs = json::array();
  for (std::size_t i = 0; i < n_inputs; ++i)
    inputs.push_back(by_rank[i % by_rank.size()].at("inputs").at(i / by_rank.size()));
  return inputs;
}

json assemble(const RunReport& report, const PhaseClock& clock, const std::vector<json>& by_rank) {
  std::vector<json> phases_by_rank;
  for (const json& rank : by_rank)
    phases_by_rank.push_back(rank.at("phases"));
  json phases = json::array();
  double wall_seconds = 0.0;
  double read_seconds = 0.0;
  for (const auto& [name, work, waiting] : phase_spreads(phases_by_rank)) {
    const double seconds = work.mean + waiting.mean; // about equal on all ranks
    phases.push_back({{"name", name},
                      {"seconds", seconds},
                      {"work_seconds", as_json(work)},
                      {"waiting_seconds", as_json(waiting)}});
    wall_seconds += seconds;
    if (name.starts_with("read")) read_seconds += seconds;
  }
  const auto bytes_read = total_of(by_rank, "bytes_read");
  const auto rows_read = total_of(by_rank, "rows_read");
  const auto pairs = values_of(by_rank, "neighbourhood_pairs");
  return {{"program", program_as_json()},
          {"command_line", report.command_line},
          {"job", job_numbers()},
          {"started", utc_text(clock.started())},
          {"finished", utc_text(std::time(nullptr))},
          {"ranks", by_rank.size()},
          {"hosts", hosts_of(by_rank)},
          {"by_rank", numbers_of_ranks(by_rank)},
          {"layout",
           {{"tile_ranks", report.tile_ranks},
            {"trial_groups", report.trial_groups},
            {"tiles", report.n_tiles}}},
          {"phases", phases},
          {"wall_seconds", wall_seconds},
          {"reading",
           {{"bytes", bytes_read},
            {"rows", rows_read},
            {"seconds", read_seconds},
            {"mb_per_second", ratio(static_cast<double>(bytes_read) * 1e-6, read_seconds)},
            {"rows_per_second", ratio(static_cast<double>(rows_read), read_seconds)}}},
          {"bytes_exchanged", total_of(by_rank, "bytes_exchanged")},
          {"neighbourhood_pairs",
           {{"total", total_of(by_rank, "neighbourhood_pairs")},
            {"per_rank", as_json(spread_of(pairs))}}},
          {"peak_memory_bytes", as_json(spread_of(values_of(by_rank, "peak_memory_bytes")))},
          {"tiles", tiles_of(by_rank)},
          {"inputs", inputs_of(by_rank, report.inputs.size())}};
}

void write_text(const std::filesystem::path& path, const std::string& text) {
  PartialFile file{path, true};
  std::ofstream stream{file.path(), std::ios::binary};
  stream << text << std::flush;
  if (!stream) throw SystemError{"cannot write " + path.string() + "; is the disk full?"};
  stream.close();
  file.commit();
}

} // namespace

std::int64_t peak_memory_bytes() {
  if (const std::int64_t bytes = ProcessStatus{}.bytes("VmHWM:"); bytes > 0) return bytes;
  rusage usage{}; // where there is no /proc; it may count what ran before exec()
  ::getrusage(RUSAGE_SELF, &usage);
  return std::int64_t{usage.ru_maxrss} * 1024;
}

void reset_peak_memory() {
#ifdef __GLIBC__
  ::malloc_trim(0); // what was freed may still be resident
#endif
  std::ofstream{"/proc/self/clear_refs"} << "5";
}

std::string crc32_of_ends(const std::filesystem::path& path) {
  constexpr std::int64_t end_size = 1 << 20;
  std::ifstream stream{path, std::ios::binary | std::ios::ate};
  const std::int64_t size = stream.tellg();
  std::vector<char> bytes(static_cast<std::size_t>(end_size));
  uLong crc = ::crc32(0, nullptr, 0);
  const auto add = [&](std::int64_t first, std::int64_t end) {
    stream.seekg(first);
    stream.read(bytes.data(), end - first);
    crc = ::crc32(crc, reinterpret_cast<const Bytef*>(bytes.data()),
                  static_cast<uInt>(stream.gcount()));
  };
  add(0, std::min(size, end_size));
  add(std::max(std::min(size, end_size), size - end_size), size);
  if (!stream) throw SystemError{"cannot read " + path.string()};
  std::array<char, 9> text{};
  std::snprintf(text.data(), text.size(), "%08lx", crc);
  return text.data();
}

std::filesystem::path run_report_path(const std::filesystem::path& result) {
  return result.string() + ".run.json";
}

void require_report_writable(const std::filesystem::path& path, bool overwrite) {
  std::error_code ignored;
  if (std::filesystem::is_regular_file(path, ignored)) {
    std::ifstream stream{path, std::ios::binary};
    const json report = json::parse(stream, nullptr, false);
    if (!report.is_object() || !report.contains("program") || !report.contains("phases")) {
      throw InputError{path.string() +
                       " exists and is no report of this program, but the one of this run would "
                       "have that name: choose another output, or remove it"};
    }
  }
  require_file_writable(path, overwrite);
}

std::string command_line(const std::string& command, std::span<const std::string> arguments) {
  std::string line = "counterpoint " + command;
  for (const std::string& argument : arguments)
    line += " " + argument;
  return line;
}

void write_run_report(const Communicator& comm, const std::filesystem::path& path,
                      const RunReport& report, const PhaseClock& clock) {
  json tiles = json::array();
  for (const RunReport::Tile& tile : report.tiles)
    tiles.push_back(as_json(tile));
  const json mine{{"host", host_name()},
                  {"phases", phases_as_json(clock)},
                  {"bytes_read", report.bytes_read},
                  {"rows_read", report.rows_read},
                  {"neighbourhood_pairs", report.neighbourhood_pairs},
                  {"bytes_exchanged", report.bytes_exchanged},
                  {"tiles", tiles},
                  {"inputs", describe_own_inputs(comm, report.inputs)},
                  {"own_memory_bytes", clock.memory().most_own()},
                  {"file_memory_bytes", clock.memory().most_of_files()},
                  {"shared_memory_bytes", NodeMemory::most_shared()},
                  {"peak_memory_bytes", peak_memory_bytes()}};
  const std::vector<json> by_rank = gather(comm, mine);
  run_together(comm, [&] {
    if (!comm.is_root()) return;
    const json all = assemble(report, clock, by_rank);
    write_text(path, all.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
  });
}

} // namespace counterpoint
