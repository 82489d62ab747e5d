#include "store/sqlite.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/cat.h"

namespace detente::store {

using base::cat;

namespace {

constexpr int kBusyMilliseconds = 5000;
constexpr int kMostBytes = 1'000'000'000;  // of one value or row

}  // namespace

void fail(std::string_view code, std::string message, std::string help) {
  throw Failure{{code, {}, std::move(message), {}, std::move(help)}};
}

Database::Database(std::string path, Access access) : path_(std::move(path)) {
  struct stat info{};
  if (stat(path_.c_str(), &info) == 0 && !S_ISREG(info.st_mode))
    fail("E1305", cat("`", path_, "` is not a regular file"));

  int flags = SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX;
  flags |= access == Access::Read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (access == Access::Create) flags |= SQLITE_OPEN_CREATE;
  const int status = sqlite3_open_v2(path_.c_str(), &handle_, flags, nullptr);
  // The destructor does not run when a constructor throws.
  try {
    if (status != SQLITE_OK) fail_as_sqlite_says(status);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_limit(handle_, SQLITE_LIMIT_LENGTH, kMostBytes);
    sqlite3_limit(handle_, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_busy_timeout(handle_, kBusyMilliseconds);
    execute("PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;");
    if (access != Access::Read) execute("PRAGMA synchronous=FULL;");
  } catch (const Failure&) {
    sqlite3_close(handle_);
    throw;
  }
}

Database::Database(Database&& other) noexcept
    : path_(std::move(other.path_)), handle_(std::exchange(other.handle_, nullptr)) {}

Database& Database::operator=(Database&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(handle_, other.handle_);
  return *this;
}

Database::~Database() { sqlite3_close(handle_); }

void Database::execute(const char* sql) {
  const int status = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (status != SQLITE_OK) fail_as_sqlite_says(status);
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

void Database::roll_back() noexcept {
  if (in_transaction()) sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}

void Database::fail_as_sqlite_says(int status) const {
  const char* said = handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(status);
  const int system_error = handle_ ? sqlite3_system_errno(handle_) : 0;
  const std::string why = system_error != 0 ? std::strerror(system_error) : said;
  const std::string help = "finished chunks are kept; run the same command again to go on";
  switch (status & 0xFF) {
    case SQLITE_FULL: fail("E1304", cat("cannot write `", path_, "`: the disk is full"), help);
    case SQLITE_IOERR: fail("E1304", cat("cannot read or write `", path_, "`: ", why), help);
    case SQLITE_CANTOPEN: fail("E1305", cat("cannot open `", path_, "`: ", why));
    case SQLITE_READONLY:
    case SQLITE_PERM: fail("E1305", cat("cannot write `", path_, "`: ", why));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      fail("E1306", cat("`", path_, "` is in use by another process"), "wait for it, or read a copy of the file");
    case SQLITE_NOTADB: fail("E1303", cat("`", path_, "` is not a study file"));
    case SQLITE_CORRUPT: fail("E1303", cat("`", path_, "` is damaged: ", said));
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG: fail("E1303", cat("`", path_, "` holds a value that is too large"));
    default: fail("E1303", cat("`", path_, "` cannot be used: ", said));
  }
}

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  check(sqlite3_prepare_v2(database_.handle(), sql.data(), static_cast<int>(sql.size()), &handle_, nullptr));
}

Statement::~Statement() { sqlite3_finalize(handle_); }

void Statement::check(int status) const {
  if (status != SQLITE_OK && status != SQLITE_ROW && status != SQLITE_DONE) database_.fail_as_sqlite_says(status);
}

Statement& Statement::bind(int64_t value) {
  check(sqlite3_bind_int64(handle_, ++bound_, value));
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  check(
      sqlite3_bind_text64(handle_, ++bound_, text.data() ? text.data() : "", text.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind_bytes(std::string_view bytes) {
  check(sqlite3_bind_blob64(handle_, ++bound_, bytes.data() ? bytes.data() : "", bytes.size(), SQLITE_STATIC));
  return *this;
}

bool Statement::step() {
  const int status = sqlite3_step(handle_);
  check(status);
  return status == SQLITE_ROW;
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

void Statement::reset() {
  sqlite3_reset(handle_);
  sqlite3_clear_bindings(handle_);
  bound_ = 0;
}

int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_, column); }

bool Statement::is_integer(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_INTEGER; }

std::string_view Statement::bytes(int column) const {
  const void* data = sqlite3_column_blob(handle_, column);  // first: it may convert, and set the length
  const int size = sqlite3_column_bytes(handle_, column);
  return data ? std::string_view(static_cast<const char*>(data), static_cast<size_t>(size)) : std::string_view();
}

}  // namespace detente::store
