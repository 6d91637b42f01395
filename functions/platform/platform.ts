import type { Context } from "hono";
import type { Day } from "#shared/dates";
import type { Unit } from "#shared/org/schema";
import type { Policy } from "#shared/policy/schema";
import type { Passwords } from "./crypto";
import type { Files } from "./files";
import type { Keyring } from "./keyring";
import type { Oidc } from "./oidc";
import type { Table } from "./table";

/** What `createApp` is given: everything from outside, so that one machine, Lambda and tests differ here alone. */
export type Platform = {
  table: Table;
  keyring: Keyring;
  passwords: Passwords;
  /** The enterprise's provider with which people may sign in too; null where none is set. */
  oidc: Oidc | null;
  files: Files;
  /** The tree of units, briefly remembered. */
  tree: () => Promise<readonly Unit[]>;
  /** Forget the remembered tree after a change. */
  forgetTree: () => void;
  /** What holds for the installation, briefly remembered. */
  policy: () => Promise<Policy>;
  forgetPolicy: () => void;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** The business day in Shanghai. */
  today: () => Day;
  /** Origins from which the page may write. The first one is used in links. */
  origins: readonly string[];
  /** The sample subsidiary: the page shows a banner. */
  demo: boolean;
  /** The network address that a request came from, as server or Lambda know it. */
  addressOf: (c: Context) => string;
  log: (line: Record<string, unknown>) => void;
  /** The page: the shell for every address outside /api, and its assets. */
  site: Site;
  /** The OpenAPI document as text. */
  openapi: () => Promise<string>;
};

export type Site = {
  shell: () => Promise<string>;
  asset: (name: string) => Promise<Asset | null>;
};
/** A file of the page; `gzip` is the same compressed, null where that makes nothing smaller. */
export type Asset = { bytes: Uint8Array; type: string; gzip: Uint8Array | null };
