#include "guide/bibliography.h"

#include "base/cat.h"
#include "guide/html.h"

namespace detente::guide {

using base::cat;

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string small(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// Braces group and vanish; \& \% \_ and the like are the character; -- is a dash; blanks are one.
std::string plain(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c == '{' || c == '}') continue;
    if (c == '\\') continue;
    if (c == '-' && value.substr(i, 2) == "--") {
      out += "–";
      i += value.substr(i, 3) == "---" ? 2 : 1;
    } else if (c == '~' || is_blank(c)) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      out += c;
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::vector<Reference> entries() {
    std::vector<Reference> all;
    while (to_entry()) {
      Reference reference;
      if (entry(reference)) all.push_back(std::move(reference));
    }
    return all;
  }

 private:
  bool done() const { return at_ >= text_.size(); }
  char here() const { return done() ? '\0' : text_[at_]; }

  // Behind the next @ outside comments.
  bool to_entry() {
    while (!done()) {
      const char c = text_[at_++];
      if (c == '@') return true;
      if (c == '%') to_line_end();
    }
    return false;
  }

  void to_line_end() {
    while (!done() && here() != '\n') ++at_;
  }

  void blanks() {
    while (!done() && (is_blank(here()) || here() == '%')) {
      if (here() == '%') to_line_end();
      if (!done()) ++at_;
    }
  }

  std::string_view until(std::string_view ends) {
    const std::size_t begin = at_;
    while (!done() && !is_blank(here()) && ends.find(here()) == std::string_view::npos) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  bool accept(char c) {
    blanks();
    if (here() != c) return false;
    ++at_;
    return true;
  }

  bool entry(Reference& reference) {
    reference.kind = small(until("{"));
    if (reference.kind == "comment" || reference.kind == "preamble" || reference.kind == "string") return false;
    if (!accept('{')) return false;
    blanks();
    reference.key = std::string(until(",}"));
    while (accept(',')) {
      blanks();
      if (here() == '}') break;
      const std::string name = small(until("=,}"));
      if (name.empty() || !accept('=')) return false;
      reference.fields[name] = value();
    }
    return accept('}') && !reference.key.empty();
  }

  std::string value() {
    blanks();
    const char open = here();
    if (open != '{' && open != '"') return plain(until(",}"));
    const std::size_t begin = ++at_;
    for (int depth = 0; !done(); ++at_) {
      if (here() == '\\') {
        ++at_;
      } else if (depth == 0 && here() == (open == '{' ? '}' : '"')) {
        break;
      } else if (here() == '{') {
        ++depth;
      } else if (here() == '}') {
        --depth;
      }
    }
    const std::size_t end = at_ < text_.size() ? at_ : text_.size();
    if (!done()) ++at_;
    return plain(text_.substr(begin, end - begin));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string field(const Reference& reference, const char* name) {
  const auto found = reference.fields.find(name);
  return found == reference.fields.end() ? "" : found->second;
}

std::vector<std::string> authors(const Reference& reference) {
  std::vector<std::string> all;
  std::string_view rest = reference.fields.contains("author") ? std::string_view(reference.fields.at("author")) : "";
  while (!rest.empty()) {
    const std::size_t end = rest.find(" and ");
    all.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 5);
  }
  return all;
}

std::string sentence(std::string text) {
  if (text.empty()) return "";
  const char last = text.back();
  return cat(std::move(text), last == '.' || last == '?' || last == '!' ? " " : ". ");
}

}  // namespace

std::vector<Reference> read_bibliography(std::string_view bibtex) { return Reader(bibtex).entries(); }

std::string short_citation(const Reference& reference) {
  const std::vector<std::string> names = authors(reference);
  const std::string year = field(reference, "year");
  if (names.empty()) return field(reference, "title");
  const auto family = [](const std::string& name) {
    return name.find(',') == std::string::npos ? name : name.substr(0, name.find(','));
  };
  std::string who = family(names[0]);
  if (names.size() == 2 && names[1] != "others") who += cat(" and ", family(names[1]));
  if (names.size() > 2 || (names.size() == 2 && names[1] == "others")) who += " and others";
  return year.empty() ? who : cat(who, " (", year, ")");
}

std::string reference_html(const Reference& reference) {
  std::string who = join(authors(reference), "; ");
  const std::string year = field(reference, "year");
  if (!year.empty()) who += who.empty() ? year : cat(" (", year, ")");
  std::string where;
  for (const char* name : {"journal", "booktitle", "publisher", "institution", "howpublished"}) {
    if (const std::string at = field(reference, name); !at.empty() && where.empty()) where = at;
  }
  std::string numbers = field(reference, "volume");
  if (const std::string number = field(reference, "number"); !number.empty()) numbers += cat("(", number, ")");
  if (const std::string pages = field(reference, "pages"); !pages.empty()) {
    numbers += cat(numbers.empty() ? "" : ", ", pages);
  }
  std::string html = escape(sentence(who));
  html += cat("<cite>", escape(field(reference, "title")), "</cite>. ");
  html += escape(sentence(numbers.empty() ? where : cat(where, where.empty() ? "" : " ", numbers)));
  html += escape(sentence(field(reference, "note")));
  const std::string doi = field(reference, "doi");
  std::string url = field(reference, "url");
  if (url.empty() && !doi.empty()) url = cat("https://doi.org/", doi);
  const bool safe = url.starts_with("https://") || url.starts_with("http://");
  if (safe) html += cat("<a href=\"", escape(url), "\">", escape(url), "</a>");
  return html;
}

}  // namespace detente::guide
