# Writes the pages of docs/diagnostics as one C++ table, sorted by code, for `detente explain`.
# cmake -DPAGES=<folder> -DOUTPUT=<file> -P embed_pages.cmake
file(GLOB pages ${PAGES}/[EW][0-9][0-9][0-9][0-9].md)
list(SORT pages)
set(rows "")
foreach(page ${pages})
  get_filename_component(code ${page} NAME_WE)
  file(READ ${page} text)
  string(APPEND rows "    {\"${code}\", R\"PAGE(${text})PAGE\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Written by cmake/embed_pages.cmake from docs/diagnostics.
#include \"base/explain.h\"

namespace detente::base {

constexpr DiagnosticPage kPages[] = {
${rows}    {\"\", \"\"},  // so that the table is never empty
};

std::span<const DiagnosticPage> diagnostic_pages() {
  return std::span(kPages).first(std::size(kPages) - 1);
}

}  // namespace detente::base
")
