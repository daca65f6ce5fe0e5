import type { PackFile } from "../../core/transparency/pack/pack.ts";

const block = 512;

/** Files as a POSIX ustar archive (IEEE 1003.1), readable by everybody, of no owner and of the beginning of time: the same files give the same bytes. */
export function tarOf(files: readonly PackFile[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { path, bytes } of files) {
    parts.push(headerOf(path, bytes.byteLength), bytes);
    const rest = bytes.byteLength % block;
    if (rest > 0) parts.push(new Uint8Array(block - rest));
  }
  parts.push(new Uint8Array(2 * block));
  return Buffer.concat(parts);
}

function headerOf(path: string, size: number): Uint8Array {
  // Paths of a pack are ours: short, ASCII, never upwards.
  if (path.length > 99 || /[^\x21-\x7e]|\.\./.test(path)) throw new Error("a path of a pack is not one of ours");
  const header = Buffer.alloc(block);
  header.write(path, 0, "ascii");
  header.write("0000644\0", 100, "ascii");
  header.write("0000000\0", 108, "ascii");
  header.write("0000000\0", 116, "ascii");
  header.write(`${size.toString(8).padStart(11, "0")}\0`, 124, "ascii");
  header.write("00000000000\0", 136, "ascii");
  header.write("        ", 148, "ascii");
  header.write("0", 156, "ascii");
  header.write("ustar\x0000", 257, "ascii");
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "ascii");
  return header;
}
