#pragma once

#include "counterpoint/core/messages.hpp"

#include <string>

namespace counterpoint {

/// Passes nothing on: for runs whose reports are of use to nobody.
class Silence : public Messages {
public:
  void phase(const std::string&) override {}
  void line(const std::string&) override {}
  void warning(const std::string&) override {}
  void progress(const std::string&, double) override {}
  void result(const std::string&) override {}
};

} // namespace counterpoint
