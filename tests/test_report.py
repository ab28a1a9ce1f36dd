"""Reports of cohorts: whole pages against files in ``golden/``, and what every page must and must not hold.

After a change that is meant, ``GISTCLI_GOLDEN=write pytest tests/test_report.py`` writes the files anew; read their
difference before it is committed.
"""

from __future__ import annotations

import io
import os
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gistcli.cli.main import cli
from gistcli.cohort import Report
from gistcli.errors import VariantError
from gistcli.model import SENSITIVITY_OF_EFFECT, Record
from gistcli.report import NO_KNOWN_EFFECT, NO_SAMPLE, NOTHING_READ, report
from gistcli.writers.markup import VOID, Markup, joined, tag, text
from gistcli.writers.report_assets import SCRIPT, STYLE
from gistcli.writers.report_html import OPEN_MOST, WHOLE_MOST, write_html
from gistcli.writers.report_markdown import write_markdown
from gistcli.writers.report_words import ORDER, SHAPES
from gistcli.writers.words import DOI, PUBMED

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
GOLDEN = Path(__file__).parent / "golden"
REWRITE = os.environ.get("GISTCLI_GOLDEN") == "write"
HEADER = "Tumor_Sample_Barcode\tHugo_Symbol\tHGVSp_Short\tt_vaf\n"
COHORT = (
    "GIST-01\tKIT\tp.V559D\t0.41\n"  # a primary mutation alone
    "GIST-02\tKIT\tp.W557_K558del\t0.38\n"  # with a secondary one
    "GIST-02\tKIT\tp.V654A\t0.12\n"
    "GIST-03\tPDGFRA\tp.D842V\t\n"
    "GIST-04\tKIT\tp.V111D\t\n"  # not in the base
    "GIST-05\tKIT\tp.V559D\t\n"  # beside a row that cannot be read
    "GIST-05\tKIT\tp.A559D\t\n"
    "GIST-06\tKIT\tp.559\t\n"  # nothing else
    "\tKIT\tp.L576P\t\n"  # of no tumour
)
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onclick='alert(1)",
    "</title></style></script><h1>",
    "&amp;&#60;b&#62;",
    "right\u202eto\u2066left\u2069",
    "bell\x07null\x00escape\x1b[31m",
    "line\nbreak\u2028and\u2029more",
    "[link](javascript:alert(1)) | cell | `code` <!-- ",
    "مريض",
    "lone \udc80 surrogate",
    "{{ 7 * 7 }} ${7*7}",
    "x" * 5_000,
]


class Page(HTMLParser):
    """A page that is checked while it is read: each element is closed where it must be, and no id is there twice."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[int] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []
        idents = [attributes["id"] for _, attributes in self.elements if "id" in attributes]
        assert len(idents) == len(set(idents))
        self.idents = set(idents)

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        assert len(dict(attributes)) == len(attributes), f"an attribute is there twice: {attributes}"
        self.elements.append((name, dict(attributes)))
        if name in HEADINGS:
            self.headings.append(int(name[1]))
        if name not in VOID:
            self.open.append(name)

    def handle_endtag(self, name: str) -> None:
        assert self.open.pop() == name
        if name in ("p", "td", "th", "li", "span", "bdi") or name in HEADINGS:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for found, attributes in self.elements if found == name]


def html_of(made: Report) -> str:
    stream = io.StringIO()
    write_html(made, stream)
    return stream.getvalue()


def markdown_of(made: Report) -> str:
    stream = io.StringIO()
    write_markdown(made, stream)
    return stream.getvalue()


def of_records(*records: Record, **options: object) -> Report:
    return report([("list.txt", records)], show_version=False, **options)  # type: ignore[arg-type]


def many(count: int) -> list[Record]:
    texts = ["KIT V559D", "KIT W557_K558del + V654A", "PDGFRA D842V", "KIT A502_Y503dup", "KIT V111D", "KIT V559"]
    return [Record(texts[at % len(texts)], at + 1, f"S{at:04}") for at in range(count)]


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner(env={"GISTCLI_KB": None, "GISTCLI_OVERLAY": None}).invoke(
        cli, ["report", *arguments], input=stdin, prog_name="gistcli"
    )


@pytest.fixture
def cohort(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the command line that the page shows holds no folder
    Path("cohort.tsv").write_text(HEADER + COHORT, encoding="utf-8")
    return "cohort.tsv"


# --- whole pages ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["html", "md"])
def test_a_report_is_the_one_on_file(suffix, cohort):
    result = run("-i", cohort, "-o", f"out.{suffix}", "--no-version", "--date", "2026-11-24", "-q")
    assert (result.exit_code, result.output) == (1, "")
    written = Path(f"out.{suffix}").read_bytes()
    path = GOLDEN / f"report.{suffix}"
    if REWRITE:
        path.write_bytes(written)
    assert written == path.read_bytes()


def test_the_page_on_file_tells_each_tumour(cohort):
    page = (GOLDEN / "report.html").read_text(encoding="utf-8")
    told = " ".join(Page(page).text.split())
    for words in (
        "KIT W557_K558del, KIT V654A RESISTANT",
        "PDGFRA D842V RESISTANT AVOID imatinib",
        "GIST-04 KIT V111D effect not known",
        "GIST-06 1 not read could not be read no advice",
        "line 10",
        "p.A559D",
        "2026-11-24",
        "gistcli report -i cohort.tsv --date 2026-11-24 --no-version",
    ):
        assert words in told


def test_a_report_has_the_same_bytes_wherever_it_is_written(cohort):
    assert run("-i", cohort, "-o", "one.html").exit_code == 1
    assert run("-i", cohort, "-o", "two.html", "-q").exit_code == 1
    assert Path("one.html").read_bytes() == Path("two.html").read_bytes()
    assert run("-i", cohort).stdout.encode() == Path("one.html").read_bytes()
    assert run("-i", cohort, "-f", "markdown").stdout.startswith("# KIT and PDGFRA")


def test_versions_are_told_unless_they_are_not_wanted(cohort):
    assert "+sha256:" in run("-i", cohort).stdout
    assert "+sha256:" not in run("-i", cohort, "--no-version").stdout


# --- grouping ---------------------------------------------------------------------------------------------------------


def test_rows_of_one_sample_are_one_tumour_wherever_they_stand():
    made = of_records(
        Record("KIT V559D", 1, "A"), Record("PDGFRA D842V", 2, "B"), Record("KIT V654A", 3, "A"), Record("D842V", 4)
    )
    assert [tumour.name for tumour in made.tumours] == ["A", "B", "line 4"]
    assert made.tumours[0].verdict.variants == ("KIT V559D", "KIT V654A")


def test_one_name_in_two_inputs_is_one_tumour_and_says_from_which_input_a_row_is(tmp_path):
    for name, row in (("kit", "A\tKIT\tp.V559D\nA\tKIT\tp.559"), ("pdgfra", "A\tPDGFRA\tp.D842V\n")):
        (tmp_path / f"{name}.tsv").write_text(f"sample\tHugo_Symbol\tHGVSp\n{row}", encoding="utf-8")
    result = run("-i", str(tmp_path / "kit.tsv"), "-i", str(tmp_path / "pdgfra.tsv"), "-f", "markdown")
    assert result.exit_code == 1
    assert "## 1. A: " in result.stdout and "## 2." not in result.stdout
    assert "kit.tsv, line 3" in result.stdout


def test_a_line_that_names_several_variants_is_one_tumour():
    made = of_records(Record("KIT V559D + V654A", 7))
    assert [(tumour.name, tumour.verdict.variants) for tumour in made.tumours] == [
        ("line 7", ("KIT V559D", "KIT V654A"))
    ]


def test_a_description_that_fits_both_genes_is_a_problem_of_its_tumour_alone(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text("exon 12\nKIT V559D\n", encoding="utf-8")
    result = run("-i", str(path), "-f", "markdown")
    assert result.exit_code == 1
    assert "line 1" in result.stdout and "## 2. line 2: ● SENSITIVE" in result.stdout


def test_without_a_column_of_samples_each_row_is_a_tumour_that_says_so(tmp_path):
    path = tmp_path / "table.tsv"
    path.write_text("Hugo_Symbol\tHGVSp\nKIT\tp.V559D\nKIT\tp.V654A\n", encoding="utf-8")
    result = run("-i", str(path), "-f", "markdown")
    assert result.exit_code == 0
    assert "## 1. line 2" in result.stdout and "## 2. line 3" in result.stdout
    assert result.stdout.count(NO_SAMPLE) == 2


def test_an_empty_sample_beside_named_ones_is_a_problem_and_the_rest_is_unharmed(cohort):
    result = run("-i", cohort, "-f", "markdown")
    assert "sample-missing" in result.stdout
    assert NO_SAMPLE not in result.stdout
    assert "## 1. GIST-01: ● SENSITIVE" in result.stdout


def test_a_tumour_of_problems_only_is_there_and_known_as_unread():
    made = of_records(Record("KIT V559Q9", 1, "A"), Record("x", 2, "A"), Record("KIT V559D", 3, "B"))
    first, second = made.tumours
    assert (first.genotype, first.verdict.sensitivity, len(first.unread)) == (NOTHING_READ, "unknown", 2)
    assert second.verdict.sensitivity == "sensitive"
    assert [at for at, _ in made.unread] == [0, 0]


def test_a_tumour_with_rows_of_other_genes_alone_has_no_variant(tmp_path):
    path = tmp_path / "table.tsv"
    path.write_text(HEADER + "A\tTP53\tp.R175H\t\nB\tKIT\tp.V559D\t\n", encoding="utf-8")
    result = run("-i", str(path), "-f", "markdown")
    assert result.exit_code == 0
    assert "| 1 | A | no variant |" in result.stdout
    assert NOTHING_READ not in result.stdout


def test_groups_count_each_tumour_once():
    made = of_records(*many(60))
    assert sum(group.tumours for group in made.groups) == 60
    assert all(sum(group.by_sensitivity.values()) == group.tumours for group in made.groups)
    assert made.groups[-1].genotype in (NO_KNOWN_EFFECT, NOTHING_READ)


def test_a_secondary_mutation_is_told_beside_its_primary_one():
    made = of_records(Record("KIT V559D + V654A", 1), Record("KIT V559D", 2), Record("SECONDARY KIT V654A", 3))
    one, two, three = (tumour.genotype for tumour in made.tumours)
    assert one == f"{two}, with a secondary mutation"
    assert three.endswith("no primary mutation listed")


def test_doses_are_those_of_each_setting():
    (tumour,) = of_records(Record("KIT exon 9 insertion", 1), setting="adjuvant").tumours
    assert [course.setting for course in tumour.courses] == ["adjuvant", "advanced", "neoadjuvant"]
    alone = {
        setting: of_records(Record("KIT exon 9 insertion", 1), setting=setting).tumours[0].verdict.dose_mg_per_day
        for setting in ("advanced", "adjuvant", "neoadjuvant")
    }
    assert {course.setting: course.dose_mg_per_day for course in tumour.courses} == alone


def test_the_same_variants_in_other_roles_have_their_own_answer_in_each_setting():
    given = [Record("KIT V654A", 1, "A"), Record("KIT V654A", 2, "B", origin="primary")]
    made = of_records(*given)
    alone = [of_records(record).tumours[0] for record in given]
    assert [tumour.courses for tumour in made.tumours] == [tumour.courses for tumour in alone]


def test_fractions_order_the_variants_and_are_shown():
    made = of_records(
        Record("KIT V559D", 1, "A", allele_fraction=0.1), Record("KIT V654A", 2, "A", allele_fraction=0.25)
    )
    assert made.tumours[0].verdict.variants == ("KIT V654A", "KIT V559D")
    assert '<td data-label="Allele fraction">0.25</td>' in html_of(made)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("KIT V559D", (559, 559), id="substitution"),
        pytest.param("KIT W557_K558del", (557, 558), id="deletion"),
        pytest.param("KIT A502_Y503dup", (502, 503), id="duplication"),
        pytest.param("NM_000222.3:c.1648-5_1653del", (550, 551), id="splice site"),
        pytest.param("KIT exon 9 insertion", (449, 514), id="class"),
        pytest.param("SDH-deficient", None, id="genotype"),
    ],
)
def test_a_variant_has_its_place(text, place):
    (found,) = of_records(Record(text, 1)).tumours[0].found
    if place is None or found.place is None:
        assert found.place == place
    else:
        assert place[0] - 1 <= found.place[0] <= place[0] + 1
        assert found.place[1] <= place[1] + 1


def test_every_source_that_is_named_is_listed():
    page = html_of(of_records(*many(6)))
    links = {link["href"] for link in Page(page).all("a")}
    assert any(link.startswith(PUBMED) for link in links if link)
    for ident in (link for link in links if link and link.startswith("#")):
        assert ident[1:] in Page(page).idents


# --- the page ---------------------------------------------------------------------------------------------------------

PAGES = {
    "none": [],
    "one": many(1),
    "open": many(OPEN_MOST),
    "closed": many(OPEN_MOST + 1),
    "shared": many(WHOLE_MOST + 10),
}


@pytest.fixture(params=PAGES)
def page(request) -> str:
    return html_of(of_records(*PAGES[request.param], command="gistcli report -i list.txt"))


def test_a_page_is_well_formed_and_its_links_lead_somewhere(page):
    read = Page(page)
    for link in read.all("a"):
        href = link["href"] or ""
        assert (href[1:] in read.idents) if href.startswith("#") else href.startswith((PUBMED, DOI))
        assert href.startswith("#") or link["rel"] == "noopener noreferrer"
    for use in read.all("use"):
        assert (use["href"] or "")[1:] in read.idents
    for name in ("aria-labelledby", "aria-describedby"):
        for _, attributes in read.elements:
            assert name not in attributes or attributes[name] in read.idents
    for _, attributes in read.elements:
        assert "data-copy" not in attributes or attributes["data-copy"] in read.idents


def test_a_page_asks_nothing_of_the_network(page):
    read = Page(page)
    loads = {"src", "srcset", "action", "formaction", "poster", "background", "data", "ping", "manifest"}
    assert not [element for element in read.elements if loads & set(element[1])]
    assert not [element for element in read.elements if element[0] in ("iframe", "object", "embed", "img", "base")]
    assert [link["href"] for link in read.all("link")] == ["data:,"]
    assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest|import\(|https?:", STYLE + SCRIPT)
    (policy,) = [meta["content"] for meta in read.all("meta") if meta.get("http-equiv")]
    assert policy and policy.startswith("default-src 'none';") and "unsafe" not in policy


def test_nothing_in_a_page_needs_what_its_policy_forbids(page):
    for _, attributes in Page(page).elements:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]


def test_headings_are_in_order(page):
    levels = Page(page).headings
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_a_page_is_named_for_who_does_not_see_it(page):
    read = Page(page)
    assert read.all("html")[0]["lang"] == "en"
    for picture in read.all("svg"):
        assert picture.get("aria-hidden") or (picture["role"] == "img" and picture["aria-labelledby"])
    for region in read.all("div"):
        assert "tabindex" not in region or region["aria-label"]
    for head in read.all("th"):
        assert head["scope"] in ("col", "row")


def test_few_tumours_hold_all_and_many_share_it():
    few, lots = html_of(of_records(*many(WHOLE_MOST))), html_of(of_records(*many(WHOLE_MOST + 1)))
    assert "<div data-copy=" not in few and 'id="shared"' not in few
    assert "<div data-copy=" in lots and 'id="shared"' in lots
    assert len(lots) < len(few)
    statement = "Sunitinib was effective in tumours and cells with V654A"
    assert few.count(statement) > 1 == lots.count(statement)


def test_cards_are_open_while_there_are_few():
    assert " open>" in html_of(of_records(*many(OPEN_MOST)))
    assert " open>" not in html_of(of_records(*many(OPEN_MOST + 1)))


def test_what_is_said_of_one_tumour_is_not_said_of_those_alike():
    records = many(WHOLE_MOST + 10)
    records[0] = records[0]._replace(allele_fraction=0.4321)
    page = html_of(of_records(*records))
    shared = page[page.index('<section id="shared"') :]
    assert "0.4321" in page and "0.4321" not in shared


def test_an_empty_input_says_so():
    made = of_records()
    assert "holds no description" in Page(html_of(made)).text
    assert "holds no description" in markdown_of(made)


def test_the_style_has_contrast_in_light_and_dark():
    schemes = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    assert len(schemes) == 3  # light, dark, print
    for scheme in schemes:
        colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{3,6})", scheme))
        for name in ("ink", "soft", "link", *set(SENSITIVITY_OF_EFFECT.values())):
            for ground in ("paper", "panel"):
                assert contrast(colours[name], colours[ground]) >= 4.5, f"{name} on {ground}"
        for ground in ("exon", "even", "domain"):
            assert contrast(colours["ink"], colours[ground]) >= 4.5, f"ink on {ground}"


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""
    light, dark = sorted(map(luminance, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_each_sensitivity_has_a_sign_of_its_own():
    assert set(SHAPES) == set(ORDER) == set(SENSITIVITY_OF_EFFECT.values())
    assert len(set(SHAPES.values())) == len(SHAPES)
    for sensitivity in SHAPES:
        assert f".is-{sensitivity}::before" in STYLE
        assert f'id="sign-{sensitivity}"' in html_of(of_records(Record("KIT V559D", 1)))


# --- escaping ---------------------------------------------------------------------------------------------------------


def hostile_report(count: int = 1) -> Report:
    """Put every hostile text wherever an input or the command line may put a text."""
    records = []
    for at in range(count):
        for line, words in enumerate(HOSTILE, 1):
            records += [
                Record(words, line, words + str(at)),
                Record("KIT V559D", line, words + str(at)),
                Record(words, line, "A", VariantError("not-text", f"this is no text: {words}")),
            ]
    records.append(Record("<b>", None))
    return report([("<i>.tsv", records), ("b", [])], title=" ".join(HOSTILE), command=" ".join(HOSTILE))


@pytest.mark.parametrize("count", [1, WHOLE_MOST // len(HOSTILE) + 1], ids=["whole", "shared"])
def test_nothing_of_an_input_becomes_markup(count):
    page = html_of(hostile_report(count))
    read = Page(page)
    names = {name for name, _ in read.elements}
    assert not names & {"img", "b", "i", "h1" if read.headings.count(1) != 1 else "img"}
    assert len(read.all("script")) == len(read.all("style")) == len(read.all("title")) - len(read.all("svg")) + 1
    assert "onerror" not in {key for _, attributes in read.elements for key in attributes}
    assert page.isprintable() or all(character.isprintable() or character == "\n" for character in page)
    assert "alert(1)" in read.text


def test_nothing_of_an_input_has_a_meaning_in_markdown():
    written = markdown_of(hostile_report())
    assert all(character.isprintable() or character == "\n" for character in written)
    outside = re.sub(r"(`+).*?\1", "", re.sub(r"\\\W", "", written))  # what is escaped or code has no meaning
    assert not set("<>") & set(outside)
    assert "javascript" not in "".join(re.findall(r"\]\(.*?\)", outside))
    assert all(line.count("|") in (0, 4, 5, 6, 7, 8, 9) for line in outside.splitlines())


def test_a_text_from_right_to_left_stands_apart():
    assert "<bdi>مريض" in html_of(hostile_report())


def test_markup_escapes_what_is_no_markup():
    assert tag("p", '<a href="x">', title='"><b>') == (
        '<p title="&quot;&gt;&lt;b&gt;">&lt;a href=&quot;x&quot;&gt;</p>'
    )
    assert tag("p", Markup("<b>x</b>")) == "<p><b>x</b></p>"
    assert joined(["<", Markup("<br>")], ", ") == "&lt;, <br>"
    assert text("\u202e\x00") == "\\u202e\\x00"
    assert (
        tag("a", name="x", hidden=True, lang=None, draggable=False, data_key=0)
        == '<a name="x" hidden data-key="0"></a>'
    )


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["-i", "missing.tsv"], "cannot open missing.tsv", id="no such file"),
        pytest.param(["-i", "-", "-i", "-"], "Standard input is named twice", id="standard input twice"),
        pytest.param(["-i", "-", "--date", "yesterday"], "is no date", id="no date"),
        pytest.param(["-i", "-", "-f", "pdf"], "'pdf' is not one of", id="no format"),
        pytest.param(["-i", "-", "--sample-column", "nobody"], "nobody", id="no such column"),
        pytest.param(["-i", "-", "-o", "no/folder/x.html"], "cannot write", id="output that cannot be written"),
    ],
)
def test_wrong_usage_is_refused(arguments, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*arguments, stdin=HEADER + COHORT)
    assert result.exit_code == 2
    assert words in result.stderr
    assert not result.stdout


def test_the_format_follows_the_name_of_the_file(cohort):
    for name, start in (("a.html", "<!DOCTYPE html>"), ("a.MD", "# "), ("a.markdown", "# "), ("a", "<!DOCTYPE")):
        run("-i", cohort, "-o", name)
        assert Path(name).read_text(encoding="utf-8").startswith(start)


def test_what_could_not_be_read_is_told_on_standard_error(cohort):
    result = run("-i", cohort)
    assert result.exit_code == 1
    assert "3 rows could not be read; the page lists them" in result.stderr
    assert "columns used: gene Hugo_Symbol" in result.stderr


def test_a_clean_input_ends_with_zero(tmp_path):
    result = run("-i", "-", stdin="KIT V559D\nD842V\n")
    assert (result.exit_code, result.stderr) == (0, "")


def test_today_is_a_date_only_if_asked_for():
    assert not re.search(r"<p class=\"soft\">\d{4}-", run("-i", "-", stdin="D842V\n").stdout)
    assert re.search(r"<p class=\"soft\">\d{4}-", run("-i", "-", "--date", "today", stdin="D842V\n").stdout)


def test_a_vcf_is_read(tmp_path):
    path = tmp_path / "tumour.vcf"
    path.write_text(
        "##fileformat=VCFv4.2\n##contig=<ID=chr4,length=190214555>\n"
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tGIST-9\n"
        "chr4\t54727444\t.\tT\tA\t.\tPASS\t.\tGT:AD\t0/1:30,10\n",
        encoding="utf-8",
    )
    result = run("-i", str(path), "-f", "markdown")
    assert result.exit_code == 0, result.output
    assert "## 1. GIST-9: ● SENSITIVE" in result.stdout
    assert "0.25" in result.stdout


def test_ten_thousand_samples_give_a_page():
    made = of_records(*many(10_000))
    page = html_of(made)
    assert page.count('<article class="tumour"') == 10_000
    assert len(page) < 20_000_000
