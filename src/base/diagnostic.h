// One message to the user about a place in a model or data file.
// `code` is a literal such as "E0402" or "W0303"; its letter is the severity, its
// page is docs/diagnostics/<code>.md. `message` names the cause in one line,
// `notes` point at other places, `help` is a change that makes the text valid.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/span.h"

namespace detente::base {

enum class Severity { Error, Warning };

struct Note {
  Span span;
  std::string text;
};

struct Diagnostic {
  std::string_view code;
  Span span;
  std::string message;
  std::vector<Note> notes = {};
  std::string help = {};

  Severity severity() const { return code.starts_with('W') ? Severity::Warning : Severity::Error; }

  // Chained when reporting: add("E0301", ...).with_note(...).with_help(...).
  Diagnostic& with_note(Span place, std::string text) {
    notes.push_back({place, std::move(text)});
    return *this;
  }
  Diagnostic& with_help(std::string text) {
    help = std::move(text);
    return *this;
  }
};

}  // namespace detente::base
