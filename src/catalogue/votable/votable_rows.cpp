#include "catalogue/rows/document_rows.hpp"
#include "catalogue/votable/votable_document.hpp"
#include "catalogue/votable/votable_format.hpp"
#include "counterpoint/core/error.hpp"

namespace counterpoint {

namespace {
class VotableRows final : public DocumentRows {
public:
  explicit VotableRows(const PieceRequest& request)
      : DocumentRows{request}, document_{request.path, request.file.is_gzip},
        rows_{document_.rows()} {}

private:
  void advance() override {
    if (!rows_->next()) throw_changed(request().path);
  }

  std::string text(std::size_t column) const override { return rows_->text(column); }

  FieldStatus number(std::size_t column, const Conversion& conversion,
                     double& value) const override {
    return rows_->number(column, conversion, value);
  }

  VotableDocument document_;
  std::unique_ptr<VotableCursor> rows_;
};
} // namespace

FileLayout inspect_votable(const std::filesystem::path& path, bool is_gzip) {
  const VotableDocument document{path, is_gzip};
  FileLayout layout;
  layout.columns = document.columns();
  layout.notes = document.notes();
  for (const auto rows = document.rows(); rows->next();)
    ++layout.plan.n_rows;
  if (layout.plan.n_rows == 0) {
    throw InputError{"VOTable '" + path.string() +
                     "' has no rows: its stream is empty; was the download cut short?"};
  }
  return layout;
}

std::unique_ptr<RowSource> open_votable_rows(const PieceRequest& request) {
  return std::make_unique<VotableRows>(request);
}

} // namespace counterpoint
