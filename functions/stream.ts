import { recomputeKeys, recomputeOutdated } from "./overview/recompute";
import { assemble, dayOf } from "./platform/assemble";
import type { Key } from "./platform/keys";
import { changedKeys } from "./platform/live";
import type { Platform } from "./platform/platform";

/** What follows a change of the table: on one machine the commit feed calls it, in the cloud the table's stream. */
export const recomputeChanged = (platform: Platform, keys: readonly Key[]): Promise<void> =>
  recomputeKeys(platform, keys);
/** What follows a change of the day, and a start after a stop. */
export const recomputeStale = (platform: Platform): Promise<void> => recomputeOutdated(platform);

const noFiles = () => Promise.reject(new Error("The stream handler keeps no files."));
const memory: { platform: Platform | null } = { platform: null };

/** Made with the first event, because one machine imports this file for its functions alone. */
function lambdaPlatform(): Platform {
  if (memory.platform) return memory.platform;
  const [tableName, masterKey] = [process.env.ZHIBU_TABLE, process.env.ZHIBU_KEY];
  if (!tableName || !masterKey) throw new Error("Environment variables ZHIBU_TABLE and ZHIBU_KEY are needed.");
  const today = dayOf(process.env);
  memory.platform = assemble({
    ...{ tableName, masterKey: Buffer.from(masterKey, "base64"), origins: [], demo: false },
    ...(process.env.DYNAMODB_ENDPOINT && { endpoint: process.env.DYNAMODB_ENDPOINT }),
    ...(process.env.AWS_REGION && { region: process.env.AWS_REGION }),
    files: { put: noFiles, get: noFiles, remove: noFiles },
    site: { shell: noFiles, asset: noFiles },
    openapi: noFiles,
    log: (line) => console.log(JSON.stringify(line)),
    ...(today && { today }),
  });
  return memory.platform;
}

type StreamEvent = { Records: Parameters<typeof changedKeys>[0] };

/** The table's stream as a Lambda handler. Batches may come twice, split or out of order: what is computed is read, never added up. */
export const handler = ({ Records }: StreamEvent): Promise<void> =>
  recomputeChanged(lambdaPlatform(), changedKeys(Records));
