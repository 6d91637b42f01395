import { type DynamoDBDocumentClient, ScanCommand, type ScanCommandOutput } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { connect } from "#functions/platform/client";
import { ensureTable } from "#functions/platform/engine-table";
import { contentTypes } from "#functions/platform/http";
import type { Item } from "#functions/platform/keys";
import { writeWorkbook } from "#functions/sheets/write";
import { writeItems } from "../support/branch-items";
import { inventId } from "../support/people";
import { type Figure, inMs, timed } from "./measure";
import { type Built, cpuSecondsOf, memoryOf } from "./system";

const ROWS = 12_500;
const HEADERS = [
  "姓名",
  "性别",
  "民族",
  "公民身份号码",
  "出生日期",
  "学历",
  "人员类别",
  "入党日期",
  "转正日期",
  "联系电话",
  "家庭住址",
];
const answer = z.object({ id: z.string(), state: z.string(), counts: z.record(z.string(), z.number()).optional() });

/** Every row is a new person, as far as the invented numbers reach. */
function rosterOf(rows: number): Promise<Uint8Array> {
  const row = (i: number): string[] => {
    const birth = `19${60 + (Math.floor(i / 1000) % 40)}0${1 + (i % 9)}15`;
    return [
      ...[`党员${i}`, "男", "汉族", inventId(i % 500_000, birth), `${birth.slice(0, 4)}-${birth.slice(4, 6)}-15`],
      ...[
        "大学本科",
        "正式党员",
        "2010-07-01",
        "2011-07-01",
        `199${String(i).padStart(8, "0")}`,
        `示例农场第${i}居民组`,
      ],
    ];
  };
  const columns = HEADERS.map((header) => ({ header }));
  return writeWorkbook([{ name: "党员花名册", columns, rows: Array.from({ length: rows }, (_, i) => row(i)) }]);
}

async function everything(client: DynamoDBDocumentClient): Promise<Item[]> {
  const items: Item[] = [];
  for (let next: Item | undefined | null = null; next !== undefined; ) {
    const result: ScanCommandOutput = await client.send(
      new ScanCommand({ TableName: "zhibu", ...(next && { ExclusiveStartKey: next }) }),
    );
    items.push(...(result.Items ?? []));
    next = result.LastEvaluatedKey;
  }
  return items;
}
const placeOf = ({ pk, sk }: Item) => JSON.stringify([pk, sk]);

/** A roster of 12,500 through the API, beside the engine's own batch writes of the items that the commit wrote. */
export async function benchImport(built: Built): Promise<Figure[]> {
  const { client: http, branchId } = await built.signIn("secretary01");
  const client = connect({ endpoint: built.endpoint, tableName: "zhibu" });
  const path = `/api/branches/${branchId}/members/imports`;
  const file = await rosterOf(ROWS);
  const state: { id: string; isOver: boolean } = { id: "", isOver: false };
  const cpuBefore = cpuSecondsOf(built.pid);
  const previewMs = await timed(async () => {
    const sent = await http("POST", path, { body: file, headers: { "content-type": contentTypes.xlsx } });
    const { id, counts } = answer.parse(JSON.parse(sent.bytes.toString()));
    if (counts?.new !== ROWS) throw new Error(`not every row is new: ${JSON.stringify(counts)}`);
    state.id = id;
  });
  const previewCpu = cpuSecondsOf(built.pid) - cpuBefore;
  const previewMemory = memoryOf(built.pid, "highest");
  const before = new Set((await everything(client)).map(placeOf));
  const commitMs = await timed(async () => {
    while (!state.isOver) {
      const sent = await http("POST", `${path}/${state.id}/commit`, { body: "{}" });
      state.isOver = answer.parse(JSON.parse(sent.bytes.toString())).state === "committed";
    }
  });
  const memory = memoryOf(built.pid, "highest");
  const written = (await everything(client)).filter(
    (item) => !before.has(placeOf(item)) || item.entity === "import-chunk",
  );
  await ensureTable(client, "bench");
  const engineMs = await timed(() => writeItems(client, "bench", written));
  return [
    {
      name: `import of ${ROWS} rows, preview`,
      value: previewMs / 1000,
      unit: "s",
      atMost: 3,
      ours: `${previewCpu.toFixed(2)} s of processor`,
    },
    {
      ...{ name: `import of ${ROWS} rows, commit / batch write of its ${written.length} items`, unit: "×", atMost: 2 },
      ...{ value: commitMs / engineMs, ours: inMs(commitMs), beside: inMs(engineMs) },
    },
    {
      ...{ name: "import, highest memory of the server", value: memory, unit: "MB", atMost: 256 },
      ours: `${previewMemory.toFixed(0)} MB after the preview`,
    },
  ];
}
