import { problems } from "#shared/problem";
import type { FuzzRequest } from "./request";

/** What an outsider must never read: where the code is, what lies beneath it, how keys look. */
const INSIDES =
  /\bat \S+:\d+:\d+|node_modules|\.[jt]s:\d|ECONN|dynamo|smithy|amazon|\b[gp]k\b|gsi\d|BRANCH#|ACCOUNT#|TREE|ConditionalCheck|[a-z]Error\b|Exception|ZodError|Unexpected token|\[object |undefined|\bNaN\b/i;
const chinese = /[\u4e00-\u9fff]/;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** What is wrong with a refusal: a Problem in Chinese that says nothing of the inside; empty when nothing is. */
export function faultsOfProblem(status: number, type: string, text: string): string[] {
  if (!type.startsWith("application/problem+json")) return [`refusal as ${type}`];
  const body: unknown = JSON.parse(text);
  if (!isRecord(body)) return ["refusal is no object"];
  const { code, title, detail, errors } = body;
  const known: Record<string, readonly [number, string]> = problems;
  const entry = typeof code === "string" && Object.hasOwn(known, code) ? known[code] : undefined;
  const details = Array.isArray(errors) ? errors.map((error: unknown) => (isRecord(error) ? error.detail : error)) : [];
  const sentences = [title, ...(detail === undefined ? [] : [detail]), ...details];
  return [
    ...(entry ? [] : [`unknown code ${String(code)}`]),
    ...(entry && (entry[0] !== status || body.status !== status) ? [`status ${status} for ${String(code)}`] : []),
    ...sentences.flatMap((text) =>
      typeof text === "string" && chinese.test(text) ? [] : [`not Chinese: ${String(text)}`],
    ),
    ...sentences.flatMap((text) => (INSIDES.test(String(text)) ? [`shows its inside: ${String(text)}`] : [])),
  ];
}

const shown = (text: unknown, most: number) => JSON.stringify(String(text)).slice(0, most);
/** A request as it is told when it was answered wrongly. */
export const described = ({ method, path, headers, body, identity }: FuzzRequest): string =>
  `${method} ${path.slice(0, 300)} as ${identity?.role ?? "nobody"} ${shown(JSON.stringify({ ...headers, cookie: undefined }), 400)} ${shown(
    typeof body === "object" ? Buffer.from(body).toString("latin1") : body,
    1500,
  )}`;

const builtIn = new Map(
  [Object.prototype, Array.prototype, Function.prototype].map((one) => [one, Reflect.ownKeys(one).length]),
);
/** Whether somebody has written into what every object inherits from. */
export const isPolluted = (): boolean =>
  "polluted" in {} || [...builtIn].some(([one, count]) => Reflect.ownKeys(one).length !== count);
