import { recomputeKeys, recomputeOutdated } from "./overview/recompute";
import { assemble, dayOf } from "./platform/assemble";
import { connect } from "./platform/client";
import { openKeyring } from "./platform/key-store";
import { localWrapper } from "./platform/keyring";
import type { Key } from "./platform/keys";
import { changedKeys } from "./platform/live";
import type { Platform } from "./platform/platform";

/** What follows a change of the table: on one machine the commit feed calls it, in the cloud the table's stream. */
export const recomputeChanged = (platform: Platform, keys: readonly Key[]): Promise<void> =>
  recomputeKeys(platform, keys);
/** What follows a change of the day, and a start after a stop. */
export const recomputeStale = (platform: Platform): Promise<void> => recomputeOutdated(platform);

const noFiles = () => Promise.reject(new Error("The stream handler keeps no files."));
const memory: { platform: Promise<Platform> | null } = { platform: null };

/** Made with the first event, because one machine imports this file for its functions alone. */
function lambdaPlatform(): Promise<Platform> {
  memory.platform ??= makePlatform().catch((error: unknown) => {
    memory.platform = null;
    throw error;
  });
  return memory.platform;
}

async function makePlatform(): Promise<Platform> {
  const [tableName, masterKey] = [process.env.ZHIBU_TABLE, process.env.ZHIBU_KEY];
  if (!tableName || !masterKey) throw new Error("Environment variables ZHIBU_TABLE and ZHIBU_KEY are needed.");
  const today = dayOf(process.env);
  const where = {
    tableName,
    ...(process.env.DYNAMODB_ENDPOINT && { endpoint: process.env.DYNAMODB_ENDPOINT }),
    ...(process.env.AWS_REGION && { region: process.env.AWS_REGION }),
  };
  return assemble({
    ...where,
    keyring: await openKeyring(connect(where), tableName, localWrapper(Buffer.from(masterKey, "base64"))),
    ...{ origins: [], demo: false },
    files: { put: noFiles, get: noFiles, remove: noFiles },
    site: { shell: noFiles, asset: noFiles },
    openapi: noFiles,
    addressOf: () => "",
    log: (line) => console.log(JSON.stringify(line)),
    ...(today && { today }),
  });
}

type StreamEvent = { Records: Parameters<typeof changedKeys>[0] };

/** The table's stream as a Lambda handler. Batches may come twice, split or out of order: what is computed is read, never added up. */
export const handler = async ({ Records }: StreamEvent): Promise<void> =>
  recomputeChanged(await lambdaPlatform(), changedKeys(Records));
