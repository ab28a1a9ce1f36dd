"""What must hold of a knowledge base, of every answer and of every verdict, whatever is asked: a function for each.

A function yields what is wrong, in words, and nothing where the invariant holds. None of them trusts the checks that a
base passes when it is loaded, so that they also tell of a base that was built without these.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from gistcli import difference
from gistcli.annotate import Annotator
from gistcli.model import SETTINGS, Annotation, Entry, KnowledgeBase, Recommendation, Record, Tumour

Wrong = Iterator[str]
OfBase = Callable[[KnowledgeBase], Wrong]
OfAnswer = Callable[[Annotation, KnowledgeBase], Wrong]
OfTumour = Callable[[Tumour, KnowledgeBase], Wrong]

DOSES = (400, 800)
GIVING = ("standard-dose", "high-dose")
TRUNCATING = ("stop_gained", "frameshift_variant", "start_lost", "stop_lost")
SILENT = ("synonymous_variant", "stop_retained_variant")
SPLICED = ("splice_acceptor_variant", "splice_donor_variant", "exon_loss_variant")
IN_FRAME_KINDS = {"substitution", "deletion", "insertion", "duplication", "delins"}
D842V = ("PDGFRA", "p.Asp842Val")
PLACES_WITH_DOSE = {("KIT", 8), ("KIT", 9), ("KIT", 11), ("KIT", 13), ("PDGFRA", 12), ("PDGFRA", 14), ("PDGFRA", 18)}
"""Exons with a mutation that some source calls sensitive in GIST (section 'recommendations' of the base)."""
DIRECTION = {"sensitive": "sensitive", "reduced": "reduced", "resistant": "resistant"}
SENSITIVITY = {"sensitizing": "sensitive", "dose-dependent": "reduced", "desensitizing": "resistant"}
IMATINIB_DOSE = re.compile(r"\b[48]00 mg")
BENEFIT = re.compile(r"progression-free survival")
LIMIT = re.compile(r"no overall survival gain|[Oo]verall survival was not longer")


def is_gist(disease: str) -> bool:
    """Say whether a disease is GIST, familial GIST included."""
    return "GIST" in disease


def says(entry: Entry, direction: str) -> list[str]:
    """Return the sources by which an entry says a direction of imatinib in GIST."""
    return [
        key
        for item in entry.evidence
        if item.drug == "imatinib" and item.direction == direction and is_gist(item.disease)
        for key in item.citations
    ]


def of_d842v(entry: Entry) -> bool:
    """Say whether an entry is on D842V, alone or beside another."""
    return entry.gene == D842V[0] and D842V[1] in (*entry.covers.variants, *entry.covers.combination)


def of_exon_9(base: KnowledgeBase) -> set[str]:
    """Return the genotypes of KIT exon 9."""
    entries = base.entries.values()
    return {entry.genotype for entry in entries if (entry.gene, entry.exon) == ("KIT", 9) and entry.genotype}


def recommended(base: KnowledgeBase, entry: Entry) -> list[Recommendation]:
    """Return what is recommended for an entry in the settings."""
    found = [base.advice.get((entry.genotype or "", setting)) for setting in SETTINGS]
    return [recommendation for recommendation in found if recommendation is not None]


# --- of the base ------------------------------------------------------------------------------------------------------


def every_dose_has_a_citation_and_a_setting(base: KnowledgeBase) -> Wrong:
    for record in base.recommendations.values():
        if record.dose_mg_per_day is not None and not _known(base, record.citations):
            yield f"{record.id}: {record.dose_mg_per_day} mg without a source"
        if record.setting not in SETTINGS:
            yield f"{record.id}: the setting is {record.setting!r}"
        for drug in record.alternatives:
            if drug.dose_mg_per_day is not None and not _known(base, drug.citations):
                yield f"{record.id}: {drug.dose_mg_per_day} mg of {drug.drug} without a source"
    for statement in base.statements.values():
        if statement.dose_mg_per_day is not None and not (_known(base, statement.citations) and statement.settings):
            yield f"{statement.id}: a dose without a source or a setting"
    for entry in base.entries.values():
        for item in entry.evidence:
            if item.dose_mg_per_day is not None and not (_known(base, item.citations) and item.setting):
                yield f"{entry.id}: a dose in the evidence without a source or a setting"


def _known(base: KnowledgeBase, keys: Collection[str]) -> bool:
    return bool(keys) and all(key in base.citations for key in keys)


def every_dose_has_a_source_that_was_read(base: KnowledgeBase) -> Wrong:
    for record in base.recommendations.values():
        checked = [base.citations[key].checked for key in record.citations if key in base.citations]
        if record.dose_mg_per_day is not None and all(how == "secondary" for how in checked):
            yield f"{record.id}: {record.dose_mg_per_day} mg only by quotations of others"


def a_dose_is_one_that_was_tested(base: KnowledgeBase) -> Wrong:
    for record in base.recommendations.values():
        if record.dose_mg_per_day not in (None, *DOSES):
            yield f"{record.id}: {record.dose_mg_per_day} mg"


def dose_and_action_agree(base: KnowledgeBase) -> Wrong:
    for record in base.recommendations.values():
        dose, action = record.dose_mg_per_day, record.action
        if action in GIVING and dose != DOSES[GIVING.index(action)]:
            yield f"{record.id}: {action} of {dose} mg"
        if action in ("avoid", "none") and dose is not None:
            yield f"{record.id}: {action}, and {dose} mg"
        if action == "avoid" and not record.advice.startswith("No "):
            yield f"{record.id}: avoid, but the advice does not begin with it"
        if dose is not None and f"{dose} mg" not in record.advice:
            yield f"{record.id}: the advice does not name {dose} mg"
        if dose is None and IMATINIB_DOSE.search(record.advice):
            yield f"{record.id}: the advice names a dose of imatinib, and there is none"


def more_than_400_mg_only_in_exon_9(base: KnowledgeBase) -> Wrong:
    for record in base.recommendations.values():
        if (record.dose_mg_per_day or 0) > 400 and not set(record.genotypes) <= of_exon_9(base):
            yield f"{record.id}: {record.dose_mg_per_day} mg"


def a_dose_that_is_carried_over_says_so(base: KnowledgeBase) -> Wrong:
    for record in base.recommendations.values():
        if record.dose_mg_per_day == 800 and record.setting != "advanced" and "extrapolated" not in record.advice:
            yield f"{record.id}: 800 mg outside advanced disease without the word extrapolated"


def exon_9_keeps_both_halves_of_its_evidence(base: KnowledgeBase) -> Wrong:
    """What speaks for 800 mg (response, progression-free survival) and what limits it (survival, toxicity)."""
    genotypes = of_exon_9(base)
    if not genotypes:
        yield "no genotype of KIT exon 9"
    for genotype in genotypes:
        for setting in SETTINGS:
            record = base.advice.get((genotype, setting))
            if record is None:
                yield f"{genotype}: nothing for the {setting} setting"
                continue
            yield from _halves(f"{record.id}: advice", setting, record.advice, "400" in record.advice)
            told = record.statement
            if setting == "advanced" and not (BENEFIT.search(told) and LIMIT.search(told) and "toxic" in told):
                yield f"{record.id}: the statement has lost a half"
    for entry in base.entries.values():
        if (entry.gene, entry.exon, entry.covers.exon) == ("KIT", 9, 9):
            for_it = [item for item in entry.evidence if item.dose_mg_per_day == 800 and item.direction == "reduced"]
            against = [item for item in entry.evidence if LIMIT.search(item.statement) or "no " in item.statement]
            if not for_it or not against:
                yield f"{entry.id}: the evidence has lost a half"


def _halves(place: str, setting: str, advice: str, names_400: bool) -> Wrong:
    if setting == "advanced":
        if not BENEFIT.search(advice):
            yield f"{place} has lost what speaks for 800 mg"
        if not (LIMIT.search(advice) and "toxicity" in advice):
            yield f"{place} has lost what limits 800 mg"
    elif "extrapolated from advanced disease" not in advice or (setting == "adjuvant" and not names_400):
        yield f"{place} does not tell that 800 mg is extrapolated, or which dose was tested"


def d842v_is_never_given_imatinib_by_the_base(base: KnowledgeBase) -> Wrong:
    found = [entry for entry in base.entries.values() if of_d842v(entry)]
    if not any(D842V[1] in entry.covers.variants for entry in found):
        yield "no entry names D842V"
    for entry in found:
        if entry.effect != "desensitizing":
            yield f"{entry.id}: {entry.effect}"
        for item in entry.evidence:
            if item.drug == "imatinib" and item.dose_mg_per_day is not None and item.direction != "resistant":
                yield f"{entry.id}: a dose of imatinib in its evidence"
        records = recommended(base, entry)
        if len(records) < len(SETTINGS):
            yield f"{entry.id}: no recommendation for some setting"
        for record in records:
            if record.action != "avoid" or record.dose_mg_per_day is not None:
                yield f"{record.id}: {record.action}, {record.dose_mg_per_day} mg"
            if any(drug.drug == "imatinib" for drug in record.alternatives):
                yield f"{record.id}: imatinib as alternative"
    for (gene, codon), entries in base.by_codon.items():
        if (gene, codon) == ("PDGFRA", 842):
            yield from (f"{one.id}: codon 842 is {one.effect}" for one in entries if one.effect != "desensitizing")


def an_effect_traces_to_evidence_in_gist(base: KnowledgeBase) -> Wrong:
    for entry in base.entries.values():
        sensitivity = SENSITIVITY.get(entry.effect)
        if sensitivity is not None and not _known(base, says(entry, sensitivity)):
            yield f"{entry.id}: {sensitivity}, without evidence that says so in GIST"


def no_dose_without_an_effect_that_bears_it(base: KnowledgeBase) -> Wrong:
    for entry in base.entries.values():
        if entry.effect in ("unknown", "neutral") and entry.genotype is not None:
            yield f"{entry.id}: {entry.effect}, with the recommendations of {entry.genotype}"
        for record in recommended(base, entry):
            if record.dose_mg_per_day is not None and entry.effect not in ("sensitizing", "dose-dependent"):
                yield f"{entry.id}: {entry.effect}, and {record.dose_mg_per_day} mg by {record.id}"
            if entry.effect == "sensitizing" and record.action not in ("standard-dose", "discuss"):
                yield f"{entry.id}: sensitizing, and {record.action} by {record.id}"


def every_genotype_has_an_answer_in_every_setting(base: KnowledgeBase) -> Wrong:
    used = {entry.genotype for entry in base.entries.values() if entry.genotype}
    for genotype in {*base.genotypes, *used}:
        for setting in SETTINGS:
            if (genotype, setting) not in base.advice:
                yield f"{genotype}: nothing for the {setting} setting"


def classes_cover_in_frame_changes_only(base: KnowledgeBase) -> Wrong:
    for entry in base.entries.values():
        other = set(entry.covers.changes) - IN_FRAME_KINDS
        if other:
            yield f"{entry.id}: covers {', '.join(sorted(other))}"


def the_best_levels_are_for_gist(base: KnowledgeBase) -> Wrong:
    for entry in base.entries.values():
        for item in entry.evidence:
            if item.level in ("A", "B") and not is_gist(item.disease):
                yield f"{entry.id}: level {item.level} for {item.disease}"


def a_drug_that_is_called_active_has_a_source(base: KnowledgeBase) -> Wrong:
    for entry in base.entries.values():
        for drug in entry.other_inhibitors:
            if not _known(base, drug.citations) or not drug.label:
                yield f"{entry.id}: {drug.drug} without a source or the scope of its label"


def every_entry_is_reached(base: KnowledgeBase) -> Wrong:
    """Every entry is the answer to some text; one that covers variants, to the text of a variant, not of a class."""
    reached = examples(base)
    for entry in base.entries.values():
        covers = entry.covers
        of_variants = covers.variants or covers.codons or covers.changes or covers.combination
        if not any(is_variant or not of_variants for _, is_variant in reached.get(entry.id, ())):
            yield f"{entry.id}: no variant has it as answer"


def examples(base: KnowledgeBase) -> dict[str, list[tuple[str, bool]]]:
    """Return, for each entry that answers, the texts that it answers, and whether the text is of a variant."""
    found: dict[str, list[tuple[str, bool]]] = {}
    annotator = Annotator(base, show_version=False)
    for tumour in difference.probes(base).values():
        text = " + ".join([str(one).replace(":", " ") for one in tumour])
        for answer in annotator.answers(Record(text)):
            if answer.entry is not None:
                told = (text, answer.hgvs_p is not None or answer.hgvs_c is not None)
                found.setdefault(answer.entry, []).append(told)
    return found


def example(base: KnowledgeBase) -> dict[str, str]:
    """Return one text for each entry that answers, of a variant where there is one."""
    return {key: max(texts, key=lambda told: told[1])[0] for key, texts in examples(base).items()}


OF_BASE: dict[str, OfBase] = {
    function.__name__: function
    for function in (
        every_dose_has_a_citation_and_a_setting,
        every_dose_has_a_source_that_was_read,
        a_dose_is_one_that_was_tested,
        dose_and_action_agree,
        more_than_400_mg_only_in_exon_9,
        a_dose_that_is_carried_over_says_so,
        exon_9_keeps_both_halves_of_its_evidence,
        d842v_is_never_given_imatinib_by_the_base,
        an_effect_traces_to_evidence_in_gist,
        no_dose_without_an_effect_that_bears_it,
        every_genotype_has_an_answer_in_every_setting,
        classes_cover_in_frame_changes_only,
        the_best_levels_are_for_gist,
        a_drug_that_is_called_active_has_a_source,
        every_entry_is_reached,
    )
}


# --- of an answer -----------------------------------------------------------------------------------------------------


def unknown_never_carries_a_dose(answer: Annotation, base: KnowledgeBase) -> Wrong:
    if answer.sensitivity == "unknown" or answer.entry is None:
        if answer.sensitivity != "unknown":
            yield f"{answer.sensitivity} without an entry"
        if (answer.dose_mg_per_day, answer.action, answer.duration) != (None, "none", None):
            yield f"unknown, and {answer.dose_mg_per_day} mg, {answer.action}, {answer.duration}"
        if IMATINIB_DOSE.search(answer.advice):
            yield f"unknown, and the advice names a dose: {answer.advice}"
        if answer.evidence_level is not None:
            yield f"unknown, and a level of evidence: {answer.evidence_level}"


def truncating_is_never_sensitive(answer: Annotation, base: KnowledgeBase) -> Wrong:
    told = (answer.sensitivity, answer.dose_mg_per_day, answer.entry)
    if answer.consequence in TRUNCATING and told != ("unknown", None, None):
        yield f"{answer.consequence}, and {answer.sensitivity}, {answer.dose_mg_per_day} mg by {answer.entry}"


def no_change_of_the_protein_is_no_answer(answer: Annotation, base: KnowledgeBase) -> Wrong:
    if answer.consequence in SILENT and (answer.sensitivity != "unknown" or answer.entry is not None):
        yield f"{answer.consequence}, and {answer.sensitivity} by {answer.entry}"


def a_lost_splice_site_is_answered_by_name_only(answer: Annotation, base: KnowledgeBase) -> Wrong:
    if answer.consequence in SPLICED and answer.entry is not None and base.entries[answer.entry].covers.splice is None:
        named = base.entries[answer.entry].covers.variants
        if answer.hgvs_c not in named:
            yield f"{answer.consequence}, and answered by {answer.entry}"


def d842v_is_never_given_imatinib(answer: Annotation, base: KnowledgeBase) -> Wrong:
    if (answer.gene, answer.hgvs_p) == D842V:
        if answer.dose_mg_per_day is not None or answer.action != "avoid" or answer.sensitivity != "resistant":
            yield f"D842V: {answer.sensitivity}, {answer.action}, {answer.dose_mg_per_day} mg"
        if not answer.advice.startswith("No "):
            yield f"D842V: {answer.advice}"


def codon_842_is_never_sensitive(answer: Annotation, base: KnowledgeBase) -> Wrong:
    """Any change that begins at codon 841 or 842 of PDGFRA, and those that put a valine at 842 above all."""
    if answer.gene != "PDGFRA" or not (answer.hgvs_p or "").startswith(("p.Arg841", "p.Asp842")):
        return
    if answer.sensitivity in ("sensitive", "reduced") or answer.dose_mg_per_day is not None:
        yield f"{answer.short}: {answer.sensitivity}, {answer.dose_mg_per_day} mg"


def a_dose_has_a_citation_and_a_setting(answer: Annotation, base: KnowledgeBase) -> Wrong:
    dose = answer.dose_mg_per_day
    if dose is None:
        if answer.action in GIVING:
            yield f"{answer.action} without a dose"
        return
    if answer.setting not in SETTINGS:
        yield f"{dose} mg in the setting {answer.setting!r}"
    if not answer.citations:
        yield f"{dose} mg without a source"
    if answer.evidence_level not in ("A", "B", "C", "D"):
        yield f"{dose} mg at the level {answer.evidence_level!r}"
    if f"{dose} mg" not in answer.advice:
        yield f"{dose} mg, which the advice does not name: {answer.advice}"
    if answer.sensitivity not in ("sensitive", "reduced"):
        yield f"{answer.sensitivity}, and {dose} mg"
    entry = base.entries.get(answer.entry or "")
    record = base.advice.get((entry.genotype or "", answer.setting)) if entry is not None else None
    if record is None or record.dose_mg_per_day != dose or record.setting != answer.setting:
        yield f"{dose} mg, which no recommendation of the {answer.setting} setting gives"


def an_answer_traces_to_evidence_in_gist(answer: Annotation, base: KnowledgeBase) -> Wrong:
    direction = DIRECTION.get(answer.sensitivity)
    if direction is None:
        return
    entry = base.entries.get(answer.entry or "")
    if entry is None:
        yield f"{answer.sensitivity} without an entry"
        return
    sources = {base.citations[key].label for key in says(entry, direction) if key in base.citations}
    if not sources:
        yield f"{answer.sensitivity} by {entry.id}, whose evidence does not say so in GIST"
    if not sources & set(answer.citations):
        yield f"{answer.sensitivity} by {entry.id}, and no source that says so is cited"


def only_what_responds_has_a_dose(answer: Annotation, base: KnowledgeBase) -> Wrong:
    if answer.sensitivity in ("resistant", "conflicting", "neutral"):
        if answer.dose_mg_per_day is not None or answer.action in GIVING:
            yield f"{answer.sensitivity}, and {answer.action}, {answer.dose_mg_per_day} mg"
        if IMATINIB_DOSE.search(answer.advice):
            yield f"{answer.sensitivity}, and the advice names a dose of imatinib: {answer.advice}"


def a_conflict_shows_two_sides(answer: Annotation, base: KnowledgeBase) -> Wrong:
    if answer.sensitivity == "conflicting":
        entry = base.entries[answer.entry or ""]
        known = {item.direction for item in entry.evidence if item.drug == "imatinib"}
        sides = sum(note.startswith(("for sensitive:", "for reduced:", "for resistant:")) for note in answer.notes)
        if sides < min(2, len(known & set(DIRECTION))):
            yield f"a conflict by {entry.id} of which only one side is told"
        if answer.action != "discuss":
            yield f"a conflict, and {answer.action}"


def exon_9_tells_both_halves(answer: Annotation, base: KnowledgeBase) -> Wrong:
    entry = base.entries.get(answer.entry or "")
    if entry is not None and entry.effect == "dose-dependent":
        yield from _halves(f"{entry.id}:", answer.setting, answer.advice, "400" in answer.advice)


def high_dose_only_in_exon_9(answer: Annotation, base: KnowledgeBase) -> Wrong:
    high = (answer.dose_mg_per_day or 0) > 400 or answer.action == "high-dose"
    if high and (answer.gene, answer.exon) != ("KIT", "9"):
        yield f"{answer.dose_mg_per_day} mg in {answer.gene} exon {answer.exon}"


def a_dose_only_where_something_responds(answer: Annotation, base: KnowledgeBase) -> Wrong:
    if answer.dose_mg_per_day is not None:
        exons = {int(number) for number in (answer.exon or "0").split("-")}
        if not any((answer.gene, exon) in PLACES_WITH_DOSE for exon in exons):
            yield f"{answer.dose_mg_per_day} mg in {answer.gene} exon {answer.exon}"


def no_dose_follows_from_a_codon_or_a_gene(answer: Annotation, base: KnowledgeBase) -> Wrong:
    if answer.scope in ("codon", "gene") and answer.dose_mg_per_day is not None:
        yield f"{answer.dose_mg_per_day} mg by {answer.scope}"


def an_entry_answers_for_its_own_gene_and_exon(answer: Annotation, base: KnowledgeBase) -> Wrong:
    entry = base.entries.get(answer.entry or "")
    if entry is None:
        return
    if answer.gene is not None and entry.gene != answer.gene:
        yield f"{answer.gene} by {entry.id}"
    if entry.exon is not None and answer.exon is not None:
        first, _, last = answer.exon.partition("-")
        if not int(first) <= entry.exon <= int(last or first):
            yield f"exon {answer.exon} by {entry.id}, of exon {entry.exon}"


def a_class_answers_for_a_substitution_at_its_codons_only(answer: Annotation, base: KnowledgeBase) -> Wrong:
    codon = re.fullmatch(r"[A-Z*](\d+)[A-Z*]", answer.short or "")
    if answer.scope == "exon" and codon and int(codon[1]) not in base.entries[answer.entry or ""].covers.codons:
        yield f"{answer.short} by {answer.entry}, which does not name its codon"


def what_is_not_read_says_nothing(answer: Annotation, base: KnowledgeBase) -> Wrong:
    if answer.problem is not None:
        told = (answer.sensitivity, answer.dose_mg_per_day, answer.action, answer.entry, answer.duration)
        if told != ("unknown", None, "none", None, None) or not answer.problem_code:
            yield f"a problem, and {told}"


def sources_are_those_of_the_base(answer: Annotation, base: KnowledgeBase) -> Wrong:
    entry = base.entries.get(answer.entry or "")
    if entry is None:
        if answer.citations:
            yield "sources without an entry"
        return
    record = base.advice.get((entry.genotype or "", answer.setting))
    keys = [key for item in entry.evidence if is_gist(item.disease) for key in item.citations]
    keys += record.citations if record is not None else ()
    foreign = set(answer.citations) - {base.citations[key].label for key in keys}
    if foreign:
        yield f"sources that are neither of {entry.id} in GIST nor of its recommendation: {', '.join(sorted(foreign))}"


OF_ANSWER: dict[str, OfAnswer] = {
    function.__name__: function
    for function in (
        unknown_never_carries_a_dose,
        truncating_is_never_sensitive,
        no_change_of_the_protein_is_no_answer,
        a_lost_splice_site_is_answered_by_name_only,
        d842v_is_never_given_imatinib,
        codon_842_is_never_sensitive,
        a_dose_has_a_citation_and_a_setting,
        an_answer_traces_to_evidence_in_gist,
        only_what_responds_has_a_dose,
        a_conflict_shows_two_sides,
        exon_9_tells_both_halves,
        high_dose_only_in_exon_9,
        a_dose_only_where_something_responds,
        no_dose_follows_from_a_codon_or_a_gene,
        an_entry_answers_for_its_own_gene_and_exon,
        a_class_answers_for_a_substitution_at_its_codons_only,
        what_is_not_read_says_nothing,
        sources_are_those_of_the_base,
    )
}


def wrong_with(answer: Annotation, base: KnowledgeBase) -> list[str]:
    """Return all that is wrong with an answer, by the names of the invariants."""
    return [f"{name}: {wrong}" for name, holds in OF_ANSWER.items() for wrong in holds(answer, base)]


# --- of a verdict -----------------------------------------------------------------------------------------------------


def a_tumour_with_d842v_is_never_given_imatinib(tumour: Tumour, base: KnowledgeBase) -> Wrong:
    verdict = tumour.verdict
    if any((one.gene, one.hgvs_p) == D842V for member in tumour.members for one in member.annotations):
        if verdict.dose_mg_per_day is not None or verdict.action not in ("avoid", "discuss"):
            yield f"{' + '.join(verdict.variants)}: {verdict.action}, {verdict.dose_mg_per_day} mg"
        if verdict.sensitivity != "resistant":
            yield f"{' + '.join(verdict.variants)}: {verdict.sensitivity}"
        if IMATINIB_DOSE.search(verdict.advice):
            yield f"{' + '.join(verdict.variants)}: {verdict.advice}"


def no_dose_beside_what_may_resist(tumour: Tumour, base: KnowledgeBase) -> Wrong:
    verdict = tumour.verdict
    resisting = [one.name for one in tumour.members if one.effect in ("desensitizing", "conflicting")]
    if (resisting or tumour.unread) and verdict.dose_mg_per_day is not None:
        told = ", ".join(resisting) or "what was not read"
        yield f"{verdict.dose_mg_per_day} mg beside {told}"


def an_unknown_tumour_has_no_dose(tumour: Tumour, base: KnowledgeBase) -> Wrong:
    verdict = tumour.verdict
    given = verdict.dose_mg_per_day is not None or verdict.action in GIVING or verdict.duration is not None
    if given and verdict.sensitivity not in ("sensitive", "reduced"):
        yield f"{verdict.sensitivity}, and {verdict.action}, {verdict.dose_mg_per_day} mg, {verdict.duration}"


def the_dose_of_a_tumour_is_that_of_a_member(tumour: Tumour, base: KnowledgeBase) -> Wrong:
    verdict = tumour.verdict
    if verdict.dose_mg_per_day is None:
        return
    if not verdict.citations:
        yield f"{verdict.dose_mg_per_day} mg without a source"
    doses = {one.dose_mg_per_day for member in tumour.members for one in member.annotations}
    if verdict.dose_mg_per_day not in doses:
        yield f"{verdict.dose_mg_per_day} mg, which no variant has alone"
    if verdict.dose_mg_per_day == 800 and verdict.setting == "advanced":
        yield from _halves("the verdict", verdict.setting, verdict.advice, False)
    if sum(member.effect in ("sensitizing", "dose-dependent") for member in tumour.members) > 1:
        yield f"{verdict.dose_mg_per_day} mg, and two primary mutations"


OF_TUMOUR: dict[str, OfTumour] = {
    function.__name__: function
    for function in (
        a_tumour_with_d842v_is_never_given_imatinib,
        no_dose_beside_what_may_resist,
        an_unknown_tumour_has_no_dose,
        the_dose_of_a_tumour_is_that_of_a_member,
    )
}
