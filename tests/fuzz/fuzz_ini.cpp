#include "counterpoint/settings/settings.hpp"
#include "target.hpp"

// Any file as a configuration: read, asked for values of every kind, written out and read again.
namespace counterpoint::fuzz {
namespace {

const std::vector<SettingKey>& keys() {
  static const std::vector<SettingKey> all{
      {"xray.catalogue", "", "", KeyKind::repeated},
      {"xray.error", "1", ""},
      {"infrared.error-max", "2", ""},
      {"null.trials", "30", ""},
      {"null.mode", "disc", "", KeyKind::choice, {"disc", "annulus"}},
      {"sweep.radii", "0:20:2.5", ""},
      {"layout.tiles", "auto", ""},
      {"output.overwrite", "false", "", KeyKind::toggle}};
  return all;
}

Settings read(const std::string& file) {
  const std::vector<std::string> arguments{"--config", file};
  return {keys(), arguments};
}

std::string convert_all(const Settings& settings) {
  (void)outcome_of([&] { return std::to_string(settings.number("xray.error")); });
  (void)outcome_of([&] { return std::to_string(settings.arcsec("infrared.error-max").arcsec()); });
  (void)outcome_of([&] { return std::to_string(settings.integer("null.trials", 0, 1000)); });
  (void)outcome_of([&] { return std::to_string(settings.range("sweep.radii").size()); });
  (void)outcome_of([&] { return std::to_string(settings.integer_or_auto("layout.tiles", 1000)); });
  (void)outcome_of([&] { return std::to_string(settings.boolean("output.overwrite")); });
  return std::to_string(settings.paths("xray.catalogue").size());
}

// A value with both kinds of quotes has no way to be written: none can be read either but bare.
bool can_be_written(const std::string& lines) {
  return lines.find('"') == lines.npos || lines.find('\'') == lines.npos;
}

} // namespace
} // namespace counterpoint::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace counterpoint;
  using namespace counterpoint::fuzz;
  static const MemoryFile memory;
  static const MemoryFile again;
  const std::string file = memory.holding(data, size);
  (void)outcome_of([&] {
    const Settings settings = read(file);
    (void)convert_all(settings);
    const std::string used = settings.as_used(std::vector<std::string>{});
    if (!can_be_written(used)) return used;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(used.data());
    const std::string read_back =
        read(again.holding(bytes, used.size())).as_used(std::vector<std::string>{});
    if (read_back != used) report("does not read back", used + "---\n" + read_back);
    return used;
  });
  return 0;
}
