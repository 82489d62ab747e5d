// The model as a reader meets it: one chapter a file, its declarations in order, and who reads whom.
// Built from the syntax trees; arrays stay one variable. What a preset left out is left out here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "guide/names.h"
#include "syntax/ast.h"

namespace detente::guide {

// What an expression of a declaration is for.
enum class Role : std::uint8_t {
  Value,      // of an auxiliary, a flow, a constant, a metric, a function, a stand-in
  Start,      // of a stock
  Inflow,     // of a stock, or of a flow's target
  Outflow,    // of a stock, or of a flow's source
  Change,     // net rate
  Growth,     // rate of the logarithm
  Diffusion,  // what noise moves
  Trigger,    // of an event
  Jump,       // what an event assigns
  Range       // bounds and distributions: they shape draws, not runs
};

struct Part {
  Role role = Role::Value;
  const syntax::Expr* expr = nullptr;
  std::string_view target;  // of a jump: the stock
};

// Everything a declaration computes, exceptions included; nothing of players, agreements, scenarios and claims.
std::vector<Part> parts_of(const syntax::Decl& decl);

// Names of declarations that an expression reads, each once, in order. `running` leaves out what is read only at the
// start (inside `initial`).
std::vector<std::string_view> names_read(const Names& names, const syntax::Expr& expr, bool running = false);

// Null reads nothing.
bool reads(const Names& names, const syntax::Expr* expr, std::string_view name, bool running = false);

struct Variable {
  const syntax::Decl* decl = nullptr;
  const model::Symbol* symbol = nullptr;
  std::uint32_t chapter = 0;
  std::vector<std::uint32_t> reads, read_by;  // variables, ascending
};

struct Chapter {
  std::string name;   // of the file, without folder and ending: "stack_choice"
  std::string title;  // "Stack choice"
  std::string about;  // what the file says of itself
  std::vector<const syntax::Decl*> declarations;
};

inline constexpr std::uint32_t kNobody = 0xFFFFFFFFu;

class Structure {
 public:
  Structure(const Names& names, const std::vector<syntax::Ast>& files, const base::SourceMap& sources);

  const Names& names() const { return *names_; }
  const std::vector<Chapter>& chapters() const { return chapters_; }  // the root file's first
  const std::vector<Variable>& variables() const { return variables_; }
  std::uint32_t variable(std::string_view name) const;  // kNobody
  // Of one kind, from all files in order.
  template <class T>
  std::vector<const T*> all() const {
    std::vector<const T*> found;
    for (const Chapter& chapter : chapters_) {
      for (const syntax::Decl* decl : chapter.declarations) {
        if (const T* one = syntax::try_as<T>(decl)) found.push_back(one);
      }
    }
    return found;
  }

 private:
  const Names* names_;
  std::vector<Chapter> chapters_;
  std::vector<Variable> variables_;
  std::map<std::string_view, std::uint32_t> by_name_;
};

// Whether a chapter of its own has something to say: a file of scenarios or claims alone has not.
bool has_content(const Chapter& chapter);

}  // namespace detente::guide
