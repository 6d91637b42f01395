import { makeKeyring } from "#functions/platform/keyring";

/** A keyring that belongs to no table. */
export const testKeyring = () =>
  makeKeyring({
    id: "test",
    current: 1,
    sealing: new Map([[1, new Uint8Array(32).fill(7)]]),
    marking: new Uint8Array(32).fill(8),
  });
