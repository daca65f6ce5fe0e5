import jpeg from "jpeg-js";
import jsqr from "jsqr";
import { mailLimits } from "./limits.ts";
import { decodePng, type Picture } from "./png.ts";

/** What the QR codes in a mail's pictures say. Bounded by pictures, bytes and pixels; a picture that does not decode says nothing. */
export function qrTexts(pictures: readonly Uint8Array[]): string[] {
  const texts = new Set<string>();
  let pixelsLeft: number = mailLimits.imagesPixelsMax;
  for (const bytes of pictures.slice(0, mailLimits.imagesMax)) {
    const pixels = pixelsOf(bytes);
    if (pixels === undefined || pixels > mailLimits.imagePixelsMax || pixels > pixelsLeft) continue;
    pixelsLeft -= pixels;
    const text = qrTextOf(bytes);
    if (text !== undefined && text !== "") texts.add(text.slice(0, mailLimits.linkLengthMax).toWellFormed());
  }
  return [...texts].sort();
}

/** The text of the first QR code found in a PNG or JPEG picture. Never throws. */
function qrTextOf(bytes: Uint8Array): string | undefined {
  try {
    const picture = isPng(bytes) ? decodePng(bytes, mailLimits.imagePixelsMax) : decodeJpeg(bytes);
    const found = jsqr.default(flatten(picture), picture.width, picture.height);
    return found ? found.data : undefined;
  } catch {
    return undefined;
  }
}

function decodeJpeg(bytes: Uint8Array): Picture {
  return jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: true,
    tolerantDecoding: true,
    maxResolutionInMP: mailLimits.imagePixelsMax / 1_000_000,
    maxMemoryUsageInMB: 128,
  });
}

/** Transparent pixels lie on white, as a reader sees them. */
function flatten({ data }: Picture): Uint8ClampedArray {
  const flat = new Uint8ClampedArray(data.length);
  for (let at = 0; at + 3 < data.length; at += 4) {
    const cover = data[at + 3]! / 255;
    for (let channel = 0; channel < 3; channel++) flat[at + channel] = data[at + channel]! * cover + 255 * (1 - cover);
    flat[at + 3] = 255;
  }
  return flat;
}

/** How many pixels a picture claims, read before anything is unpacked; undefined when it is not a picture that we decode, or one made to be slow. */
export function pixelsOf(bytes: Uint8Array): number | undefined {
  if (bytes.length > mailLimits.imageBytesMax || bytes.length < 32) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isPng(bytes)) return view.getUint32(16) * view.getUint32(20);
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? jpegPixels(view) : undefined;
}

function isPng(bytes: Uint8Array): boolean {
  return bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47;
}

function jpegPixels(view: DataView): number | undefined {
  let pixels: number | undefined;
  let scans = 0;
  for (let at = 2; at + 9 < view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) {
      at++;
      continue;
    }
    const marker = view.getUint8(at + 1);
    // Each scan of a progressive picture is a pass over all of it: a small file can ask for thousands.
    if (marker === 0xda && ++scans > mailLimits.jpegScansMax) return undefined;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) pixels = Math.max(pixels ?? 0, view.getUint16(at + 5) * view.getUint16(at + 7));
    at += marker === 0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd9) || marker === 0xda ? 2 : 2 + view.getUint16(at + 2);
  }
  return pixels;
}
