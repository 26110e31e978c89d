// Answers to queries as people read them: a table, yes or no, or text.
// Knows the JSON of SPARQL's results; must not know where it came from.

const SHOWN = 1000;
const prefixes = [...document.querySelectorAll("[data-query-prefix]")].map((place) => [
  place.dataset.queryPrefix,
  place.textContent,
]);

function shorten(iri) {
  const found = prefixes.find(([, namespace]) => iri.startsWith(namespace) && /^[\w-]+$/.test(iri.slice(namespace.length)));
  return found ? `${found[0]}:${iri.slice(found[1].length)}` : iri;
}

function drawTerm(term) {
  if (!term) return [];
  if (term.type === "uri") {
    if (!/^https?:/.test(term.value)) return [term.value];
    const link = document.createElement("a");
    link.href = term.value;
    link.textContent = shorten(term.value);
    return [link];
  }
  if (term.type !== "literal") return [term.type === "bnode" ? `_:${term.value}` : JSON.stringify(term.value)];
  const text = document.createElement("bdi");
  text.textContent = term.value;
  const language = term["xml:lang"];
  if (!language) return [text];
  text.lang = language;
  const tag = document.createElement("span");
  tag.className = "language";
  tag.textContent = ` ${language}`;
  return [text, tag];
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
export function drawRows(place, { head, results, boolean }, words) {
  if (results === undefined) return drawText(place, boolean ? words.yes : words.no, { triples: boolean ? words.yes : words.no });
  const table = document.createElement("table");
  const names = head.vars;
  table.createTHead().append(drawCells("th", names.map((name) => [name]), "col"));
  const body = table.createTBody();
  for (const binding of results.bindings.slice(0, SHOWN)) {
    body.append(drawCells("td", names.map((name) => drawTerm(binding[name]))));
  }
  place.replaceChildren(table);
  const count = results.bindings.length;
  const said = words.rows.replace("#", count.toLocaleString(document.documentElement.lang));
  return count > SHOWN ? `${said} ${words.shown.replace("#", SHOWN)}` : said;
}

/** Shows a text as it is; gives what is to be said of it. */
export function drawText(place, text, words) {
  const shown = document.createElement("pre");
  shown.textContent = text;
  place.replaceChildren(shown);
  return words.triples;
}
