#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// The seeds of a fuzzer, each once, where libFuzzer is not there: REPLAY FOLDER...
int main(int argc, char** argv) {
  int n_files = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator{argv[i]}) {
      std::cout << entry.path().string() << std::endl; // what was read where it ends here
      std::ifstream stream{entry.path(), std::ios::binary};
      const std::string content{std::istreambuf_iterator<char>{stream}, {}};
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(content.data()), content.size());
      ++n_files;
    }
  }
  std::cout << n_files << " seeds" << std::endl;
  return n_files > 0 ? 0 : 1;
}
