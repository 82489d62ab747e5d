// The tables of a study file, and whether a file is one: its marks and its schema must be exactly ours.
#pragma once

#include <string>
#include <string_view>

#include "store/sqlite.h"

namespace detente::store {

// Inside the transaction that also writes the first values, so that a study begins whole or not at all.
void create_tables(Database& database);
// Throws E1303 for anything that is not a study file of this version, triggers and further tables included.
void check_tables(Database& database);
// The whole structure is walked; throws E1303 when it is damaged.
void check_structure(Database& database);

void write_meta(Database& database, std::string_view key, std::string_view value);
// Throws E1303 when the value is absent or damaged.
std::string read_meta(Database& database, std::string_view key);

}  // namespace detente::store
