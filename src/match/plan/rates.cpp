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
              {"start", 0.00015},
              {"xray row", 2.4e-07},
              {"text byte", 1.9e-09},
              {"gzip byte", 1e-08},
              {"table row", 5.6e-08},
              {"near row read", 3.5e-08},
              {"cell merged", 2e-08},
              {"tile row", 9e-08},
              {"pair found", 4.5e-08},
              {"source placed", 2.4e-07},
              {"model", 0.015},
              {"source judged", 1.5e-06},
              {"pair judged", 4.8e-08},
              {"trial of pair", 1.8e-09},
              {"zone of pair", 6.3e-09},
              {"companion of pair", 6.3e-09},
              {"output", 0.02},
              {"source written", 3.2e-07},
              {"candidate written", 1.1e-06},
              {"sent row", 24.0},
              {"memory of row or pair", 26.5},
              {"memory of source", 40.0},
              {"memory of several ranks", 2e7},
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
