// Many choices of terms, each judged in some of the futures only.
#include <cmath>

#include "treaty.h"

namespace detente {
namespace {

using namespace analysis::games;
using testing_support::Treaty;

// What one party gets of 10 the other does not; both bear a burden that differs between futures. Signed where the
// burden is less than the smaller part: in 1 - E(burden) / 5 = half of all pairs.
const std::string kSplit = R"(model split
time 0 to 1 year step 1 using euler
set side = { a, b }
parameter burden: fraction = 2.5 ~ uniform(0, 5)
    source assumed "an example"
lever give[s in side]: fraction in [0, 1] = 0
player s in side
    controls give[s] every 1 year
    maximises signed(deal) * (10 * (if s == a then deal.part else 1 - deal.part) - burden)
    discounts 0 %/year
agreement deal(part in [0, 1] = 0.5)
    between a, b
)";

TEST(Terms, SharesOfSomePairsAreThoseOfAll) {
  OverlapOptions options;
  options.draws = 1000;
  options.breach_dates = 1;
  options.term_points = 64;
  options.terms_per_future = 4;
  Treaty some(kSplit), all(kSplit);
  const AgreementView dealt = some.view(options);
  options.terms_per_future = 64;
  const AgreementView every = all.view(options);
  EXPECT_LT(some.oracle->runs() * 8, all.oracle->runs());
  EXPECT_NEAR(every.pass1, 0.5, 0.03);
  EXPECT_NEAR(dealt.pass1, every.pass1, 0.03);
  // Few terms in a future add little to what futures differ by.
  EXPECT_LT(dealt.interval1.width(), 1.3 * every.interval1.width());
  // Gains differ between terms by what they are worth, not by the futures they met.
  for (std::size_t k = 0; k < dealt.terms.size(); ++k) {
    EXPECT_NEAR(static_cast<double>(dealt.terms[k].futures), 1000 * 4 / 64.0, 0.6);
    EXPECT_NEAR(dealt.terms[k].gains[0], every.terms[k].gains[0], 1e-9);
    EXPECT_NEAR(dealt.terms[k].gains[1], every.terms[k].gains[1], 1e-9);
  }
  EXPECT_EQ(dealt.bargaining.nash, every.bargaining.nash);
  EXPECT_NEAR(dealt.terms[*dealt.bargaining.nash].terms[0], 0.5, 0.02);
}

}  // namespace
}  // namespace detente
