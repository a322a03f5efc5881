#include "app/commands.hpp"
#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/output/find_source.hpp"
#include "counterpoint/output/result_reader.hpp"
#include "counterpoint/settings/settings.hpp"
#include "counterpoint/sky/ellipse.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace counterpoint {

namespace {

using Json = nlohmann::ordered_json;

// The value of a column as JSON; NaN, which JSON lacks, becomes null.
Json json_value(const ResultRows& rows, std::size_t row, const ResultColumn& column) {
  switch (column.type) {
  case ResultType::integer:
    return rows.integer(row, column);
  case ResultType::boolean:
    return rows.boolean(row, column);
  case ResultType::text:
    return std::string{rows.text(row, column)};
  case ResultType::real:
    break;
  }
  const double value = rows.real(row, column);
  return std::isnan(value) ? Json(nullptr) : Json(value);
}

// All rows of a table in which `id_column` is `id`; stops behind them, since tables are ordered.
Json rows_of(const std::filesystem::path& file, const std::string& table, std::int64_t id) {
  const ResultReader reader{file, table};
  const ResultColumn& id_column = reader.column("xray_id");
  Json found = Json::array();
  for (std::int64_t first = 0; first < reader.n_rows(); first += reader.block_rows()) {
    const ResultRows rows = reader.read(first, reader.block_rows());
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const std::int64_t here = rows.integer(row, id_column);
      if (here > id) return found;
      if (here < id) continue;
      Json entry;
      for (const ResultColumn& column : reader.columns())
        entry[column.name] = json_value(rows, row, column);
      found.push_back(entry);
    }
  }
  return found;
}

double number(const Json& row, const char* column) {
  return row.at(column).is_null() ? std::nan("") : row.at(column).get<double>();
}

std::string magnitude(const Json& row) {
  return row.at("ks").is_null() ? "no Ks" : format_text("Ks = %.2f", number(row, "ks"));
}

bool is_ellipse(const Json& source) {
  return !source.at("sigma_angle").is_null();
}

std::string describe_error(const Json& source) {
  const double sigma = number(source, "sigma");
  if (!is_ellipse(source)) return format_text("%.3f arcsec", sigma);
  return format_text("%.3f x %.3f arcsec, the major axis at position angle %.1f deg", sigma,
                     number(source, "sigma_minor"), number(source, "sigma_angle"));
}

// What a fit has made of the declared error; nothing where none was asked for.
std::string describe_fit(const Json& source) {
  if (!source.contains("sigma_declared")) return "";
  std::string text =
      format_text("  (as fitted: the catalogue declares %.3f arcsec; /error_model)\n",
                  number(source, "sigma_declared"));
  if (number(source, "tail_fraction") == 0.0) return text;
  return text +
         format_text("  a fraction %.3f of the offsets is %.2f times as wide: p(phi) has both\n",
                     number(source, "tail_fraction"), number(source, "tail_width"));
}

// The offset of a candidate, in standard deviations in its direction.
std::string describe_offset(const Json& source, const Json& pair) {
  const double sigma = number(pair, "sigma");
  const Angle separation = Angle::from_arcsec(number(pair, "separation"));
  if (!is_ellipse(source)) {
    return format_text("sigma = %.3f arcsec, %.2f sigma", sigma, separation.arcsec() / sigma);
  }
  // The infrared part of the variance is the same along both axes.
  const double major = number(source, "sigma");
  const double minor = number(source, "sigma_minor");
  const SkyEllipse ellipse{
      Angle::from_arcsec(sigma),
      Angle::from_arcsec(std::sqrt(sigma * sigma - (major + minor) * (major - minor))),
      Angle::from_degrees(number(source, "sigma_angle"))};
  const Angle direction = Angle::from_degrees(number(pair, "position_angle"));
  return format_text("sigma = %.3f x %.3f arcsec, %.2f sigma", sigma, ellipse.minor.arcsec(),
                     std::sqrt(ellipse.squared_norm(separation, direction)));
}

// "12 (CXOGC J174540.0)", or "12" where the catalogue has no names.
std::string id_and_name(const Json& row, const char* id, const char* name_column) {
  const std::string number = std::to_string(row.at(id).get<std::int64_t>());
  const auto text = row.find(name_column);
  if (text == row.end() || !text->is_string()) return number;
  const std::string name{trimmed(text->get_ref<const std::string&>())};
  return name.empty() ? number : number + " (" + name + ")";
}

// What the stars around have more of the features, where these change from place to place.
std::string describe_places_of_features(const Json& source) {
  const std::string start = "local_feature_";
  std::string text;
  for (const auto& [name, value] : source.items()) {
    if (!name.starts_with(start)) continue;
    if (value.is_null()) {
      text += "  hardly any star around has a value of " + name.substr(start.size()) +
              ": it says nothing here\n";
      continue;
    }
    const double more = value.get<double>();
    if (more == 0.0) continue;
    text += format_text("  stars around have %s %s by %.3f than all in the mean: taken off before "
                        "it counts\n",
                        name.substr(start.size()).c_str(), more > 0.0 ? "larger" : "smaller",
                        std::abs(more));
  }
  return text;
}

// The X-ray source in words.
std::string describe_source(const Json& source) {
  std::string text =
      "X-ray source " + id_and_name(source, "xray_id", "name") +
      format_text(" at RA %.6f, Dec %+.6f deg\n", number(source, "ra"), number(source, "dec"));
  text += "  one-dimensional error " + describe_error(source) +
          format_text(", acceptance radius %.3f arcsec\n", number(source, "radius"));
  text += describe_fit(source);
  text += format_text("  infrared sources are %.2f times as dense here as on the mean\n",
                      number(source, "density_factor"));
  text += describe_places_of_features(source);
  if (source.contains("faint_end")) {
    text += format_text("  95 %% of the infrared sources here are brighter than Ks = %.2f\n",
                        number(source, "faint_end"));
  }
  if (source.contains("Q")) {
    text += (source.contains("class") ? "  class " + source.at("class").get<std::string>() + ": of"
                                      : std::string{"  of"}) +
            format_text(" sources like this, %.3f have a counterpart%s\n", number(source, "Q"),
                        source.contains("faint_end") ? " that is listed here" : "");
  }
  if (!source.at("kept").get<bool>()) {
    return text +
           "  not considered: removed by the cleaning rules (status in /counterparts says which)\n";
  }
  if (!source.at("in_footprint").get<bool>()) {
    return text + "  outside the infrared footprint: nothing can be said of a counterpart\n";
  }
  // A result that an earlier program wrote has no such column.
  if (source.contains("coverage") && number(source, "coverage") < 1.0) {
    text +=
        format_text("  at the edge of the infrared footprint, and no star is near: covered with "
                    "a probability of %.2f\n",
                    number(source, "coverage"));
  }
  return text;
}

// "0.123 arcsec away at position angle 45.0 deg"; at separation 0 there is no angle.
std::string describe_separation(const Json& pair) {
  const std::string text = format_text("%.3f arcsec away", number(pair, "separation"));
  if (pair.at("position_angle").is_null()) return text;
  return text + format_text(" at position angle %.1f deg", number(pair, "position_angle"));
}

// Unknown for a star without Ks.
std::string describe_chance(const Json& pair) {
  return pair.at("p_chance").is_null() ? "unknown" : format_text("%.3g", number(pair, "p_chance"));
}

// What the features are, and by what they multiply the odds: `ratio`; nothing without any.
std::string describe_features(const Json& pair, double ratio) {
  std::string text;
  for (const auto& [name, value] : pair.items()) {
    if (!name.starts_with("feature_")) continue;
    text += (text.empty() ? "      " : ", ") + name.substr(name.find('_') + 1) +
            (value.is_null() ? " missing" : format_text(" = %.3g", value.get<double>()));
  }
  return text.empty() ? "" : text + format_text(": multiplies the odds by %.3g\n", ratio);
}

// Where each of two infrared catalogues lists the star; nothing where there is one.
std::string describe_rows(const Json& pair) {
  if (!pair.contains("ir1_id")) return "";
  const auto in_words = [&](const char* column, const std::string& catalogue) {
    const auto row = pair.at(column).get<std::int64_t>();
    return (row < 0 ? "not in" : "row " + std::to_string(row) + " of") + (" the " + catalogue);
  };
  return "      " + in_words("ir1_id", "first infrared catalogue") + ", " +
         in_words("ir2_id", "second") + "\n";
}

// One candidate: every term of each probability.
std::string describe_candidate(const Json& source, const Json& pair) {
  std::string text = "  infrared source " + id_and_name(pair, "ir_id", "ir_name") + ": " +
                     describe_separation(pair) + ", " + magnitude(pair) + "\n" +
                     describe_rows(pair);
  text += "      offset: " + describe_offset(source, pair) +
          format_text(", p(phi) = %.4g per arcsec^2\n", number(pair, "p_phi"));
  text +=
      "      an unrelated source this bright lies this close by chance: " + describe_chance(pair) +
      "\n";
  const double of_features = pair.value("features_q_over_n", 1.0);
  text += describe_features(pair, of_features);
  text += format_text("      lr:       P = %.4f  (q/n = %.4g arcsec^2, LR = %.4g)\n",
                      number(pair, "p_lr"), number(pair, "q_over_n"),
                      number(pair, "q_over_n") * of_features * number(pair, "p_phi"));
  text += format_text("      mauerhan: P = %.4f  (f(K) = %.4g, rho(K) = %.4g per arcsec^2)\n",
                      number(pair, "p_mauerhan"), number(pair, "f_k"), number(pair, "rho_k"));
  text += format_text("      notebook: P = %.4f  (with the notebook's slip of units)\n",
                      number(pair, "p_notebook"));
  return text;
}

std::string describe(const Json& story) {
  const Json& source = story.at("xray");
  const Json& pairs = story.at("candidates");
  std::string text = describe_source(source);
  if (!source.at("kept").get<bool>()) return text;
  if (pairs.empty()) return text + "  no infrared source within the acceptance radius\n";
  text += format_text("  %zu infrared source%s within the acceptance radius:\n", pairs.size(),
                      pairs.size() == 1 ? "" : "s");
  for (const Json& pair : pairs)
    text += describe_candidate(source, pair);
  const Json& any = pairs.front();
  return text + format_text("  none of them: P0 = %.4f (lr), %.4f (mauerhan), %.3g (notebook)\n",
                            number(any, "p0_lr"), number(any, "p0_mauerhan"),
                            number(any, "p0_notebook"));
}

Json tell(const std::filesystem::path& file, std::int64_t id) {
  return {{"xray", rows_of(file, "/xray", id).front()},
          {"candidates", rows_of(file, "/pairs", id)},
          {"counterpart", rows_of(file, "/counterparts", id).front()}};
}

} // namespace

std::span<const SettingKey> explain_keys() {
  static const std::vector<SettingKey> keys{
      {"source", "", "the X-ray source: its xray_id (row, from 0), or its name in the catalogue",
       KeyKind::positional},
      {"results", "counterpoint.h5", "result file of match"},
      {"json", "false", "as JSON instead of words", KeyKind::toggle},
  };
  return keys;
}

void run_explain(const Communicator& comm, std::span<const std::string> arguments, Messages& log) {
  const std::string text = run_together(comm, [&]() -> std::string {
    const Settings settings{explain_keys(), arguments, "explain"};
    const std::string& source = settings.text("source");
    if (source.empty()) {
      throw InputError{"explain takes an X-ray source, by row or by name: counterpoint explain "
                       "ID|NAME [--results FILE] [--json]"};
    }
    if (!comm.is_root()) return "";
    const std::filesystem::path results = settings.path("results");
    const FoundSource found = find_source(results, source);
    if (!found.named.empty()) {
      log.line(
          format_text("%s is taken for a row of the catalogue, counted from 0; the X-ray source "
                      "of that name is row %lld",
                      source.c_str(), static_cast<long long>(found.named.front())));
    }
    const Json story = tell(results, found.xray_id);
    return settings.boolean("json") ? story.dump(2) + "\n" : describe(story);
  });
  log.result(text);
}

} // namespace counterpoint
