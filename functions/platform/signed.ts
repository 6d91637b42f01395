import type { Keyring } from "./keyring";
import type { Item } from "./keys";

/** The same text for the same content, whatever the order of its fields; what the table does not keep (undefined) is left out. */
export const canonical = (value: unknown): string => JSON.stringify(value, (_, part: unknown) => sorted(part));

const sorted = (part: unknown): unknown =>
  part !== null && typeof part === "object" && !Array.isArray(part)
    ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
    : part;

/** What a record's last trail event says of its content: everything but the link to that event. */
export const digestOf = (item: Item, keyring: Keyring): string =>
  keyring.sign(canonical({ ...item, chain: undefined }));

/** An item that no trail event speaks of carries its own signature, so that a change made beside the application is seen. */
export const signed = <T extends Item>(item: T, keyring: Keyring): T & { mac: string } => ({
  ...item,
  mac: keyring.sign(canonical({ ...item, mac: undefined })),
});
export const isSigned = (item: Item, keyring: Keyring): boolean =>
  item.mac === keyring.sign(canonical({ ...item, mac: undefined }));
