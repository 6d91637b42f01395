import { join } from "node:path";
import { assemble } from "../assemble.ts";
import { connect } from "../client.ts";
import { startEngine } from "../engine.ts";
import { directoryFiles } from "../files.ts";
import { openKeyring, WrongKey } from "../key-store.ts";
import { formerKeys, localWrapper } from "../keyring.ts";
import { keyOf } from "../machine.ts";
import type { Platform } from "../platform.ts";
import { Refusal } from "./refusal.ts";

const nothing = () => Promise.reject(new Error("a restore serves nothing"));

/** Lets `work` have the unpacked data, with an engine of their own that ends with it. */
export async function withPlatform<T>(
  directory: string,
  tableName: string,
  work: (platform: Platform) => Promise<T>,
): Promise<T> {
  const engine = await startEngine({ dataDir: directory });
  try {
    return await work(await platformOn(directory, engine.endpoint, tableName));
  } finally {
    await engine.stop();
  }
}

async function platformOn(directory: string, endpoint: string, tableName: string): Promise<Platform> {
  const masterKey = await keyOf(directory);
  const client = connect({ endpoint, tableName });
  const opening = openKeyring(client, tableName, localWrapper(masterKey), formerKeys(masterKey));
  const keyring = await opening.catch((error: unknown) => {
    throw new Refusal(
      error instanceof WrongKey
        ? "备份中的密钥与数据不相配，没有恢复；请换另一份备份。"
        : "备份中的数据库不能读取，没有恢复；请换另一份备份，并检查 ZHIBU_TABLE 是否与备份时相同。",
    );
  });
  return assemble({
    ...{ tableName, endpoint, keyring, origins: [], demo: false },
    ...{ files: directoryFiles(join(directory, "files")), log: () => undefined, addressOf: () => "" },
    ...{ site: { shell: nothing, asset: nothing }, openapi: nothing },
  });
}
