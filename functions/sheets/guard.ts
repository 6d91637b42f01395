import { TextDecoder } from "node:util";
import { crc32 } from "node:zlib";
import * as yauzl from "yauzl";
import { encrypted, hostile, SheetProblem, tooLarge, unreadable } from "./problem.ts";

const mebibyte = 1024 * 1024;

export const packageLimits = {
  fileBytes: 16 * mebibyte,
  entries: 2_000,
  entryBytes: 64 * mebibyte,
  totalBytes: 100 * mebibyte,
  /** Asked only of what is larger than `ratioFromBytes`: blank formatted rows shrink a hundredfold quite honestly. */
  ratio: 300,
  ratioFromBytes: 8 * mebibyte,
} as const;

/** An opened and inspected zip container; part names are compared without case, as the format asks. */
export type Package = {
  names: string[];
  has: (name: string) => boolean;
  /** The decoded text of a part, in pieces. */
  read: (name: string) => AsyncGenerator<string>;
};

const damaged = () => unreadable("文件不完整或已损坏，请重新取得这份文件，或用 Excel、WPS 打开后另存一份再试。");
const isBomb = (size: number, packed: number) =>
  size > packageLimits.ratioFromBytes && size > packageLimits.ratio * packed;
const bomb = () => hostile("文件解压后大得异常，已拒绝读取。");
const bloated = (size: number, packed: number) =>
  isBomb(size, packed) ? bomb() : tooLarge("文件的内容太多，请删去图片和不用的工作表，或分成几个文件上传。");

function asProblem(error: unknown): SheetProblem {
  if (error instanceof SheetProblem) return error;
  const message = error instanceof Error ? error.message : "";
  if (/too many bytes|not enough bytes|size mismatch/.test(message)) {
    return hostile("压缩包里写的大小与实际不符，已拒绝读取。");
  }
  return damaged();
}

type Counter = { total: number };

/** Counts what really comes out, whatever the directory says. */
async function* inflate(zip: yauzl.ZipFile, entry: yauzl.Entry, counter: Counter): AsyncGenerator<Buffer> {
  const stream = await zip.openReadStreamPromise(entry);
  let size = 0;
  try {
    for await (const chunk of stream) {
      if (!Buffer.isBuffer(chunk)) throw damaged();
      size += chunk.length;
      counter.total += chunk.length;
      if (isBomb(size, entry.compressedSize)) throw bomb();
      if (size > packageLimits.entryBytes || counter.total > packageLimits.totalBytes) {
        throw bloated(counter.total, zip.fileSize);
      }
      yield chunk;
    }
  } finally {
    stream.destroy();
  }
}

const forbidden = ["<!DOCTYPE", "<!ENTITY"].flatMap((word) => [
  Buffer.from(word, "latin1"),
  Buffer.from(word, "utf16le"),
  Buffer.from(word, "utf16le").swap16(),
]);
const overlap = 20;

async function inspectEntry(zip: yauzl.ZipFile, entry: yauzl.Entry, counter: Counter): Promise<void> {
  const isXml = /\.(?:xml|rels|vml)$/i.test(entry.fileName);
  let tail = Buffer.alloc(0);
  let checksum = 0;
  for await (const chunk of inflate(zip, entry, counter)) {
    checksum = crc32(chunk, checksum);
    if (!isXml) continue;
    const window = Buffer.concat([tail, chunk]);
    if (forbidden.some((word) => window.includes(word))) {
      throw hostile("文件内部带有 DOCTYPE 或实体定义，正常的表格不会有，已拒绝读取。");
    }
    tail = Buffer.from(window.subarray(-overlap));
  }
  if (checksum !== entry.crc32) throw damaged();
}

function admit(entry: yauzl.Entry, seen: Map<string, yauzl.Entry>): void {
  if (entry.isEncrypted()) throw encrypted("文件有密码，请先在 Excel 或 WPS 中去掉密码再上传。");
  if (entry.uncompressedSize > packageLimits.entryBytes) throw bloated(entry.uncompressedSize, entry.compressedSize);
  const name = entry.fileName.toLowerCase();
  if (seen.has(name)) throw hostile("压缩包里有重名的内容，已拒绝读取。");
  seen.set(name, entry);
  if (seen.size > packageLimits.entries) throw hostile("压缩包里的文件多得异常，已拒绝读取。");
}

async function inspect(zip: yauzl.ZipFile): Promise<Map<string, yauzl.Entry>> {
  if (zip.entryCount > packageLimits.entries) throw hostile("压缩包里的文件多得异常，已拒绝读取。");
  const entries = new Map<string, yauzl.Entry>();
  for await (const entry of zip.eachEntry()) admit(entry, entries);
  const counter = { total: 0 };
  for (const entry of entries.values()) await inspectEntry(zip, entry, counter);
  return entries;
}

function encodingOf(start: Buffer): string {
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  if (start[0] === 0xfe && start[1] === 0xff) return "utf-16be";
  const declared = /^(?:\ufeff)?<\?xml[^>]*encoding\s*=\s*["']([\w-]+)["']/.exec(start.toString("utf8", 0, 200));
  if (declared && !/^(?:utf-?8|us-ascii)$/i.test(declared[1] ?? "")) throw damaged();
  return "utf-8";
}

async function* decode(chunks: AsyncGenerator<Buffer>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  try {
    for await (const chunk of chunks) {
      decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder?.decode() ?? "";
  } catch (error) {
    throw asProblem(error);
  }
}

function packageOf(zip: yauzl.ZipFile, entries: Map<string, yauzl.Entry>): Package {
  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name.toLowerCase()),
    read: (name) => {
      const entry = entries.get(name.toLowerCase());
      if (!entry) throw damaged();
      return decode(inflate(zip, entry, { total: 0 }));
    },
  };
}

/** Opens a zip container after inflating all of it once, piece by piece and counted; nothing of it is kept. */
export async function openPackage(bytes: Uint8Array): Promise<Package> {
  if (bytes.length > packageLimits.fileBytes) throw tooLarge("文件超过 16 MB，请删去图片和不用的工作表后再上传。");
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const zip = await yauzl.fromBufferPromise(buffer, { validateEntrySizes: true });
    return packageOf(zip, await inspect(zip));
  } catch (error) {
    throw asProblem(error);
  }
}
