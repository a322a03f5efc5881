#pragma once

#include "catalogue/votable/votable_document.hpp"

#include <span>
#include <string>

namespace counterpoint {

/// Rows of a TABLEDATA element. \param name  of the file, for messages
[[nodiscard]] std::unique_ptr<VotableCursor> read_tabledata(const pugi::xml_node& tabledata,
                                                            std::span<const VotableField> fields,
                                                            const std::string& name);

/// Rows of a BINARY or BINARY2 element, the latter with its flags of missing values.
/// \throws InputError where its stream is not base64 within the document
[[nodiscard]] std::unique_ptr<VotableCursor> read_stream(const pugi::xml_node& binary,
                                                         std::span<const VotableField> fields,
                                                         const std::string& name);

} // namespace counterpoint
