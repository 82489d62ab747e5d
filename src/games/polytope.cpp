#include "games/polytope.h"

#include <algorithm>

#include "base/check.h"

namespace detente::games {
namespace {

// A ray (t, x) of the cone {x >= 0, t - a x >= 0 for every row a so far}; whole numbers without a common divisor.
struct Ray {
  std::vector<Integer> at;  // t first
  Labels tight;
  Integer slack;  // t - a x of the row that is being added
};

void make_primitive(std::vector<Integer>& numbers) {
  Integer common;
  for (const Integer& n : numbers) common = gcd(common, n);
  for (Integer& n : numbers) n.divide_exactly(common);
}

Integer slack_of(const std::vector<Integer>& row, const Ray& ray) {
  Integer slack = ray.at[0];
  for (std::size_t k = 0; k < row.size(); ++k) slack.subtract_product(row[k], ray.at[k + 1]);
  return slack;
}

class Cone {
 public:
  // The simplex {x >= 0, a x <= 1} of the first row.
  explicit Cone(const std::vector<Integer>& row) : dimension_(static_cast<std::uint32_t>(row.size())) {
    for (std::uint32_t corner = 0; corner <= dimension_; ++corner) {
      Ray& ray = rays_.emplace_back();
      ray.at.resize(dimension_ + 1);
      ray.at[0] = corner == 0 ? Integer(1) : row[corner - 1];
      if (corner > 0) ray.at[corner] = 1;
      for (std::uint32_t k = 0; k < dimension_; ++k) {
        if (k + 1 != corner) ray.tight.add(k);
      }
      if (corner > 0) ray.tight.add(dimension_);
    }
  }

  // False when there are more than `limit` rays then.
  bool cut(const std::vector<Integer>& row, std::uint32_t label, std::uint32_t limit) {
    std::vector<const Ray*> inside, outside;
    for (Ray& ray : rays_) {
      ray.slack = slack_of(row, ray);
      if (ray.slack.sign() > 0) inside.push_back(&ray);
      if (ray.slack.sign() < 0) outside.push_back(&ray);
    }
    std::vector<Ray> made;
    for (const Ray* out : outside) {
      for (const Ray* in : inside) {
        const Labels shared = out->tight & in->tight;
        if (shared.count() < dimension_ - 1 || !are_neighbours(*in, *out, shared)) continue;
        made.push_back(between(*in, *out, shared, label));
        if (made.size() > limit) return false;
      }
    }
    std::vector<Ray> kept;
    for (Ray& ray : rays_) {
      if (ray.slack.sign() < 0) continue;
      if (ray.slack.is_zero()) ray.tight.add(label);
      kept.push_back(std::move(ray));
    }
    for (Ray& ray : made) kept.push_back(std::move(ray));
    rays_ = std::move(kept);
    return rays_.size() <= limit;
  }

  std::vector<Vertex> vertices() const {
    std::vector<Vertex> result;
    for (const Ray& ray : rays_) {
      Vertex& vertex = result.emplace_back();
      vertex.tight = ray.tight;
      for (std::uint32_t k = 0; k < dimension_; ++k) vertex.point.emplace_back(ray.at[k + 1], ray.at[0]);
    }
    return result;
  }

 private:
  bool are_neighbours(const Ray& a, const Ray& b, const Labels& shared) const {
    // The constraints of a ray that meets exactly `dimension_` of them are independent, and so are any of them.
    if (a.tight.count() == dimension_ || b.tight.count() == dimension_) return true;
    return std::none_of(rays_.begin(), rays_.end(),
                        [&](const Ray& other) { return &other != &a && &other != &b && other.tight.holds(shared); });
  }

  static Ray between(const Ray& in, const Ray& out, const Labels& shared, std::uint32_t label) {
    Ray ray;
    ray.tight = shared;
    ray.tight.add(label);
    ray.at.resize(in.at.size());
    for (std::size_t k = 0; k < in.at.size(); ++k) {
      ray.at[k] = in.slack * out.at[k];
      ray.at[k].subtract_product(out.slack, in.at[k]);
    }
    make_primitive(ray.at);
    return ray;
  }

  std::uint32_t dimension_;
  std::vector<Ray> rays_;
};

}  // namespace

std::optional<std::vector<Vertex>> vertices(const std::vector<std::vector<Integer>>& rows, std::uint32_t limit) {
  const auto dimension = static_cast<std::uint32_t>(rows.at(0).size());
  DETENTE_CHECK(rows.size() + dimension <= Labels::kMost);
  for (const std::vector<Integer>& row : rows) {
    DETENTE_CHECK(row.size() == dimension);
    for (const Integer& n : row) DETENTE_CHECK(n.sign() > 0);
  }
  Cone cone(rows[0]);
  for (std::uint32_t r = 1; r < rows.size(); ++r) {
    if (!cone.cut(rows[r], dimension + r, limit)) return std::nullopt;
  }
  return cone.vertices();
}

bool is_simple(const std::vector<Vertex>& vertices) {
  return std::all_of(vertices.begin(), vertices.end(),
                     [](const Vertex& v) { return v.tight.count() == v.point.size(); });
}

bool edges_are_closed(const std::vector<Vertex>& vertices) {
  std::vector<Labels> edges;
  for (const Vertex& vertex : vertices) {
    for (std::uint32_t label = 0; label < Labels::kMost; ++label) {
      if (!vertex.tight.has(label)) continue;
      Labels& edge = edges.emplace_back(vertex.tight);
      edge.remove(label);
    }
  }
  std::sort(edges.begin(), edges.end());  // total order: equal edges are the same set
  for (std::size_t e = 0; e < edges.size(); e += 2) {
    if (e + 1 == edges.size() || edges[e] != edges[e + 1]) return false;
    if (e + 2 < edges.size() && edges[e + 1] == edges[e + 2]) return false;
  }
  return !edges.empty();
}

}  // namespace detente::games
