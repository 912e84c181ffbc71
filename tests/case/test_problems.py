# SPDX-License-Identifier: Apache-2.0
"""Every mistake in a case file is told at its line and column, with what would be allowed.

Each row changes the invented case at one place. The sign ¶ in the new text is not part of it: it
marks where a problem must be told, one mark for each, in the order of the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.problems import Problem

    Check = Callable[[str], list[Problem]]

MARK = "¶"


@dataclass(frozen=True)
class Mistake:
    """One change of the text (`old` is a pattern), and the path and words of what is told."""

    name: str
    old: str
    new: str
    path: str
    says: str
    severity: str = "error"


ALDMARK = r"  - actor: aldmark\n    issue: harbour_tolls"
IDEAL = r"ideal: \{low: 0, mode: 10, high: 35\}"
SALIENCE = r"salience: \{low: 0.6, mode: 0.8, high: 1, assume: [^}]*\}"
SETTLES = r"settles: \{harbour_tolls: half, sequence: together\}"
EMBEDDED = r"embedded: \{holder: Borsia[^}]*\}"
CHANCE = r"chance: \{low: 0.1, mode: 0.25, high: 0.45"
WAR = r"  challenger: borsia"
RANKING = r"ranking: \[ships_first, together, agreement_first\]"
NUMBER = "must be one of: a plain number, {low, mode, high}, {uniform: [a, b]}"
OPTIONS = "allowed: ships_first, together, agreement_first"
POINTS = "allowed: all_aldmark, quarter, half, all_borsia"
ACTORS = "allowed: aldmark, borsia, calden"
NAME = "must be a letter, then letters a to z, digits or underscores, at most 40 in all"
DATE = "must be a date such as 2025-08-17"

# A table reads by rows.
# fmt: off
# ruff: disable[E501]
KEYS = [
    Mistake("misspelt_key", r"salience: \{low: 0.6", "¶sallience: {low: 0.6", "positions[0].sallience", "is not a known key (did you mean 'salience'?); allowed: actor, issue, since, ideal, salience"),
    Mistake("misspelt_key_at_the_top", r"^packages:", "packages: &p []\n¶packags: &q", "packags", "did you mean 'packages'?); allowed: schema, id, title"),
    Mistake("misspelt_key_inside_a_number", IDEAL, "ideal: {low: 0, mode: 10, ¶hihg: 35}", "positions[0].ideal.hihg", "did you mean 'high'?); allowed: value, low, mode, high, uniform"),
    Mistake("missing_key", ALDMARK, "  - ¶issue: harbour_tolls", "positions[0]", "lacks the key 'actor'; it is required"),
    Mistake("missing_key_at_the_top", r"\nreference: quarter_share[^\n]*", "", "", "lacks the key 'reference'; it is required"),
    Mistake("key_of_the_model_not_of_the_file", r"^law:", "¶form: foedus/case-1\nlaw:", "form", "is not a known key"),
    Mistake("duplicate_key", IDEAL, IDEAL.replace("\\", "") + "\n    ¶ideal: 3", "positions[0].ideal", "stands twice; first on line "),
    Mistake("key_that_is_a_number", r"^law:", "¶7: 3\nlaw:", "7", "is not a known key"),
    Mistake("key_without_name", r"^law:", "¶'': 3\nlaw:", "''", "is not a known key"),
    Mistake("key_on_two_lines", r"^law:", '¶"a\\nb": 3\nlaw:', "a\\nb", "is not a known key"),
    Mistake("key_that_is_a_list", r"^law:", "? ¶[a, b]\n: 3\nlaw:", "?", "is a key that is a list or mapping; use a plain word"),
    Mistake("key_that_is_no_name", SETTLES, "settles: {harbour_tolls: half, sequence: together, ¶bad key: 2}", "packages[0].settles.bad key", f"the key is 'bad key'; {NAME}"),
    Mistake("merge_key", r"^law:", "law:\n  ¶<<: {pact: a}", "law.<<", "is a merge key; write the keys out"),
    Mistake("tag", r"at: 2032-06-01", "at: ¶!!python/name:os.system x", "law.at", "tags are not allowed"),
]
TYPES = [
    Mistake("list_for_text", r"^title: .*", "title: ¶[a]", "title", "is a list; must be text"),
    Mistake("mapping_for_text", r"^title: .*", "title: ¶{a: b}", "title", "is a mapping; must be text"),
    Mistake("number_for_text", r"^title: .*", "title: ¶1984", "title", "is 1984; must be text (put it into quotes)"),
    Mistake("truth_for_text", r"^title: .*", "title: ¶true", "title", "is true; must be text (put it into quotes)"),
    Mistake("date_for_text", r"^title: .*", "title: ¶2031-05-06", "title", "is 2031-05-06; must be text (put it into quotes)"),
    Mistake("nothing_for_text", r"^title: .*", "¶title:", "title", "is empty; must be text"),
    Mistake("empty_text", r"^title: .*", "title: ¶''", "title", "is ''; must not be empty"),
    Mistake("endless_text", r"^title: .*", f"title: ¶{'x' * 5000}", "title", "has 5000 characters; must have at most 4000"),
    Mistake("text_with_a_control_character", r"^title: .*", 'title: ¶"\\e[31mred"', "title", "is '\\x1b[31mred', with a control character; remove it"),
    Mistake("half_a_character", r"^title: .*", 'title: ¶"\\ud800"', "title", "with a control character"),
    Mistake("id_of_two_words", r"^id: harbour_league", "id: ¶harbour league", "id", f"is 'harbour league'; {NAME}"),
    Mistake("id_that_only_looks_latin", r"^id: harbour_league", "id: ¶h\u0430rbour_league", "id", f"where '\u0430' is CYRILLIC SMALL LETTER A; {NAME}"),
    Mistake("id_too_long", r"^id: harbour_league", f"id: ¶{'a' * 41}", "id", f"is '{'a' * 41}'; {NAME}"),
    Mistake("id_that_is_a_date", r"^id: harbour_league", "id: ¶2031-05-06", "id", "is 2031-05-06; must be text"),
    Mistake("other_schema", r"^schema: foedus/case-1", "schema: ¶foedus/case-9", "schema", "allowed: foedus/case-1"),
    Mistake("seconds_for_a_date", r"^as_of: 2031-05-06", "as_of: ¶0", "as_of", f"is 0; {DATE}"),
    Mistake("digits_for_a_date", r"^as_of: 2031-05-06", "as_of: ¶'1930000000'", "as_of", f"is '1930000000'; {DATE}"),
    Mistake("thirteenth_month", r"^as_of: 2031-05-06", "as_of: ¶2031-13-06", "as_of", f"is '2031-13-06'; {DATE}"),
    Mistake("moment_for_a_date", r"^as_of: 2031-05-06", "as_of: ¶2031-05-06T00:00:00Z", "as_of", "without a time of day"),
    Mistake("mapping_for_a_list", r"    cite: \[B4\]", "    cite: ¶{B4: 1}", "positions[0].cite", "is a mapping; must be a list"),
    Mistake("text_for_a_list", r"    cite: \[B4\]", "    cite: ¶B4", "positions[0].cite", "is 'B4'; must be a list"),
    Mistake("nothing_for_a_list", r"    cite: \[B4\]", "    ¶cite:", "positions[0].cite", "is empty; must be a list"),
    Mistake("number_in_a_list_of_names", r"    cite: \[B4\]", "    cite: [¶4]", "positions[0].cite[0]", "is 4; must be text"),
    Mistake("list_for_a_mapping", SETTLES, "settles: ¶[harbour_tolls]", "packages[0].settles", "is a list; must be a mapping of keys to values"),
    Mistake("number_for_a_part", r"^issues:\n", "issues:\n  - ¶3\n", "issues[0]", "is 3; must be a mapping of keys to values"),
    Mistake("nothing_for_a_required_list", r"(?s)^actors:\n.*?(?=^issues:)", "¶actors:\n", "actors", "is empty; must be a list"),
    Mistake("required_list_without_items", r"(?s)^packages:\n.*?(?=^reference:)", "packages: ¶[]\n", "packages", "has 0 items; must have at least 1"),
    Mistake("text_for_a_number", r"at: 25,", "at: ¶'25',", "issues[0].points[1].at", "is '25'; must be a number (leave out the quotes)"),
    Mistake("truth_for_a_number", r"at: 25,", "at: ¶true,", "issues[0].points[1].at", "is true; must be a number"),
    Mistake("not_a_number", r"at: 25,", "at: ¶.nan,", "issues[0].points[1].at", "is nan; must be a finite number"),
    Mistake("beyond_all_numbers", r"at: 25,", "at: ¶1e400,", "issues[0].points[1].at", "is inf; must be a finite number"),
    Mistake("off_the_scale", r"at: 25,", "at: ¶250,", "issues[0].points[1].at", "is 250; must be at most 100"),
    Mistake("truth_in_a_range", IDEAL, "ideal: {low: ¶false, mode: 10, high: 35}", "positions[0].ideal.low", "is false; must be a number"),
    Mistake("text_in_a_range", IDEAL, "ideal: {low: ¶'0', mode: 10, high: 35}", "positions[0].ideal.low", "is '0'; must be a number (leave out the quotes)"),
    Mistake("truth_for_an_uncertain_number", IDEAL, "ideal: ¶true", "positions[0].ideal", f"is true; {NUMBER}"),
    Mistake("date_for_an_uncertain_number", IDEAL, "ideal: ¶2031-01-01", "positions[0].ideal", f"is 2031-01-01; {NUMBER}"),
    Mistake("list_for_an_uncertain_number", IDEAL, "ideal: ¶[1, 2]", "positions[0].ideal", f"is a list; {NUMBER}"),
    Mistake("nothing_for_an_uncertain_number", IDEAL, "¶ideal:", "positions[0].ideal", f"is empty; {NUMBER}"),
    Mistake("quoted_uncertain_number", IDEAL, "ideal: ¶'30'", "positions[0].ideal", f"is '30'; {NUMBER}"),
    Mistake("text_for_truth", EMBEDDED, "embedded: {holder: Borsia, modality: agreed, confirmed: ¶'no'}", "statements[0].embedded.confirmed", "is 'no'; must be true or false"),
    Mistake("number_for_truth", EMBEDDED, "embedded: {holder: Borsia, modality: agreed, confirmed: ¶0}", "statements[0].embedded.confirmed", "is 0; must be true or false"),
    Mistake("truth_for_a_fallback", r"fallback: all_aldmark", "fallback: ¶true", "issues[0].fallback", "is true; must be a number or text"),
    Mistake("truth_in_a_package", SETTLES, "settles: {harbour_tolls: ¶true, sequence: together}", "packages[0].settles.harbour_tolls", "is true; must be a number or text"),
    Mistake("half_a_year", r"duration_years: 10, legal_form: treaty", "duration_years: ¶1.5, legal_form: treaty", "packages[0].design.duration_years", "is 1.5; must be text (put it into quotes) or a whole number"),
    Mistake("one_end_of_a_span", r"span: \[101, 174\]", "span: ¶[101]", "statements[0].span", "has 1 item; must have at least 2"),
    Mistake("three_ends_of_a_span", r"span: \[101, 174\]", "span: ¶[101, 174, 180]", "statements[0].span", "has 3 items; must have at most 2"),
    Mistake("truth_in_a_span", r"span: \[101, 174\]", "span: [¶true, 174]", "statements[0].span[0]", "is true; must be a whole number"),
    Mistake("before_the_text", r"span: \[101, 174\]", "span: [¶-1, 174]", "statements[0].span[0]", "is -1; must be at least 0"),
    Mistake("unknown_word", r"modality: claimed", "modality: ¶claimd", "statements[0].modality", "is 'claimd' (did you mean 'claimed'?); allowed: agreed, claimed, offered"),
]
RANGES = [
    Mistake("low_above_mode", IDEAL, "ideal: ¶{low: 20, mode: 10, high: 35}", "positions[0].ideal", "has low 20 above mode 10; must be low <= mode <= high"),
    Mistake("mode_above_high", IDEAL, "ideal: ¶{low: 0, mode: 50, high: 35}", "positions[0].ideal", "has mode 50 above high 35; must be low <= mode <= high"),
    Mistake("range_without_mode", IDEAL, "ideal: ¶{low: 0, high: 35}", "positions[0].ideal", "has low and high without mode; give low, mode and high"),
    Mistake("two_families", IDEAL, "ideal: ¶{beta: [2, 3], value: 4}", "positions[0].ideal", "gives value and beta; give exactly one of: a plain number"),
    Mistake("no_family", IDEAL, "ideal: ¶{}", "positions[0].ideal", "gives no number; give exactly one of: a plain number"),
    Mistake("half_a_uniform", IDEAL, "ideal: {uniform: ¶[1]}", "positions[0].ideal.uniform", "has 1 item; must have at least 2"),
    Mistake("uniform_backwards", IDEAL, "ideal: ¶{uniform: [3, 1]}", "positions[0].ideal", "the first must not exceed the second"),
    Mistake("no_spread", IDEAL, "ideal: ¶{normal: [10, 0]}", "positions[0].ideal", "has a standard deviation of 0; must be greater than 0"),
    Mistake("uncut_normal", IDEAL, "ideal: ¶{normal: [10, 5]}", "positions[0].ideal", "must stay within 0 and 100, so cut it with within: [0, 100]"),
    Mistake("normal_out_of_reach", IDEAL, "ideal: ¶{normal: [10, 1], within: [50, 60]}", "positions[0].ideal", "move 'within' or the mean"),
    Mistake("cut_of_nothing", IDEAL, "ideal: ¶{low: 0, mode: 10, high: 35, within: [0, 50]}", "positions[0].ideal", "'within' belongs to those two"),
    Mistake("beta_without_weight", IDEAL, "ideal: ¶{beta: [0, 2], within: [0, 100]}", "positions[0].ideal", "both must be within 0.01 and 1e+06"),
    Mistake("chances_above_1", IDEAL, "ideal: ¶{choice: {half: 0.6, quarter: 0.6}}", "positions[0].ideal", "has chances that add up to 1.2; must add up to 1"),
    Mistake("chance_below_0", IDEAL, "ideal: ¶{choice: {half: 1.5, quarter: -0.5}}", "positions[0].ideal", "has a chance of -0.5; none may be below 0"),
    Mistake("no_chances", IDEAL, "ideal: ¶{choice: {}}", "positions[0].ideal", "must add up to 1"),
    Mistake("ideal_off_the_scale", IDEAL, "ideal: ¶{low: -10, mode: 10, high: 35}", "positions[0].ideal", "reaches from -10 to 35; must stay within 0 and 100"),
    Mistake("choice_off_the_scale", IDEAL, "ideal: ¶{choice: {'120': 1}}", "positions[0].ideal", "is 120; must be within 0 and 100, or a point's id"),
    Mistake("number_too_large", IDEAL, "ideal: {low: 0, mode: 10, high: ¶1e300}", "positions[0].ideal.high", "is 1e+300; must be at most 1e+15"),
    Mistake("salience_1.4", SALIENCE, 'salience: ¶{value: 1.4, assume: "a"}', "positions[0].salience", "is 1.4; must stay within 0 and 1"),
    Mistake("salience_that_reaches_1.4", SALIENCE, 'salience: ¶{low: 0.6, mode: 1, high: 1.4, assume: "a"}', "positions[0].salience", "reaches from 0.6 to 1.4; must stay within 0 and 1"),
    Mistake("salience_in_words", SALIENCE, "salience: ¶high", "positions[0].salience", "is a choice of names; must be a number within 0 and 1"),
    Mistake("salience_half_in_words", SALIENCE, "salience: ¶{choice: {'0.5': 0.5, high: 0.5}}", "positions[0].salience", "is a choice of names"),
    Mistake("strength_in_words", r"base: \{low: -0.8, mode: 0, high: 0.8", "base: ¶{choice: {strong: 1}", "war.base", "is a choice of names; must be a number of any size"),
    Mistake("discount_of_1", r"discount: \{low: 0.86, mode: 0.9, high: 0.94", "discount: ¶{low: 0.86, mode: 0.9, high: 1", "actors[0].discount", "must stay at or above 0 and below 1"),
    Mistake("no_precision", r"precision: \{low: 0.6", "precision: ¶{low: 0", "war.precision", "must stay at or above 1e-09"),
    Mistake("chances_of_war_above_1", CHANCE, "chance: {low: 0.1, mode: 0.25, high: 0.95", "war", "has yearly chances that can add up to 1.38; must stay at or below 1"),
    Mistake("points_that_do_not_ascend", r"at: 25,(.*)\n(.*)at: 50", r"at: 60,\1\n\2at: ¶50", "issues[0].points[2].at", "is 50 after 60; points must ascend"),
    Mistake("single_option", r"(?s)      - \{id: ships_first.*?ranking: \[[^]]*\]", "      - {id: agreement_first, title: Agreement first}", "issues[1]", "has a single point or option; give two or more"),
    Mistake("red_line_that_leaves_nothing", r"at_most: \{low: 45", "at_least: 80\n      at_most: {low: 45", "positions[0].red_line", "leaves nothing: at least 80 and at most 75"),
    Mistake("empty_red_line", r"      at_most: \{low: 45[^\n]*\n", "", "positions[0].red_line", "draws no line; give at_least, at_most or excludes"),
    Mistake("red_line_by_number_among_options", r"(?m)    cite: \[B5\]", "    red_line:\n      ¶at_least: 3\n      assume: a\n    cite: [B5]", "positions[4].red_line", "an issue with options takes excludes"),
    Mistake("ranking_without_an_option", RANKING, "ranking: ¶[ships_first, together]", "issues[1].ranking", f"must name every option once; {OPTIONS}"),
    Mistake("ranking_and_distances", RANKING, RANKING.replace("\\", "") + "\n    distance: {together: {ships_first: 1}}", "issues[1]", "has a ranking and distances; give one of them"),
    Mistake("distance_above_1", RANKING, "distance: {ships_first: {together: ¶2}}", "issues[1].distance.ships_first.together", "is 2; must be at most 1"),
    Mistake("distance_to_itself", RANKING, "distance: {together: {¶together: 0.5}}", "issues[1].distance.together.together", "is between an option and itself; leave it out"),
    Mistake("distance_from_an_unknown_option", RANKING, "distance: {together: {¶shps_first: 0.5}}", "issues[1].distance.together.shps_first", f"names an unknown option 'shps_first' (did you mean 'ships_first'?); {OPTIONS}"),
    Mistake("nine_guarantors", r"guarantors: \[calden\]", "guarantors: ¶[calden" + ", calden" * 8 + "]", "war.guarantors", "has 9 items; must have at most 8"),
]
NAMES = [
    Mistake("misspelt_actor", ALDMARK, "  - actor: ¶aldmrk\n    issue: harbour_tolls", "positions[0].actor", f"names an unknown actor 'aldmrk' (did you mean 'aldmark'?); {ACTORS}"),
    Mistake("misspelt_issue", ALDMARK, "  - actor: aldmark\n    issue: ¶harbor_tolls", "positions[0].issue", "names an unknown issue 'harbor_tolls' (did you mean 'harbour_tolls'?); allowed: harbour_tolls, sequence"),
    Mistake("unknown_statement", r"    cite: \[B4\]", "    cite: [B4, ¶X9]", "positions[0].cite[1]", "names an unknown statement 'X9'; allowed: B1, B2"),
    Mistake("statement_cited_under_a_number", SALIENCE, "salience: {value: 0.5, cite: [¶B44]}", "positions[0].salience.cite[0]", "did you mean 'B4'?"),
    Mistake("unknown_source", r"source: bulletin\n", "source: ¶buletin\n", "statements[0].source", "names an unknown source 'buletin' (did you mean 'bulletin'?); allowed: bulletin"),
    Mistake("unknown_side", r"side: calden[^\n]*\n", "side: ¶Calden\n", "statements[0].side", f"did you mean 'calden'?); {ACTORS}"),
    Mistake("unknown_actor_in_consent", r"needed: \[aldmark, borsia", "needed: [aldmark, ¶borsai", "consent.needed[1]", "did you mean 'borsia'?"),
    Mistake("unknown_actor_in_an_issue", r"consent: \[aldmark\]", "consent: [¶aldmarks]", "issues[0].consent[0]", "did you mean 'aldmark'?"),
    Mistake("unknown_actor_asked", r"of: \[borsia\]", "of: [¶borzia]", "questions[0].of[0]", "did you mean 'borsia'?"),
    Mistake("unknown_challenger", WAR, "  challenger: ¶borsja", "war.challenger", "did you mean 'borsia'?"),
    Mistake("unknown_ending", r"package: standstill", "package: ¶stand_still", "war.line_of_contact.package", "names an unknown package 'stand_still' (did you mean 'standstill'?)"),
    Mistake("unknown_reference_package", r"^reference: quarter_share", "reference: ¶quarter_shar", "reference", "did you mean 'quarter_share'?); allowed: equal_shares, quarter_share"),
    Mistake("relief_among_options", WAR, "  relief: ¶sequence\n  challenger: borsia", "war.relief", "names an issue with options; must be one on a scale"),
    Mistake("unknown_pact", r"pact: harbour_pact", "pact: ¶harbor_pact", "law.pact", "names an unknown pact 'harbor_pact' (did you mean 'harbour_pact'?); allowed: harbour_pact"),
    Mistake("unknown_option", SETTLES, "settles: {harbour_tolls: half, sequence: ¶togehter}", "packages[0].settles.sequence", f"is 'togehter' (did you mean 'together'?); {OPTIONS}"),
    Mistake("unknown_point", r"fallback: all_aldmark", "fallback: ¶all_almark", "issues[0].fallback", f"is 'all_almark' (did you mean 'all_aldmark'?); {POINTS}"),
    Mistake("quoted_number_for_a_point", r"fallback: all_aldmark", "fallback: ¶'20'", "issues[0].fallback", f"is '20'; {POINTS}"),
    Mistake("unknown_option_in_a_choice", r"choice: \{ships_first: 1\}\}", "choice: {ships_fist: 1}}", "positions[4].ideal", f"is 'ships_fist' (did you mean 'ships_first'?); {OPTIONS}"),
    Mistake("number_among_options", r"ideal: \{choice: \{ships_first: 1\}\}", "ideal: ¶30", "positions[4].ideal", f"is a number; allowed, as a choice: {OPTIONS.removeprefix('allowed: ')}"),
    Mistake("unknown_exclusion", r"(?m)      at_most: \{low: 45[^\n]*", "      excludes: [half, ¶halve]", "positions[0].red_line.excludes[1]", f"is 'halve' (did you mean 'half'?); {POINTS}"),
    Mistake("package_off_the_scale", SETTLES, "settles: {harbour_tolls: ¶101, sequence: together}", "packages[0].settles.harbour_tolls", "is 101; must be within 0 and 100, or a point's id"),
    Mistake("package_with_a_number_for_an_option", SETTLES, "settles: {harbour_tolls: half, sequence: ¶2}", "packages[0].settles.sequence", f"is 2; {OPTIONS}"),
    Mistake("package_that_misses_an_issue", SETTLES, "settles: ¶{harbour_tolls: half}", "packages[0].settles", "leaves out sequence; settle every issue"),
    Mistake("package_with_an_unknown_issue", SETTLES, "settles: {harbour_tolls: half, sequence: together, ¶sequences: together}", "packages[0].settles.sequences", "names an unknown issue 'sequences' (did you mean 'sequence'?)"),
    Mistake("unknown_lever", r"\{automaticity: automatic, ceiling: armed_force, forces: small", "{¶automaticty: automatic, ceiling: armed_force, forces: small", "packages[0].design.automaticty", "is not a lever (did you mean 'automaticity'?); allowed: "),
    Mistake("unknown_setting", r"ceiling: armed_force, forces: small", "ceiling: ¶armed_forces, forces: small", "packages[0].design.ceiling", "is 'armed_forces' (did you mean 'armed_force'?); allowed: "),
    Mistake("levers_without_a_pact", r"(?s)^law:.*?(?=^questions:)", "", "packages[0].design", "sets levers, and the case has no pact; name one under law, or leave it out"),
    Mistake("negative_override", r"^law:", "overrides: {arms_help: ¶{value: -1, assume: a}}\nlaw:", "overrides.arms_help", "is -1; must stay at or above 0"),
    Mistake("unknown_override", r"^law:", "overrides: {¶automatic_shar: {value: 0.5, assume: a}}\nlaw:", "overrides.automatic_shar", "is not an effect of a clause (did you mean 'automatic_share'?)"),
    Mistake("override_without_a_reason", r"^law:", "overrides: {automatic_share: ¶0.5}\nlaw:", "overrides.automatic_share", "overrides a range without a reason; give assume or cite"),
    Mistake("unknown_grade", r"^law:", "credence: {¶hearsy: {value: 0.5, assume: a}}\nlaw:", "credence.hearsy", "the key is 'hearsy' (did you mean 'hearsay'?); allowed: own_words"),
    Mistake("duplicate_actor", r"  - id: borsia\n", "  - id: ¶aldmark\n", "actors[1].id", "'aldmark' stands twice; first on line "),
    Mistake("duplicate_point", r"\{id: half, at: 50", "{id: ¶quarter, at: 50", "issues[0].points[2].id", "'quarter' stands twice; first on line "),
    Mistake("duplicate_statement", r"  - id: B3\n", "  - id: ¶B2\n", "statements[2].id", "'B2' stands twice"),
]
GROUNDS = [
    Mistake("dates_out_of_order", r"since: 2030-01-01(?s:(.*?))since: 2031-05-06", r"since: 2032-01-01\1since: ¶2031-05-06", "positions[2].since", "is 2031-05-06 after 2032-01-01; an actor's positions on an issue stand in order of date"),
    Mistake("same_day_twice", r"since: 2030-01-01(?s:(.*?))since: 2031-05-06", r"since: 2031-05-06\1since: ¶2031-05-06", "positions[2].since", "stand in order of date"),
    Mistake("position_without_a_ground", r"  - actor: calden\n    issue: sequence((?s:.*?))    cite: \[B7\]\n", r"  - ¶actor: calden\n    issue: sequence\1    assume:\n", "positions[6]", "has no ground; give cite: [statement ids] or assume: a reason"),
    Mistake("first_position_without_salience", ALDMARK + r"((?s:.*?))    salience: [^\n]*\n", r"  - ¶actor: aldmark\n    issue: harbour_tolls\1", "positions[0]", "lacks the key 'salience'; the first position needs it"),
    Mistake("no_capability_anywhere", r"    capability: \{low: 20[^\n]*\n", "", "positions[0]", "has no capability; give it here or with the actor 'aldmark'"),
    Mistake("hearsay_without_an_earlier_position", r"(?s)  - actor: borsia\n    issue: harbour_tolls\n    since: 2030.*?(?=  - actor: borsia)", "", "positions[1]", "rests on hearsay alone and has no earlier position; give one of an earlier date"),
    Mistake("another_side_tells_what_an_actor_wants", ALDMARK + r"((?s:.*?))cite: \[B4\]", r"  - ¶actor: aldmark\n    issue: harbour_tolls\1cite: [B2]", "positions[0]", "rests on hearsay alone and has no earlier position"),
    Mistake("nobody_wants_anything_of_an_issue", r"^issues:\n", "issues:\n  - ¶id: fishing\n    title: F\n    question: Q\n    points: [{id: a, at: 0, title: A}, {id: b, at: 100, title: B}]\n    fallback: a\n", "issues[0]", "has no position of anybody on 2031-05-06; give one"),
    Mistake("actor_in_the_war_without_a_discount", r"    discount: [^\n]*\n", "", "actors[0]", "lacks the key 'discount'; an actor with a part in the war needs it"),
    Mistake("guarantor_without_numbers", r"(?s)    guarantor:.*?(?=^issues:)", "", "actors[2]", "lacks the key 'guarantor'; a guarantor in the war needs it"),
    Mistake("one_actor_two_parts", r"  target: aldmark", "  target: borsia", "war", "gives one actor two parts; challenger, target and guarantors must differ"),
    Mistake("bare_number", r"erosion: \{low: 0.02, mode: 0.05, high: 0.12, assume: [^}]*\}", "erosion: ¶{low: 0.02, mode: 0.05, high: 0.12}", "war.erosion", "is a bare number, 0.02 to 0.12, most likely 0.05; give cite or assume with it", "warning"),
    Mistake("bare_credence", r"^law:", "credence: {hearsay: ¶0.5}\nlaw:", "credence.hearsay", "is a bare number, 0.5", "warning"),
    Mistake("red_line_without_a_ground", r'      assume: "Taken not to sign away[^\n]*\n', "", "positions[0].red_line", "has no ground; give cite or assume", "warning"),
]
SOURCES = [
    Mistake("span_backwards", r"span: \[101, 174\]", "span: ¶[174, 101]", "statements[0].span", "the first character must come before the last"),
    Mistake("span_too_short_for_its_words", r"span: \[101, 174\]", "span: ¶[101, 110]", "statements[0].span", "has 9 characters; must hold its words, which have 60"),
    Mistake("span_beyond_the_source", r"span: \[101, 174\]", "span: ¶[101, 9999]", "statements[0].span", "ends at 9999; the source has "),
    Mistake("words_outside_the_span", r"span: \[101, 174\]", "span: ¶[301, 374]", "statements[0].span", "does not hold the quoted words in the source; they stand at "),
    Mistake("words_nowhere", r"Borsia had agreed to share", "Borsia had agreed to shave", "statements[0].span", "they stand nowhere in it (nearest at 101: 'Borsia had agreed to share the tolls of Lind Harbour equally', with 'share' for 'shave'); span and words must agree"),
    Mistake("wrong_hash", r"sha256: [0-9a-f]{64}", "sha256: ¶" + "a" * 64, "sources[0].sha256", "the text must be the one that was cited"),
    Mistake("hash_in_capitals", r"sha256: [0-9a-f]{64}", "sha256: ¶" + "A" * 64, "sources[0].sha256", "must be 64 digits and letters a to f, as sha256sum prints them"),
    Mistake("no_text_at_hand", r"file: bulletin.txt", "file: ¶bulletin_2.txt", "sources[0].file", "is not at hand, so its spans are not verified; put it into sources/", "warning"),
    Mistake("file_one_folder_up", r"file: bulletin.txt", "file: ¶../case.yaml", "sources[0].file", "is '../case.yaml', which leaves the case; give a name inside sources/"),
    Mistake("file_up_and_down", r"file: bulletin.txt", "file: ¶a/../../case.yaml", "sources[0].file", "which leaves the case"),
    Mistake("file_anywhere", r"file: bulletin.txt", "file: ¶/etc/hostname", "sources[0].file", "is '/etc/hostname', which leaves the case"),
]
# ruff: enable[E501]
# fmt: on
# Mistakes from which others follow: what has lost its name is not found, for example.
WITH_OTHERS = {
    "misspelt_key_at_the_top",
    "tag",
    "red_line_that_leaves_nothing",
    "red_line_by_number_among_options",
    "duplicate_actor",
    "duplicate_point",
    "duplicate_statement",
    "position_without_a_ground",
    "no_capability_anywhere",
    "hearsay_without_an_earlier_position",
    "nobody_wants_anything_of_an_issue",
    "levers_without_a_pact",
}
TABLE = [*KEYS, *TYPES, *RANGES, *NAMES, *GROUNDS, *SOURCES]


def replaced(text: str, old: str, new: str) -> str:
    template = new if r"\1" in new else new.replace("\\", r"\\")
    changed, count = re.subn(old, template, text, count=1, flags=re.MULTILINE)
    assert count == 1, f"the case has no {old!r}; choose another place"
    return changed


def marks(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text without its marks, and line and column of each."""
    pieces = text.split(MARK)
    before = ["".join(pieces[:index]) for index in range(1, len(pieces))]
    places = [(text.count("\n") + 1, len(text) - text.rfind("\n")) for text in before]
    return "".join(pieces), places


def test_the_case_is_right_before_it_is_spoilt(text: str, problems_of: Check) -> None:
    assert problems_of(text) == []


@pytest.mark.parametrize("mistake", TABLE, ids=lambda mistake: mistake.name)
def test_a_mistake_is_told_where_it_stands(mistake: Mistake, text: str, problems_of: Check) -> None:
    changed, places = marks(replaced(text, mistake.old, mistake.new))
    problems = problems_of(changed)
    told = [p for p in problems if p.path == mistake.path and mistake.says in p.message]
    assert [p.severity for p in told] == [mistake.severity], problems
    if places:
        assert [(told[0].line, told[0].column)] == places
    assert (len(problems) > 1) == (mistake.name in WITH_OTHERS), problems


def test_all_mistakes_are_told_in_one_pass(text: str, problems_of: Check) -> None:
    """A value that fits no schema hides neither another one nor a name that nobody has."""
    several = [
        (r"^title: .*", "title: ¶[a]"),
        (r"fallback: all_aldmark", "fallback: ¶all_aldmrk"),
        (r"consent: \[aldmark\]", "consent: [¶aldmrk]"),
        (
            ALDMARK + r"(\n.*\n)    " + IDEAL + r".*\n    " + SALIENCE,
            r"  - actor: ¶aldmrk\n    issue: ¶harbor_tolls\1    ideal: ¶[1]\n    salience: ¶1.4",
        ),
        (SETTLES, "¶titel: x\n    settles: ¶{harbour_tolls: ¶101, ¶sequenc: together}"),
        (r"^reference: quarter_share", "reference: ¶quarter_shar"),
        (r"needed: \[aldmark", "needed: [¶aldmrk"),
        (WAR, "  challenger: ¶borsja"),
        (r"erosion: \{low: 0.02", "erosion: ¶{low: 0.2"),
        (r"pact: harbour_pact", "pact: ¶harbor_pact"),
        (r"cite: \[B1\]\n  - ask: What", "cite: [¶B0]\n  - ask: What"),
    ]
    for old, new in several:
        text = replaced(text, old, new)
    changed, places = marks(text)
    assert [(p.line, p.column) for p in problems_of(changed)] == places


def test_no_problem_is_told_twice(text: str, problems_of: Check) -> None:
    changed, _ = marks(replaced(text, IDEAL, "ideal: {low: x, mode: y, high: z}"))
    problems = problems_of(changed)
    assert [p.path.rpartition(".")[2] for p in problems] == ["low", "mode", "high"]


def test_places_count_characters_whatever_ends_a_line(text: str, problems_of: Check) -> None:
    changed, places = marks(replaced(text, r"^title: .*", "title: ¶[a]"))
    for end in ("\r\n", "\r"):
        told = problems_of(changed.replace("\n", end))
        assert [(p.line, p.column) for p in told] == places
