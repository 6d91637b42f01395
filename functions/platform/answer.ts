import { Fault } from "#shared/problem";
import { gunzipped, gzipped } from "./gzip";

/** What a kept answer may weigh before it is sealed: an item of the table holds 400 KB, sealing makes a third more. */
const LARGEST = 280_000;
/** Answers below this are kept as they are. */
const SMALL = 60_000;
/** Done, and too long to be kept: a repetition is not carried out again, it is told to look. */
const UNKEPT = "";

/** The text by which a repeated request is answered; long ones are packed. */
export function packAnswer(answer: unknown): string {
  const text = JSON.stringify(answer);
  if (Buffer.byteLength(text) <= SMALL) return text;
  const packed = gzipped(text);
  return packed.length <= LARGEST ? packed : UNKEPT;
}

export function unpackAnswer(kept: string): string {
  if (kept === UNKEPT) throw new Fault("record.conflict", { detail: "这一操作已经完成，请刷新页面查看结果" });
  return gunzipped(kept);
}
