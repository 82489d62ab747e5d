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

  // Not `Complete` when there are more than `limit` rays then, or more pairs were looked at than `work` is left for.
  Walk::End cut(const std::vector<Integer>& row, std::uint32_t label, std::uint32_t limit, std::uint64_t& work) {
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
        if (work-- == 0) return Walk::End::TooMuchWork;
        if (shared.count() < dimension_ - 1 || !are_neighbours(*in, *out, shared, work)) continue;
        made.push_back(between(*in, *out, shared, label));
        charge(work, work_on(made.back()));
        if (made.size() > limit) return Walk::End::TooMany;
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
    return rays_.size() <= limit ? Walk::End::Complete : Walk::End::TooMany;
  }

  std::vector<Labels> vertices() const {
    std::vector<Labels> result;
    for (const Ray& ray : rays_) result.push_back(ray.tight);
    std::sort(result.begin(), result.end());  // total order: no two vertices meet the same constraints
    return result;
  }

 private:
  static void charge(std::uint64_t& work, std::uint64_t cost) { work -= std::min(work, cost); }

  // Of making it, in pairs looked at: common divisors take the square of the words.
  static std::uint64_t work_on(const Ray& ray) {
    std::uint64_t work = 0;
    for (const Integer& number : ray.at) {
      const std::uint64_t words = 20 + mpz_size(number.raw());
      work += words * words / 4;
    }
    return work;
  }

  bool are_neighbours(const Ray& a, const Ray& b, const Labels& shared, std::uint64_t& work) const {
    // The constraints of a ray that meets exactly `dimension_` of them are independent, and so are any of them.
    if (a.tight.count() == dimension_ || b.tight.count() == dimension_) return true;
    charge(work, rays_.size());
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

Walk vertices(const std::vector<std::vector<Integer>>& rows, std::uint32_t limit, std::uint64_t work) {
  const auto dimension = static_cast<std::uint32_t>(rows.at(0).size());
  DETENTE_CHECK(rows.size() + dimension <= Labels::kMost);
  for (const std::vector<Integer>& row : rows) {
    DETENTE_CHECK(row.size() == dimension);
    for (const Integer& n : row) DETENTE_CHECK(n.sign() > 0);
  }
  Cone cone(rows[0]);
  for (std::uint32_t r = 1; r < rows.size(); ++r) {
    const Walk::End end = cone.cut(rows[r], dimension + r, limit, work);
    if (end != Walk::End::Complete) return {end, {}};
  }
  return {Walk::End::Complete, cone.vertices()};
}

std::optional<std::vector<Rational>> point_of(const std::vector<std::vector<Integer>>& rows,
                                              const std::vector<std::uint32_t>& used,
                                              const std::vector<std::uint32_t>& held) {
  // "a x = 1" with the 1 at the end, brought to a triangle without fractions (Bareiss 1968).
  std::vector<std::vector<Integer>> system;
  for (const std::uint32_t r : held) {
    std::vector<Integer>& row = system.emplace_back();
    for (const std::uint32_t k : used) row.push_back(rows[r][k]);
    row.push_back(1);
  }
  const std::size_t n = used.size();
  Integer divisor(1);
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    while (pivot < system.size() && system[pivot][k].is_zero()) ++pivot;
    if (pivot >= system.size()) return std::nullopt;
    std::swap(system[pivot], system[k]);
    for (std::size_t r = k + 1; r < system.size(); ++r) {
      for (std::size_t c = k + 1; c <= n; ++c) {
        system[r][c] *= system[k][k];
        system[r][c].subtract_product(system[r][k], system[k][c]);
        system[r][c].divide_exactly(divisor);
      }
    }
    divisor = system[k][k];
  }
  // The last pivot times every x is a whole number.
  std::vector<Integer> whole(n);
  for (std::size_t k = n; k-- > 0;) {
    Integer value = system[k][n] * divisor;
    for (std::size_t c = k + 1; c < n; ++c) value.subtract_product(system[k][c], whole[c]);
    value.divide_exactly(system[k][k]);
    whole[k] = std::move(value);
  }
  std::vector<Rational> point(rows[0].size());
  for (std::size_t k = 0; k < n; ++k) point[used[k]] = Rational(whole[k], divisor);
  return point;
}

std::vector<Rational> point_of(const std::vector<std::vector<Integer>>& rows, const Labels& tight) {
  const auto dimension = static_cast<std::uint32_t>(rows.at(0).size());
  std::vector<std::uint32_t> used, held;
  for (std::uint32_t k = 0; k < dimension; ++k) {
    if (!tight.has(k)) used.push_back(k);
  }
  for (std::uint32_t r = 0; r < rows.size(); ++r) {
    if (tight.has(dimension + r)) held.push_back(r);
  }
  auto point = point_of(rows, used, held);
  DETENTE_CHECK(point.has_value());
  return std::move(*point);
}

bool is_simple(const std::vector<Labels>& vertices, std::uint32_t dimension) {
  return std::all_of(vertices.begin(), vertices.end(), [&](const Labels& v) { return v.count() == dimension; });
}

bool edges_are_closed(const std::vector<Labels>& vertices) {
  std::vector<Labels> edges;
  for (const Labels& vertex : vertices) {
    for (std::uint32_t label = 0; label < Labels::kMost; ++label) {
      if (!vertex.has(label)) continue;
      Labels& edge = edges.emplace_back(vertex);
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
