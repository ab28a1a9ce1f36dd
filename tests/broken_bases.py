# ruff: noqa: E501 - a fault is told on one line
"""What is wrong with the small base, and what `kb check` says of it: changes of the text, and every fault expected.

Lines and columns count from 1, in the changed text.
"""

from __future__ import annotations

import pytest

FORM = [
    pytest.param(
        ["  gene: KIT", "\tgene: KIT"],
        [
            "62:1: not YAML: found a tab character that violates indentation; YAML is indented with spaces, not with tabs"
        ],
        id="tab as indentation",
    ),
    pytest.param(
        ["name: KIT V559D", "name: KIT: V559D"],
        [
            "61:12: not YAML: mapping values are not allowed in this context; put a text with a colon in quotes, or write it under `>-`"
        ],
        id="a colon in a plain text",
    ),
    pytest.param(
        ["name: KIT V559D", "name: @KIT V559D"],
        ["61:9: not YAML: found character that cannot start any token; put a text that begins with a sign in quotes"],
        id="a text that begins with a sign",
    ),
    pytest.param(
        ["name: KIT V559D", 'name: "KIT V559D'],
        ["61:9: not YAML: found unexpected end of stream (while scanning a quoted scalar that begins here)"],
        id="a quote that is not closed",
    ),
    pytest.param(
        ["scope: A", "scope: \u0001A"],
        ["4:8: the control character '\\x01', which YAML does not allow"],
        id="a control character",
    ),
    pytest.param(
        ["statements:\n", "---\nstatements:\n"],
        ["51:1: a second document (`---`): a base is one document"],
        id="a second document",
    ),
    pytest.param(
        ["name: KIT V559D", "name: KIT V559D\n  name: KIT"],
        ["62:3: 'name' stands twice in this entry; the first is in line 61"],
        id="a key twice",
    ),
    pytest.param(
        ["  two-2021:", "  one-2020:"],
        [
            "13:3: 'one-2020' stands twice in 'citations'; the first is in line 8",
            "40:25: unknown source 'two-2021'; did you mean 'one-2020'?",
            "50:15: unknown source 'two-2021'; did you mean 'one-2020'?",
            "80:19: unknown source 'two-2021'; did you mean 'one-2020'?",
        ],
        id="a source twice",
    ),
    pytest.param(
        ["text: One A. A title. Journal 2020;1:1", "text: &a One A.\n    caution: *a"],
        ["10:14: the alias *a: write the value out"],
        id="an alias",
    ),
    pytest.param(
        ["[kit-exon-11]\n  setting: advanced", "&a [*a]\n  setting: advanced"],
        [
            "18:16: genotype 'kit-exon-11' has no recommendation for the advanced setting",
            "21:18: the alias *a: write the value out",
        ],
        id="an alias in a loop",
    ),
    pytest.param(
        ["    year: 2020", "    <<: {year: 2020}"],
        ["10:5: a key of this citation is a word, but YAML reads '<<' as something else than a text: put it in quotes"],
        id="a merge key",
    ),
    pytest.param(
        ["name: KIT V559D", "name: !!str KIT V559D"],
        ["61:9: the tag 'tag:yaml.org,2002:str': write the value plainly, a text in quotes"],
        id="a tag",
    ),
    pytest.param(
        ["effect: sensitizing", "efect: sensitizing"],
        [
            "60:3: 'effect' is missing in this entry: Effect on the answer to imatinib, in GIST.",
            "67:3: unknown key 'efect' in this entry; did you mean 'effect'?",
        ],
        id="an unknown key with a near one",
    ),
    pytest.param(
        ["notice:", "colour: red\nnotice:"],
        [
            "5:1: unknown key 'colour' in the knowledge base; allowed are schema, version, reviewed, scope, notice, evidence_levels, citations, genotypes, recommendations, statements, entries, verdicts"
        ],
        id="an unknown key",
    ),
    pytest.param(
        ["{exon: 11, changes", "{exon: 11, size: 2, changes"],
        ["94:23: unknown key 'size' in this class; allowed are exon, changes, codons"],
        id="an unknown key in a flow",
    ),
    pytest.param(
        ["notice: Not for patients.\n", ""],
        ["1:1: 'notice' is missing in the knowledge base: The sentence that this is decision support."],
        id="a missing key",
    ),
    pytest.param(
        ["A: label, ", ""],
        ["6:18: 'A' is missing in 'evidence_levels': What each level of evidence means."],
        id="a missing level",
    ),
    pytest.param(
        ["D: case", "D: case, E: guess"],
        ["6:59: unknown key 'E' in 'evidence_levels'; allowed are A, B, C, D"],
        id="an unknown level",
    ),
    pytest.param(
        ["effect: sensitizing", "effect: NO"],
        [
            "67:11: 'effect' is a text, but YAML reads 'NO' as false; allowed are sensitizing, dose-dependent, desensitizing, conflicting, neutral, unknown"
        ],
        id="NO",
    ),
    pytest.param(
        ["scope: A base for tests.", "scope: NO"],
        ["4:8: 'scope' is a text, but YAML reads 'NO' as false: put it in quotes"],
        id="NO as a text",
    ),
    pytest.param(
        ["kit-exon-11: KIT exon 11 mutation", "kit-exon-11: KIT exon 11 mutation\n  NO: Norway"],
        ["19:3: a key of 'genotypes' is a word, but YAML reads 'NO' as false: put it in quotes"],
        id="NO as a key",
    ),
    pytest.param(["approved: true", "approved: yes"], ["84:17: 'approved' is true or false, not 'yes'"], id="yes"),
    pytest.param(
        ["year: 2020", "year: 12:30"],
        ["10:11: 'year' is a whole number, written plainly in decimal digits, not '12:30', which YAML reads as 750"],
        id="a sexagesimal number",
    ),
    pytest.param(
        ["exon: 11", "exon: 0777"],
        ["63:9: 'exon' is a whole number, written plainly in decimal digits, not '0777', which YAML reads as 511"],
        id="an octal number",
    ),
    pytest.param(
        ["exon: 11", 'exon: "11"'],
        ["63:9: 'exon' is a whole number, written plainly in decimal digits, not '11'"],
        id="a number in quotes",
    ),
    pytest.param(
        ['version: "1.0"', "version: 1.0"],
        ["2:10: 'version' is a text, but YAML reads '1.0' as 1.0: put it in quotes"],
        id="a number as a version",
    ),
    pytest.param(
        ["name: KIT V559D", "name: 2026-11-24"],
        ["61:9: 'name' is a text, but YAML reads '2026-11-24' as a date: put it in quotes"],
        id="a date as a text",
    ),
    pytest.param(
        ["name: KIT V559D", "name:"], ["61:8: 'name' is empty; leave the key out or give a text"], id="nothing"
    ),
    pytest.param(
        ["name: KIT V559D", 'name: " "'],
        ["61:9: 'name' is empty; leave the key out or give a text"],
        id="an empty text",
    ),
    pytest.param(
        ["reviewed: 2026-10-31", "reviewed: 2026-02-30"],
        ["88:13: 'reviewed' is a date such as 2026-11-24, not '2026-02-30'"],
        id="no date",
    ),
    pytest.param(
        ["year: 2020", "year: 20"], ["10:11: 'year' cannot be 20; allowed is 1900 to 9999"], id="a year of long ago"
    ),
    pytest.param(
        ["dose_mg_per_day: 400", "dose_mg_per_day: 0"],
        ["25:20: 'dose_mg_per_day' cannot be 0; allowed is 1 to 999999999"],
        id="a dose of zero",
    ),
    pytest.param(["schema: 1", "schema: 2"], ["1:9: 'schema' cannot be 2; allowed is 1"], id="another layout"),
    pytest.param(
        ["effect: sensitizing", "effect: sensitive"],
        ["67:11: 'effect' cannot be 'sensitive'; did you mean 'sensitizing'?"],
        id="a word that is not allowed",
    ),
    pytest.param(
        ["setting: adjuvant", "setting: adjuvent"],
        [
            "18:16: genotype 'kit-exon-11' has no recommendation for the adjuvant setting",
            "33:12: 'setting' cannot be 'adjuvent'; did you mean 'adjuvant'?",
        ],
        id="a word that is misspelt",
    ),
    pytest.param(
        ["changes: [deletion], codons", "changes: [inversion], codons"],
        ["94:33: an item of 'changes' cannot be 'inversion'; did you mean 'insertion'?"],
        id="a change that is not allowed",
    ),
    pytest.param(
        ["variants: [p.Val559Asp]", "variants: p.Val559Asp"],
        ["66:15: 'variants' is a list, not the single value 'p.Val559Asp'"],
        id="a text for a list",
    ),
    pytest.param(
        ["name: KIT V559D", "name: [KIT V559D]"], ["61:9: 'name' is one value, not a list"], id="a list for a text"
    ),
    pytest.param(
        ["covers:\n    state: sdh-deficient", "covers: [sdh-deficient]"],
        ["134:11: this covers is a mapping of keys and values, not a list"],
        id="a list for a record",
    ),
    pytest.param(["evidence: []", "evidence:"], ["98:12: 'evidence' is a list, not nothing"], id="nothing for a list"),
    pytest.param(
        ["id: kit-d816", "id: KIT D816"],
        ["100:7: 'id' is an id of lower-case letters, digits and hyphens, not 'KIT D816'"],
        id="no id",
    ),
    pytest.param(
        ["10.1000/two.2021", "two.2021"],
        ["15:10: 'doi' is a DOI such as 10.1200/JCO.2003.04.190, not 'two.2021'"],
        id="no DOI",
    ),
    pytest.param(
        ["state: sdh-deficient", "state: sdh-deficient\n    variants: [p.Val559Ala]"],
        [
            "135:5: 'covers' holds exactly one of variants, codons, range, class, splice, combination, state; here: variants, state"
        ],
        id="covers by two",
    ),
    pytest.param(
        ["    state: sdh-deficient\n", "    {}\n"],
        ["135:5: 'covers' holds exactly one of variants, codons, range, class, splice, combination, state; here: none"],
        id="covers by none",
    ),
    pytest.param(
        ["citations: [one-2020]\n- id: kit-exon-11-others", "citations: []\n- id: kit-exon-11-others"],
        ["30:14: 'citations' has no items: every statement and every dose needs a source"],
        id="a dose without a source",
    ),
    pytest.param(
        ["  level: A\n  citations: [one-2020]\nentries", "  level: A\nentries"],
        [
            "52:3: 'citations' is missing in this statement: Keys of the sources; every statement and every dose needs one."
        ],
        id="a statement without a source",
    ),
    pytest.param(
        ["at: [816]", "at: []"], ["105:18: 'at' has no items, so nothing can match; it needs 1"], id="codons of none"
    ),
    pytest.param(
        ["changes: [substitution]", "changes: []"],
        [
            "105:34: 'changes' has no items, so nothing can match; allowed are substitution, deletion, insertion, duplication, delins"
        ],
        id="changes of none",
    ),
    pytest.param(
        ["p.Trp557Gly, p.Tyr578Cys", "p.Trp557Gly"],
        ["126:18: 'combination' has 1 item, so nothing can match; it needs 2"],
        id="a combination of one",
    ),
]
"""Faults of form."""

MEANING = [
    pytest.param(
        ["level: C\n      statement: It responded.", "level: A\n      statement: It responded."],
        ["78:14: level A for evidence of kind 'retrospective', which is C at best"],
        id="a level that the kind of evidence cannot have",
    ),
    pytest.param(
        ["- id: kit-exon-11-others", "- id: kit-exon-11-advanced"],
        ["31:7: id 'kit-exon-11-advanced' stands twice in recommendations (line 20)"],
        id="an id twice",
    ),
    pytest.param(
        ["citations: [one-2020, two-2021]", "citations: [one-2020, two-2012]"],
        ["40:25: unknown source 'two-2012'; did you mean 'two-2021'?"],
        id="an unknown source",
    ),
    pytest.param(
        ["  genotype: kit-exon-11", "  genotype: kit-exon-12"],
        ["69:13: unknown genotype 'kit-exon-12'; did you mean 'kit-exon-11'?"],
        id="an unknown genotype",
    ),
    pytest.param(
        ["genotypes:\n", "genotypes:\n  nf1: NF1\n"],
        [
            "18:8: genotype 'nf1' has no recommendation for the adjuvant setting",
            "18:8: genotype 'nf1' has no recommendation for the advanced setting",
            "18:8: genotype 'nf1' has no recommendation for the neoadjuvant setting",
        ],
        id="a genotype without recommendation",
    ),
    pytest.param(
        ["setting: neoadjuvant", "setting: adjuvant"],
        [
            "18:16: genotype 'kit-exon-11' has no recommendation for the neoadjuvant setting",
            "42:14: 'kit-exon-11' has a recommendation for the adjuvant setting already: 'kit-exon-11-others' (line 32)",
        ],
        id="two recommendations",
    ),
    pytest.param(
        ["effect: unknown", "effect: neutral"],
        ["98:13: no evidence: the effect 'neutral' needs a source; without any it is 'unknown'"],
        id="an effect without a source",
    ),
    pytest.param(
        ["action: standard-dose", "action: avoid"],
        [
            "25:20: action 'avoid' with a dose of imatinib; leave out one of them",
            "67:11: effect 'sensitizing', but the advanced recommendation for genotype 'kit-exon-11' is 'avoid'",
        ],
        id="avoid with a dose",
    ),
    pytest.param(
        ["  dose_mg_per_day: 400\n", ""],
        ["23:11: action 'standard-dose' without 'dose_mg_per_day'"],
        id="a standard dose without dose",
    ),
    pytest.param(
        ["400 mg a day", "800 mg a day"],
        ["26:11: the sentence does not tell the dose; it must hold '400 mg'"],
        id="another dose in the sentence",
    ),
    pytest.param(
        ["direction: sensitive", "direction: resistant"],
        ["67:11: effect 'sensitizing', but no evidence on imatinib is 'sensitive'; found: resistant"],
        id="an effect that its evidence contradicts",
    ),
    pytest.param(
        ["effect: sensitizing", "effect: conflicting"],
        ["67:11: effect 'conflicting', but the evidence on imatinib has one direction; found: sensitive"],
        id="a conflict with one side",
    ),
    pytest.param(
        ["origin: primary\n  summary", "origin: primary\n  genotype: kit-exon-11\n  summary"],
        ["97:13: an entry whose effect is 'unknown' has no genotype, as it gets no recommendation"],
        id="an unknown effect with advice",
    ),
    pytest.param(
        ["exon: 11", "exon: 9"], ["63:9: exon 9, but the reference has codon 559 in exon 11"], id="another exon"
    ),
    pytest.param(
        ["exon: 11\n  covers:\n    class", "exon: 9\n  covers:\n    class"],
        ["92:9: exon 9, but the entry covers exon 11"],
        id="another exon than the class",
    ),
    pytest.param(
        ["domain: juxtamembrane", "domain: activation loop"],
        ["64:11: domain 'activation loop', but the reference has codon 559 in 'juxtamembrane'"],
        id="another domain",
    ),
    pytest.param(
        ["domain: juxtamembrane", "domain: juxtamembran"],
        ["64:11: KIT has no domain 'juxtamembran'; did you mean 'juxtamembrane'?"],
        id="an unknown domain",
    ),
    pytest.param(
        ["p.Val559Asp", "p.Lys559Asp"],
        ["66:16: 'p.Lys559Asp': KIT has Val at 559, not Lys; did you mean V559D?"],
        id="a residue that does not fit",
    ),
    pytest.param(
        ["p.Val559Asp", "V559D"], ["66:16: 'V559D' is not in canonical form; write 'p.Val559Asp'"], id="a short name"
    ),
    pytest.param(
        ["p.Val559Asp", "p.Val559del"],
        ["66:16: 'p.Val559del' is not in canonical form; write 'p.Val560del'"],
        id="not the last place",
    ),
    pytest.param(
        ["p.Val559Asp", "c.1676T>A"],
        ["66:16: 'c.1676T>A' is not in canonical form; write 'p.Val559Asp'"],
        id="a DNA name where there is a protein name",
    ),
    pytest.param(
        ["p.Val559Asp", "exon 11 deletion"],
        ["66:16: 'exon 11 deletion' is no variant: a class, range or state has its own key under 'covers'"],
        id="a class as a variant",
    ),
    pytest.param(
        ["p.Val559Asp", "p.Val559"],
        [
            "66:16: 'p.Val559': cannot read the variant at character 9 (the end of the text): expected a residue, del, dup, ins, delins, fs, ext or ="
        ],
        id="not a variant",
    ),
    pytest.param(
        ["[p.Val559Asp]", "[p.Val559Asp, p.Val559Asp]"],
        ["66:29: 'p.Val559Asp' stands twice in this entry"],
        id="a variant twice in an entry",
    ),
    pytest.param(
        ["combination: [p.Trp557Gly, p.Tyr578Cys]", "variants: [p.Val559Asp]"],
        ["126:16: 'p.Val559Asp' is covered by entry 'kit-v559d' already, which would answer (line 66)"],
        id="a variant in two entries",
    ),
    pytest.param(
        [
            "exon: 17\n  covers:\n    codons: {at: [816], changes: [substitution]}",
            "exon: 11\n  covers:\n    class: {exon: 11, changes: []}",
        ],
        ["105:19: exon 11 as a class is covered by entry 'kit-exon-11' already, which would answer (line 94)"],
        id="a class in two entries",
    ),
    pytest.param(
        [
            "exon: 17\n  covers:\n    codons: {at: [816], changes: [substitution]}",
            "exon: 11\n  covers:\n    range: {from: 550, to: 557, changes: [deletion, insertion]}",
        ],
        ["116:12: deletion at codon 557: entry 'kit-d816' covers them already, which would answer (line 105)"],
        id="ranges that overlap",
    ),
    pytest.param(
        [
            "gene: KIT\n  covers:\n    combination: [p.Trp557Gly, p.Tyr578Cys]",
            "gene: KIT\n  covers:\n    combination: [p.Trp557Gly, p.Tyr578Cys]\n  effect: unknown\n  origin: both\n  summary: x\n  evidence: []\n  reviewed: 2026-10-31\n- id: three\n  name: three\n  gene: KIT\n  covers:\n    combination: [p.Val559Asp, p.Tyr578Cys, p.Trp557Gly]",
        ],
        [
            "136:18: entry 'kit-two' covers a part of these variants and comes first, so this one never answers (line 126)"
        ],
        id="a combination that is a part of another",
    ),
    pytest.param(
        ["class: {exon: 11,", "class: {exon: 22,"],
        ["94:19: KIT has no coding exon 22, so nothing can match; allowed are 1 to 21"],
        id="an exon that is not there",
    ),
    pytest.param(
        ["codons: [557]", "codons: [816]"],
        ["94:53: codon 816 lies in exon 17, so it can never match as one of exon 11"],
        id="a codon of another exon",
    ),
    pytest.param(
        ["at: [816]", "at: [977]"], ["105:19: KIT has codons 1 to 976, not 977"], id="a codon that is not there"
    ),
    pytest.param(
        ["from: 557, to: 558", "from: 558, to: 557"],
        ["116:28: the range 558 to 557 runs backwards, so nothing can match"],
        id="a range that runs backwards",
    ),
    pytest.param(
        [
            "codons: {at: [816], changes: [substitution]}",
            "splice: {exon: 17, site: acceptor, change: deletion, last_base: 1}",
        ],
        ["105:69: c.1 lies outside exon 17; allowed are 2362 to 2484"],
        id="a base outside the exon",
    ),
    pytest.param(
        ["[p.Trp557Gly, p.Tyr578Cys]", "[p.Trp557Gly, c.1733A>G]"],
        ["126:32: 'c.1733A>G': a combination is one of protein changes, such as 'p.Val559Asp'"],
        id="a combination of DNA changes",
    ),
    pytest.param(
        ["  covers:\n    state", "  gene: KIT\n  covers:\n    state"],
        ["132:3: an entry names its gene, except one of a genotype state, which has none"],
        id="a state with a gene",
    ),
    pytest.param(
        ["  gene: KIT\n", ""],
        ["60:3: an entry names its gene, except one of a genotype state, which has none"],
        id="a variant without a gene",
    ),
    pytest.param(
        ["reviewed: 2026-10-31", "reviewed: 2026-12-31"],
        ["88:13: reviewed on 2026-12-31, which is in the future; today is 2026-11-24"],
        id="a review in the future",
    ),
    pytest.param(
        ["reviewed: 2026-11-01", "reviewed: 2026-11-25"],
        ["3:11: reviewed on 2026-11-25, which is in the future; today is 2026-11-24"],
        id="a base of the future",
    ),
    pytest.param(
        ["year: 2020", "year: 2027"],
        ["10:11: published in 2027, which is in the future; today is 2026-11-24"],
        id="a source of the future",
    ),
    pytest.param(
        ["effect: sensitizing", "efect: sensitizing", "p.Trp557Gly, p.Tyr", "p.Trp558Gly, p.Tyr"],
        [
            "60:3: 'effect' is missing in this entry: Effect on the answer to imatinib, in GIST.",
            "67:3: unknown key 'efect' in this entry; did you mean 'effect'?",
            "126:19: 'p.Trp558Gly': KIT has Lys at 558, not Trp; did you mean K558G?",
        ],
        id="two faults of two kinds",
    ),
]
"""Faults of meaning: JSON Schema can say none of them."""
