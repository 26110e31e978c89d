// What may follow in a query: variables of the query, keywords, prefixes, properties and classes of the vocabulary, and
// the IRIs of concepts, found by their labels.
// Knows the endpoint and the REST API beside it; must not know the editor.

import { fileAt, language } from "./site.js";

const KEYWORDS =
  "SELECT DISTINCT WHERE OPTIONAL FILTER UNION MINUS BIND VALUES GRAPH ORDER BY GROUP HAVING LIMIT OFFSET ASK CONSTRUCT " +
  "DESCRIBE PREFIX BASE AS IN NOT EXISTS DESC ASC COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE " +
  "CONTAINS STRSTARTS STRENDS REGEX LCASE UCASE STRLEN IF COALESCE BOUND isIRI isLiteral";
const TERMS = "SELECT DISTINCT ?t ?k { { ?s ?t ?o BIND('property' AS ?k) } UNION { ?s a ?t BIND('class' AS ?k) } }";
const SHORTEST = 2; // letters of a label that are looked up
const MOST = 20; // concepts
const WORD = /<?[?$]?[\p{L}\p{N}_-]*:?[\p{L}\p{N}_-]*$/u;

export class Completion {
  #terms = null;

  /** `ask` gives the rows of a query; `words` has the names of kinds; `shorten` an IRI as a prefixed name. */
  constructor(prefixes, { ask, words, shorten }) {
    Object.assign(this, { prefixes, ask, words, shorten });
  }

  /** What may follow at a position of a text: `{ from, options }`, or nothing. */
  async complete(text, position, isAsked) {
    const line = text.slice(text.lastIndexOf("\n", position - 1) + 1, position);
    const [word] = WORD.exec(line);
    if (!word && !isAsked) return null;
    const options = /^[?$]/.test(word) ? this.#listVariables(text, word) : await this.#listNames(word);
    return { from: position - word.length, options, filter: false };
  }

  #listVariables(text, word) {
    const all = new Set([...text.matchAll(/[?$][\p{L}\p{N}_]+/gu)].map(([name]) => name));
    return [...all].filter((name) => name !== word && name.startsWith(word)).map((label) => ({ label, type: "variable" }));
  }

  async #listNames(word) {
    const start = word.replace("<", "").toLowerCase();
    const has = ({ label }) => label.toLowerCase().startsWith(start) || label.split(":")[1]?.toLowerCase().startsWith(start);
    const fixed = word.startsWith("<") ? [] : [...this.#listPrefixes(), ...(await this.#loadTerms()), ...keywords];
    return [...fixed.filter(has), ...(await this.#findConcepts(start))];
  }

  #listPrefixes() {
    return this.prefixes.map(([prefix, namespace]) => ({ label: `${prefix}:`, detail: namespace, type: "namespace" }));
  }

  #loadTerms() {
    this.#terms ??= this.ask(TERMS).then(
      (rows) => rows.map(({ t, k }) => ({ label: this.shorten(t.value), detail: this.words[k.value], type: "property" })),
      () => [],
    );
    return this.#terms;
  }

  async #findConcepts(start) {
    if (start.length < SHORTEST || start.includes(":")) return [];
    const asked = new URLSearchParams({ query: `${start}*`, lang: language, maxhits: MOST });
    const answer = await fetch(`${fileAt("rest/v1/search")}?${asked}`).catch(() => null);
    const { results = [] } = answer?.ok ? await answer.json() : {};
    return results.map(({ uri, prefLabel, altLabel }) => ({
      label: prefLabel,
      detail: altLabel ?? this.words.concept,
      apply: `<${uri}>`,
      type: "constant",
    }));
  }
}

const keywords = KEYWORDS.split(" ").map((label) => ({ label, type: "keyword" }));
