// The editor of the page of queries: CodeMirror with a mode for SPARQL. `npm run build` writes it into the site's assets.
// It is in a shadow tree, since CodeMirror then adds its styles as sheets, which a strict content security policy allows.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--sheet)", border: "1px solid var(--muted)", borderRadius: "0.25rem" },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--font-code)", fontSize: "0.95rem", lineHeight: "1.5" },
  ".cm-content": { minHeight: "14rem", padding: "0.75rem 0", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { color: "var(--muted)", backgroundColor: "var(--sheet)", borderRight: "1px solid var(--line)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 30%, transparent)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "color-mix(in srgb, var(--accent) 20%, transparent)" },
  ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--paper)", border: "1px solid var(--line)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-ui)", maxWidth: "min(36rem, 90vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.3rem 0.6rem", lineHeight: "1.4" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--paper)", backgroundColor: "var(--accent)" },
  ".cm-completionDetail": { fontStyle: "normal", opacity: "0.8" },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.definitionKeyword], color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--code-variable, var(--ink))", fontStyle: "italic" },
  { tag: [tags.string, tags.literal, tags.number, tags.bool], color: "var(--code-literal, var(--ink))" },
  { tag: [tags.namespace, tags.url, tags.propertyName, tags.typeName], color: "var(--code-name, var(--ink))" },
  { tag: [tags.comment, tags.lineComment], color: "var(--muted)" },
]);

/** Text that replaces a selection. Left to itself, Chromium keeps the looks of what it replaces as inline styles, which the
 * policy forbids and reports. Brackets are left to `closeBrackets`. */
function replaceSelection(event, view) {
  const isPlain = event.inputType === "insertText" && !view.composing && !/^[([{'"]$/.test(event.data ?? "");
  if (!isPlain || !event.data || view.state.selection.main.empty) return false;
  view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
  return true;
}

/** Make an editor in `place`, which has no content.
 *
 * `complete(text, position, isAsked)` gives what may follow, as CodeMirror has it: `{ from, options }`, or nothing.
 */
export function createEditor(place, { text, label, complete, change, run }) {
  const root = place.attachShadow({ mode: "open" });
  const source = ({ state, pos, explicit }) => complete(state.doc.toString(), pos, explicit);
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }]),
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ override: [source], icons: false }),
        sparql(),
        syntaxHighlighting(colours),
        look,
        EditorView.lineWrapping,
        EditorView.domEventHandlers({ beforeinput: replaceSelection }),
        EditorView.contentAttributes.of({ "aria-label": label, dir: "ltr" }),
        EditorView.updateListener.of((update) => update.docChanged && change(update.state.doc.toString())),
        // Tab leads on, as everywhere.
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
      ],
    }),
  });
  return {
    write: (content) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: content } }),
    select(from, to) {
      view.focus();
      view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
    },
  };
}
