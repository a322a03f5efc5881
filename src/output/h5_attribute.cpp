#include "output/h5_attribute.hpp"

#include "output/h5_handle.hpp"

namespace counterpoint::h5 {

namespace {

struct Types {
  hid_t file;
  hid_t memory;
};

void write_scalar(hid_t object, const std::string& name, Types types, const void* value) {
  const std::string what = "HDF5 attribute " + name;
  const Dataspace scalar{H5Screate(H5S_SCALAR), what};
  const Attribute attribute{
      H5Acreate2(object, name.c_str(), types.file, scalar.get(), H5P_DEFAULT, H5P_DEFAULT), what};
  require(H5Awrite(attribute.get(), types.memory, value), what);
}

std::string read_text(const Attribute& attribute, const std::string& what) {
  const Datatype text = text_type(H5T_VARIABLE);
  char* characters = nullptr;
  require(H5Aread(attribute.get(), text.get(), static_cast<void*>(&characters)), what);
  const std::string value = characters == nullptr ? "" : characters;
  H5free_memory(characters);
  return value;
}

OutputAttribute read_attribute(const Attribute& attribute) {
  std::string name(static_cast<std::size_t>(require(H5Aget_name(attribute.get(), 0, nullptr), "")),
                   ' ');
  H5Aget_name(attribute.get(), name.size() + 1, name.data());
  const std::string what = "HDF5 attribute " + name;
  const Datatype type{H5Aget_type(attribute.get()), what};
  switch (H5Tget_class(type.get())) {
  case H5T_FLOAT: {
    double value = 0.0;
    require(H5Aread(attribute.get(), H5T_NATIVE_DOUBLE, &value), what);
    return {name, value};
  }
  case H5T_INTEGER: {
    std::int64_t value = 0;
    require(H5Aread(attribute.get(), H5T_NATIVE_INT64, &value), what);
    return {name, value};
  }
  default:
    return {name, read_text(attribute, what)};
  }
}

} // namespace

void write_attribute(hid_t object, const OutputAttribute& attribute) {
  const auto& [name, value] = attribute;
  if (const auto* real = std::get_if<double>(&value)) {
    write_scalar(object, name, {H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE}, real);
  } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    write_scalar(object, name, {H5T_STD_I64LE, H5T_NATIVE_INT64}, integer);
  } else {
    const Datatype text = text_type(H5T_VARIABLE);
    const char* characters = std::get<std::string>(value).c_str();
    write_scalar(object, name, {text.get(), text.get()}, &characters);
  }
}

std::string read_text_attribute(hid_t object, const std::string& name) {
  const std::string what = "HDF5 attribute " + name;
  if (require(H5Aexists(object, name.c_str()), what) == 0) return "";
  return read_text({H5Aopen(object, name.c_str(), H5P_DEFAULT), what}, what);
}

std::vector<OutputAttribute> read_all_attributes(hid_t object) {
  const char* what = "HDF5 attributes";
  H5O_info_t info;
  require(H5Oget_info(object, &info), what);
  std::vector<OutputAttribute> attributes;
  for (hsize_t i = 0; i < info.num_attrs; ++i) {
    attributes.push_back(read_attribute(
        {H5Aopen_by_idx(object, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, H5P_DEFAULT, H5P_DEFAULT),
         what}));
  }
  return attributes;
}

} // namespace counterpoint::h5
