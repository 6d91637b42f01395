import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes } from "node:crypto";

/** Every sealed value names its algorithm and its key, `A256GCM.s1.…`, so that another suite or a newer key can follow. */
const ALGORITHM = "A256GCM";
const SIGNATURE = "HS256";

/** Seals under one key. `context` (record and field) must be the same when opening: a value moved elsewhere does not open. */
export type Sealer = { seal(text: string, context: string): string; open(sealed: string, context: string): string };

/**
 * The keys of one subsidiary (docs/decisions/040): a master key wraps them, they wrap a data key for each member. Marks and signatures have
 * keys of their own, which outlive a change of the sealing key.
 */
export type Keyring = Sealer & {
  /** A new data key, sealed, to be kept in the record that it protects. */
  newKey(context: string): string;
  /** Seals under the record's own data key. */
  withKey(wrapped: string, context: string): Sealer;
  /** HMAC-SHA-256 as hex: for values that must be unique and found without being readable. */
  mark(value: string): string;
  /** HMAC-SHA-256 that nobody can make who has the table alone. */
  sign(text: string): string;
  /** Whether the value was sealed under the newest key. */
  isCurrent(sealed: string): boolean;
};

/** The keys as bytes. `sealing` by version: 0 is the key of tables from before there was an envelope. */
export type KeySet = { id: string; current: number; sealing: ReadonlyMap<number, Uint8Array>; marking: Uint8Array };

const derive = (key: Uint8Array, use: string) => Buffer.from(hkdfSync("sha256", key, new Uint8Array(), use, 32));

function encrypt(key: Uint8Array, text: string, context: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(context));
  return Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64");
}

function decrypt(key: Uint8Array, sealed: string, context: string): string {
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12))
    .setAAD(Buffer.from(context))
    .setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString("utf8");
}

/** Algorithm, key and payload of a sealed value; one without a name is from before there was an envelope. */
function partsOf(sealed: string): { key: string; payload: string } {
  const [algorithm, key, payload] = sealed.split(".");
  if (key === undefined || payload === undefined) return { key: "s0", payload: sealed };
  if (algorithm !== ALGORITHM) throw new Error("sealed with an unknown algorithm");
  return { key, payload };
}

const RECORD_KEY = "d";

/** A record's data key; its values are bound to the subsidiary as well. */
function recordSealer(key: Uint8Array, id: string): Sealer {
  return {
    seal: (text, context) => `${ALGORITHM}.${RECORD_KEY}.${encrypt(key, text, `${id}|${context}`)}`,
    open: (sealed, context) => decrypt(key, partsOf(sealed).payload, `${id}|${context}`),
  };
}

export function makeKeyring({ id, current, sealing, marking }: KeySet): Keyring {
  const marks = createSecretKey(derive(marking, "zhibu mark 1"));
  const signing = createSecretKey(derive(marking, "zhibu sign 1"));
  const keyOf = (version: number): Uint8Array => {
    const key = sealing.get(version);
    if (!key) throw new Error(`sealing key ${version} is not there`);
    return key;
  };
  const bound = (version: number, context: string) => (version === 0 ? context : `${id}|${context}`);
  const seal = (text: string, context: string) =>
    `${ALGORITHM}.s${current}.${encrypt(keyOf(current), text, bound(current, context))}`;
  const open = (sealed: string, context: string) => {
    const { key, payload } = partsOf(sealed);
    const version = Number(key.slice(1));
    return decrypt(keyOf(version), payload, bound(version, context));
  };
  return {
    seal,
    open,
    newKey: (context) => seal(randomBytes(32).toString("base64"), `${context}.key`),
    withKey(wrapped, context) {
      const own = recordSealer(Buffer.from(open(wrapped, `${context}.key`), "base64"), id);
      // What was sealed before the record had a key of its own is opened as it was sealed.
      const isOwn = (sealed: string) => partsOf(sealed).key === RECORD_KEY;
      return {
        seal: own.seal,
        open: (sealed, field) => (isOwn(sealed) ? own : { open }).open(sealed, field),
      };
    },
    mark: (value) => createHmac("sha256", marks).update(value).digest("hex"),
    sign: (text) => `${SIGNATURE}.${createHmac("sha256", signing).update(text).digest("base64url")}`,
    isCurrent: (sealed) => partsOf(sealed).key === `s${current}`,
  };
}

/** What wraps a subsidiary's keys: a key file on one machine, KMS in the cloud. `name` tells which of several wrapped it. */
export type Wrapper = {
  name: string;
  wrap(key: Uint8Array, context: string): Promise<string>;
  unwrap(wrapped: string, context: string): Promise<Uint8Array>;
};

/** Wraps with the bytes of a key file. */
export function localWrapper(master: Uint8Array): Wrapper {
  const key = derive(master, "zhibu wrap 1");
  return {
    name: createHmac("sha256", key).update("name").digest("hex").slice(0, 16),
    wrap: async (bytes, context) => `${ALGORITHM}.m1.${encrypt(key, Buffer.from(bytes).toString("base64"), context)}`,
    unwrap: async (wrapped, context) => Buffer.from(decrypt(key, partsOf(wrapped).payload, context), "base64"),
  };
}

/** The keys that a table from before the envelope was written with. */
export const formerKeys = (master: Uint8Array) => ({
  sealing: derive(master, "zhibu seal 1"),
  /** `makeKeyring` derives the marks from this; here it stands for the master key itself, so that old markers stay true. */
  marking: master,
});
