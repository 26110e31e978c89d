// Texts in many languages: which one a reader gets, how it runs, and how its language is called.
// Knows tags of BCP 47; must not know what the texts are of.

const RIGHT_TO_LEFT = new Set("ar arc ckb dv fa he ku-arab nqo ps sd syr ug ur yi".split(" "));
const RIGHT_TO_LEFT_SCRIPTS = new Set("arab hebr syrc thaa nkoo adlm rohg".split(" "));

/** `rtl` or `ltr`: by the script that the tag names, or the usual one of the language. */
export function direction(tag) {
  const [first, ...rest] = tag.toLowerCase().split("-");
  const script = rest.find((part) => /^[a-z]{4}$/.test(part));
  const isRightToLeft = script ? RIGHT_TO_LEFT_SCRIPTS.has(script) : RIGHT_TO_LEFT.has(first);
  return isRightToLeft ? "rtl" : "ltr";
}

/** Whether a text in `tag` is in the language `wanted`, or a variety of it. */
export const isIn = (tag, wanted) => `${tag}-`.toLowerCase().startsWith(`${wanted}-`.toLowerCase());

/** The [language, text] among `labels`, a list of such, for a reader of the languages `wanted`, the first most. */
export function choose(labels, ...wanted) {
  for (const tag of wanted) {
    const stem = tag.split("-")[0];
    const found =
      labels.find(([one]) => one.toLowerCase() === tag.toLowerCase()) ?? labels.find(([one]) => isIn(one, stem));
    if (found) return found;
  }
  return labels.find(([one]) => !one || one === "und") ?? labels[0];
}

/** The order of the language `tag`, numbers as numbers; that of the browser where it is no tag for a language. */
export function collate(tag) {
  try {
    return new Intl.Collator(tag, { numeric: true });
  } catch {
    return new Intl.Collator(undefined, { numeric: true });
  }
}

/** Resources of JSKOS in the order of the language `wanted`: those of this site first, by their notations, then by what
 * they are called. Pages are made with the same order. */
export function inOrder(resources, wanted, fallback) {
  const labels = collate(wanted);
  const codes = collate("en");
  const codeOf = ({ notation }) => notation?.[0] ?? "";
  const nameOf = ({ uri, prefLabel }) => choose(Object.entries(prefLabel ?? {}), wanted, fallback)?.[1] ?? uri;
  return [...resources].sort(
    (one, other) =>
      !one._page - !other._page ||
      // Without an order on both sides this is not a number, and the next line decides.
      (one._order ?? Infinity) - (other._order ?? Infinity) ||
      !codeOf(one) - !codeOf(other) ||
      codes.compare(codeOf(one), codeOf(other)) ||
      labels.compare(nameOf(one), nameOf(other)),
  );
}

/** An element with a text, marked with its language where that is not the page's. */
export function write(name, className, [tag, text]) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = text;
  if (tag && tag !== document.documentElement.lang) {
    element.lang = tag;
    element.dir = direction(tag);
  }
  return element;
}

/** The text between two items of a list in the language `tag`, without a word for "and"; `locale_formats.py` does the same. */
export function separatorOf(tag) {
  for (const [type, style] of [["conjunction", "narrow"], ["unit", "short"]]) {
    try {
      const parts = new Intl.ListFormat(tag, { type, style }).formatToParts(["A", "B", "C", "D"]);
      const signs = parts[3].value.replace(/[^\p{P}\p{Z}\p{C}]/gu, "");
      if (signs.trim()) return signs;
    } catch {
      // A tag that the browser takes for none has the usual separator.
    }
  }
  return ", ";
}

let names = null;

/** How a language is called in the language of the page. */
export function nameOf(tag) {
  try {
    names ??= new Intl.DisplayNames([document.documentElement.lang], { type: "language" });
    return names.of(tag);
  } catch {
    return tag;
  }
}
