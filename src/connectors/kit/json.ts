const depthMax = 64;

/** JSON out of bytes that a product sent; undefined when they are no UTF-8, no JSON, or nested deeper than anything honest. */
export function parseJson(bytes: Uint8Array): { readonly value: unknown } | undefined {
  if (isTooDeep(bytes)) return undefined;
  try {
    return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown };
  } catch {
    return undefined;
  }
}

/** Counts brackets outside strings, so that no later walk over the value can run out of stack. */
function isTooDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (inString) {
      if (byte === 0x5c) at++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > depthMax) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return false;
}
