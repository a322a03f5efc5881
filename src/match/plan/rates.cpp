#include "match/plan/rates.hpp"

#include "counterpoint/core/error.hpp"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>
#include <system_error>

namespace counterpoint {

double Rates::at(const std::string& name) const {
  const auto rate = of.find(name);
  return rate == of.end() ? 0.0 : rate->second;
}

Rates default_rates() {
  return {{
              {"start", 3e-3},
              {"xray row", 5e-7},
              {"text byte", 4e-9},
              {"gzip byte", 2e-8},
              {"table row", 1.5e-7},
              {"near row read", 5e-8},
              {"cell merged", 1e-8},
              {"tile row", 4e-7},
              {"pair found", 1.5e-7},
              {"source placed", 1e-6},
              {"model", 0.05},
              {"source judged", 2e-6},
              {"pair judged", 3e-8},
              {"trial of pair", 2e-9},
              {"zone of pair", 3e-8},
              {"companion of pair", 5e-8},
              {"output", 0.03},
              {"source written", 2e-6},
              {"candidate written", 1e-6},
              {"sent row", 56.0},
              {"memory of near row", 95.0},
              {"memory of pair", 48.0},
              {"memory of carried byte", 2.0},
          },
          "the program's own: no rates of this machine were given (--calibrate measures them)"};
}

std::filesystem::path usual_rates_file() {
  const char* const cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && *cache != '\0')
    return std::filesystem::path{cache} / "counterpoint" / "rates.json";
  const char* const home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') return {};
  return std::filesystem::path{home} / ".cache" / "counterpoint" / "rates.json";
}

Rates read_rates(const std::filesystem::path& file) {
  std::ifstream stream{file};
  if (!stream) {
    throw InputError{"cannot read the rates in " + file.string() +
                     ": give another file, or make it with counterpoint plan --calibrate"};
  }
  const auto json = nlohmann::json::parse(stream, nullptr, false);
  Rates rates = default_rates();
  rates.origin = file.string();
  if (json.is_object() && json.contains("rates") && json.at("rates").is_object()) {
    for (const auto& [name, value] : json.at("rates").items()) {
      if (!value.is_number()) break;
      rates.of[name] = value.get<double>();
    }
    return rates;
  }
  throw InputError{file.string() + " holds no rates as counterpoint plan --calibrate writes them: "
                                   "give another file, or remove it"};
}

void write_rates(const std::filesystem::path& file, const Rates& rates) {
  std::error_code ignored;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), ignored);
  std::ofstream stream{file};
  const nlohmann::json json{{"what", "seconds or bytes per unit of work, for counterpoint plan"},
                            {"rates", rates.of}};
  stream << json.dump(2) << '\n' << std::flush;
  if (!stream) throw SystemError{"cannot write the rates to " + file.string()};
}

} // namespace counterpoint
