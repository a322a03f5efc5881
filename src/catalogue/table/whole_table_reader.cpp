#include "catalogue/table/whole_table_reader.hpp"

#include "catalogue/formats/formats.hpp"
#include "catalogue/rows/row_source.hpp"
#include "catalogue/shares/share_reader.hpp"
#include "catalogue/values/value_kind.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace counterpoint {

namespace {
std::string column_name(const ColumnInfo& column, std::size_t index) {
  return column.name.empty() ? "col" + std::to_string(index + 1) : column.name;
}

// Reads the files twice: first to find the kind of value of each column, then for the values.
class WholeTableReader {
public:
  explicit WholeTableReader(std::span<const std::filesystem::path> files) {
    if (files.empty()) throw InputError{"no catalogue file is given: name one"};
    for (const auto& path : files) {
      table_.files.push_back({path, 0});
      layouts_.push_back(inspect_file(path));
      const auto& notes = layouts_.back().notes;
      table_.notes.insert(table_.notes.end(), notes.begin(), notes.end());
      if (layouts_.size() == 1) take_columns(layouts_.front(), path);
      places_.push_back(find_places(layouts_.back(), path));
    }
  }

  WholeTable read() {
    find_kinds();
    for (std::size_t file = 0; file < layouts_.size(); ++file) {
      table_.files[file].first_row = table_.n_rows;
      read_file(file);
    }
    return std::move(table_);
  }

private:
  void take_columns(const FileLayout& layout, const std::filesystem::path& path) {
    std::set<std::string> names;
    for (std::size_t i = 0; i < layout.columns.size(); ++i) {
      const ColumnInfo& column = layout.columns[i];
      const std::string name = column_name(column, i);
      if (!names.insert(name).second) {
        throw InputError{"'" + path.string() + "' has two columns named '" + name +
                         "': give each a name of its own"};
      }
      if (column.unreadable.empty()) {
        table_.columns.push_back({name, column.unit, column.ucd, column.description, {}});
        declared_.push_back(column.kind);
      } else {
        table_.notes.push_back(path.string() + ": column '" + name + "' " + column.unreadable +
                               " and is left out");
      }
    }
  }

  // The columns of a file that belong to the columns of the table.
  [[nodiscard]] std::vector<ColumnPlan> find_places(const FileLayout& layout,
                                                    const std::filesystem::path& path) const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < layout.columns.size(); ++i) {
      names.push_back(column_name(layout.columns[i], i));
    }
    std::vector<ColumnPlan> places;
    for (const TableColumn& column : table_.columns) {
      const auto found = std::find(names.begin(), names.end(), column.name);
      if (found == names.end()) throw_unequal(path, "it has no column '" + column.name + "'");
      const auto index = static_cast<std::size_t>(found - names.begin());
      const ColumnInfo& info = layout.columns[index];
      if (info.unit != column.unit) {
        throw_unequal(path, "column '" + column.name + "' is in '" + info.unit + "', not '" +
                                column.unit + "'");
      }
      places.push_back({static_cast<std::int64_t>(index), {}, info.binary});
    }
    if (layout.columns.size() != layouts_.front().columns.size()) {
      throw_unequal(path, "its columns are: " + join_words(names));
    }
    return places;
  }

  [[noreturn]] void throw_unequal(const std::filesystem::path& path,
                                  const std::string& what) const {
    throw InputError{"the columns of '" + path.string() + "' are not those of '" +
                     table_.files.front().path.string() + "' (" + what +
                     "): files of one catalogue must have the same columns"};
  }

  // Calls `take` with each block of a file whose columns are read as `quantities` say.
  template <class Take>
  void read_blocks(std::size_t file, const std::vector<Quantity>& quantities, Take&& take) const {
    ReadPlan plan{{table_.files[file].path}, {layouts_[file].plan}, {}, places_[file], {}};
    for (std::size_t i = 0; i < quantities.size(); ++i) {
      plan.requests.push_back({table_.columns[i].name, quantities[i], ""});
      plan.columns[i].conversion.quantity = quantities[i];
    }
    ShareReader reader{std::move(plan), 0, 1};
    constexpr std::int64_t block_rows = 16384;
    for (RowBlock block; reader.next(block, block_rows);)
      take(block);
  }

  // A column declared to be real is real, whatever its values. Text that is all numbers becomes
  // numbers.
  void find_kinds() {
    const std::size_t n_columns = table_.columns.size();
    std::vector<Quantity> quantities;
    for (const DeclaredKind kind : declared_)
      quantities.push_back(kind == DeclaredKind::real ? Quantity::number : Quantity::text);
    if (std::count(quantities.begin(), quantities.end(), Quantity::text) == 0) return;

    std::vector<ValueKindFinder> finders(n_columns);
    for (std::size_t file = 0; file < layouts_.size(); ++file) {
      read_blocks(file, quantities, [&](const RowBlock& block) {
        for (std::size_t i = 0; i < n_columns; ++i) {
          for (const std::string& text : block.texts[i])
            finders[i].add(text);
        }
      });
    }
    for (std::size_t i = 0; i < n_columns; ++i) {
      if (quantities[i] == Quantity::number) continue;
      const bool is_blank_text = declared_[i] == DeclaredKind::text && !finders[i].has_values();
      const ValueKind kind = is_blank_text ? ValueKind::text : finders[i].kind();
      if (kind == ValueKind::integer) table_.columns[i].values = std::vector<std::int64_t>{};
      if (kind == ValueKind::text) table_.columns[i].values = std::vector<std::string>{};
    }
  }

  void read_file(std::size_t file) {
    std::vector<Quantity> quantities;
    for (const TableColumn& column : table_.columns) {
      const bool is_real = std::holds_alternative<std::vector<double>>(column.values);
      quantities.push_back(is_real ? Quantity::number : Quantity::text);
    }
    read_blocks(file, quantities, [&](RowBlock& block) {
      for (std::size_t i = 0; i < table_.columns.size(); ++i) {
        append(table_.columns[i].values, block.numbers[i], block.texts[i], table_.files[file].path);
      }
      table_.n_rows += block.n_rows;
    });
  }

  static void append(TableColumn::Values& values, const std::vector<double>& numbers,
                     std::vector<std::string>& texts, const std::filesystem::path& path) {
    if (auto* reals = std::get_if<std::vector<double>>(&values)) {
      reals->insert(reals->end(), numbers.begin(), numbers.end());
    } else if (auto* integers = std::get_if<std::vector<std::int64_t>>(&values)) {
      for (const std::string& text : texts) {
        const auto integer = parse_integer(text);
        if (!integer) throw_changed(path);
        integers->push_back(*integer);
      }
    } else {
      auto& strings = std::get<std::vector<std::string>>(values);
      std::move(texts.begin(), texts.end(), std::back_inserter(strings));
    }
  }

  WholeTable table_;
  std::vector<DeclaredKind> declared_; // of the columns, by the first file
  std::vector<FileLayout> layouts_;
  std::vector<std::vector<ColumnPlan>> places_; // [file][column of the table]
};
} // namespace

WholeTable read_files_whole(std::span<const std::filesystem::path> files) {
  return WholeTableReader{files}.read();
}

} // namespace counterpoint
