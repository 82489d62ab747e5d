#include "syntax/parser.h"

#include "base/near_names.h"
#include "syntax/forms.h"
#include "syntax/parser_impl.h"
#include "text/tokenize.h"
#include "text/words.h"

namespace detente::syntax {

base::Result<Ast> parse(const base::SourceMap& sources, base::SourceId source, const text::Limits& limits) {
  base::Result<Ast> result{Ast(source), {}};
  const text::TokenList raw = text::tokenize(sources, source, limits, result.diagnostics);
  const text::TokenList tokens = text::layout(raw, result.diagnostics);
  Parser(tokens, limits, *result.value, result.diagnostics).file();
  return result;
}

// --- Cursor ---

const Token& Parser::take() {
  const Token& token = peek();
  if (at_line_end()) return token;
  last_end_ = token.end;
  ++at_;
  return token;
}

bool Parser::accept(TokenKind kind) {
  if (!at(kind)) return false;
  take();
  return true;
}

bool Parser::accept(std::string_view word) {
  if (!at_word(word)) return false;
  take();
  return true;
}

bool Parser::accept(std::string_view word, std::string_view next) {
  if (!at_word(word) || !at_word(next, 1)) return false;
  take();
  take();
  return true;
}

bool Parser::expect(TokenKind kind, std::string_view purpose) {
  if (accept(kind)) return true;
  fail_expected(cat(text::describe(kind), purpose.empty() ? "" : " ", purpose));
  return false;
}

bool Parser::expect(std::string_view word, std::string_view purpose) {
  if (accept(word)) return true;
  fail_expected(cat("`", word, "`", purpose.empty() ? "" : " ", purpose));
  return false;
}

std::string Parser::found() const {
  const Token& token = peek();
  switch (token.kind) {
    case TokenKind::Name:
    case TokenKind::Number:
    case TokenKind::Date: return cat("`", text_of(token), "`");
    default: return std::string(text::describe(token.kind));
  }
}

base::Diagnostic& Parser::fail(std::string_view code, Span span, std::string message) {
  if (failed_) return unsaid_;
  failed_ = true;
  while (!at_line_end()) ++at_;
  return diagnostics_.add(code, span, std::move(message));
}

void Parser::fail_expected(std::string_view what) {
  if (failed_) return;
  const Token& token = peek();
  if (token.kind == TokenKind::Comma && at_ > 0 && !token.after_blank &&
      list_.tokens[at_ - 1].kind == TokenKind::Number && at(TokenKind::Number, 1) && !peek(1).after_blank) {
    const std::string number = cat(text_of(list_.tokens[at_ - 1]), ".", text_of(peek(1)));
    fail("E0207", span_of(token), "decimal comma in a number").with_help(cat("write ", number));
    return;
  }
  const std::string message = cat("expected ", what, ", found ", found());
  fail("E0213", span_of(token), message).with_help(form());
}

void Parser::fail_at_missing_value() {
  const TokenKind before = at_ > 0 ? list_.tokens[at_ - 1].kind : TokenKind::EndOfLine;
  std::string help = form();
  if (at(TokenKind::Equal) && before == TokenKind::Equal) {
    help = "delete one `=`; equality is written `==`, without a blank";
  } else if (before == TokenKind::Plus || before == TokenKind::Minus || before == TokenKind::Star ||
             before == TokenKind::Slash || before == TokenKind::Caret) {
    help = cat("write a value after ", text::describe(before), ", or delete it");
  }
  fail("E0204", here(), cat("expected a value, found ", found())).with_help(std::move(help));
}

void Parser::fail_too_deep(Span span) {
  fail("E0202", span, cat("expression deeper than ", limits_.depth)).with_help("split it with named variables (`aux`)");
}

std::string Parser::form() const {
  return cat("written: ", form_of(declaration_, list_.source_text.substr(statement_)));
}

void Parser::end_statement() {
  if (!failed_ && !at_line_end()) fail_at_leftover();
  failed_ = false;
  if (at(TokenKind::EndOfLine)) ++at_;
}

// The statement could have ended before the cursor; what stands there goes on with nothing.
void Parser::fail_at_leftover() {
  const Token& token = peek();
  const Token& last = list_.tokens[at_ - 1];
  const bool last_is_value = last.kind == TokenKind::Name || last.kind == TokenKind::Number ||
                             last.kind == TokenKind::RightParen || last.kind == TokenKind::RightBracket ||
                             last.kind == TokenKind::Percent;
  const bool is_value =
      token.kind == TokenKind::Name || token.kind == TokenKind::Number || token.kind == TokenKind::LeftParen;
  if (token.kind == TokenKind::Equal && last_is_value) {
    fail("E0204", span_of(token), "`=` cannot stand here").with_help("equality is written `==`");
  } else if (last_is_value && is_value && !token.reserved) {
    std::string help = "write one clause a line, or join the two with an operator";
    const bool two_words =
        token.kind != TokenKind::LeftParen && (last.kind == TokenKind::Name || last.kind == TokenKind::Number);
    if (two_words) help = cat("`", text_of(last), " * ", text_of(token), "`?");
    fail("E0204", span_of(token), cat("expected an operator or the end of the line before ", found()))
        .with_help(std::move(help));
  } else if (token.kind == TokenKind::Comma) {
    fail_expected("the end of the line");
  } else {
    const std::string message = cat("expected an operator or the end of the line, found ", found());
    fail("E0204", span_of(token), message).with_help(form());
  }
}

// --- Words ---

// The tokens do not outlive the parse, the source text does.
Name Parser::name_of(const Token& token) {
  const std::string_view text = text_of(token);
  return {token.renamed ? ast_.keep(std::string(text)) : text, span_of(token)};
}

Name Parser::name(std::string_view purpose) {
  if (!at(TokenKind::Name)) {
    fail_expected(cat(purpose.starts_with("of ") ? "the name" : "a name", purpose.empty() ? "" : " ", purpose));
    return {"", here()};
  }
  const Token& token = peek();
  if (token.reserved) {
    const std::string_view word = text_of(token);
    fail("E0211", span_of(token), cat("`", word, "` is reserved and cannot be a name"))
        .with_help(cat("rename it, for example `", word, "_value`"));
    return {"", span_of(token)};
  }
  take();
  return name_of(token);
}

Name Parser::word(std::string_view purpose) {
  if (!at(TokenKind::Name)) {
    fail_expected(purpose);
    return {"", here()};
  }
  return name_of(take());
}

Name Parser::word_or_string(std::string_view purpose) {
  if (!at(TokenKind::String)) return word(purpose);
  const String text = string(purpose);
  return {text.text, text.span};
}

std::string_view Parser::keep_string(const Token& token) {
  const std::string_view quoted = text_of(token);
  if (quoted.find('\\') != std::string_view::npos) return ast_.keep(text::string_value(quoted));
  std::string_view value = quoted;
  if (value.starts_with('"')) value.remove_prefix(1);
  if (value.ends_with('"')) value.remove_suffix(1);
  return value;
}

String Parser::optional_string() {
  if (!at(TokenKind::String)) return {};
  const Token& token = take();
  return {keep_string(token), span_of(token), true};
}

String Parser::string(std::string_view purpose) {
  if (!at(TokenKind::String)) fail_expected(purpose);
  return optional_string();
}

// --- Declarations ---

namespace {

std::string_view without_marks(std::string_view doc) {
  doc.remove_prefix(2);
  if (doc.starts_with(' ')) doc.remove_prefix(1);
  return doc;
}

}  // namespace

std::string Parser::take_docs() {
  std::string docs;
  for (bool first = true; at(TokenKind::Doc); first = false) {
    if (!first) docs += '\n';
    docs += without_marks(text_of(take()));
  }
  return docs;
}

void Parser::drop_docs() {
  if (!at(TokenKind::Doc)) return;
  diagnostics_.add("W0222", here(), "this comment documents nothing")
      .with_help("`##` stands before a declaration; write `#` for a remark");
  take_docs();
}

bool Parser::starts_declaration() const {
  std::uint32_t ahead = 0;
  while (at(TokenKind::Doc, ahead)) ++ahead;
  const Token& token = peek(ahead);
  if (token.kind != TokenKind::Name || !token.reserved || !text::opens_declaration(text_of(token))) return false;
  // These two also open clauses, which are indented.
  const bool first_column = token.begin == 0 || list_.source_text[token.begin - 1] == '\n';
  return first_column || (!at_word("time", ahead) && !at_word("noise", ahead));
}

void Parser::file() {
  while (!at(TokenKind::EndOfFile)) {
    if (starts_declaration()) {
      declaration();
    } else {
      drop_docs();
      if (at(TokenKind::EndOfFile)) break;
      fail_at_unknown_declaration();
    }
  }
}

void Parser::skip_to_declaration() {
  end_statement();
  while (!at(TokenKind::EndOfFile) && !starts_declaration()) {
    failed_ = true;
    while (!at_line_end()) ++at_;
    end_statement();
  }
}

bool Parser::fail_at_unknown_clause() {
  if (failed_) return false;
  const std::string_view text = at(TokenKind::Name) ? text_of(peek()) : "";
  std::vector<std::string_view> words = {"source"};
  for (const Form& form : forms()) {
    if (form.declaration == declaration_) words.push_back(form.clause.substr(0, form.clause.find(' ')));
  }
  const std::string_view near = base::nearest_name(text, words);
  const bool first_column = peek().begin == 0 || list_.source_text[peek().begin - 1] == '\n';
  if (first_column && near.empty()) {
    fail_at_unknown_declaration();
    return true;
  }
  fail("E0219", here(), cat(found(), " opens no clause of `", declaration_, "`"))
      .with_help(near.empty() ? cat("its clauses are: ", clauses_of(declaration_)) : cat("did you mean `", near, "`?"));
  return false;
}

void Parser::fail_at_unknown_declaration() {
  const std::string_view text = at(TokenKind::Name) ? text_of(peek()) : "";
  const std::string_view near = base::nearest_name(text, text::declaration_words());
  fail("E0220", here(), cat("expected a declaration, found ", found()))
      .with_help(near.empty() ? std::string("every declaration opens with a word such as `stock` or `parameter`")
                              : cat("did you mean `", near, "`?"));
  skip_to_declaration();
}

void Parser::clause_lines(Decl& decl) {
  clause_lines(decl, [] { return false; });
}

void Parser::refuse_second(bool already, std::string_view what) {
  if (!already) return;
  fail("E0221", here(), cat("second ", what, " in one declaration")).with_help("delete one of the two");
}

void Parser::source_clause(Decl& decl) {
  SourceClause clause;
  const std::uint32_t begin = begin_here();
  take();
  if (accept("assumed")) {
    clause.assumed = true;
    clause.text = string("the reason in quotes, `source assumed \"why\"`");
  } else {
    do clause.keys.push_back(name("of a reference, or `assumed`"));
    while (accept(TokenKind::Comma));
    clause.text = optional_string();
    if (accept("grade")) clause.grade = word("a grade: A, B, C or D");
  }
  clause.span = since(begin);
  decl.sources.push_back(std::move(clause));
}

void Parser::declaration() {
  struct Opening {
    std::string_view word;
    DeclParser parse;
  };
  static constexpr Opening kOpenings[] = {
      {"model", &Parser::model},
      {"import", &Parser::import},
      {"time", &Parser::time},
      {"save", &Parser::save},
      {"preset", &Parser::preset},
      {"unit", &Parser::unit_declaration},
      {"set", &Parser::set},
      {"constant", &Parser::constant},
      {"parameter", &Parser::parameter},
      {"correlate", &Parser::correlate},
      {"alternative", &Parser::alternative},
      {"input", &Parser::input},
      {"data", &Parser::data},
      {"lookup", &Parser::lookup},
      {"stock", &Parser::stock},
      {"flow", &Parser::flow},
      {"aux", &Parser::aux},
      {"noise", &Parser::noise},
      {"event", &Parser::event},
      {"function", &Parser::function},
      {"lever", &Parser::lever},
      {"player", &Parser::player},
      {"policy", &Parser::policy},
      {"agreement", &Parser::agreement},
      {"scenario", &Parser::scenario},
      {"metric", &Parser::metric},
      {"claim", &Parser::claim},
      {"group", &Parser::group},
      {"observed", &Parser::observed},
      {"calibrate", &Parser::calibrate},
  };
  std::uint32_t ahead = 0;
  while (at(TokenKind::Doc, ahead)) ++ahead;
  for (const auto& [opening, parse_it] : kOpenings) {
    if (!at_word(opening, ahead)) continue;
    declaration_ = opening;
    (this->*parse_it)();
    return;
  }
  DETENTE_CHECK(false);  // every declaration word has its parser
}

}  // namespace detente::syntax
