import { beforeAll, describe, expect, it } from "vitest";
import { writeWorkbook } from "#functions/sheets/write";
import { startSystem } from "#test/support/app";
import { fullMember } from "#test/support/people";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
let system: Awaited<ReturnType<typeof startSystem>>;
let branch: Awaited<ReturnType<typeof system.foundBranch>>;

beforeAll(async () => {
  system = await startSystem({ today: "2026-11-22" });
  branch = await system.foundBranch("第一党支部");
  for (const [serial, name] of ["张一", "王二", "李三"].entries()) {
    await branch.secretary.post(`/api/branches/${branch.id}/members`, fullMember(serial + 1, { name }));
  }
});

const imports = () => `/api/branches/${branch.id}/activities/imports`;
const activities = async () =>
  (await branch.secretary.get(`/api/branches/${branch.id}/activities?year=2026&limit=200`)).body.items;
const ledger = (rows: (string | number | null)[][]) =>
  writeWorkbook([
    {
      name: "台账",
      title: "2026年会议台账",
      columns: ["序号", "日期", "会议类别", "主题", "地点", "主持人", "应到", "实到", "缺席人员"].map((header) => ({
        header,
      })),
      rows,
    },
  ]);

describe("会议台账", () => {
  it("一年的会从表格进来，书记导入的当场计入并标明补录；同一张表再导入没有变化；撤销后全部消失", async () => {
    const file = await ledger([
      ["1", "2026.01.15", "支部党员大会", "部署全年工作", "会议室", "张一", "3", "3", ""],
      ["2", "2026年2月10日", "主题党日", "义务劳动", "厂区", "张一", "3", "2", "王二（出差）"],
      ["3", "2027-01-01", "党课", "未来的课", "", "", "3", "3", ""],
      ["合计", null, null, null, null, null, "9", "8", null],
    ]);
    const preview = await branch.secretary.post(`${imports()}?name=ledger.xlsx`, file, { type: XLSX });
    expect([preview.status, preview.body.counts]).toEqual([201, { new: 2, update: 0, unchanged: 0, error: 1 }]);
    const done = await branch.secretary.post(`${imports()}/${preview.body.id}/commit`);
    expect(done.body).toMatchObject({ state: "committed", created: 2, skipped: 1 });
    const items = await activities();
    expect(
      items.map(({ title, state, late, expected, present }: Record<string, unknown>) => [
        title,
        state,
        late,
        expected,
        present,
      ]),
    ).toEqual([
      ["部署全年工作", "confirmed", true, 3, 3],
      ["义务劳动", "confirmed", true, 3, 2],
    ]);
    expect(items[1].attendance.exceptions).toMatchObject([{ state: "leave", reason: "出差" }]);

    const again = await branch.secretary.post(imports(), file, { type: XLSX });
    expect(again.body.counts).toMatchObject({ new: 0, unchanged: 2, error: 1 });
    const undone = await branch.secretary.post(`${imports()}/${preview.body.id}/undo`);
    expect(undone.body).toMatchObject({ state: "undone", removed: 2, kept: [] });
    expect(await activities()).toEqual([]);
  });

  it("预览中补上实到人数，这一行就可以导入", async () => {
    const file = await ledger([["1", "2026-05-20", "党课", "廉洁教育", "", "", "3", "", ""]]);
    const preview = (await branch.secretary.post(imports(), file, { type: XLSX })).body;
    expect(preview.rows[0]).toMatchObject({ verdict: "error", issues: [{ field: "present" }] });
    const mended = await branch.secretary.patch(`${imports()}/${preview.id}/rows/3`, preview.version, {
      fields: { present: 2 },
    });
    expect(mended.body.rows[0]).toMatchObject({ verdict: "new" });
  });

  it("支委导入的待书记确认，不直接计入", async () => {
    const committee = await system.person("committee", branch.id, "committee-1");
    const file = await ledger([["1", "2026-06-20", "党课", "支委导入的课", "", "", "3", "3", ""]]);
    const preview = (await committee.post(imports(), file, { type: XLSX })).body;
    expect((await committee.post(`${imports()}/${preview.id}/commit`)).body).toMatchObject({ created: 1 });
    const [activity] = await activities();
    expect(activity.state).toBe("recorded");
    const confirmed = await branch.secretary.post(`/api/branches/${branch.id}/activities/${activity.id}/confirm`);
    expect([confirmed.status, confirmed.body.state, confirmed.body.expected]).toEqual([200, "confirmed", 3]);
  });
});
