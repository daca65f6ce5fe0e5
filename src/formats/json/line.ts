import { type JsonObject, objectOf } from "./shape.ts";

const comma = 44;

/** Where the line's content ends: white space and the comma after an element do not count. */
export function lastOfLine(held: Buffer, from: number, end: number): number {
  let last = end;
  while (last > from && held[last - 1]! <= 32) last--;
  if (held[last - 1] === comma) {
    last--;
    while (last > from && held[last - 1]! <= 32) last--;
  }
  return last;
}

/** True when an object near the top has a list of objects: only then can it be a wrapper. */
export function holdsObjects(value: JsonObject, depth = 1): boolean {
  return Object.keys(value).some((name) => {
    const item = value[name];
    if (Array.isArray(item)) return item.length === 0 ? Object.keys(value).length === 1 : objectOf(item[0]) !== undefined;
    const inner = depth < 2 ? objectOf(item) : undefined;
    return inner !== undefined && holdsObjects(inner, depth + 1);
  });
}
