#pragma once

#include "counterpoint/core/angle.hpp"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace counterpoint {

enum class KeyKind {
  single,
  repeated,  ///< may be given several times
  toggle,    ///< true or false; on the command line it may stand without a value: true
  choice,    ///< one of the words in SettingKey::choices
  positional ///< on the command line its value may stand without the key; one key at most
};

/// A key that a command understands.
struct SettingKey {
  std::string name;          ///< "null.shift-max"
  std::string default_value; ///< "" for none
  std::string description;   ///< for --help
  KeyKind kind = KeyKind::single;
  std::vector<std::string> choices =
      {}; ///< of a choice; nothing is one too where it is the default
};

/// The lists one behind the other.
[[nodiscard]] std::vector<SettingKey> joined(const std::vector<std::vector<SettingKey>>& lists);

/// The settings of one run: defaults, overridden by an INI file, overridden by the command line.
/// Values are kept as text and converted when asked for; a conversion that fails names its key and
/// where it was given.
class Settings {
public:
  /// Local. Reads `--config FILE` and `--SECTION.KEY VALUE` from `arguments`; the positional key
  /// takes the words without a key.
  /// \param command  whose --help lists the keys, for messages
  /// \throws InputError for an unknown key (with file and line, and the nearest known one), a value
  ///   missing or not among the choices of its key, a file that cannot be read
  Settings(std::span<const SettingKey> keys, std::span<const std::string> arguments,
           const std::string& command = "COMMAND");

  /// Was the key given, in the file or on the command line?
  [[nodiscard]] bool is_given(const std::string& key) const { return given_.contains(key); }

  /// The configuration files that were read.
  [[nodiscard]] const std::vector<std::filesystem::path>& files() const { return files_; }

  /// The same settings with other values for those of `defaults` that were not given; keys that the
  /// command does not have are passed over.
  [[nodiscard]] Settings with_defaults(const std::map<std::string, std::string>& defaults) const;

  /// The same settings with those of an earlier run for the keys that are not given.
  /// \param lines  as_used() of that run
  /// \param origin  of the lines, for messages
  [[nodiscard]] Settings with_earlier(const std::string& lines, const std::string& origin) const;

  /// \throws InputError naming the key if the value is not of the kind asked for
  [[nodiscard]] const std::string& text(const std::string& key) const;
  [[nodiscard]] std::vector<std::string> texts(const std::string& key) const; ///< repeatable key
  [[nodiscard]] double number(const std::string& key) const;
  [[nodiscard]] std::int64_t integer(const std::string& key, std::int64_t least,
                                     std::int64_t most = largest_integer) const;
  [[nodiscard]] bool boolean(const std::string& key) const;
  [[nodiscard]] Angle arcsec(const std::string& key) const; ///< finite and not negative
  [[nodiscard]] std::filesystem::path path(const std::string& key) const;
  [[nodiscard]] std::vector<std::filesystem::path> paths(const std::string& key) const;
  /// An integer from 1 to `most`, or 0 where the value is "auto".
  [[nodiscard]] std::int64_t integer_or_auto(const std::string& key, std::int64_t most) const;
  /// "start:stop:step" (both ends included) or a list "0, 2.5, 5".
  [[nodiscard]] std::vector<double> range(const std::string& key) const;

  /// "key = value" lines of all keys, paths as given, in order of key.
  /// \param without  keys, and sections, that are left out
  [[nodiscard]] std::string as_used(std::span<const std::string> without) const;

private:
  static constexpr std::int64_t largest_integer = std::numeric_limits<std::int64_t>::max();

  struct Value {
    std::string text;
    std::filesystem::path folder; // that a relative path refers to
    std::string origin;           // "file:line: " for messages, or ""
  };
  void set(const std::string& key, std::vector<Value> values);
  [[nodiscard]] const std::vector<Value>& values(const std::string& key) const;
  [[noreturn]] void refuse(const std::string& key, const std::string& expected) const;
  void require_one_value_each(std::span<const SettingKey> keys) const;
  void require_choices(std::span<const SettingKey> keys) const;

  std::map<std::string, std::vector<Value>> values_;
  std::map<std::string, bool> given_;
  std::vector<std::filesystem::path> files_;
};

} // namespace counterpoint
