import { type Described, type SealedField, valueAt } from "../entities";
import type { Keyring, Sealer } from "../keyring";
import type { Item } from "../keys";
import { placeOf, type Report } from "./finding";

type Waiting = { talkId: string; item: Item; field: SealedField };

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Opens every sealed value under its context. A text about a person waits until the person's key has been seen. */
export function sealedCheck(keyring: Keyring, report: Report) {
  const subjects = new Map<string, string>();
  const dataKeys = new Map<string, string>();
  const waiting: Waiting[] = [];
  const counts = { values: 0 };

  const unreadable = (item: Item, field: string) =>
    report("sealed.unreadable", String(item.entity), placeOf(item), field);

  function open(item: Item, { field, context }: SealedField, sealer: () => Sealer): string | null {
    const sealed = textOf(valueAt(item, field));
    if (sealed === null) return null;
    counts.values += 1;
    try {
      return sealer().open(sealed, context);
    } catch {
      unreadable(item, field);
      return null;
    }
  }

  const own =
    ({ dataKey, id }: Item) =>
    (): Sealer =>
      typeof dataKey === "string" ? keyring.withKey(dataKey, String(id)) : keyring;

  /** Texts of people whose record is gone are read by nobody. */
  function openAbout({ talkId, item, field }: Waiting): boolean {
    const memberId = subjects.get(talkId);
    const dataKey = memberId === undefined ? undefined : dataKeys.get(memberId);
    if (memberId === undefined || dataKey === undefined) return false;
    open(item, field, () => (dataKey === "" ? keyring : keyring.withKey(dataKey, memberId)));
    return true;
  }

  return {
    counts,
    /** The values in clear, by field. */
    see(item: Item, { sealed }: Described): Map<string, string> {
      if (item.entity === "talk") subjects.set(String(item.id), String(item.memberId));
      if (item.entity === "member") dataKeys.set(String(item.id), textOf(item.dataKey) ?? "");
      const values = new Map<string, string>();
      for (const field of sealed ?? []) {
        const about: Waiting = { talkId: String(item.talkId), item, field };
        if (field.by === "subject") {
          if (!openAbout(about)) waiting.push(about);
          continue;
        }
        const value = open(item, field, field.by === "own" ? own(item) : () => keyring);
        if (value !== null) values.set(field.field, value);
      }
      return values;
    },
    /** The answer of a request, while it is kept. */
    seeAnswer(item: Item): void {
      open(item, { field: "answer", context: String(item.pk), by: "subsidiary" }, () => keyring);
    },
    finish(): void {
      for (const about of waiting) openAbout(about);
    },
  };
}
