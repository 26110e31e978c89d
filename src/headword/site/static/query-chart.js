// A chart of an answer that has a column of numbers: a bar for each row. The table below it says the same.
// Knows the JSON of SPARQL's results; must not know where it came from.

const MOST = 30; // bars
const NUMBERS = /^http:\/\/www\.w3\.org\/2001\/XMLSchema#(integer|decimal|double|float|int|long|nonNegativeInteger)$/;

const isNumber = (term) => term?.type === "literal" && NUMBERS.test(term.datatype ?? "") && Number.isFinite(Number(term.value));

/** The chart of rows, or nothing: it needs a column in which all values are numbers, and another one that names them. */
export function drawChart({ head, results }, nameTerm, label) {
  const rows = results.bindings;
  const values = head.vars.find((name) => rows.every((row) => isNumber(row[name])));
  const names = head.vars.find((name) => name !== values && rows.some((row) => row[name] && !isNumber(row[name])));
  if (rows.length < 2 || !values || !names) return null;
  const numbers = rows.slice(0, MOST).map((row) => Number(row[values].value));
  const most = Math.max(...numbers.map(Math.abs)) || 1;
  const figure = document.createElement("figure");
  figure.className = "query-chart";
  figure.setAttribute("aria-label", label);
  const list = document.createElement("dl");
  rows.slice(0, MOST).forEach((row, at) => {
    const [name, value, bar] = ["dt", "dd", "span"].map((kind) => document.createElement(kind));
    name.append(...nameTerm(row[names]));
    bar.style.inlineSize = `${(100 * Math.abs(numbers[at])) / most}%`;
    value.append(bar, numbers[at].toLocaleString(document.documentElement.lang));
    const pair = document.createElement("div");
    pair.append(name, value);
    list.append(pair);
  });
  figure.append(list);
  return figure;
}
