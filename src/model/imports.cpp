// Reads and parses a model's files: the root and everything it imports, each file once.
#include <deque>
#include <map>
#include <utility>

#include "base/cat.h"
#include "model/build.h"
#include "syntax/parser.h"

namespace detente::model {

using syntax::try_as;

namespace {

constexpr std::uint32_t kMostFiles = 1'000;
constexpr std::uint32_t kDeepest = 32;

bool names_network(std::string_view path) { return path.find("://") != std::string_view::npos; }

struct Loaded {
  base::SourceId source;
  std::uint32_t importer = 0;  // in `files`; the root imports itself
  base::Span at;               // the import
  std::uint32_t depth = 0;
};

}  // namespace

void report_file_fault(base::Diagnostics& diagnostics, FileFault fault, const syntax::String& path) {
  switch (fault) {
    case FileFault::NotFound:
      diagnostics.add("E0905", path.span, base::cat("file `", path.text, "` not found"))
          .with_help("the path is relative to the file that imports it");
      return;
    case FileFault::OutsideFolder:
      diagnostics.add("E0901", path.span, "path leaves the model folder")
          .with_help("copy the file into it; the folder is the nearest one above with references.bib");
      return;
    case FileFault::NotRegular:
      diagnostics.add("E0902", path.span, base::cat("`", path.text, "` is not a regular file"))
          .with_help("save its content in a file");
      return;
    case FileFault::TooLarge:
      diagnostics.add("E0906", path.span, base::cat("`", path.text, "` is too large")).with_help("split it");
      return;
    case FileFault::Unreadable:
      diagnostics.add("E0905", path.span, base::cat("file `", path.text, "` cannot be read"));
      return;
  }
}

base::Result<std::vector<syntax::Ast>> parse_with_imports(base::SourceMap& sources, base::SourceId root,
                                                          const FileReader& read) {
  base::Result<std::vector<syntax::Ast>> result;
  std::vector<syntax::Ast> files;
  std::vector<Loaded> loaded = {{root, 0, {}, 0}};
  std::map<std::string, std::uint32_t, std::less<>> by_name = {{std::string(sources.name(root)), 0}};
  for (std::uint32_t current = 0; current < loaded.size(); ++current) {
    const Loaded from = loaded[current];
    auto parsed = syntax::parse(sources, from.source);
    result.diagnostics.append(parsed.diagnostics);
    if (!parsed.value) return result;
    files.push_back(std::move(*parsed.value));
    for (const syntax::Decl* decl : files.back().declarations()) {
      const auto* import = try_as<syntax::ImportDecl>(decl);
      if (!import) continue;
      const syntax::String& path = import->path;
      if (names_network(path.text)) {
        result.diagnostics.add("E0904", path.span, "network imports do not exist")
            .with_help("save the file in the model's folder");
        continue;
      }
      auto file = read(sources.name(from.source), path.text);
      if (!file) {
        report_file_fault(result.diagnostics, file.error(), path);
        continue;
      }
      if (const auto known = by_name.find(file->name); known != by_name.end()) {
        // An importer of this file, or the file itself: a cycle.
        std::string way;
        for (std::uint32_t at = current;; at = loaded[at].importer) {
          way = base::cat(sources.name(loaded[at].source), " → ", way);
          if (at == known->second) {
            result.diagnostics.add("E0903", path.span, base::cat("import cycle ", way, sources.name(loaded[at].source)))
                .with_help("import one way only; declarations join one name space anyway");
            break;
          }
          if (at == 0) break;
        }
        continue;
      }
      if (loaded.size() == kMostFiles || from.depth == kDeepest) {
        result.diagnostics
            .add("E0907", path.span,
                 loaded.size() == kMostFiles ? base::cat("more than ", kMostFiles, " files")
                                             : base::cat("imports nested deeper than ", kDeepest))
            .with_help("join files");
        continue;
      }
      const base::SourceId added = sources.add(file->name, std::move(file->text));
      by_name.emplace(file->name, static_cast<std::uint32_t>(loaded.size()));
      loaded.push_back({added, current, path.span, from.depth + 1});
    }
  }
  result.value = std::move(files);
  return result;
}

}  // namespace detente::model
