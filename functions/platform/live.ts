import { setTimeout as sleep } from "node:timers/promises";

export interface ItemKey {
  pk: string;
  sk: string;
}

export type OnChanged = (keys: readonly ItemKey[]) => Promise<void>;

export interface CommitFeed {
  /** Called after every write, also after one whose answer was lost: it may have happened. Never throws, never waits. */
  committed(keys: readonly ItemKey[]): void;
  /** Resolves when everything announced so far has been handled. */
  settled(): Promise<void>;
  /** Handles what is waiting, gives up on what keeps failing, and takes no more. */
  stop(): Promise<void>;
}

export interface CommitFeedOptions {
  onChanged: OnChanged;
  onError?: (error: unknown) => void;
  /** How long keys are collected before the handler sees them, so that a burst of writes is one call. */
  collectMs?: number;
}

const RETRY_MS = [100, 500, 2_000, 10_000];
/** Between calls the feed rests four times as long as the last one took: an import's thousands of writes leave the machine to the import. */
const REST = 4;

/**
 * Follows the writes of this process, for the single machine (docs/decisions/010). The handler runs one call at a time; a failed call is
 * repeated, then left to the recomputation at the next start, so that one bad record cannot hold up the others for ever.
 */
export function commitFeed({ onChanged, onError, collectMs = 50 }: CommitFeedOptions): CommitFeed {
  const waiting = new Map<string, ItemKey>();
  const stopping = new AbortController();
  const state: { running: Promise<void> | undefined } = { running: undefined };

  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined);

  const handle = async (keys: readonly ItemKey[], attempt: number): Promise<void> => {
    try {
      await onChanged(keys);
    } catch (error) {
      onError?.(error);
      const delay = RETRY_MS[attempt];
      if (delay === undefined || stopping.signal.aborted) return;
      await pause(delay);
      await handle(keys, attempt + 1);
    }
  };

  const run = async (): Promise<void> => {
    const rest = { ms: collectMs };
    while (waiting.size > 0) {
      await pause(rest.ms);
      const keys = [...waiting.values()];
      waiting.clear();
      const started = performance.now();
      await handle(keys, 0);
      rest.ms = Math.max(collectMs, REST * (performance.now() - started));
    }
    state.running = undefined;
  };

  return {
    committed(keys) {
      if (stopping.signal.aborted) return;
      for (const { pk, sk } of keys) waiting.set(JSON.stringify([pk, sk]), { pk, sk });
      if (waiting.size > 0) state.running ??= run();
    },
    async settled() {
      await state.running;
    },
    async stop() {
      stopping.abort();
      await state.running;
    },
  };
}

interface StreamRecord {
  dynamodb?: { Keys?: Record<string, { S?: string | undefined }> | undefined } | undefined;
}

/** The keys that a batch of DynamoDB stream records touched, each once. */
export function changedKeys(records: readonly StreamRecord[]): ItemKey[] {
  const keys = records.flatMap(({ dynamodb }) => {
    const [pk, sk] = [dynamodb?.Keys?.pk?.S, dynamodb?.Keys?.sk?.S];
    return pk === undefined || sk === undefined ? [] : [{ pk, sk }];
  });
  return [...new Map(keys.map((key) => [JSON.stringify([key.pk, key.sk]), key])).values()];
}
