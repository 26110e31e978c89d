// How texts are compared in a search: without accents, without case, word by word.
// Knows Unicode; must not know what the texts are. `folding.py` does the same when the site is built:
// what is said there and here has to be the same, or nothing is found.

/** Letters that people take for one another, and that Unicode does not take apart. */
const LETTERS = {
  ς: "σ", ł: "l", ø: "o", đ: "d", ħ: "h", ŧ: "t", ð: "d", þ: "th", æ: "ae", œ: "oe",
  "\u06cc": "\u064a", "\u0649": "\u064a", "\u06a9": "\u0643", "\u0629": "\u0647", "\u0640": "",
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "gu");

/** Accents and what cannot be seen. */
const DROPPED = /[\p{Mn}\p{Me}\p{Cf}]/gu;
/** Marks that are letters to their readers: vowels of India and the countries east of it, the voicing of kana. */
const VOWEL =
  /[\u0900-\u109f\u1700-\u17ff\u1a00-\u1aaf\u1b00-\u1bff\u3099\u309a\ua800-\uabff\u{11000}-\u{11fff}]/u;
/** Scripts that put no space between words: Thai, Lao, Burmese, Khmer, kana, Chinese characters. */
const UNSPACED =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005\u3007\u3040-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
const MARK = /\p{M}/u;
const NO_WORD = /[^\p{L}\p{N}\p{M}]+/gu;
const ASCII = /^[\x00-\x7f]*$/;
/** What Python takes for white space where it splits, which is not quite what a browser does. */
const SPACE = /[\s\x1c-\x1f\x85]+/gu;

const bare = (text) => text.replace(DROPPED, (mark) => (VOWEL.test(mark) ? mark : ""));

/** `text` as it is compared: `Łódź` and `LODZ` are `lodz`, `Straße` is `strasse`. */
export function fold(text) {
  if (ASCII.test(text)) return text.toLowerCase();
  const cased = bare(text.normalize("NFKD")).toLowerCase().toUpperCase().toLowerCase();
  return bare(cased.normalize("NFKD")).replace(LETTER, (letter) => LETTERS[letter]);
}

/** The words of `text`, folded, with one space between them; its signs, where it has no words. */
export function foldWords(text) {
  const folded = fold(text);
  return folded.replace(NO_WORD, " ").trim() || folded.replace(SPACE, " ").trim();
}

/** Whether words may begin anywhere in what this character belongs to. */
export const isUnspaced = (character) => UNSPACED.test(character);

/** What a search may begin with in what `foldWords` gave: the rest from each word on, in scripts without spaces
 * from each character on. */
export function listBeginnings(words) {
  const beginnings = [];
  let before = " ";
  let position = 0;
  for (const character of words) {
    if (character !== " " && isBeginning(before, character)) {
      beginnings.push(words.slice(position));
    }
    before = character;
    position += character.length;
  }
  return beginnings;
}

function isBeginning(before, character) {
  if (before === " ") return true;
  if (MARK.test(character)) return false;
  return isUnspaced(character) || isUnspaced(before);
}
