// lesionlens: trains, evaluates and looks into networks that read dermoscopy.
#include <exception>
#include <iostream>

#include "native/cli/commands.h"
#include "native/cli/mask_commands.h"

int main(int argc, char** argv) {
  CLI::App app(
      "LesionLens on the workstation. Research and education only. Not a medical device; "
      "not for diagnosis.",
      "lesionlens");
  app.set_version_flag("--version", LESION_VERSION);
  app.require_subcommand(1);
  lesion::add_train(app);
  lesion::add_card(app);
  lesion::add_train_mask(app);
  lesion::add_masks(app);
  lesion::add_evaluate(app);
  lesion::add_dissect(app);
  lesion::add_explain(app);
  lesion::add_novelty(app);
  lesion::add_image(app);
  lesion::add_inspect(app);
  lesion::add_synth(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : 2;
  } catch (const std::exception& error) {
    std::cerr << "lesionlens: " << error.what() << '\n';
    return 1;
  }
  return lesion::exit_code;
}
