// Pieces of SVG that the diagrams share. Numbers are rounded to a tenth of a pixel.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "guide/layout.h"

namespace detente::guide {

std::string px(double value);
double text_width(std::string_view text);  // [px] of the diagrams' font, a little more than it takes

enum class Anchor { Start, Middle, End };
std::string svg_text(Point at, Anchor anchor, std::string_view classes, std::string_view text);
std::string svg_path(std::string_view classes, const std::string& d);
// A smooth way through points whose odd pairs are level: from the first to the last, ending level.
std::string way(const std::vector<Point>& points);
// A tip at `at` that points along (dx, dy), of a given class.
std::string arrow_tip(std::string_view classes, Point at, double dx, double dy);
// The whole figure; `title` is read aloud, `caption` is markup.
std::string svg_figure(double width, double height, std::string_view title, const std::string& body,
                       const std::string& caption);

}  // namespace detente::guide
