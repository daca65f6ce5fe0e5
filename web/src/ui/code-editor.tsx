import { autocompletion, type CompletionSource, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, HighlightStyle, indentUnit, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState, type Extension, type Text } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { getNonce } from "get-nonce";
import { useEffect, useRef } from "react";
import { cedar } from "./code/cedar.ts";
import { look } from "./code/look.ts";

/** What is wrong with a text, and where. Lines and columns count from 1. */
export type Mark = { readonly line: number; readonly column: number; readonly says: string; readonly severity: "error" | "warning" };

type Wanted = {
  readonly label: string;
  readonly language: "yaml" | "cedar";
  /** The text to begin with. Another `key` begins anew. */
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly marks: readonly Mark[];
  readonly complete?: CompletionSource;
  readonly readOnly?: boolean;
};

/** A text in a language of machines, to read and to change: words are offered while one writes (or by Ctrl Space), mistakes stand at their lines. Tab goes on. */
export default function CodeEditor({ label, language, text, onText, marks, complete, readOnly = false }: Wanted) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const heard = useRef(onText);
  heard.current = onText;
  // biome-ignore lint/correctness/useExhaustiveDependencies: an editor keeps its own text; it begins anew only under another key
  useEffect(() => {
    if (!place.current) return;
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          shared(label),
          language === "yaml" ? yaml() : StreamLanguage.define(cedar),
          autocompletion(complete ? { override: [complete] } : {}),
          EditorState.readOnly.of(readOnly),
          EditorView.updateListener.of(({ docChanged, state }) => docChanged && heard.current(state.doc.toString())),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);
  useEffect(() => {
    const now = view.current;
    if (now) now.dispatch(setDiagnostics(now.state, placed(marks, now.state.doc)));
  }, [marks]);
  return (
    <div
      ref={place}
      className="h-full min-h-0 overflow-hidden rounded-md border border-line-strong outline-offset-1 outline-accent-strong focus-within:outline-2"
    />
  );
}

const shared = (label: string): Extension => [
  EditorView.cspNonce.of(getNonce() ?? ""),
  EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
  lineNumbers(),
  history(),
  indentUnit.of("  "),
  bracketMatching(),
  closeBrackets(),
  highlightActiveLine(),
  lintGutter(),
  EditorView.lineWrapping,
  keymap.of([...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
  look,
  syntaxHighlighting(colours),
];

const colours: HighlightStyle = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
  { tag: [tags.string, tags.content], color: "var(--text)" },
  { tag: [tags.number, tags.bool], color: "var(--good)" },
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: tags.comment, color: "var(--text-faint)", fontStyle: "italic" },
  { tag: [tags.meta, tags.annotation], color: "var(--warn)" },
  { tag: tags.typeName, color: "var(--low)" },
]);

/** Marks within the text as it is by now: what was said of a line that is gone stands at the last one. */
function placed(marks: readonly Mark[], doc: Text): Diagnostic[] {
  return marks.map(({ line, column, says, severity }) => {
    const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
    const from = Math.min(at.from + column - 1, at.to);
    return { from, to: Math.max(from, at.to), severity, message: says };
  });
}
