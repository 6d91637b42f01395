import { type DynamoDBDocumentClient, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { connect } from "#functions/platform/client";
import { sha256 } from "#functions/platform/crypto";
import { type Item, type Key, keys } from "#functions/platform/keys";
import { openTable } from "#functions/platform/table";
import { shanghaiDay, yearOf } from "#shared/dates";
import { firstYearOn } from "#shared/duties/open-items";
import { testKeyring } from "#test/support/keyring";
import { type Figure, inTurn, quantile, ratioOf, type Times, type Work } from "./measure";
import type { Built, Session } from "./system";

/** The API beside the engine: each request against the same engine operations through the same client, and a route that does nothing. */

const TABLE = "zhibu";
const LOGIN = "secretary02";
const CLIENTS = 16;
/** Turns of one client in a block, and blocks. */
const TURNS = 12;
const BLOCKS = 5;
const memberPage = z.object({ items: z.array(z.object({ id: z.string(), version: z.number() })) });

type Pair = { name: string; ours: Work; floor: Work };
type Ground = { session: Session; client: DynamoDBDocumentClient; table: ReturnType<typeof openTable> };

/** What every request of a signed-in person costs before it begins. */
function everyRequest({ session, table }: Ground): Work {
  const [accountId = "", secret = ""] = session.cookie.replace(/^[^=]*=/, "").split(".");
  const proof = [keys.account(accountId), keys.session(accountId, sha256(secret))];
  return async () => {
    await session.client("GET", "/healthz");
    await table.getMany(proof);
  };
}

function homePair(ground: Ground): Pair {
  const { session, table } = ground;
  const { branchId, client } = session;
  const today = shanghaiDay(Date.now());
  const year = { ...keys.year(branchId, yearOf(today)), from: keys.year(branchId, firstYearOn(today)).from };
  const before = everyRequest(ground);
  return {
    name: "home",
    ours: () => client("GET", `/api/branches/${branchId}/home`),
    floor: async () => {
      await before();
      await Promise.all([table.range(keys.standing(branchId)), table.range(year)]);
    },
  };
}

function listPair(ground: Ground): Pair {
  const { session, table } = ground;
  const before = everyRequest(ground);
  return {
    name: "member list of 25",
    ours: () => session.client("GET", `/api/branches/${session.branchId}/members?limit=25`),
    floor: async () => {
      await before();
      await table.range(keys.standing(session.branchId));
    },
  };
}

/** Saves one member again and again; the floor does the same to a copy of its items in a branch that does not exist. */
async function savePair(ground: Ground, memberId: string): Promise<Pair> {
  const { session, table, client } = ground;
  const { branchId } = session;
  const path = `/api/branches/${branchId}/members/${memberId}`;
  const key = keys.member(branchId, memberId);
  const [member] = await table.getMany([key]);
  if (!member) throw new Error(`no member ${memberId}`);
  const state = { version: Number(member.version), copied: 0, turn: 0 };
  const copy = { ...member, ...keys.member("b_bench", memberId), gsi1pk: `COPY#${memberId}` };
  const before = everyRequest(ground);
  const isAt = (version: number) => ({
    ConditionExpression: "version = :seen",
    ExpressionAttributeValues: { ":seen": version },
  });
  const put = (item: Item & Key, condition: object) => ({ Put: { TableName: TABLE, Item: item, ...condition } });
  const absent = { ConditionExpression: "attribute_not_exists(pk)" };
  const write = async (copied: number): Promise<void> => {
    const event = { ...(await trail), ...keys.audit(`copy-${memberId}`, copied + 1) };
    const record = put({ ...copy, version: copied + 1 }, copied === 0 ? absent : isAt(copied));
    await client.send(
      new TransactWriteCommand({
        TransactItems: [put(event, absent), record],
        ClientRequestToken: crypto.randomUUID(),
      }),
    );
  };
  const save = async (): Promise<void> => {
    state.turn += 1;
    const body = JSON.stringify({ position: `第${state.turn % 2}车间班长` });
    await session.client("PATCH", path, { body, headers: { "if-match": `"${state.version}"` } });
    state.version += 1;
  };
  await save();
  const trail = table.getMany([keys.audit(memberId, state.version)]).then(([event]) => event);
  return {
    name: "save a member",
    ours: save,
    floor: async () => {
      await before();
      await Promise.all([
        table.getMany([keys.branch(branchId)]),
        table.getMany([key, keys.memberLeft(branchId, memberId)]),
      ]);
      await write(state.copied);
      state.copied += 1;
    },
  };
}

type Crowd = { times: number[]; refused: number };

/** Turns by every one of the clients at once: the time of each, and how many were told to come again. */
async function together(works: readonly Work[]): Promise<Crowd> {
  const crowd: Crowd = { times: [], refused: 0 };
  const turns = async (work: Work) => {
    for (let i = 0; i < TURNS; i += 1) {
      const started = performance.now();
      await work().catch(() => {
        crowd.refused += 1;
      });
      crowd.times.push(performance.now() - started);
    }
  };
  await Promise.all(works.map(turns));
  return crowd;
}

async function alone({ name, ours, floor }: Pair): Promise<Figure> {
  await inTurn(ours, floor, 60);
  return ratioOf(`${name}, p50`, await inTurn(ours, floor, 120), 1.3);
}

/** The median of the blocks' p99; each block of ours stands beside one of the floor's, after one that does not count. */
async function crowded(pairs: readonly Pair[]): Promise<Figure> {
  const times: Times = { ours: [], other: [] };
  const refused = { ours: 0, other: 0 };
  await together(pairs.map((pair) => pair.ours));
  for (let block = 0; block < BLOCKS; block += 1) {
    const ours = await together(pairs.map((pair) => pair.ours));
    const other = await together(pairs.map((pair) => pair.floor));
    times.ours.push(quantile(ours.times, 0.99));
    times.other.push(quantile(other.times, 0.99));
    refused.ours += ours.refused;
    refused.other += other.refused;
  }
  const figure = ratioOf(`${pairs[0]?.name ?? ""}, ${CLIENTS} clients, p99`, times, 1.6);
  const noted = (text: string | undefined, count: number) => `${text}${count > 0 ? ` (${count} refused)` : ""}`;
  return { ...figure, ours: noted(figure.ours, refused.ours), beside: noted(figure.beside, refused.other) };
}

export async function benchRequests(built: Built): Promise<Figure[]> {
  const session = await built.signIn(LOGIN);
  const client = connect({ endpoint: built.endpoint, tableName: TABLE });
  const table = openTable(client, TABLE, () => Date.now(), testKeyring());
  const ground = { session, client, table };
  const list = await session.client("GET", `/api/branches/${session.branchId}/members?limit=25`);
  const { items } = memberPage.parse(JSON.parse(list.bytes.toString()));
  const saves: Pair[] = [];
  for (const { id } of items.slice(0, CLIENTS)) saves.push(await savePair(ground, id));
  const [firstSave] = saves;
  if (!firstSave) throw new Error("the sample branch has no members");
  const [home, members] = [homePair(ground), listPair(ground)];
  const sixteen = (pair: Pair) => Array.from({ length: CLIENTS }, () => pair);
  return [
    await alone(home),
    await alone(members),
    await alone(firstSave),
    await crowded(sixteen(home)),
    await crowded(sixteen(members)),
    await crowded(saves),
  ];
}
