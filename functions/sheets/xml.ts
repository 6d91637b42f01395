import { hostile, unreadable } from "./problem.ts";

/** Names come without their prefix; attributes as written, to be read with `readAttributes` by whoever needs them. */
export type XmlHandler = {
  open: (name: string, attributes: string) => void;
  close: (name: string) => void;
  /** A long run arrives in several pieces. */
  text: (text: string) => void;
};

const longestMarkup = 128 * 1024;
const deepestNesting = 100;
const longestReference = 12;
const lessThan = 60;
const greaterThan = 62;
const doubleQuote = 34;
const singleQuote = 39;
const slash = 47;

const malformed = () => unreadable("文件内部的 XML 不完整或已损坏，请用 Excel 或 WPS 打开后另存一份再试。");

const named = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff;
}

function resolveReference(body: string): string {
  const known = named.get(body);
  if (known !== undefined) return known;
  const match = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(body);
  const code = match ? Number.parseInt(match[1] ?? match[2] ?? "", match[1] ? 16 : 10) : Number.NaN;
  if (!isXmlCharacter(code)) throw malformed();
  return String.fromCodePoint(code);
}

function resolveReferences(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&([^;&]*)(;?)/g, (_, body: string, end: string) => {
    if (end === "") throw malformed();
    return resolveReference(body);
  });
}

const normaliseLineEnds = (text: string) => (text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text);

const attributePattern = /\s+(?:[\w.-]+:)?([\w.-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/gy;

/** By local name; `r:id` is found under `id`. */
export function readAttributes(attributes: string): Map<string, string> {
  const found = new Map<string, string>();
  attributePattern.lastIndex = 0;
  let end = 0;
  for (let match = attributePattern.exec(attributes); match; match = attributePattern.exec(attributes)) {
    found.set(match[1] ?? "", resolveReferences(match[2] ?? match[3] ?? ""));
    end = attributePattern.lastIndex;
  }
  if (attributes.slice(end).trim() !== "") throw malformed();
  return found;
}

function endOfTag(source: string, from: number): number {
  let quote = 0;
  for (let at = from; at < source.length; at += 1) {
    const code = source.charCodeAt(at);
    if (code === lessThan) throw malformed();
    if (quote !== 0) quote = code === quote ? 0 : quote;
    else if (code === doubleQuote || code === singleQuote) quote = code;
    else if (code === greaterThan) return at;
  }
  return -1;
}

function endOfName(tag: string): number {
  for (let at = 0; at < tag.length; at += 1) if (tag.charCodeAt(at) <= 32) return at;
  return tag.length;
}

const localName = (name: string) => name.slice(name.indexOf(":") + 1);

/** Text that may be an unfinished reference or half of a line end waits for the next chunk. */
function settledLength(text: string): number {
  const ampersand = text.lastIndexOf("&");
  if (ampersand !== -1 && text.length - ampersand < longestReference && !text.includes(";", ampersand))
    return ampersand;
  return text.endsWith("\r") ? text.length - 1 : text.length;
}

type Section = { end: string; isText: boolean };
const comment: Section = { end: "-->", isText: false };
const instruction: Section = { end: "?>", isText: false };
const characterData: Section = { end: "]]>", isText: true };

function sectionAt(source: string, at: number): { section: Section; start: number } | "unfinished" | undefined {
  if (source.startsWith("<?", at)) return { section: instruction, start: at + 2 };
  if (!source.startsWith("<!", at)) return undefined;
  if (source.startsWith("<!--", at)) return { section: comment, start: at + 4 };
  if (source.startsWith("<![CDATA[", at)) return { section: characterData, start: at + 9 };
  if ("<!--".startsWith(source.slice(at)) || "<![CDATA[".startsWith(source.slice(at))) return "unfinished";
  throw hostile("文件内部带有 DOCTYPE 或实体定义，正常的表格不会有，已拒绝读取。");
}

/**
 * Reads XML in chunks, holding no more than one unfinished tag. It knows no document type and no entities beyond the
 * five of XML itself, so nothing can expand.
 */
export class XmlScanner {
  readonly #handler: XmlHandler;
  readonly #open: string[] = [];
  #waiting = "";
  #section: Section | undefined;
  #rootSeen: boolean = false;

  constructor(handler: XmlHandler) {
    this.#handler = handler;
  }

  push(chunk: string): void {
    const source = this.#waiting === "" ? chunk : this.#waiting + chunk;
    let at = 0;
    for (let next = 0; next !== -1; ) {
      at = next;
      next = at < source.length ? this.#step(source, at) : -1;
    }
    this.#waiting = source.slice(at);
    if (this.#waiting.length > longestMarkup) throw hostile("文件内部有异常长的标记，已拒绝读取。");
  }

  end(): void {
    if (this.#waiting.endsWith("\r")) this.push("\n");
    if (this.#waiting !== "" || this.#section || this.#open.length > 0 || !this.#rootSeen) throw malformed();
  }

  /** Returns where to go on, or -1 when the rest has to wait for the next chunk. */
  #step(source: string, at: number): number {
    if (this.#section) return this.#inSection(source, at, this.#section);
    if (source.charCodeAt(at) !== lessThan) return this.#plainText(source, at);
    const start = sectionAt(source, at);
    if (start === "unfinished") return -1;
    if (start) {
      this.#section = start.section;
      return start.start;
    }
    return this.#tag(source, at);
  }

  #plainText(source: string, at: number): number {
    const next = source.indexOf("<", at);
    if (next !== -1) {
      this.#emit(resolveReferences(source.slice(at, next)));
      return next;
    }
    const settled = at + settledLength(source.slice(at));
    if (settled === at) return -1;
    this.#emit(resolveReferences(source.slice(at, settled)));
    return settled;
  }

  #inSection(source: string, at: number, section: Section): number {
    const end = source.indexOf(section.end, at);
    if (end === -1) {
      const kept = Math.max(at, source.length - section.end.length);
      if (kept === at) return -1;
      if (section.isText) this.#emit(source.slice(at, kept));
      return kept;
    }
    if (section.isText) this.#emit(source.slice(at, end));
    this.#section = undefined;
    return end + section.end.length;
  }

  #tag(source: string, at: number): number {
    const end = endOfTag(source, at + 1);
    if (end === -1) return -1;
    if (source.charCodeAt(at + 1) === slash) this.#close(source.slice(at + 2, end).trimEnd());
    else if (source.charCodeAt(end - 1) === slash) this.#close(this.#start(source.slice(at + 1, end - 1)));
    else this.#start(source.slice(at + 1, end));
    return end + 1;
  }

  #start(tag: string): string {
    const nameEnd = endOfName(tag);
    const name = tag.slice(0, nameEnd);
    if (name === "" || (this.#rootSeen && this.#open.length === 0)) throw malformed();
    this.#rootSeen = true;
    this.#open.push(name);
    if (this.#open.length > deepestNesting) throw hostile("文件内部的结构嵌套过深，已拒绝读取。");
    this.#handler.open(localName(name), tag.slice(nameEnd));
    return name;
  }

  #close(name: string): void {
    if (this.#open.pop() !== name) throw malformed();
    this.#handler.close(localName(name));
  }

  #emit(text: string): void {
    if (text === "") return;
    if (this.#open.length > 0) this.#handler.text(normaliseLineEnds(text));
    else if (text.trim() !== "" && text !== "\ufeff") throw malformed();
  }
}
