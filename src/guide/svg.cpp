#include "guide/svg.h"

#include <cmath>

#include "base/cat.h"
#include "base/number_text.h"
#include "base/utf8.h"
#include "guide/html.h"

namespace detente::guide {

using base::cat;

std::string px(double value) {
  const double tenths = std::floor(value * 10 + 0.5);
  return base::number_text(tenths == 0 ? 0 : tenths / 10, 8);
}

double text_width(std::string_view text) { return 7.1 * base::count_code_points(text); }

std::string svg_text(Point at, Anchor anchor, std::string_view classes, std::string_view text) {
  const char* where = anchor == Anchor::Start ? "start" : anchor == Anchor::Middle ? "middle" : "end";
  return cat("<text x=\"", px(at.x), "\" y=\"", px(at.y + 4), "\" text-anchor=\"", where, "\"",
             classes.empty() ? "" : cat(" class=\"", classes, "\""), ">", escape(text), "</text>");
}

std::string svg_path(std::string_view classes, const std::string& d) {
  return cat("<path class=\"", classes, "\" d=\"", d, "\"/>");
}

std::string way(const std::vector<Point>& points) {
  std::string d = cat("M", px(points.front().x), " ", px(points.front().y));
  for (std::size_t i = 1; i < points.size(); ++i) {
    const Point& a = points[i - 1];
    const Point& b = points[i];
    if (i % 2 == 0) {
      d += cat("L", px(b.x), " ", px(b.y));
      continue;
    }
    const double middle = (a.x + b.x) / 2;
    d += cat("C", px(middle), " ", px(a.y), " ", px(middle), " ", px(b.y), " ", px(b.x), " ", px(b.y));
  }
  return d;
}

std::string arrow_tip(std::string_view classes, Point at, double dx, double dy) {
  const double length = std::sqrt(dx * dx + dy * dy);
  if (length == 0) return "";
  const double ux = dx / length, uy = dy / length;
  constexpr double kLong = 7, kHalf = 3;
  const Point base{at.x - kLong * ux, at.y - kLong * uy};
  return svg_path(classes, cat("M", px(at.x), " ", px(at.y), "L", px(base.x - kHalf * uy), " ", px(base.y + kHalf * ux),
                               "L", px(base.x + kHalf * uy), " ", px(base.y - kHalf * ux), "Z"));
}

std::string svg_figure(double width, double height, std::string_view title, const std::string& body,
                       const std::string& caption) {
  return cat("<figure>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ", px(width), " ", px(height),
             "\" width=\"", px(width), "\" height=\"", px(height), "\" role=\"group\" aria-label=\"", escape(title),
             "\">\n<title>", escape(title), "</title>\n", body, "</svg>\n<figcaption>", caption,
             "</figcaption>\n</figure>\n");
}

}  // namespace detente::guide
