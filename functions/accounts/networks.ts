import type { Entry } from "#shared/accounts/schema";
import type { Keyring } from "../platform/keyring";

const DAY = 86_400_000;
/** A network is known for so long after the last sign-in from it. */
const KNOWN = 30 * DAY;
const MOST = 10;

/** The network of an address: /24 of IPv4 (also inside IPv6), /64 of IPv6; null for what is no address. */
export async function networkOf(address: string): Promise<string | null> {
  const { default: ipaddr } = await import("ipaddr.js");
  if (!ipaddr.isValid(address)) return null;
  const bytes = ipaddr.process(address).toByteArray();
  const kept = bytes.length === 4 ? 3 : 8;
  const prefix = bytes.map((byte, i) => (i < kept ? byte : 0));
  return `${ipaddr.fromByteArray(prefix).toString()}/${kept * 8}`;
}

const markOf = (keyring: Keyring, accountId: string, network: string) =>
  keyring.mark(`network ${accountId} ${network}`);

/** The mark under which the account knows the network, or null. */
export async function knownNetwork(
  keyring: Keyring,
  entry: Entry | null,
  address: string,
  now: number,
): Promise<string | null> {
  const network = await networkOf(address);
  if (!entry || network === null) return null;
  const mark = markOf(keyring, entry.accountId, network);
  return entry.networks.some((known) => known.mark === mark && known.at > now - KNOWN) ? mark : null;
}

/** The networks that are known after a sign-in from an address. */
export async function networksAfter(
  keyring: Keyring,
  entry: Entry,
  address: string,
  now: number,
): Promise<Entry["networks"]> {
  const network = await networkOf(address);
  if (network === null) return entry.networks;
  const mark = markOf(keyring, entry.accountId, network);
  const others = entry.networks.filter((known) => known.mark !== mark && known.at > now - KNOWN);
  return [{ mark, at: now }, ...others].slice(0, MOST);
}
