const signature = Buffer.from("PGCOPY\n\xff\r\n\0", "latin1");
const headerBytes = signature.length + 8;
const utf8BytesPerUnitMax = 3;
const firstBytes = 1_048_576;
/** The most that one batch may take in the form that goes over the wire. */
export const copyBytesMax = 512 * 1_048_576;

/**
 * Rows in the binary form of COPY (PostgreSQL manual, "COPY", "Binary Format"), written straight into one buffer that is used again:
 * no text is escaped and no object is made per row. Values are written in the order of the columns.
 */
export class CopyRows {
  #bytes = Buffer.allocUnsafeSlow(firstBytes);
  #at = 0;
  #columns: number;

  constructor(columns: number) {
    this.#columns = columns;
    this.clear();
  }

  /** Forgets all rows and keeps the buffer. */
  clear(): void {
    signature.copy(this.#bytes);
    this.#bytes.fill(0, signature.length, headerBytes);
    this.#at = headerBytes;
  }

  /** Begins the next row. */
  row(): void {
    this.#reserve(2);
    this.#at = this.#bytes.writeInt16BE(this.#columns, this.#at);
  }

  null(): void {
    this.#reserve(4);
    this.#at = this.#bytes.writeInt32BE(-1, this.#at);
  }

  text(value: string): void {
    this.#reserve(4 + value.length * utf8BytesPerUnitMax);
    const length = this.#bytes.write(value, this.#at + 4, "utf8");
    this.#bytes.writeInt32BE(length, this.#at);
    this.#at += 4 + length;
  }

  /** Bytes given as hexadecimal digits. */
  hex(digits: string): void {
    this.#reserve(4 + digits.length / 2);
    this.#at = this.#bytes.writeInt32BE(digits.length / 2, this.#at);
    this.#at += this.#bytes.write(digits, this.#at, "hex");
  }

  /** A bigint from a safe integer. */
  int8(value: number): void {
    this.#reserve(12);
    this.#at = this.#bytes.writeInt32BE(8, this.#at);
    this.#int8(value);
  }

  /** A bigint from its two halves. */
  int8Halves(high: number, low: number): void {
    this.#reserve(12);
    this.#at = this.#bytes.writeInt32BE(8, this.#at);
    this.#at = this.#bytes.writeUInt32BE(high, this.#at);
    this.#at = this.#bytes.writeUInt32BE(low, this.#at);
  }

  int8Array(values: readonly number[]): void {
    this.#arrayHead(values.length, int8Type, values.length * 12);
    for (const value of values) {
      this.#at = this.#bytes.writeInt32BE(8, this.#at);
      this.#int8(value);
    }
  }

  int4Array(values: Int32Array): void {
    this.#arrayHead(values.length, int4Type, values.length * 8);
    for (const value of values) {
      this.#at = this.#bytes.writeInt32BE(4, this.#at);
      this.#at = this.#bytes.writeInt32BE(value, this.#at);
    }
  }

  textArray(values: readonly string[]): void {
    const begin = this.#at;
    this.#arrayHead(values.length, textType, 0);
    for (const value of values) this.text(value);
    this.#bytes.writeInt32BE(this.#at - begin - 4, begin);
  }

  /** Everything written, with the end mark. Valid until the next `clear`. */
  finish(): Buffer {
    this.#reserve(2);
    return this.#bytes.subarray(0, this.#bytes.writeInt16BE(-1, this.#at));
  }

  #int8(value: number): void {
    const high = Math.floor(value / 0x1_0000_0000);
    this.#at = this.#bytes.writeInt32BE(high, this.#at);
    this.#at = this.#bytes.writeUInt32BE(value - high * 0x1_0000_0000, this.#at);
  }

  // An array: length, dimensions, whether it holds nulls, the type of its items, and per dimension its length and first index.
  #arrayHead(length: number, type: number, itemBytes: number): void {
    const headBytes = length === 0 ? 12 : 20;
    this.#reserve(4 + headBytes + itemBytes);
    for (const word of [headBytes + itemBytes, length === 0 ? 0 : 1, 0, type]) this.#at = this.#bytes.writeInt32BE(word, this.#at);
    if (length === 0) return;
    this.#at = this.#bytes.writeInt32BE(length, this.#at);
    this.#at = this.#bytes.writeInt32BE(1, this.#at);
  }

  #reserve(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    if (this.#at + count > copyBytesMax) throw new RangeError(`a batch takes more than ${copyBytesMax} bytes`);
    const grown = Buffer.allocUnsafeSlow(Math.min(copyBytesMax, Math.max(this.#bytes.length * 2, this.#at + count)));
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
  }
}

const int8Type = 20;
const int4Type = 23;
const textType = 25;
