#include "output/h5_parallel.hpp"

#include <array>
#include <string>
#include <utility>

namespace counterpoint::h5 {

PropertyList without_times(hid_t list_class) {
  PropertyList list = property_list(list_class);
  require(H5Pset_obj_track_times(list.get(), false), "HDF5 time tracking");
  return list;
}

namespace {
PropertyList access_over(const Communicator& comm) {
  PropertyList access = property_list(H5P_FILE_ACCESS);
  require(H5Pset_fapl_mpio(access.get(), comm.handle(), MPI_INFO_NULL), "HDF5 over MPI");
  return access;
}
} // namespace

File create_file(const Communicator& comm, const std::filesystem::path& path) {
  const PropertyList access = access_over(comm);
  require(H5Pset_libver_bounds(access.get(), H5F_LIBVER_V18, H5F_LIBVER_V18), "HDF5 version");
  return {
      H5Fcreate(path.c_str(), H5F_ACC_TRUNC, without_times(H5P_FILE_CREATE).get(), access.get()),
      "cannot create " + path.string()};
}

File open_file(const Communicator& comm, const std::filesystem::path& path) {
  return {H5Fopen(path.c_str(), H5F_ACC_RDONLY, access_over(comm).get()),
          "cannot open " + path.string()};
}

Dataset create_dataset(hid_t file, const std::string& path, hid_t type,
                       std::span<const hsize_t> dimensions) {
  const std::string what = "cannot create the table " + path;
  const Dataspace space{
      H5Screate_simple(static_cast<int>(dimensions.size()), dimensions.data(), nullptr), what};
  const PropertyList list = without_times(H5P_DATASET_CREATE);
  require(H5Pset_layout(list.get(), H5D_CONTIGUOUS), what);
  // Every byte is about to be written.
  require(H5Pset_fill_time(list.get(), H5D_FILL_TIME_NEVER), what);
  return {H5Dcreate2(file, path.c_str(), type, space.get(), H5P_DEFAULT, list.get(), H5P_DEFAULT),
          what};
}

namespace {

// What one collective transfer of a slab needs.
struct Transfer {
  Dataspace in_memory;
  Dataspace in_file;
  PropertyList list;
};

Transfer transfer_of(hid_t dataset, Slab slab, const char* what) {
  Dataspace in_file{H5Dget_space(dataset), what};
  std::array<hsize_t, 2> count = extent_of(dataset);
  count[0] = static_cast<hsize_t>(slab.count);
  const int rank = require(H5Sget_simple_extent_ndims(in_file.get()), what);
  Dataspace in_memory{H5Screate_simple(rank, count.data(), nullptr), what};
  if (slab.count == 0) {
    require(H5Sselect_none(in_file.get()), what);
    require(H5Sselect_none(in_memory.get()), what);
  } else {
    const std::array<hsize_t, 2> start{static_cast<hsize_t>(slab.first), 0};
    require(H5Sselect_hyperslab(in_file.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(),
                                nullptr),
            what);
  }
  PropertyList list = property_list(H5P_DATASET_XFER);
  require(H5Pset_dxpl_mpio(list.get(), H5FD_MPIO_COLLECTIVE), what);
  return {std::move(in_memory), std::move(in_file), std::move(list)};
}

} // namespace

std::array<hsize_t, 2> extent_of(hid_t dataset) {
  const char* what = "cannot tell the size of the table";
  const Dataspace space{H5Dget_space(dataset), what};
  std::array<hsize_t, 2> extent{1, 1};
  const int rank = require(H5Sget_simple_extent_ndims(space.get()), what);
  if (rank > 2)
    throw SystemError{std::string{what} + ": it has " + std::to_string(rank) + " dimensions"};
  require(H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr), what);
  return extent;
}

void write_slab(hid_t dataset, hid_t memory_type, Slab slab, const void* data) {
  const char* what = "cannot write the table";
  const Transfer transfer = transfer_of(dataset, slab, what);
  require(H5Dwrite(dataset, memory_type, transfer.in_memory.get(), transfer.in_file.get(),
                   transfer.list.get(), data),
          what);
}

void read_slab(hid_t dataset, hid_t memory_type, Slab slab, void* data) {
  const char* what = "cannot read the table";
  const Transfer transfer = transfer_of(dataset, slab, what);
  require(H5Dread(dataset, memory_type, transfer.in_memory.get(), transfer.in_file.get(),
                  transfer.list.get(), data),
          what);
}

} // namespace counterpoint::h5
