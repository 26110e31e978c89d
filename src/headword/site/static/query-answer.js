// Answers to queries as people read them: a table with the labels of what it has, a chart, yes or no, or text.
// Knows the JSON of SPARQL's results; must not know where it came from.

import { choose, write } from "./language.js";
import { drawChart } from "./query-chart.js";
import { defaultLanguage, language, pageAt } from "./site.js";

const SHOWN = 1000;
const LABELS = "<http://www.w3.org/2004/02/skos/core#prefLabel>|<http://www.w3.org/2000/01/rdf-schema#label>|<http://purl.org/dc/terms/title>";

export const prefixes = [...document.querySelectorAll("[data-query-prefix]")].map((place) => [
  place.dataset.queryPrefix,
  place.textContent,
]);

/** An IRI as a prefixed name, or as it is. */
export function shorten(iri) {
  const found = prefixes.find(([, namespace]) => iri.startsWith(namespace) && /^[\w-]+$/.test(iri.slice(namespace.length)));
  return found ? `${found[0]}:${iri.slice(found[1].length)}` : iri;
}

/** The page of an IRI: of one of this vocabulary that on this host, so that a preview does not lead to what is published. */
function pageOf(iri, base) {
  return iri.startsWith(base) ? pageAt(`${iri.slice(base.length).replace(/[#?]/g, "/").replace(/\/$/, "")}/`) : iri;
}

/** An IRI in short: a prefixed name, or its path in this vocabulary. */
function abbreviate(iri, base) {
  const short = shorten(iri);
  return short === iri && iri.startsWith(base) && iri !== base ? iri.slice(base.length) : short;
}

function drawTerm(term, base) {
  if (!term) return [];
  if (term.type === "uri") {
    if (!/^https?:/.test(term.value)) return [term.value];
    const link = document.createElement("a");
    link.href = pageOf(term.value, base);
    link.textContent = abbreviate(term.value, base);
    link.title = term.value;
    link.dataset.iri = term.value;
    return [link];
  }
  if (term.type !== "literal") return [term.type === "bnode" ? `_:${term.value}` : JSON.stringify(term.value)];
  const text = document.createElement("bdi");
  text.textContent = term.value;
  const tag = term["xml:lang"];
  if (!tag) return [text];
  text.lang = tag;
  const shown = document.createElement("span");
  shown.className = "language";
  shown.textContent = ` ${tag}`;
  return [text, shown];
}

function drawCells(kind, contents, scope) {
  const row = document.createElement("tr");
  for (const content of contents) {
    const cell = document.createElement(kind);
    if (scope) cell.scope = scope;
    cell.append(...content);
    row.append(cell);
  }
  return row;
}

/** Shows rows, or yes or no; gives what is to be said of them. */
export function drawRows(place, answer, words) {
  const { head, results, boolean } = answer;
  if (results === undefined) return drawText(place, boolean ? words.yes : words.no, { triples: boolean ? words.yes : words.no });
  const table = document.createElement("table");
  const names = head.vars;
  const draw = (term) => drawTerm(term, words.base);
  table.createTHead().append(drawCells("th", names.map((name) => [name]), "col"));
  const body = table.createTBody();
  for (const binding of results.bindings.slice(0, SHOWN)) {
    body.append(drawCells("td", names.map((name) => draw(binding[name]))));
  }
  place.replaceChildren(...[drawChart(answer, draw, words.chart), table].filter(Boolean));
  const count = results.bindings.length;
  const said = words.rows.replace("#", count.toLocaleString(language));
  return count > SHOWN ? `${said} ${words.shown.replace("#", SHOWN)}` : said;
}

/** Writes labels next to the IRIs of an answer; `ask` gives the rows of a query. */
export async function addLabels(place, ask) {
  const links = [...place.querySelectorAll("a[data-iri]")];
  const iris = [...new Set(links.map((link) => link.dataset.iri))].filter((iri) => !/[<>"{}|\\^`\s]/.test(iri));
  if (!iris.length) return;
  const rows = await ask(`SELECT ?i ?l { VALUES ?i { ${iris.map((iri) => `<${iri}>`).join(" ")} } ?i ${LABELS} ?l }`);
  const labels = new Map();
  for (const { i, l } of rows) labels.set(i.value, [...(labels.get(i.value) ?? []), [l["xml:lang"] ?? "", l.value]]);
  for (const link of links) {
    const found = choose(labels.get(link.dataset.iri) ?? [], language, defaultLanguage);
    if (!found) continue;
    if (link.closest(".query-chart")) link.replaceChildren(write("bdi", "", found));
    else link.after(" ", write("bdi", "query-label", found));
  }
}

/** Shows a text as it is; gives what is to be said of it. */
export function drawText(place, text, words) {
  const shown = document.createElement("pre");
  shown.textContent = text;
  place.replaceChildren(shown);
  return words.triples;
}
