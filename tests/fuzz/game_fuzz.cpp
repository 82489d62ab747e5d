// Any bytes as a game file: no crash, no hang; what is read as a normal form is written and read again unchanged, and a
// tree's value from its reduced form agrees with the walk over the tree.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/render.h"
#include "games/certificate.h"
#include "games/efg.h"
#include "games/nfg.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace detente;
  if (size > (1u << 13)) return 0;
  base::SourceMap sources;
  const base::SourceId id = sources.add("fuzz", std::string(reinterpret_cast<const char*>(data), size));

  const auto game = games::read_nfg(sources, id);
  base::render(game.diagnostics, sources);
  DETENTE_CHECK(game.value.has_value() != game.diagnostics.has_errors());
  if (game.value) {
    const std::string once = games::write_nfg(*game);
    const auto again = games::read_nfg(sources, sources.add("written", once));
    DETENTE_CHECK(again.value.has_value() && games::write_nfg(*again) == once);
  }

  const auto tree = games::read_efg(sources, id);
  base::render(tree.diagnostics, sources);
  DETENTE_CHECK(tree.value.has_value() != tree.diagnostics.has_errors());
  if (!tree.value) return 0;
  const auto form = games::reduced_form(*tree);
  if (!form || form->game.profile_count() > 1000) return 0;
  const games::MixedProfile first = games::pure_profile(form->game, 0);
  const games::TreeCertificate walked = games::certify(*tree, games::behaviour_of(*tree, *form, first));
  const games::Certificate looked_up = games::certify(form->game, first);
  DETENTE_CHECK(walked.payoff == looked_up.payoff && walked.regret == looked_up.regret);
  return 0;
}
