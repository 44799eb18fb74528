#include "wasm/viewer/state/concepts.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "core/concepts/concepts.h"
#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/concept_words.h"
#include "wasm/viewer/state/fold.h"
#include "wasm/viewer/state/jump.h"
#include "wasm/viewer/state/key_action.h"

namespace lesion::viewer {
namespace {

using Names = std::vector<std::pair<FilterPlace, ConceptCard>>;

// One image whose filters peak so, of a model whose card has these names.
ViewerState named(const Names& names, const MadeLayers& peaks) {
  ModelCard card = made_card();
  for (const auto& [place, name] : names) {
    card.layers[static_cast<std::size_t>(place.layer)]
        .filters[static_cast<std::size_t>(place.filter)]
        .concepts.push_back(name);
  }
  ViewerState state = reduce(ViewerState{}, Resized{{1280, 800, 2}});
  state = reduce(state, ModelOpened{"made.onnx", card});
  state = reduce(state, ImageOpened{made_image()});
  return reduce(state, made_result(1, {{50, 0, 300, 300}, 0.73, {0, 1}}, peaks));
}

Words words_of(const std::string& language) {
  std::ifstream file(std::string(LESION_WORDS) + "/" + language + ".json");
  std::stringstream text;
  text << file.rdbuf();
  Words words;
  EXPECT_TRUE(words.set(text.str())) << language;
  return words;
}

std::vector<std::string> rows(const Words& words, const ViewerState& state) {
  std::vector<std::string> said;
  for (const NotableFilter& row : state.strongest) said.push_back(row_words(words, state, row));
  return said;
}

using Rows = std::vector<std::string>;

TEST(Concepts, EachHasWordsInEveryLanguage) {
  for (const char* language : {"en", "de", "nl"}) {
    const Words words = words_of(language);
    for (const ConceptInfo& one : kConcepts) {
      EXPECT_TRUE(words.has("concept." + std::string(one.name))) << language << " " << one.name;
      EXPECT_FALSE(concept_words(words, one.name).empty()) << language << " " << one.name;
    }
    EXPECT_TRUE(words.has("filter.unnamed"));
  }
  EXPECT_EQ(concept_words(words_of("de"), "border_bottom"), "unterer Rand der Läsion");
}

TEST(Concepts, ANameOfSomebodyElsesCardIsShownAsItIsWritten) {
  EXPECT_EQ(concept_words(words_of("nl"), "blue_white veil"), "blue_white veil");
  EXPECT_EQ(concept_words(words_of("en"), ""), "unnamed pattern");
}

TEST(Concepts, ANameIsSureFromTheLowEndOfItsIntervalOn) {
  EXPECT_TRUE(is_sure({"hair", 0.9f, 0.80f, 0.95f}));
  EXPECT_FALSE(is_sure({"hair", 0.95f, 0.79f, 0.99f}));
  EXPECT_FALSE(is_sure({"globules", 0.95f, 0.90f, 0.99f})) << "its masks are unsure";
}

TEST(Concepts, GroupsAreLesionSkinArtefactsOthers) {
  EXPECT_EQ(concept_group("border_top"), ConceptGroup::kLesion);
  EXPECT_EQ(concept_group("pigment_network"), ConceptGroup::kLesion);
  EXPECT_EQ(concept_group("pink_skin"), ConceptGroup::kSkin);
  EXPECT_EQ(concept_group("dark_corner"), ConceptGroup::kArtefact);
  EXPECT_EQ(concept_group("frogs"), ConceptGroup::kOther);
  EXPECT_EQ(concept_group(""), ConceptGroup::kUnnamed);
}

TEST(Concepts, ReadListsThemByGroupTheNamelessLast) {
  const ViewerState state = named({{{1, 0}, {"hair", 0.9f, 0.85f, 0.95f}},
                                   {{1, 1}, {"skin", 0.9f, 0.7f, 0.95f}},
                                   {{1, 2}, {"border_bottom", 0.9f, 0.8f, 0.95f}},
                                   {{0, 0}, {"border_bottom", 0.8f, 0.7f, 0.9f}},
                                   {{1, 3}, {"frogs", 0.8f, 0.7f, 0.9f}}},
                                  {{4, 0, 0}, {9, 7, 6, 5, 8}});
  EXPECT_EQ(rows(words_of("en"), state),
            (Rows{"Lower border of the lesion, 2 filters", "Skin around the lesion, left",
                  "Hair, left", "Frogs, left", "Unnamed pattern, left"}));
  EXPECT_EQ(rows(words_of("de"), state)[2], "Haar, links");
}

TEST(Concepts, TheNamelessKeepARowHoweverManyNamesThereAre) {
  Names names;
  const std::array<const char*, 7> all = {"hair", "ruler",  "ink",   "patch",
                                          "skin", "lesion", "border"};
  for (int i = 0; i < 7; ++i) {
    const FilterPlace place = i < 3 ? FilterPlace{0, i} : FilterPlace{1, i - 3};
    names.push_back({place, {all[static_cast<std::size_t>(i)], 0.9f, 0.8f, 1.0f}});
  }
  const ViewerState state = named(names, {{9, 8, 7}, {6, 5, 4, 3, 2}});
  ASSERT_EQ(state.strongest.size(), 6u);
  EXPECT_EQ(filter_name(state, 1, 4), "");
  EXPECT_EQ(state.strongest.back().filter, 4);
  EXPECT_EQ(folded_filters(state, 6, 2).back().filter, 2);  // Compare goes by strength alone
}

TEST(Concepts, APlaceIsLeftOutWhereTheFiltersOfARowDoNotShareIt) {
  ViewerState state =
      named({{{1, 0}, {"hair", 0.9f, 0.8f, 1.0f}}, {{1, 1}, {"hair", 0.9f, 0.8f, 1.0f}}},
            {{0, 0, 0}, {8, 7, 0, 0, 0}});
  EXPECT_EQ(rows(words_of("en"), state), (Rows{"Hair, left, 2 filters"}));
  auto layer = std::make_shared<Layer>(*state.layers[1]);
  layer->places[1] = Place::kRight;
  state.layers[1] = layer;
  EXPECT_EQ(rows(words_of("en"), state), (Rows{"Hair, 2 filters"}));
}

TEST(Concepts, WhatIsLaidOverTheImageFirstIsTheStrongestWithAName) {
  // 1/4 responds more than any, and has no name; the lesion's row stands before the hair's.
  const MadeLayers peaks = {{0, 0, 0}, {5, 7, 0, 0, 9}};
  const ViewerState state =
      named({{{1, 0}, {"lesion", 0.9f, 0.8f, 1.0f}}, {{1, 1}, {"hair", 0.9f, 0.8f, 1.0f}}}, peaks);
  EXPECT_EQ(state.strongest.front().filter, 0);
  EXPECT_EQ((FilterPlace{state.layer, state.filter}), (FilterPlace{1, 1}));
  const ViewerState nameless = named({}, peaks);
  EXPECT_EQ((FilterPlace{nameless.layer, nameless.filter}), (FilterPlace{1, 4}));
}

TEST(Concepts, AFilterIsCalledByItsNumbersAndItsName) {
  const Words words = words_of("en");
  const ViewerState state =
      named({{{1, 0}, {"hair", 0.91f, 0.86f, 0.95f}}, {{1, 0}, {"ruler", 0.88f, 0.8f, 0.9f}}},
            {{0, 0, 0}, {8, 7, 0, 0, 0}});
  EXPECT_EQ(filter_words(words, state, 1, 0), "Layer 1, filter 0: hair");
  EXPECT_EQ(filter_words(words, state, 1, 1), "Layer 1, filter 1");
  EXPECT_EQ(
      strength_words(words, state, 1, 0),
      "Name: hair, 0.91 (0.86 to 0.95)\nName: ruler, 0.88 (0.80 to 0.90)\n" + words["name.sure"]);
  EXPECT_EQ(strength_words(words, state, 1, 1), "");
  // Not sure, and not rounded up to where sureness begins; all with as many digits.
  const ViewerState unsure =
      named({{{1, 0}, {"hair", 0.91f, 0.797f, 0.95f}}}, {{0, 0, 0}, {8, 7, 0, 0, 0}});
  EXPECT_EQ(strength_words(words, unsure, 1, 0),
            "Name: hair, 0.910 (0.797 to 0.950)\n" + words["name.unsure"]);
}

TEST(Concepts, TheCardsNamesAreCountedByLayer) {
  const ViewerState state = named({{{1, 0}, {"hair", 0.9f, 0.7f, 0.95f}},
                                   {{0, 2}, {"hair", 0.85f, 0.8f, 0.95f}},
                                   {{1, 3}, {"hair", 0.9f, 0.75f, 0.95f}},
                                   {{1, 2}, {"lesion", 0.9f, 0.8f, 0.95f}}},
                                  {{1, 1, 1}, {1, 1, 1, 1, 1}});
  const std::vector<NamedFilters> all = named_filters(state.model->card);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].name, "lesion");
  EXPECT_EQ(all[1].name, "hair");
  EXPECT_EQ(all[1].of_layer, (std::vector<int>{1, 2}));
  EXPECT_EQ(all[1].surest, (FilterPlace{0, 2}));
  EXPECT_EQ(all[1].filters, (std::vector<FilterPlace>{{0, 2}, {1, 0}, {1, 3}}));
  EXPECT_TRUE(has_names(state));
  EXPECT_FALSE(has_names(made_state()));
}

// Two hairs, the second one sure, a lesion's border; the page speaks `language`.
ViewerState hairy(const char* language) {
  ViewerState state = named({{{1, 0}, {"hair", 0.8f, 0.7f, 0.9f}},
                             {{1, 3}, {"hair", 0.9f, 0.85f, 0.95f}},
                             {{1, 2}, {"border_top", 0.9f, 0.8f, 0.95f}}},
                            {{1, 1, 1}, {9, 1, 2, 3, 1}});
  ConceptsCalled called;
  const Words words = words_of(language);
  for (const ConceptInfo& one : kConcepts) {
    called.words.emplace(one.name, concept_words(words, one.name));
  }
  return reduce(state, called);
}

TEST(Concepts, OrderALayersFiltersTheSurestOfANameFirst) {
  const ViewerState state = reduce(hairy("en"), SetSort{SortBy::kConcept});
  EXPECT_EQ(sorted_filters(state, 1), (std::vector<int>{2, 3, 0, 1, 4}));
  EXPECT_EQ(sorted_filters(state, 0), (std::vector<int>{0, 1, 2}));
}

TEST(Concepts, AreAnOrderOnlyWhereTheCardHasThem) {
  ViewerState state = reduce(hairy("en"), SetSort{SortBy::kNotability});
  state = reduce(state, NextSort{});
  EXPECT_EQ(state.sort, SortBy::kConcept);
  EXPECT_EQ(reduce(state, ModelOpened{"other.onnx", made_card()}).sort, SortBy::kNumber);
  EXPECT_EQ(reduce(reduce(made_state(), SetSort{SortBy::kNotability}), NextSort{}).sort,
            SortBy::kNumber);
}

TEST(Concepts, OneOfThemIsShownAlone) {
  const ViewerState state = reduce(hairy("en"), ShowOnly{"hair"});
  EXPECT_EQ(explored_filters(state, 1), (std::vector<int>{0, 3}));
  EXPECT_EQ(explored_filters(state, 0).size(), 3u);  // none there: all
  EXPECT_EQ(explored_filters(reduce(state, ShowOnly{}), 1).size(), 5u);
  EXPECT_FALSE(reduce(state, ModelOpened{"other.onnx", made_card()}).only);
}

TEST(Concepts, AreFoundByAWordOfThePagesLanguageWhateverItsCase) {
  for (const auto& [language, word] :
       {std::pair{"en", "hair"}, {"de", "haar"}, {"de", "HAAR"}, {"nl", "Haar"}}) {
    const JumpTarget target = jump_target(hairy(language), word);
    EXPECT_EQ(target.kind, JumpTarget::Kind::kFound) << word;
    // 1/3 is the surer one, 1/0 responds more.
    EXPECT_EQ((FilterPlace{target.layer, target.filter}), (FilterPlace{1, 0})) << word;
    EXPECT_EQ(target.named, 2) << word;
  }
  EXPECT_EQ(jump_target(hairy("de"), "L\xC3\x84SION").filter, 2);
  EXPECT_EQ(jump_target(hairy("de"), "zebra").kind, JumpTarget::Kind::kNoName);
  EXPECT_EQ(jump_target(made_state(), "hair").kind, JumpTarget::Kind::kNothing);
}

TEST(Concepts, LettersAreTypedWhereThereAreNames) {
  const ViewerState state = reduce(hairy("de"), EditJump{"L"});
  const auto typed = typed_action(state, "\xC3\xA4");
  ASSERT_TRUE(typed);
  EXPECT_EQ(std::get<EditJump>(*typed).text, "L\xC3\xA4");
  const auto taken = typed_action(reduce(state, *typed), "Backspace");
  EXPECT_EQ(std::get<EditJump>(*taken).text, "L");
  EXPECT_FALSE(typed_action(state, "Shift"));
  EXPECT_FALSE(typed_action(state, "F5"));
  EXPECT_FALSE(typed_action(reduce(made_state(), EditJump{""}), "h"));
}

TEST(Concepts, ATypedWordIsCutBetweenCharacters) {
  std::string word(23, 'a');
  const ViewerState state = reduce(hairy("de"), EditJump{word + "\xC3\xA4"});
  EXPECT_EQ(state.jump, word);
}

TEST(Concepts, AreAColumnEachOfTheSheetWithTheirSurestFilter) {
  const ViewerState state = reduce(hairy("en"), SheetAction(ConceptSheetColumns{}));
  EXPECT_EQ(state.sheet.chosen, (std::vector<FilterPlace>{{1, 2}, {1, 3}}));
  const ViewerState nameless = reduce(made_state(), SheetAction(ConceptSheetColumns{}));
  EXPECT_TRUE(nameless.sheet.chosen.empty());
}

TEST(Concepts, OfTooManyTheSurestAreColumns) {
  EXPECT_EQ(surest_of_each(hairy("en").model->card, 1), (std::vector<FilterPlace>{{1, 3}}));
}

TEST(Concepts, TheNamelessAreCountedByLayerToo) {
  EXPECT_EQ(nameless_by_layer(hairy("en").model->card), (std::vector<int>{3, 2}));
}

}  // namespace
}  // namespace lesion::viewer
