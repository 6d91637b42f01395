import { createAsync, useParams, useSearchParams } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { chineseDay } from "#shared/dates";
import { sexNames, stageNames, standingNames } from "#shared/members/labels";
import type { MemberAnswer } from "#shared/members/schema";
import { postNames } from "#shared/org/labels";
import type { Post } from "#shared/org/schema";
import { keeps, today } from "../../lib/session";
import { Badge } from "../../ui/badge";
import { Button, ButtonLink, DownloadLink } from "../../ui/button";
import { type Column, DataTable } from "../../ui/data-table";
import { PageHeader } from "../../ui/page";
import { Pager } from "../../ui/pager";
import { branchOf } from "../branch/data";
import { type Filters, membersOf, rosterAddress } from "./data";
import { FilterBar } from "./filter-bar";
import { FullRosterDialog } from "./full-roster";

const PAGE = 50;
const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value) || undefined;

/** The members of a branch on a day; what is asked for stands in the address. */
export function MemberListPage() {
  const params = useParams();
  const [search] = useSearchParams();
  const [limit, setLimit] = createSignal(PAGE);
  const [isExporting, setExporting] = createSignal(false);
  const id = () => params.b ?? "";
  const filters = (): Filters => ({
    q: first(search.q),
    stage: first(search.stage),
    standing: first(search.standing),
    groupId: first(search.groupId),
    left: first(search.left),
    on: first(search.on),
  });
  const isFiltered = () => Object.values(filters()).some((value) => value !== undefined);
  const branch = createAsync(() => branchOf(id()));
  const page = createAsync(() => membersOf(id(), filters(), limit()));
  const groupName = (groupId: string | null) => branch()?.groups.find((group) => group.id === groupId)?.name ?? "";
  return (
    <>
      <PageHeader
        title="党员"
        lead={filters().on ? `截至 ${chineseDay(filters().on ?? "")}` : `截至今天（${chineseDay(today())}）`}
        actions={
          <>
            <Show when={keeps(id())}>
              <ButtonLink look="primary" href={`/branches/${id()}/members/new`}>
                新增党员
              </ButtonLink>
              <ButtonLink href={`/branches/${id()}/imports`}>导入花名册</ButtonLink>
            </Show>
            <DownloadLink href={rosterAddress(id(), filters().on)}>导出花名册</DownloadLink>
            <Show when={keeps(id())}>
              <Button onClick={() => setExporting(true)}>导出全号花名册</Button>
            </Show>
          </>
        }
      />
      <FilterBar groups={branch()?.groups ?? []} />
      <DataTable
        caption="党员"
        rows={page()?.items}
        empty={isFiltered() ? "没有符合条件的党员。" : "还没有党员。"}
        emptyAction={
          <Show when={keeps(id()) && !isFiltered()}>
            <p>把现有的花名册（Excel 或 CSV）导入进来最快，也可以逐个新增。</p>
            <ButtonLink look="primary" href={`/branches/${id()}/imports`}>
              导入花名册
            </ButtonLink>
          </Show>
        }
        columns={columns(id(), groupName)}
      />
      <Show when={page()}>
        {(now) => (
          <Pager
            shown={now().items.length}
            total={now().total}
            hasMore={now().next !== null && limit() < 200}
            onMore={() => setLimit((size) => Math.min(200, size + PAGE))}
          />
        )}
      </Show>
      <FullRosterDialog branchId={id()} open={isExporting()} onClose={() => setExporting(false)} />
    </>
  );
}

const columns = (branchId: string, groupName: (id: string | null) => string): Column<MemberAnswer>[] => [
  {
    header: "姓名",
    primary: true,
    sort: (member) => member.name,
    cell: (member) => (
      <a class="text-link" href={`/branches/${branchId}/members/${member.id}`}>
        {member.name}
      </a>
    ),
  },
  { header: "性别", cell: (member) => (member.sex ? sexNames[member.sex] : "") },
  { header: "年龄", align: "end", sort: (member) => member.age ?? -1, cell: (member) => member.age ?? "" },
  { header: "人员类别", sort: (member) => stageNames[member.stage], cell: (member) => stageNames[member.stage] },
  { header: "入党日期", sort: (member) => member.joinedOn ?? "", cell: (member) => member.joinedOn ?? "" },
  { header: "党小组", cell: (member) => groupName(member.groupId) },
  { header: "职务", cell: (member) => member.posts.map((post) => postNames[post as Post]).join("、") },
  { header: "情况", cell: (member) => <Marks member={member} /> },
];

/** What is out of the ordinary about somebody. */
const Marks = (props: { member: MemberAnswer }) => (
  <span class="marks">
    <Show when={props.member.standing === "suspended"}>
      <Badge tone="orange">{standingNames.suspended}</Badge>
    </Show>
    <Show when={props.member.left}>
      <Badge tone="grey">已离开</Badge>
    </Show>
    <Show when={props.member.lost}>
      <Badge tone="red">失联</Badge>
    </Show>
    <Show when={props.member.floating}>
      <Badge tone="blue">流动</Badge>
    </Show>
    <Show when={props.member.excused}>
      <Badge tone="grey">免于参加</Badge>
    </Show>
    <Show when={props.member.differences.length > 0}>
      <Badge tone="orange">信息待核对</Badge>
    </Show>
  </span>
);
