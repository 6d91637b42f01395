import { useNavigate } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { activityKindNames } from "#shared/activities/labels";
import type { ActivityAnswer } from "#shared/activities/schema";
import { isSecretary } from "../../lib/session";
import { Button, ButtonLink, DownloadLink } from "../../ui/button";
import { ConfirmDialog } from "../../ui/dialog";
import { PageHeader } from "../../ui/page";
import { failed, toast } from "../../ui/toast";
import { confirmActivity, pathOf, removeActivity } from "./data";
import { NoticeDialog } from "./notice";
import { StateBadges } from "./state-badges";

/** The name of the activity and what can still be done with it. */
export function RecordHead(props: { activity: ActivityAnswer; mine: boolean }) {
  const navigate = useNavigate();
  const [isDropping, setDropping] = createSignal(false);
  const [isNotice, setNotice] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const list = () => `/branches/${props.activity.branchId}/activities`;
  const state = () => props.activity.state;
  const editNames = { planned: "记录这次活动", recorded: "修改", confirmed: "更正" };
  const mayEdit = () => (state() === "confirmed" ? isSecretary(props.activity.branchId) : props.mine);
  const act = async (work: Promise<unknown>, done: () => void) => {
    setBusy(true);
    await work.then(done, failed()).finally(() => setBusy(false));
  };
  const confirmIt = () => act(confirmActivity(props.activity), () => toast("已确认，从现在起计入"));
  const drop = () =>
    act(removeActivity(props.activity), () => {
      toast("已删除");
      navigate(list(), { replace: true });
    });
  return (
    <>
      <PageHeader
        title={props.activity.title}
        back={{ href: `${list()}?year=${props.activity.forYear}`, label: "组织生活" }}
        lead={
          <span class="marks">
            {props.activity.kinds.map((kind) => activityKindNames[kind]).join("、")}
            <StateBadges activity={props.activity} />
          </span>
        }
        actions={
          <>
            <Show when={state() === "recorded" && isSecretary(props.activity.branchId)}>
              <Button look="primary" busy={busy()} onClick={() => void confirmIt()}>
                确认
              </Button>
            </Show>
            <Show when={mayEdit()}>
              <ButtonLink
                look={state() === "planned" ? "primary" : "plain"}
                href={`${list()}/${props.activity.id}/edit`}
              >
                {editNames[state()]}
              </ButtonLink>
            </Show>
            <DownloadLink href={`${pathOf(props.activity)}/minutes.docx`}>会议记录.docx</DownloadLink>
            <DownloadLink href={`${pathOf(props.activity)}/signin.docx`}>签到表.docx</DownloadLink>
            <Show when={state() === "planned"}>
              <Button onClick={() => setNotice(true)}>通知文字</Button>
            </Show>
            <Button onClick={() => window.print()}>打印</Button>
            <Show when={props.mine && state() !== "confirmed"}>
              <Button look="danger" onClick={() => setDropping(true)}>
                删除
              </Button>
            </Show>
          </>
        }
      />
      <NoticeDialog activity={props.activity} open={isNotice()} onClose={() => setNotice(false)} />
      <ConfirmDialog
        title="删除这次活动"
        open={isDropping()}
        onClose={() => setDropping(false)}
        onConfirm={() => void drop()}
        confirm="删除"
        danger
        busy={busy()}
      >
        <p>
          {state() === "planned" ? "取消这次安排" : "这条记录还没有确认"}，删除“{props.activity.title}
          ”及其附件后不能恢复。
        </p>
      </ConfirmDialog>
    </>
  );
}
