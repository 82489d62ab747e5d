#include "store/schema.h"

#include <utility>

#include "base/cat.h"
#include "results/digest.h"

namespace detente::store {

using base::cat;

namespace {

constexpr int64_t kApplication = 0x44544e54;  // "DTNT"
constexpr int64_t kVersion = 1;

// By name. `data` comes last in its row: the columns before it can be read without it.
constexpr std::pair<std::string_view, std::string_view> kTables[] = {
    {"block",
     "CREATE TABLE block(arm INTEGER NOT NULL, chunk INTEGER NOT NULL, kind INTEGER NOT NULL, item INTEGER NOT NULL, "
     "runs INTEGER NOT NULL, checksum INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY(arm, chunk, kind, item)) "
     "STRICT"},
    {"finding",
     "CREATE TABLE finding(kind TEXT NOT NULL, name TEXT NOT NULL, checksum INTEGER NOT NULL, body TEXT NOT NULL, "
     "PRIMARY KEY(kind, name)) STRICT"},
    {"meta", "CREATE TABLE meta(key TEXT PRIMARY KEY, checksum INTEGER NOT NULL, value TEXT NOT NULL) STRICT"},
    {"session",
     "CREATE TABLE session(id INTEGER PRIMARY KEY, program TEXT NOT NULL, command TEXT NOT NULL, host TEXT NOT NULL, "
     "started TEXT NOT NULL) STRICT"},
};

int64_t pragma(Database& database, std::string_view name) {
  Statement statement(database, cat("PRAGMA ", name));
  return statement.step() ? statement.integer(0) : 0;
}

}  // namespace

void create_tables(Database& database) {
  database.execute(cat("PRAGMA application_id = ", kApplication, "; PRAGMA user_version = ", kVersion).c_str());
  for (const auto& [name, sql] : kTables) database.execute(std::string(sql).c_str());
}

void check_tables(Database& database) {
  if (pragma(database, "application_id") != kApplication)
    fail("E1303", cat("`", database.path(), "` is not a study file"));
  if (const int64_t version = pragma(database, "user_version"); version != kVersion) {
    fail("E1303",
         cat("`", database.path(), "` is a study file of format ", version, "; this program reads format ", kVersion));
  }
  Statement objects(database,
                    "SELECT name, sql FROM sqlite_schema WHERE type <> 'index' OR sql IS NOT NULL ORDER BY name");
  size_t count = 0;
  while (objects.step()) {
    if (count == std::size(kTables) || objects.bytes(0) != kTables[count].first ||
        objects.bytes(1) != kTables[count].second) {
      fail("E1303", cat("`", database.path(), "` is not a study file: its tables are not those of one"));
    }
    ++count;
  }
  if (count != std::size(kTables))
    fail("E1303", cat("`", database.path(), "` is not a study file: tables are missing"));
}

void check_structure(Database& database) {
  Statement check(database, "PRAGMA quick_check(1)");
  if (check.step() && check.bytes(0) != "ok") {
    fail("E1303", cat("`", database.path(), "` is damaged: ", check.bytes(0)));
  }
}

void write_meta(Database& database, std::string_view key, std::string_view value) {
  Statement(database, "INSERT OR REPLACE INTO meta(key, checksum, value) VALUES (?, ?, ?)")
      .bind(key)
      .bind(static_cast<int64_t>(results::checksum(value)))
      .bind(value)
      .run();
}

std::string read_meta(Database& database, std::string_view key) {
  Statement select(database, "SELECT checksum, value FROM meta WHERE key = ?");
  if (!select.bind(key).step()) fail("E1303", cat("`", database.path(), "` is damaged: it has no ", key));
  const std::string_view value = select.bytes(1);
  if (static_cast<uint64_t>(select.integer(0)) != results::checksum(value)) {
    fail("E1303", cat("`", database.path(), "` is damaged: the checksum of its ", key, " is wrong"));
  }
  return std::string(value);
}

}  // namespace detente::store
