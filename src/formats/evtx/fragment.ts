import type { Cursor } from "./bytes.ts";
import { take, takeByte, takeU16, takeU32, utf16Text } from "./bytes.ts";
import { Damage, malformed } from "./damage.ts";
import { evtxLimits } from "./limits.ts";
import { type Names, takeName } from "./name.ts";
import type { Attribute, Element, Piece } from "./node.ts";
import { moreFlag, token } from "./token.ts";

/**
 * Parses the elements of one fragment up to its end token. `hasDependency`: elements carry a dependency identifier, as those of
 * a template's definition do; those stored directly in a record or value do not.
 */
export function parseElements(cursor: Cursor, names: Names, hasDependency: boolean): Element[] {
  const parser: Parser = { cursor, names, hasDependency, nodes: 0 };
  const roots: Element[] = [];
  while (cursor.position < cursor.end) {
    const code = takeByte(cursor) & ~moreFlag;
    if (code === token.endOfFragment) break;
    if (code === token.fragmentHeader) take(cursor, 3);
    else if (code === token.openStartElement) {
      cursor.position -= 1;
      roots.push(parseElement(parser, 0));
    } else if (code === token.instructionTarget || code === token.instructionData) skipInstruction(parser, code);
    else malformed(`token 0x${code.toString(16)} where an element should begin`);
  }
  return roots;
}

type Parser = { readonly cursor: Cursor; readonly names: Names; readonly hasDependency: boolean; nodes: number };

function parseElement(parser: Parser, depth: number): Element {
  const { cursor } = parser;
  if (depth > evtxLimits.elementDepthMax) throw new Damage("too-deep", "elements are nested too deeply");
  count(parser);
  const opening = takeByte(cursor);
  if (parser.hasDependency) takeU16(cursor);
  takeU32(cursor); // Size of the element; the closing tokens tell the same and cannot be contradicted.
  const element: Element = { name: takeName(cursor, parser.names), attributes: [], pieces: [], children: [] };
  if (opening & moreFlag) parseAttributes(parser, element.attributes);
  const closing = takeByte(cursor);
  if (closing === token.closeEmptyElement) return element;
  if (closing !== token.closeStartElement) malformed(`token 0x${closing.toString(16)} where a start tag should close`);
  parseContent(parser, element, depth);
  return element;
}

function parseAttributes(parser: Parser, attributes: Attribute[]): void {
  const { cursor } = parser;
  const sizeStart = take(cursor, 4);
  const end = Math.min(cursor.end, sizeStart + 4 + cursor.chunk.view.getUint32(sizeStart, true));
  while (cursor.position < end && (peek(cursor) & ~moreFlag) === token.attribute) {
    takeByte(cursor);
    count(parser);
    const pieces: Piece[] = [];
    const name = takeName(cursor, parser.names);
    for (let piece = parsePiece(parser); piece; piece = parsePiece(parser)) pieces.push(piece);
    attributes.push({ name, pieces });
  }
}

function parseContent(parser: Parser, element: Element, depth: number): void {
  const { cursor } = parser;
  for (;;) {
    const code = peek(cursor) & ~moreFlag;
    if (code === token.endElement) {
      takeByte(cursor);
      return;
    }
    if (code === token.openStartElement) element.children.push(parseElement(parser, depth + 1));
    else if (code === token.instructionTarget || code === token.instructionData) skipInstruction(parser, takeByte(cursor) & ~moreFlag);
    else {
      const piece = parsePiece(parser) ?? malformed(`token 0x${code.toString(16)} inside an element`);
      element.pieces.push(piece);
    }
  }
}

/** One piece of content at the cursor; undefined, without moving, when something else stands there. */
function parsePiece(parser: Parser): Piece | undefined {
  const { cursor } = parser;
  const code = peek(cursor) & ~moreFlag;
  if (code < token.value || code > token.optionalSubstitution || code === token.attribute) return undefined;
  if (code === token.instructionTarget || code === token.instructionData) return undefined;
  count(parser);
  takeByte(cursor);
  switch (code) {
    case token.value:
      takeByte(cursor);
      return { kind: "text", text: takeText(cursor) };
    case token.cdata:
      return { kind: "text", text: takeText(cursor) };
    case token.charReference:
      return { kind: "text", text: String.fromCharCode(takeU16(cursor)).toWellFormed() };
    case token.entityReference:
      return { kind: "text", text: entityText(takeName(cursor, parser.names)) };
    case token.templateInstance:
      return malformed("a template begins inside another");
    default: {
      const index = takeU16(cursor);
      takeByte(cursor);
      return { kind: "substitution", index, optional: code === token.optionalSubstitution };
    }
  }
}

function skipInstruction({ cursor, names }: Parser, code: number): void {
  if (code === token.instructionTarget) takeName(cursor, names);
  else takeText(cursor);
}

function takeText(cursor: Cursor): string {
  const size = takeU16(cursor) * 2;
  const start = take(cursor, size);
  return utf16Text(cursor.chunk.bytes, start, start + size);
}

const entities: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

// The five that XML itself defines; any other stays visible as written, since nothing declares it.
function entityText(name: string): string {
  return entities.get(name) ?? `&${name};`;
}

function peek(cursor: Cursor): number {
  if (cursor.position >= cursor.end) malformed("a fragment ends inside an element");
  return cursor.chunk.view.getUint8(cursor.position);
}

function count(parser: Parser): void {
  parser.nodes += 1;
  parser.names.nodesLeft -= 1;
  if (parser.nodes > evtxLimits.nodesMax || parser.names.nodesLeft < 0) throw new Damage("too-many", "a template has too many nodes");
}
