import { pipeline } from "node:stream/promises";
import { crc32, createDeflateRaw } from "node:zlib";

export type ZipEntry = { name: string; text: Iterable<string> | AsyncIterable<string> };

const pieceSize = 64 * 1024;
const utf8NameAndDescriptor = 0x0808;
/** 1980-01-01, the first day the format knows: the same content gives the same bytes. */
const fixedDate = 0x0021;

type Written = { name: Buffer; crc: number; packed: number; size: number; offset: number };

async function* encoded(text: ZipEntry["text"], written: Written): AsyncGenerator<Buffer> {
  let waiting = "";
  const flush = () => {
    const bytes = Buffer.from(waiting, "utf8");
    written.crc = crc32(bytes, written.crc);
    written.size += bytes.length;
    waiting = "";
    return bytes;
  };
  for await (const piece of text) {
    waiting += piece;
    if (waiting.length >= pieceSize) yield flush();
  }
  yield flush();
}

async function* deflated(text: ZipEntry["text"], written: Written): AsyncGenerator<Buffer> {
  const deflate = createDeflateRaw();
  const finished = pipeline(encoded(text, written), deflate);
  finished.catch(() => undefined);
  for await (const chunk of deflate) {
    if (!Buffer.isBuffer(chunk)) continue;
    written.packed += chunk.length;
    yield chunk;
  }
  await finished;
}

function commonFields(name: Buffer, { crc, packed, size }: Written, isCentral: boolean): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(utf8NameAndDescriptor, 2);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt16LE(fixedDate, 8);
  if (isCentral) {
    fields.writeUInt32LE(crc, 10);
    fields.writeUInt32LE(packed, 14);
    fields.writeUInt32LE(size, 18);
  }
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

function localHeader(written: Written): Buffer {
  const signature = Buffer.from([0x50, 0x4b, 3, 4]);
  return Buffer.concat([signature, commonFields(written.name, written, false), written.name]);
}

function descriptor({ crc, packed, size }: Written): Buffer {
  const record = Buffer.from([0x50, 0x4b, 7, 8, ...new Array<number>(12).fill(0)]);
  record.writeUInt32LE(crc, 4);
  record.writeUInt32LE(packed, 8);
  record.writeUInt32LE(size, 12);
  return record;
}

function centralHeader(written: Written): Buffer {
  const start = Buffer.from([0x50, 0x4b, 1, 2, 20, 0]);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(written.offset, 10);
  return Buffer.concat([start, commonFields(written.name, written, true), rest, written.name]);
}

function endRecord(count: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(size, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}

/** Writes a zip container piece by piece; only one short record per entry is kept. Below 4 GB. */
export async function* zipStream(entries: Iterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  const all: Written[] = [];
  let offset = 0;
  for (const { name, text } of entries) {
    const written = { name: Buffer.from(name, "utf8"), crc: 0, packed: 0, size: 0, offset };
    all.push(written);
    const header = localHeader(written);
    yield header;
    yield* deflated(text, written);
    const trailer = descriptor(written);
    yield trailer;
    offset += header.length + written.packed + trailer.length;
  }
  const directory = Buffer.concat(all.map(centralHeader));
  yield directory;
  yield endRecord(all.length, directory.length, offset);
}
