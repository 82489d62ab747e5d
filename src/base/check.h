// DETENTE_CHECK: an assumption about our own code. When it fails the program
// stops and names the place. It guards internal mistakes only: no model, data
// file or command line may be able to reach a failing check.
#pragma once

namespace detente::base {

[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace detente::base

#define DETENTE_CHECK(condition) ((condition) ? void(0) : ::detente::base::check_failed(#condition, __FILE__, __LINE__))
