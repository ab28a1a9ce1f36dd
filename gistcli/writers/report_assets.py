"""Style and script of the report in HTML. Both stand in the page; its policy names them by their digests.

The script only adds: without it all is there, open and in the order of the input. Colours have a contrast of at least
4.5 to what they stand on.
"""

from __future__ import annotations

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #fff; --ink: #1c2126; --soft: #545d66; --line: #c9d0d6; --panel: #f4f6f8; --link: #0a4f8f; --focus: #0a4f8f;
  --sensitive: #00674b; --reduced: #855200; --resistant: #a5151f; --conflicting: #6b3a9c; --neutral: #545d66;
  --unknown: #545d66; --exon: #dfe5ea; --even: #c9d3dc; --domain: #e9edf0; --loop: #8b98a4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181c; --ink: #e6eaee; --soft: #a9b3bd; --line: #3c464f; --panel: #1d2329; --link: #8fc4ff;
    --focus: #8fc4ff; --sensitive: #4fd1a5; --reduced: #f0b04c; --resistant: #ff8f8f; --conflicting: #c9a3f5;
    --neutral: #a9b3bd; --unknown: #a9b3bd; --exon: #333d47; --even: #46525e; --domain: #262e36; --loop: #7e8c99;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 1.25rem; max-width: 68rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif;
}
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 1.5em 0 .5em; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; margin-top: 0; } h2 { font-size: 1.35rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.15rem; } h4 { font-size: 1.02rem; } h5 { font-size: .95rem; } h6 { font-size: .9rem; }
p, ul, dl { margin: .5em 0; } ul { padding-left: 1.25rem; } li { margin: .2em 0; }
p, li, td, th { overflow-wrap: break-word; } bdi { overflow-wrap: anywhere; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
summary:focus-visible { outline-offset: -3px; }
.skip { position: absolute; left: -99rem; } .skip:focus { position: static; }
.contents { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; padding: 0; }
.soft, .map + figcaption, caption { color: var(--soft); } .soft { font-size: .9rem; }
.notice { padding: .5rem .75rem; border-left: .3rem solid var(--reduced); background: var(--panel); }
.shared { position: absolute; }
.scroll { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
caption { text-align: left; padding-bottom: .3rem; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
tbody th { font-weight: inherit; } tfoot > * { font-weight: 650; border-bottom: 0; }
thead th { border-bottom: 2px solid var(--soft); vertical-align: bottom; }
#list { table-layout: fixed; } #list th:first-child { width: 15%; } #list th:nth-child(2) { width: 21%; }
#list th:nth-child(3) { width: 17%; } #list th:nth-child(4) { width: 17%; } #list th:last-child { width: 5rem; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.tight { white-space: nowrap; }
[class|=is] { font-weight: 650; } [class|=is]::before { font-weight: 400; }
.is-sensitive { color: var(--sensitive); } .is-sensitive::before { content: "\\25CF\\A0"; content: "\\25CF\\A0" / ""; }
.is-reduced { color: var(--reduced); } .is-reduced::before { content: "\\25B2\\A0"; content: "\\25B2\\A0" / ""; }
.is-resistant { color: var(--resistant); } .is-resistant::before { content: "\\25A0\\A0"; content: "\\25A0\\A0" / ""; }
.is-conflicting { color: var(--conflicting); }
.is-conflicting::before { content: "\\25C6\\A0"; content: "\\25C6\\A0" / ""; }
.is-neutral { color: var(--neutral); } .is-neutral::before { content: "\\25CB\\A0"; content: "\\25CB\\A0" / ""; }
.is-unknown { color: var(--unknown); } .is-unknown::before { content: "\\2715\\A0"; content: "\\2715\\A0" / ""; }
.hollow { fill: none; stroke: currentColor; stroke-width: 2; }
.cross { fill: none; stroke: currentColor; stroke-width: 2.6; stroke-linecap: round; }
figure { margin: .75rem 0; }
.map { display: block; width: 100%; min-width: 34rem; height: auto; }
text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; }
text { fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
.small { font-size: 11px; fill: var(--soft); }
.in { text-anchor: middle; font-size: 10.5px; } .in, .small { stroke: none; }
.exon { fill: var(--exon); } .even { fill: var(--even); } .domain { fill: var(--domain); stroke: var(--paper); }
.loop { fill: var(--loop); } .stem { fill: none; stroke: var(--soft); stroke-width: 1.5; }
.grid { stroke: var(--line); stroke-dasharray: 2 4; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; list-style: none; padding: 0; font-size: .9rem; }
.tools { display: none; flex-wrap: wrap; gap: .75rem 1.25rem; align-items: end; }
.scripted .tools { display: flex; }
.tools label { display: grid; gap: .2rem; font-size: .9rem; }
input, select, button { font: inherit; color: inherit; background: var(--paper); }
input, select, button { border: 1px solid var(--soft); border-radius: .3rem; }
input, select { padding: .4rem .5rem; min-height: 2.75rem; } input { min-width: min(20rem, 80vw); }
button { padding: .3rem .7rem; min-height: 2.25rem; cursor: pointer; }
.scripted #list thead th { cursor: pointer; }
.sorter { border: 0; background: none; padding: 0; min-height: 1.6rem; min-width: 1.6rem; color: var(--soft); }
.sorter::after { content: "\\2195"; } [aria-sort=ascending] .sorter::after { content: "\\2191"; }
[aria-sort=descending] .sorter::after { content: "\\2193"; }
.tumour { border: 1px solid var(--line); border-radius: .4rem; margin: .6rem 0; }
.many .tumour { content-visibility: auto; contain-intrinsic-block-size: auto 3.4rem; }
.tumour summary { padding: .6rem .9rem; cursor: pointer; }
.tumour summary > * { margin: 0 .6rem 0 0; vertical-align: top; } .tumour summary h3 { display: inline; }
.tumour > details > div { padding: 0 .9rem .9rem; scroll-margin-top: 4rem; }
.shared-answer, #evidence > article { content-visibility: auto; contain-intrinsic-block-size: auto 40rem; }
.advice { font-size: 1.1rem; }
.evidence { border-left: .2rem solid var(--line); padding-left: .9rem; margin-top: 1rem; }
[hidden] { display: none !important; }
footer { margin-top: 2rem; border-top: 1px solid var(--line); font-size: .9rem; color: var(--soft); }
code { font: .92em ui-monospace, "DejaVu Sans Mono", Consolas, monospace; } .how code { overflow-wrap: anywhere; }
@media screen and (max-width: 40rem) {
  body { padding: .8rem; } h1 { font-size: 1.35rem; } .less { display: none; } th, td { padding: .3rem .4rem; }
  #list { font-size: .8rem; } #list th, #list td { padding: .3rem .2rem; }
  #list th:first-child { width: 19%; } #list th:nth-child(2), #list th:nth-child(4) { width: 25%; }
  #list th:nth-child(3) { width: 31%; }
  .wide > table > * > tr > :first-child { min-width: 9.5rem; } th.number { white-space: normal; }
  .stack thead { position: absolute; left: -99rem; } .stack tr { display: block; padding: .35rem 0; }
  .stack tr + tr { border-top: 1px solid var(--line); }
  .stack th, .stack td { display: block; border: 0; padding: .1rem 0; }
  .stack td::before { content: attr(data-label) ": "; color: var(--soft); font-size: .88rem; }
}
@page {
  size: A4; margin: 15mm 14mm 17mm;
  @bottom-left { content: "Decision support: see the notice"; font: 8pt sans-serif; color: #545d66; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #545d66; }
}
@media print {
  :root {
    color-scheme: light; --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --panel: #fff; --link: #000;
    --sensitive: #00674b; --reduced: #855200; --resistant: #a5151f; --conflicting: #6b3a9c; --neutral: #444;
    --unknown: #444; --exon: #dfe5ea; --even: #c9d3dc; --domain: #e9edf0; --loop: #8b98a4;
    print-color-adjust: exact; -webkit-print-color-adjust: exact;
  }
  html { font-size: 9pt; } body { max-width: none; padding: 0; line-height: 1.35; } a { text-decoration: none; }
  .map { min-width: 0; } .scroll { overflow: visible; }
  .skip, .contents, .print, .sorter, .scripted .tools { display: none; }
  .tumour { break-before: page; border: 0; margin: 0; }
  .many .tumour, .shared-answer, #evidence > article { content-visibility: visible; }
  .tumour summary { list-style: none; padding: 0 0 .4rem; } .tumour summary::-webkit-details-marker { display: none; }
  .tumour > details > div { padding: 0; }
  details::details-content { content-visibility: visible; block-size: auto; }
  h2, h3, h4, h5, h6, caption, summary { break-after: avoid; } tr, li, figure, .stack { break-inside: avoid; }
  thead { display: table-header-group; break-inside: avoid; } tfoot { display: table-row-group; }
  #each > h2 { position: absolute; left: -99rem; }
  .only .tumour:not(.chosen), .only > header, .only .how { display: none; }
  .only main > :not(#each, #sources) { display: none; }
  .only .tumour { break-before: auto; } .only .uncited { display: none; }
  .scripted #shared, .scripted #evidence { display: none; }
}
"""

SCRIPT = """
"use strict";
(() => {
  const page = document.documentElement;
  page.classList.add("scripted");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // What tumours share stands once; a card that is opened or printed gets a copy, without ids and in its place among
  // the headings.
  const fill = (within) => all("[data-copy]", within).forEach((place) => {
    const original = document.getElementById(place.dataset.copy);
    if (!original) return;
    const isEvidence = original.localName === "article";
    const copy = original.cloneNode(true);
    place.removeAttribute("data-copy");
    if (isEvidence) place.className = "evidence";
    all("svg[aria-labelledby]", copy).forEach((map) => {
      map.setAttribute("aria-label", map.querySelector("title").textContent);
      map.removeAttribute("aria-labelledby");
      map.removeAttribute("aria-describedby");
    });
    all("[id]", copy).forEach((element) => element.removeAttribute("id"));
    if (isEvidence) all("h3, h4, h5", copy).reverse().forEach((heading) => {
      const lower = document.createElement("h" + (Number(heading.localName[1]) + 1));
      lower.append(...heading.childNodes);
      heading.replaceWith(lower);
    });
    place.replaceChildren(...copy.childNodes);
    fill(place);
  });
  const button = (words, kind) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = kind;
    made.append(...words);
    return made;
  };
  const cards = all(".tumour > details");
  const opened = (card) => {
    if (!card.open) return;
    fill(card);
    if (!card.querySelector(".print")) card.lastElementChild.append(button(["Print this tumour"], "print"));
  };
  cards.forEach((card) => {
    opened(card);
    card.addEventListener("toggle", () => opened(card));
  });
  const open = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const card = target && target.closest(".tumour > details");
    if (!card) return;
    card.open = true;
    opened(card);
    card.scrollIntoView();
    card.firstElementChild.focus({preventScroll: true});
  };
  addEventListener("hashchange", open);
  open();

  let closed = [];
  addEventListener("beforeprint", () => {
    const one = document.body.classList.contains("only");
    const printed = all(one ? ".chosen > details" : ".tumour:not([hidden]) > details");
    printed.forEach(fill);
    closed = printed.filter((card) => !card.open);
    closed.forEach((card) => { card.open = true; });
  });
  addEventListener("afterprint", () => {
    closed.forEach((card) => { card.open = false; });
    closed = [];
    document.body.classList.remove("only");
    all(".chosen").forEach((card) => card.classList.remove("chosen"));
  });
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("button.print");
    if (!pressed) return;
    const chosen = pressed.closest(".tumour");
    const cited = new Set(all("a", chosen).map((link) => link.getAttribute("href")));
    all("#sources li").forEach((source) => {
      source.classList.toggle("uncited", !cited.has(source.querySelector("a").getAttribute("href")));
    });
    chosen.classList.add("chosen");
    document.body.classList.add("only");
    print();
  });

  const table = document.getElementById("list");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = all("tr", body).map((row, at) => ({
    row, at, text: row.textContent.toLowerCase(), card: document.getElementById("t" + (at + 1)).closest(".tumour"),
  }));
  const collator = new Intl.Collator("en", {numeric: true});
  const value = (entry, column) => {
    const cell = entry.row.cells[column];
    return cell.dataset.key === undefined ? cell.textContent : Number(cell.dataset.key);
  };
  const compared = (one, other) => typeof one === "number" ? one - other : collator.compare(one, other);
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const sorter = button([], "sorter");
    sorter.setAttribute("aria-label", "Sort by " + head.textContent);
    head.append(" ", sorter);
    head.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const keyed = rows.map((entry) => [value(entry, column), entry]);
      keyed.sort((one, other) => (down ? -1 : 1) * compared(one[0], other[0]) || one[1].at - other[1].at);
      body.append(...keyed.map(([, entry]) => entry.row));
    });
  });

  const search = document.getElementById("search");
  const only = document.getElementById("only");
  const shown = document.getElementById("shown");
  const filter = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    rows.forEach(({row, text, card}) => {
      const fits = words.every((word) => text.includes(word))
        && (!only.value || row.dataset.kinds.split(" ").includes(only.value));
      row.hidden = card.hidden = !fits;
      count += fits;
    });
    shown.textContent = `${count} of ${rows.length} shown`;
  };
  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, rows.length > 2000 ? 200 : 0);
  });
  only.addEventListener("change", filter);
  if (search.value || only.value) filter();
})();
"""
