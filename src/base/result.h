// A value, or the reason there is none, with everything said on the way.
// A result without a value carries at least one error; a result with a value may
// carry warnings, and errors when a later step can still go on with the value.
#pragma once

#include <optional>
#include <utility>

#include "base/diagnostics.h"

namespace detente::base {

template <class T>
struct Result {
  std::optional<T> value;
  Diagnostics diagnostics;

  // There is a value and nothing was wrong on the way to it.
  bool ok() const { return value.has_value() && !diagnostics.has_errors(); }
  explicit operator bool() const { return ok(); }

  T& operator*() { return *value; }
  const T& operator*() const { return *value; }
  T* operator->() { return &*value; }
  const T* operator->() const { return &*value; }
};

}  // namespace detente::base
