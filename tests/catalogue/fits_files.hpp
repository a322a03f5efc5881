#pragma once

#include <fitsio.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

/// FITS files as CFITSIO writes them.
namespace counterpoint::test_support {

inline void require(int status) {
  if (status != 0) throw std::runtime_error{"CFITSIO status " + std::to_string(status)};
}

/// Writes a FITS file through `fill`, which gets the handle after an empty primary HDU.
template <class Fill>
void write_fits(const std::filesystem::path& path, Fill&& fill) {
  fitsfile* file = nullptr;
  int status = 0;
  fits_create_diskfile(&file, path.c_str(), &status);
  fits_create_img(file, BYTE_IMG, 0, nullptr, &status);
  require(status);
  fill(file);
  fits_close_file(file, &status);
  require(status);
}

/// A column as its TTYPE, TFORM and TUNIT declare it.
struct Column {
  const char* name;
  const char* form;
  const char* unit = "";
};

inline void create_table(fitsfile* file, const std::vector<Column>& columns) {
  std::vector<std::string> strings;
  for (const Column& column : columns) {
    strings.insert(strings.end(), {column.name, column.form, column.unit});
  }
  std::vector<char*> names;
  std::vector<char*> forms;
  std::vector<char*> units;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    names.push_back(strings[3 * i].data());
    forms.push_back(strings[3 * i + 1].data());
    units.push_back(strings[3 * i + 2].data());
  }
  int status = 0;
  fits_create_tbl(file, BINARY_TBL, 0, static_cast<int>(columns.size()), names.data(), forms.data(),
                  units.data(), "CATALOGUE", &status);
  require(status);
}

inline void write_column(fitsfile* file, int column, std::vector<double> values) {
  int status = 0;
  fits_write_colnull(file, TDOUBLE, column, 1, 1, static_cast<LONGLONG>(values.size()),
                     values.data(), nullptr, &status);
  require(status);
}

inline void write_column(fitsfile* file, int column, const std::vector<std::string>& values) {
  int status = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::string value = values[i];
    char* text = value.data();
    fits_write_col(file, TSTRING, column, static_cast<LONGLONG>(i) + 1, 1, 1, &text, &status);
  }
  require(status);
}

template <class T>
void write_key(fitsfile* file, int type, const char* name, T value) {
  int status = 0;
  fits_update_key(file, type, name, &value, nullptr, &status);
  require(status);
}

} // namespace counterpoint::test_support
