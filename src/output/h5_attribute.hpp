#pragma once

#include "counterpoint/output/table.hpp"

#include <hdf5.h>

#include <string>
#include <vector>

namespace counterpoint::h5 {

/// Local on a file opened by one process, Collective on a parallel one. Adds an attribute to the
/// group or dataset `object`. Text has variable length, as h5py writes it and gives back as str.
/// \throws SystemError
void write_attribute(hid_t object, const OutputAttribute& attribute);

/// Local. The text attribute `name` of `object`, "" where there is none. \throws SystemError
[[nodiscard]] std::string read_text_attribute(hid_t object, const std::string& name);

/// Local. All attributes of `object` in the order they were written. \throws SystemError
[[nodiscard]] std::vector<OutputAttribute> read_all_attributes(hid_t object);

} // namespace counterpoint::h5
