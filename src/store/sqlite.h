// The little of SQLite that a study file needs, with errors as diagnostics.
// Invariant: a file is opened as hostile: defensive, schema untrusted, no extension, no URI, sizes limited.
// Failure is thrown inside this folder only; the public doors turn it into a Result.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/diagnostic.h"

struct sqlite3;
struct sqlite3_stmt;

namespace detente::store {

struct Failure {
  base::Diagnostic diagnostic;
};

// Throws Failure. `help` may be empty.
[[noreturn]] void fail(std::string_view code, std::string message, std::string help = {});

class Database {
 public:
  enum class Access { Read, Write, Create };

  Database() = default;  // closed
  Database(std::string path, Access access);
  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;
  ~Database();

  void execute(const char* sql);
  bool in_transaction() const;
  // Ends a failed transaction; never throws.
  void roll_back() noexcept;
  const std::string& path() const { return path_; }
  sqlite3* handle() const { return handle_; }
  // Throws what SQLite says about the last call.
  [[noreturn]] void fail_as_sqlite_says(int status) const;

 private:
  std::string path_;
  sqlite3* handle_ = nullptr;
};

// A prepared statement. Text and bytes passed to bind() must outlive the next step().
class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(int64_t value);
  Statement& bind(std::string_view text);
  Statement& bind_bytes(std::string_view bytes);
  bool step();  // true: there is a row
  void run();   // steps to the end and makes ready for the next bind()
  void reset();

  int64_t integer(int column) const;
  bool is_integer(int column) const;
  // Valid until the next step(), reset() or end.
  std::string_view bytes(int column) const;

 private:
  void check(int status) const;

  Database& database_;
  sqlite3_stmt* handle_ = nullptr;
  int bound_ = 0;
};

}  // namespace detente::store
