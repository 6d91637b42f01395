import { type Day, isDay, shanghaiDay } from "#shared/dates";
import { Fault } from "#shared/problem";
import { connect } from "./client";
import { makePasswords } from "./crypto";
import type { Files } from "./files";
import type { Keyring } from "./keyring";
import type { Key } from "./keys";
import type { OidcSettings } from "./oidc";
import { openOidc } from "./open-oidc";
import type { Platform, Site } from "./platform";
import { rememberedPolicy } from "./policy";
import { openTable } from "./table";
import { rememberedTree } from "./tree";

/** OWASP's figure for scrypt with r = 8, p = 1: 128 MB and a fraction of a second for each password. */
const PASSWORD_COST = { n: 2 ** 17 };

export type Assembly = {
  tableName: string;
  endpoint?: string;
  region?: string;
  keyring: Keyring;
  oidc?: OidcSettings | null;
  origins: readonly string[];
  demo: boolean;
  files: Files;
  site: Site;
  openapi: () => Promise<string>;
  addressOf: Platform["addressOf"];
  log: Platform["log"];
  /** Moves the business day, for tests and the demo. */
  today?: Day;
  onCommitted?: (keys: readonly Key[]) => void;
};

/** The platform of a running system, whichever way it runs. */
export function assemble(given: Assembly): Platform {
  const now = () => Date.now();
  const client = connect({
    tableName: given.tableName,
    ...(given.endpoint !== undefined && { endpoint: given.endpoint }),
    ...(given.region !== undefined && { region: given.region }),
  });
  const table = openTable(client, given.tableName, now, given.keyring, given.onCommitted);
  return {
    table,
    keyring: given.keyring,
    passwords: makePasswords(PASSWORD_COST, () => new Fault("session.busy")),
    oidc: given.oidc ? openOidc(given.oidc, now) : null,
    files: given.files,
    ...rememberedTree(table, now),
    ...rememberedPolicy(table, now),
    now,
    today: () => given.today ?? shanghaiDay(now()),
    origins: given.origins,
    demo: given.demo,
    addressOf: given.addressOf,
    log: given.log,
    site: given.site,
    openapi: given.openapi,
  };
}

export type Environment = Record<string, string | undefined>;

/** The business day of `ZHIBU_TODAY`, or undefined. */
export function dayOf(env: Environment): Day | undefined {
  const day = env.ZHIBU_TODAY;
  if (day !== undefined && !isDay(day)) throw new Error(`ZHIBU_TODAY 应为年-月-日，例如 2026-11-22，现在是“${day}”。`);
  return day;
}
