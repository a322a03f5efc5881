#include "output/h5_parallel.hpp"

#include <array>

namespace counterpoint::h5 {

PropertyList without_times(hid_t list_class) {
  PropertyList list = property_list(list_class);
  require(H5Pset_obj_track_times(list.get(), false), "HDF5 time tracking");
  return list;
}

File create_file(const Communicator& comm, const std::filesystem::path& path) {
  const PropertyList access = property_list(H5P_FILE_ACCESS);
  require(H5Pset_fapl_mpio(access.get(), comm.handle(), MPI_INFO_NULL), "HDF5 over MPI");
  require(H5Pset_libver_bounds(access.get(), H5F_LIBVER_V18, H5F_LIBVER_V18), "HDF5 version");
  return {
      H5Fcreate(path.c_str(), H5F_ACC_TRUNC, without_times(H5P_FILE_CREATE).get(), access.get()),
      "cannot create " + path.string()};
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

void write_slab(hid_t dataset, hid_t memory_type, Slab slab, const void* data) {
  const char* what = "cannot write the table";
  const Dataspace in_file{H5Dget_space(dataset), what};
  std::array<hsize_t, 2> extent{1, 1};
  const int rank = require(H5Sget_simple_extent_dims(in_file.get(), extent.data(), nullptr), what);
  std::array<hsize_t, 2> count = extent;
  count[0] = static_cast<hsize_t>(slab.count);
  const Dataspace in_memory{H5Screate_simple(rank, count.data(), nullptr), what};
  if (slab.count == 0) {
    require(H5Sselect_none(in_file.get()), what);
    require(H5Sselect_none(in_memory.get()), what);
  } else {
    const std::array<hsize_t, 2> start{static_cast<hsize_t>(slab.first), 0};
    require(H5Sselect_hyperslab(in_file.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(),
                                nullptr),
            what);
  }
  const PropertyList transfer = property_list(H5P_DATASET_XFER);
  require(H5Pset_dxpl_mpio(transfer.get(), H5FD_MPIO_COLLECTIVE), what);
  require(H5Dwrite(dataset, memory_type, in_memory.get(), in_file.get(), transfer.get(), data),
          what);
}

} // namespace counterpoint::h5
