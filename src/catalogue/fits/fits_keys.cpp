#include "catalogue/fits/fits_keys.hpp"

#include <array>

namespace counterpoint {

namespace {
template <class T, int fits_type>
std::optional<T> read_number_key(fitsfile* file, const std::string& key) {
  T value{};
  int status = 0;
  if (fits_read_key(file, fits_type, key.c_str(), &value, nullptr, &status) != 0) {
    fits_clear_errmsg();
    return std::nullopt;
  }
  return value;
}
} // namespace

std::optional<std::string> read_text_key(fitsfile* file, const std::string& key) {
  std::array<char, FLEN_VALUE> value{};
  int status = 0;
  if (fits_read_key(file, TSTRING, key.c_str(), value.data(), nullptr, &status) != 0) {
    fits_clear_errmsg();
    return std::nullopt;
  }
  return std::string{value.data()};
}

std::optional<std::int64_t> read_integer_key(fitsfile* file, const std::string& key) {
  return read_number_key<LONGLONG, TLONGLONG>(file, key);
}

std::optional<double> read_real_key(fitsfile* file, const std::string& key) {
  return read_number_key<double, TDOUBLE>(file, key);
}

} // namespace counterpoint
